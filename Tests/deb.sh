#!/usr/bin/env bash
# What `make check-deb` does, as root: installs both packages on this machine, looks at what came, lets an officer's key in
# through a real sshd, takes the packages away again, and looks at what stays. It does not begin where there are traces of
# Brankas already.
#
#   deb.sh FOLDER
set -euo pipefail

. "$(dirname "$0")/steps.sh"
fail() { printf 'deb: %s\n' "$*" >&2; exit 1; }
folder=$(realpath -e "$1")
program=$(echo "$folder"/brankas_*.deb)
custodian=$(echo "$folder"/brankas-custodian_*.deb)
for package in "$program" "$custodian"; do [ -s "$package" ] || fail "$package is missing"; done
[ "$(id -u)" = 0 ] || fail "packages are installed by root"
# The packages leave these behind on purpose, the test does not.
places=(/var/lib/brankas /var/lib/brankas-head /var/lib/brankas-metrics /var/lib/brankas-gate /etc/brankas /run/brankas)
for trace in "${places[@]}" /etc/ssh/sshd_config.d/brankas-gate.conf; do
    [ ! -e "$trace" ] || fail "$trace is there already: this machine has custodians"
done
for account in brankas brankas-gate; do
    ! getent passwd $account >/dev/null || fail "the account $account is there already"
done
! dpkg-query -W brankas >/dev/null 2>&1 || fail "the package brankas is known here already"

scratch=$(mktemp -d /tmp/brankas-XXXXXX)
daemons=()
clean() {
    for process in "${daemons[@]}"; do kill "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    dpkg --purge brankas-custodian brankas >/dev/null 2>&1 || true
    rm -rf "${places[@]}" /etc/ssh/sshd_config.d/brankas-gate.conf "$scratch"
    for account in brankas brankas-gate; do
        if getent passwd $account >/dev/null; then userdel $account 2>/dev/null || true; fi
        if getent group $account >/dev/null; then groupdel $account 2>/dev/null || true; fi
    done
}
trap clean EXIT

lintian --allow-root --fail-on error,warning "$program" "$custodian" || fail "lintian finds errors or warnings"
depends=$(dpkg-deb -f "$program" Depends)
for library in libc6 libsodium23 libsqlite3-0 libmagic1 libkeyutils1; do
    [[ $depends == *$library* ]] || fail "the program does not depend on $library"
done

export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
apt-get install -q -y --no-install-recommends "$program" "$custodian" >"$scratch/said" 2>&1 ||
    fail "apt-get does not install them: $(tail -n 20 "$scratch/said")"

# --- The program ---

[ "$(brankas --version)" = "$(dpkg-query -W -f '${Version}' brankas)" ] || fail "program and package differ in their version"
# A machine may leave manuals out; then the package has them nevertheless.
dpkg-deb --contents "$program" >"$scratch/contents"
for page in man1/brankas.1.gz id/man1/brankas.1.gz; do
    grep -q " ./usr/share/man/$page\$" "$scratch/contents" || fail "the package has no $page"
done
if command -v man >/dev/null && [ -e /usr/share/man/man1/brankas.1.gz ]; then
    [ "$(man -w brankas)" = /usr/share/man/man1/brankas.1.gz ] || fail "man does not find the manual"
else
    echo "deb: no manuals on this machine, man was not asked"
fi
echo "satu dua tiga empat lima enam" >"$scratch/passphrase"
brankas key new siti@unit-ppa --name Siti --output "$scratch/key.age" --work-factor 10 --passphrase-fd 9 \
    9<"$scratch/passphrase" >/dev/null 2>&1 || fail "the program makes no key"
grep -q "^age-encryption.org/v1" "$scratch/key.age" || fail "the key is no age file"

# --- Accounts and folders ---

is() {
    local said
    said=$(stat -c '%a %U:%G' "$1") || fail "$1 is missing"
    [ "$said" = "$2" ] || fail "$1 is $said, not $2"
}
is /run/brankas "750 brankas:brankas-gate"
is /var/lib/brankas "700 brankas:brankas"
is /var/lib/brankas-head "700 brankas:brankas"
is /var/lib/brankas-metrics "755 brankas:brankas"
is /var/lib/brankas-gate "750 root:brankas-gate"
is /var/lib/brankas-gate/.ssh "750 root:brankas-gate"
is /var/lib/brankas-gate/.ssh/authorized_keys "640 root:brankas-gate"
is /etc/brankas "700 root:root"
[ "$(getent passwd brankas | cut -d : -f 7)" = /usr/sbin/nologin ] || fail "somebody could log in as brankas"
[ "$(getent passwd brankas-gate | cut -d : -f 6,7)" = /var/lib/brankas-gate:/bin/sh ] || fail "the gate's home or shell is another"
for account in brankas brankas-gate; do
    [[ $(getent shadow $account | cut -d : -f 2) == '!'* ]] || fail "$account has a password"
    [ "$(id -nG $account)" = $account ] || fail "$account is in other groups: $(id -nG $account)"
done
gate() { runuser -u brankas-gate -- "$@" >/dev/null 2>&1; }
for place in /var/lib/brankas /var/lib/brankas-head /etc/brankas; do ! gate ls $place || fail "the gate reads $place"; done
for place in /run/brankas /var/lib/brankas-gate /var/lib/brankas-gate/.ssh; do
    ! gate touch $place/planted || fail "the gate writes to $place"
done
! gate sh -c 'echo >>/var/lib/brankas-gate/.ssh/authorized_keys' || fail "the gate changes who may come"

# --- The units ---

units=(/lib/systemd/system/brankas@.service /lib/systemd/system/brankas@.socket)
systemd-analyze verify "${units[@]/@./@vault.}" >"$scratch/said" 2>&1 || fail "systemd refuses the units: $(cat "$scratch/said")"
[ ! -s "$scratch/said" ] || fail "systemd complains about the units: $(cat "$scratch/said")"
# In tenths: below 1.0 passes.
systemd-analyze security --offline=yes --threshold=9 "${units[0]}" >"$scratch/said" 2>&1 ||
    fail "the service is not shut in enough: $(tail -n 1 "$scratch/said")"
exposure=$(sed -n 's/.*Overall exposure level.*: \([0-9.]*\) .*/\1/p' "$scratch/said")

# --- The gate ---

/usr/sbin/sshd -t >"$scratch/said" 2>&1 || { mkdir -p /run/sshd && /usr/sbin/sshd -t; } || fail "sshd refuses its settings"
/usr/sbin/sshd -T -C user=brankas-gate,host=localhost,addr=127.0.0.1 >"$scratch/gate"
/usr/sbin/sshd -T -C user=root,host=localhost,addr=127.0.0.1 >"$scratch/others"
for setting in "passwordauthentication no" "disableforwarding yes" "permittty no" "authenticationmethods publickey" \
    "authorizedkeysfile /var/lib/brankas-gate/.ssh/authorized_keys"; do
    grep -qx "$setting" "$scratch/gate" || fail "sshd does not say \"$setting\" of the gate"
done
! grep -q brankas-gate "$scratch/others" || fail "what is for the gate reaches other accounts"

# A custodian that waits for its founder, as the units run it, and an officer's key that names it.
ssh-keygen -q -t ed25519 -N '' -f "$scratch/id"
ssh-keygen -q -t ed25519 -N '' -f "$scratch/host"
printf 'command="brankas serve --stdio probe",restrict %s\n' "$(cat "$scratch/id.pub")" >>/var/lib/brankas-gate/.ssh/authorized_keys
fingerprint=$(brankas key show --json --key "$scratch/key.age" --passphrase-fd 9 9<"$scratch/passphrase" |
    sed -n 's/.*"fingerprint" *: *"\([^"]*\)".*/\1/p')
runuser -u brankas -- brankas serve --new /var/lib/brankas/probe --seed /var/lib/brankas/probe.seed --founder "$fingerprint" \
    >/dev/null 2>&1 || fail "the custodian's account makes no vault"
runuser -u brankas -- brankas serve --socket /run/brankas/probe.sock /var/lib/brankas/probe --seed /var/lib/brankas/probe.seed \
    >"$scratch/serve" 2>&1 &
daemons+=($!)
within 20 test -S /run/brankas/probe.sock || fail "no custodian serves: $(cat "$scratch/serve")"
# As the socket unit does.
chgrp brankas-gate /run/brankas/probe.sock && chmod 660 /run/brankas/probe.sock
port=$((20000 + $$ % 20000))
/usr/sbin/sshd -D -f /etc/ssh/sshd_config -o Port=$port -o ListenAddress=127.0.0.1 -o PidFile=none -h "$scratch/host" \
    2>"$scratch/sshd" &
daemons+=($!)
within 20 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port" 2>/dev/null || fail "sshd does not listen: $(cat "$scratch/sshd")"
come() {
    timeout 20 ssh -T -F none -i "$scratch/id" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=no \
        -o UserKnownHostsFile="$scratch/known" -o LogLevel=ERROR -p $port brankas-gate@127.0.0.1 "$@"
}
# The custodian greets first; and whatever else is asked for, it is what comes.
greeting=$(printf 'brankas/serve/1\n' | come cat /etc/passwd 2>"$scratch/said" | head -c 15) || true
[ "$greeting" = brankas/serve/1 ] || fail "an officer's key does not reach the custodian: $greeting $(cat "$scratch/said" "$scratch/sshd")"

# --- And away ---

for process in "${daemons[@]}"; do kill "$process" 2>/dev/null || true; done
wait
daemons=()
dpkg --remove brankas-custodian brankas >"$scratch/said" 2>&1 || fail "they are not removed: $(cat "$scratch/said")"
dpkg --purge brankas-custodian brankas >"$scratch/said" 2>&1 || fail "they are not purged: $(cat "$scratch/said")"
for place in /var/lib/brankas/probe.founder /var/lib/brankas/probe.seed /var/lib/brankas-gate/.ssh/authorized_keys; do
    [ -s $place ] || fail "purging took $place away"
done
for place in /usr/bin/brankas "${units[@]}" /etc/ssh/sshd_config.d/brankas-gate.conf /usr/lib/sysusers.d/brankas.conf \
    /usr/lib/tmpfiles.d/brankas.conf /usr/share/doc/brankas /usr/share/doc/brankas-custodian /var/lib/brankas-metrics \
    /var/lib/brankas-head /etc/brankas; do
    [ ! -e $place ] || fail "purging left $place"
done
for account in brankas brankas-gate; do getent passwd $account >/dev/null || fail "the files of $account belong to nobody"; done
echo "deb: installed, tried, purged; vaults, seeds and accounts stayed, exposure $exposure"
