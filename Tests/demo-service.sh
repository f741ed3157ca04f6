#!/usr/bin/env bash
# What `make demo-service` plays: a vault that a custodian serves on a host, and three agencies that reach it through a real
# sshd on loopback, each by a Unix account of its own. It asks nothing, and fails unless every step does what it says. It needs
# root, for it makes accounts; at its end, however that comes about, they are gone, and so is all else that it made.
#
#   BRANKAS=path/of/brankas bash Tests/demo-service.sh
set -euo pipefail
umask 077

here=$(cd "$(dirname "$0")" && pwd)
given=$(realpath -e "${BRANKAS:?BRANKAS must be the path of the brankas program}")
unset BRANKAS BRANKAS_KEY BRANKAS_VAULT SSH_AUTH_SOCK
started=$SECONDS
name=okuselatan
accounts=(brankas-demo-host brankas-demo-gate brankas-demo-dp2 brankas-demo-ppa brankas-demo-jak)
read -r host gate dp2 ppa jak <<<"${accounts[*]}"

. "$here/steps.sh"
fail() { printf '\ndemo-service: %s\n' "$*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || fail "it makes accounts for a while, and that only root may do"
for program in sshd ssh setpriv useradd; do
    PATH=$PATH:/usr/sbin command -v $program >/dev/null || fail "there is no $program here"
done
for account in "${accounts[@]}"; do
    if getent passwd $account >/dev/null || getent group $account >/dev/null; then
        fail "there is an account or a group $account: of a demo that is running, or was killed. Then remove it: userdel $account"
    fi
done

# --- What is made, and goes again whatever happens ---

# The name of a socket has to be short.
folder=$(mktemp -d /tmp/brankas-XXXXXX)
made=() service='' sshd='' madeRun=''

mine() { local account; for account in "${made[@]}"; do pgrep -u $account || true; done; }
clean() {
    trap '' INT TERM HUP
    set +e
    local process account sessions='' try
    [ -z "$sshd" ] || sessions=$(pgrep -P $sshd)
    for process in $sshd $sessions $(mine); do kill -KILL "$process" 2>/dev/null; done
    wait 2>/dev/null
    for try in {1..100}; do
        [ -n "$(mine)" ] || break
        sleep 0.05
    done
    for account in "${made[@]}"; do
        userdel $account 2>/dev/null
        getent group $account >/dev/null && groupdel $account
    done
    rm -rf "$folder"
    if [ -n "$madeRun" ]; then rmdir /run/sshd 2>/dev/null; fi
    service='' sshd=''
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$folder"

# --- How this script talks, runs and checks ---

say() { printf '\n%s\n' "$*" | fold -s -w 100; }
sum() { sha256sum "$1" | cut -d ' ' -f 1; }
# The first id with this letter in the last output.
id_of() { grep -oE -m 1 "$1-[0-9A-Z]{16}" <<<"$last" | head -n 1; }

# Words that run a command as an account, with nothing of root's: neither its groups nor its environment.
as_account() {
    local home=$folder/${1##*-}
    words=(setpriv --reuid $1 --regid $1 --init-groups --inh-caps=-all env -i -C "$home" HOME="$home" XDG_RUNTIME_DIR="$home/run"
        BRANKAS_LANG=en BRANKAS_VAULT="${address:-}" PATH="$folder/bin:/usr/bin:/bin")
}
as() {
    local words
    as_account $1
    shift
    "${words[@]}" "$@" </dev/null
}
# The account of somebody's agency.
account_of() { case $1 in *@dp2kbp3a) echo $dp2 ;; *@unit-ppa) echo $ppa ;; *@kejaksaan) echo $jak ;; esac; }

shown() {
    local word
    for word in "$@"; do
        if [[ $word =~ ^[A-Za-z0-9@%+,./:=_-]+$ ]]; then printf ' %s' "${word//$folder\//}"; else printf " '%s'" "$word"; fi
    done
}
# A command of somebody's, with their key and passphrase, as the account of their agency.
brankas() {
    local who=$1
    shift
    as "$(account_of "$who")" brankas "$@" --key "$who.age" --passphrase-fd 9 9<"$folder/passphrases/$who"
}
# The same, shown; demands the exit code. The output is shown, and kept in $last.
run() {
    local who=$1 expected=$2 code=0
    shift 2
    printf '\n%s$ brankas%s\n' "$who" "$(shown "$@")"
    last=$(brankas "$who" "$@" 2>&1) || code=$?
    ended "$code" "$expected"
}
# The same of an account, without anybody's key.
plain() {
    local account=$1 expected=$2 code=0
    shift 2
    printf '\n%s$%s\n' "$account" "$(shown "$@")"
    last=$(as $account "$@" 2>&1) || code=$?
    ended "$code" "$expected"
}
ended() {
    if [ -n "$last" ]; then printf '%s\n' "${last//$folder\//}"; fi
    if [ "$2" != 0 ]; then printf '(exit code %s)\n' "$1"; fi
    [ "$1" = "$2" ] || fail "this ended with $1, not $2"
}

cat <<END_OF_HEAD
Brankas, served: the vault lies on a host, its custodian runs there under an account of its own, and three agencies
reach it over ssh, each from an account of its own. One machine plays all of them, and a real sshd on loopback the way
between them. Nobody in this story exists.
END_OF_HEAD

# --- Accounts, keys, the host's sshd ---

say "1. The host has two accounts: one of the custodian, who owns the vault and its seed, and one of the gate, which may connect \
to the custodian and read no file. Each agency works at an account of its own."
chmod 711 "$folder"
mkdir -m 700 passphrases
mkdir -m 755 bin
install -m 755 "$given" bin/brankas
for account in "${accounts[@]}"; do
    # No password, and yet not locked: sshd lets nobody in whose account is.
    useradd -r -U -M -d "$folder/${account##*-}" -s /bin/sh -p '*' $account
    made+=($account)
    install -d -m 700 -o $account -g $account "${account##*-}" "${account##*-}/run" "${account##*-}/.ssh"
    printf '%s ' "$account"
done
echo
# The gate is of the group that the custodian's socket is for.
usermod -a -G $host $gate
install -d -m 750 -o $host -g $host door
socket=$folder/door/$name.sock

[ -d /run/sshd ] || { mkdir -m 755 /run/sshd && madeRun=yes; }
ssh-keygen -q -t ed25519 -N '' -f host-key
# What the gate's account reads and can't change.
chown root:$gate gate gate/.ssh
chmod 750 gate gate/.ssh
for account in $dp2 $ppa $jak; do
    as $account ssh-keygen -q -t ed25519 -N '' -C $account -f .ssh/id_ed25519
    printf 'command="%s serve --stdio %s --run %s",restrict %s\n' "$folder/bin/brankas" $name "$folder/door" \
        "$(<"$folder/${account##*-}/.ssh/id_ed25519.pub")"
done >gate/.ssh/authorized_keys
chown root:$gate gate/.ssh/authorized_keys
chmod 640 gate/.ssh/authorized_keys

listens() { (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
for try in {1..10}; do
    port=$((20000 + RANDOM % 20000))
    if listens; then continue; fi
    cat >sshd_config <<END_OF_SETTINGS
Port $port
ListenAddress 127.0.0.1
HostKey $folder/host-key
PidFile none
AllowUsers $gate
AuthorizedKeysFile $folder/gate/.ssh/authorized_keys
AuthenticationMethods publickey
UsePAM no
DisableForwarding yes
PermitTTY no
PermitUserRC no
MaxSessions 10
END_OF_SETTINGS
    /usr/sbin/sshd -D -e -f "$folder/sshd_config" 2>sshd.log </dev/null &
    sshd=$!
    decided() { grep -q 'Server listening' sshd.log || ! kill -0 $sshd 2>/dev/null; }
    if within 10 decided && kill -0 $sshd 2>/dev/null; then break; fi
    sshd=''
done
[ -n "$sshd" ] || fail "sshd does not start: $(<sshd.log)"
for account in $dp2 $ppa $jak; do
    known=${account##*-}/.ssh/known_hosts
    printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d ' ' -f 1,2 host-key.pub)" >"$known"
    chown $account:$account "$known"
done
address=ssh://$gate@127.0.0.1:$port/$name
echo "sshd listens, and each agency's ssh key has a line in the gate's authorized_keys:"
echo "    command=\"… serve --stdio $name …\",restrict ssh-ed25519 …"

say "2. Everybody makes a key, at their own account: it never leaves it. (--work-factor 10 makes these keys quick to open and \
quick to break into. Leave it out for real ones.)"
make_key() {
    printf 'for show only, %s\n' "$1" >"passphrases/$1"
    printf '%s$ brankas key new %s --work-factor 10: ' "$1" "$1"
    as "$(account_of "$1")" brankas key new "$1" --name "$2" --output "$1.age" --work-factor 10 --quiet --passphrase-fd 9 \
        9<"passphrases/$1" | grep Fingerprint || fail "no key for $1"
}
for_everybody make_key
fingerprint() { brankas "$1" key show --json | grep -oE '([0-9A-Z]{4}-){7}[0-9A-Z]{4}' | head -n 1; }

# --- Founding ---

serve() {
    local words
    as_account $host
    # What setpriv and env become is the service itself.
    "${words[@]}" brankas serve --socket "$socket" vault --seed seed --head head --log json </dev/null >>host.log 2>&1 &
    service=$!
    # 1 is the answer while it waits for its founder.
    answers() {
        local code=0
        as $host brankas status --vault "unix:$socket" >status.txt 2>&1 || code=$?
        [ $code -lt 2 ]
    }
    within 20 answers || fail "the service does not start: $(<host.log)"
}

say "3. On the host, the custodian makes its seed, and is told who may found the vault: the fingerprint is \
read out on the telephone."
plain $host 0 brankas serve --new vault --seed seed --founder "$(fingerprint admin@dp2kbp3a)"
custodian=$(grep -oE '([0-9A-Z]{4}-){7}[0-9A-Z]{4}' <<<"$last" | head -n 1)
printf '\n%s$ brankas serve --socket door/%s.sock vault --seed seed --head head --log json &\n' $host $name
serve

say "4. The admin of DP2KBP3A founds it from her own machine, over ssh. Nobody else could, the host's operator neither."
install -m 600 -o $dp2 "$here/../keys.example" dp2/keys.yaml
for who in admin@unit-ppa admin@kejaksaan; do
    install -m 600 -o $dp2 "$(account_of $who | sed 's/.*-//')/$who.card" "dp2/$who.card"
done
run admin@dp2kbp3a 0 init --keys keys.yaml --custodian "$custodian"
vault_id=$(grep -oE '[0-9a-f]{64}' <<<"$last" | head -n 1)
[ "${#vault_id}" = 64 ] || fail "no vault id was printed"

say "5. The other two join with the id that she told them, and each admin enrols their own agency's people, who join as well."
run admin@unit-ppa 0 join --id "$vault_id"
run admin@kejaksaan 0 join --id "$vault_id"
enroll() { run "$1" 0 person enroll "$2.card" --role "$3" --fingerprint "$(fingerprint "$2")"; }
enroll admin@unit-ppa siti@unit-ppa unit-ppa/penyidik
enroll admin@kejaksaan joko@kejaksaan kejaksaan/jaksa
enroll admin@dp2kbp3a wati@dp2kbp3a dp2kbp3a/pengawas
run siti@unit-ppa 0 join --id "$vault_id"
run joko@kejaksaan 0 join --id "$vault_id"
run wati@dp2kbp3a 0 join --id "$vault_id"

# --- A case, a grant, an opening ---

say "6. Siti, investigator of Unit PPA, makes a case, says who the victim is, and stores a scan."
printf '%s' '{"title":"TPPO Muaradua","number":"LP/12/XI/2026","kind":"TPPO","opened":"2026-11-20"}' >ppa/case.json
printf '%s' '{"name":"Bunga Melati","nik":"1609014507100001","birthDate":"2010-07-05","sex":"F"}' >ppa/identity.json
install -m 600 /usr/share/doc/shared-mime-info/shared-mime-info-spec.pdf ppa/visum.pdf ||
    fail "the package shared-mime-info, which carries the scan, is not installed with its documents"
chown $ppa ppa/case.json ppa/identity.json ppa/visum.pdf
run siti@unit-ppa 0 case new --from case.json
case_id=$(id_of K)
run siti@unit-ppa 0 identity add "$case_id" --from identity.json
run siti@unit-ppa 0 document add "$case_id" visum.pdf --compartment evidence
scan=$(id_of D)
run joko@kejaksaan 77 document open "$scan" --purpose penuntutan --output never.pdf

say "7. She grants the evidence to the prosecutors. Joko opens the scan, and has the very bytes that were stored."
run siti@unit-ppa 0 grant new "$case_id" --to kejaksaan/jaksa --compartment evidence --purpose penuntutan \
    --basis SPDP/12/XI/2026 --until "$(date -d '+90 days' +%F)"
grep -q active <<<"$last" || fail "the grant is not active"
grant=$(id_of G)
run joko@kejaksaan 0 document open "$scan" --purpose penuntutan --output visum.pdf
[ "$(sum ppa/visum.pdf)" = "$(sum jak/visum.pdf)" ] || fail "the opened document is another"
echo "(the same SHA-256)"

say "8. She takes the grant back. Joko's ssh connection stays what it was, and his next opening is denied."
# The process that holds an account's connection for the next command.
master() {
    local control
    control=$(find "$folder/${1##*-}/run/brankas" -type s | head -n 1)
    as $1 ssh -o ControlPath="$control" -O check there 2>&1 | grep -oE 'pid=[0-9]+'
}
before=$(master $jak) || fail "no connection of the prosecutor's is kept"
run siti@unit-ppa 0 grant revoke "$grant" --reason "perkara dilimpahkan"
run joko@kejaksaan 77 document open "$scan" --purpose penuntutan --output again.pdf
after=$(master $jak) || fail "the prosecutor's connection is gone"
[ "$before" = "$after" ] || fail "it was another connection: $before, then $after"
for file in never.pdf again.pdf; do [ ! -e "jak/$file" ] || fail "a denied opening left a file"; done
echo "(one ssh, $after, before and after)"

# --- A line that drops ---

say "9. Siti stores a recording of 40 MB, and while it is on its way her ssh is killed, the kept connection too. The command \
connects again and goes on."
head -c 40000000 /dev/urandom >ppa/rekaman.bin
chown $ppa ppa/rekaman.bin
# How much of it has arrived.
staged() { find host/vault/objects/staging -type f -size +1M -printf '%s\n' 2>/dev/null | sort -n | tail -n 1; }
printf '\n%s$ brankas document add %s rekaman.bin --compartment evidence &\n' siti@unit-ppa "$case_id"
brankas siti@unit-ppa document add "$case_id" rekaman.bin --compartment evidence >added.txt 2>&1 &
adding=$!
until size=$(staged) && [ "${size:-0}" -gt 8000000 ]; do
    kill -0 $adding 2>/dev/null || fail "it was over before anything could be cut: $(<added.txt)"
done
cut=$(pgrep -u $ppa -x ssh) || fail "there was no ssh to kill"
kill -KILL $cut
size=$(staged)
kill -0 $adding 2>/dev/null && [ "${size:-40000000}" -lt 40000000 ] || fail "it was killed too late: all of it had arrived"
echo "(ssh killed when $size of 40000000 bytes had arrived)"
wait $adding || fail "it did not go on: $(<added.txt)"
last=$(<added.txt)
printf '%s\n' "$last"
recording=$(id_of D)
if again=$(pgrep -u $ppa -x ssh) && [ "$(sort <<<"$again")" = "$(sort <<<"$cut")" ]; then fail "ssh was not killed"; fi
run siti@unit-ppa 0 document open "$recording" --purpose penyidikan --output kembali.bin
[ "$(sum ppa/rekaman.bin)" = "$(sum ppa/kembali.bin)" ] || fail "the recording is another"
echo "(the same SHA-256)"

# --- A service that dies ---

say "10. She stores one note after the other, and in the middle of it the service is killed (SIGKILL). What she was told is \
stored, is there when it starts again."
for number in {001..200}; do printf 'catatan %s\n' $number >ppa/catatan-$number.txt; done
chown $ppa ppa/catatan-*.txt
: >told.txt
(
    for number in {001..200}; do
        brankas siti@unit-ppa document add "$case_id" catatan-$number.txt --compartment evidence >note.txt 2>&1 || exit 7
        grep -oE 'D-[0-9A-Z]{16}' note.txt | head -n 1 >>told.txt
    done
) &
adding=$!
enough() { [ "$(wc -l <told.txt)" -ge 5 ] || ! kill -0 $adding 2>/dev/null; }
within 30 enough || fail "nothing is stored: $(<note.txt)"
kill -KILL $service
wait $service 2>/dev/null || true
code=0
wait $adding || code=$?
[ $code = 7 ] || fail "she was told that all was stored, by a service that was killed"
count=$(wc -l <told.txt)
printf '\n(%s notes were acknowledged; then:)\n%s\n' "$count" "$(sed "s#$folder/##g" note.txt)"
plain $host 2 brankas status --vault "unix:$socket"
printf '\n%s$ brankas serve … &\n' $host
serve
listed=$(brankas siti@unit-ppa document list "$case_id")
while read -r id; do grep -q "$id" <<<"$listed" || fail "$id was acknowledged and is gone"; done <told.txt
echo "(all $count are there)"
run wati@dp2kbp3a 0 audit verify
run wati@dp2kbp3a 0 audit list --case "$case_id" --limit 16

say "11. Whoever runs the host is told how the service does: by the socket, without a key."
plain $host 0 brankas status --vault "unix:$socket"
entries=$(as $host brankas status --vault "unix:$socket" --json | grep -oE '"entries":[0-9]+') || fail "no count of entries"
last=$(grep -v '^{' host.log || true)
[ -z "$last" ] || fail "the log has more than JSON: $last"
for word in siti joko "$case_id" "$scan" "$folder" Bunga visum; do
    ! grep -qF "$word" host.log || fail "the log says $word"
done
tail -n 2 host.log
echo "(the log names nobody)"

# --- What the host's operator has ---

say "12. The operator copies the vault, without the seed, and somebody who is enrolled gets the copy: index, objects, custody, all."
as $host cp -a vault copy
for word in 'Bunga Melati' 1609014507100001 'TPPO Muaradua' visum.pdf siti@unit-ppa SPDP/12; do
    ! grep -rqaF "$word" host/copy || fail "'$word' stands readable in the copy"
done
echo "(neither name nor number, title, file name, officer nor legal basis stands in it)"
as $host brankas serve --new other --seed other-seed --founder "$custodian" >/dev/null 2>&1 || fail "no second seed"
plain $host 1 brankas serve --stdio copy --seed other-seed
cp -a host/copy ppa/copy
chown -R $ppa:$ppa ppa/copy
run siti@unit-ppa 1 document open "$scan" --purpose penyidikan --output never.pdf --vault copy --here
if (cd "$here/Peers" && python3 -c 'import primitives' 2>/dev/null); then
    printf '\n%s$ python3 Tests/Peers/reader.py open copy siti@unit-ppa.age %s\n' siti@unit-ppa "$scan"
    code=0
    # As root, who may read everything, with the key and the passphrase of somebody enrolled.
    last=$(python3 "$here/Peers/reader.py" open ppa/copy ppa/siti@unit-ppa.age "$scan" --passphrase-fd 9 \
        9<passphrases/siti@unit-ppa 2>&1 >ppa/never.pdf) || code=$?
    ended $code 65
    [ ! -s ppa/never.pdf ] || fail "another program opened it"
    rm ppa/never.pdf
else
    echo "(reader.py, a program that asks nobody, was left out: its Python package is not installed. make install-peers)"
fi
[ ! -e ppa/never.pdf ] || fail "the copy was opened"

say "13. The accounts of officers and of the gate read no file of the vault's, nor the seed."
files() { as $1 find "$folder/host" -type f -readable 2>/dev/null | wc -l; }
printf '%s reads %s files\n' $host "$(files $host)"
[ "$(files $host)" -gt 20 ] || fail "the custodian's own account reads nothing: what is counted here is wrong"
for account in $gate $dp2 $ppa $jak; do
    [ "$(files $account)" = 0 ] || fail "$account reads files of the vault's"
    for file in vault/index.sqlite seed head vault.lock; do
        [ -e "host/$file" ] || fail "there is no $file"
        ! as $account cat "$folder/host/$file" >/dev/null 2>&1 || fail "$account reads $file"
    done
    echo "$account reads none"
done
for account in $dp2 $ppa $jak; do
    ! as $account brankas status --vault "unix:$socket" >/dev/null 2>&1 || fail "$account reaches the socket past sshd"
done

say "14. The service is asked to end (SIGTERM), and does."
kill -TERM $service
code=0
wait $service || code=$?
[ $code = 0 ] || fail "it ended with $code"
tail -n 1 host.log

# --- Nothing stays ---

clean
trap - EXIT
set -e
[ ! -e "$folder" ] || fail "$folder is still there"
for account in "${accounts[@]}"; do
    if getent passwd $account >/dev/null || getent group $account >/dev/null; then fail "the account $account is still there"; fi
done
[ -z "$(pgrep -f "^[^ ]*(ssh|sshd|brankas).*$folder" || true)" ] || fail "a process is still there"
printf '\nAll of this was checked as it ran, in %s seconds. Accounts, processes and files of the demo are gone.\n' \
    $((SECONDS - started))
