#!/usr/bin/env bash
# What `make check-install` does: installs into a folder of its own, looks at all that came, and takes it away again.
# A shell or a manual reader that is not on this machine is named and passed over.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'install: %s\n' "$*" >&2; exit 1; }
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
prefix=/opt/brankas
installed=$root$prefix

make --no-print-directory -s install DESTDIR="$root" PREFIX="$prefix" >/dev/null
for file in bin/brankas share/bash-completion/completions/brankas share/zsh/site-functions/_brankas \
    share/fish/vendor_completions.d/brankas.fish share/man/man1/brankas.1 share/man/id/man1/brankas.1 \
    share/doc/brankas/README.md share/doc/brankas/keys.example share/doc/brankas/docs/format.md \
    lib/systemd/system/brankas@.service lib/systemd/system/brankas@.socket lib/sysusers.d/brankas.conf \
    lib/tmpfiles.d/brankas.conf etc/ssh/sshd_config.d/brankas-gate.conf; do
    [ -s "$installed/$file" ] || fail "$file is missing or empty"
    [ -r "$installed/$file" ] && [ "$(stat -c %a "$installed/$file" | cut -c 3)" -ge 4 ] || fail "$file is not for all to read"
done
[ "$(stat -c %a "$installed/bin/brankas")" = 755 ] || fail "the program is not for all to run"
"$installed/bin/brankas" --version >/dev/null || fail "the program does not run"

# A host that serves: the unit starts the program that was installed, and shuts it in.
unit=$installed/lib/systemd/system/brankas@.service
grep -q "^ExecStart=$prefix/bin/brankas serve " "$unit" || fail "the unit starts another program"
! grep -q /usr/bin/brankas "$unit" || fail "the unit names a program that was not installed"
if command -v systemd-analyze >/dev/null; then
    # In tenths: below 1.0 passes.
    systemd-analyze security --offline=yes --threshold=9 "$unit" >/dev/null 2>&1 || fail "the unit does not shut the service in"
else
    echo "install: no systemd here, the unit was not looked at"
fi
sshd=$(PATH=$PATH:/usr/sbin command -v sshd || true)
if [ -n "$sshd" ] && [ -d /run/sshd ]; then
    ssh-keygen -q -t ed25519 -N '' -f "$root/host"
    "$sshd" -T -C user=brankas-gate,host=here,addr=127.0.0.1 -h "$root/host" \
        -f "$installed/etc/ssh/sshd_config.d/brankas-gate.conf" >"$root/gate" || fail "sshd refuses the gate's settings"
    grep -qx "permittty no" "$root/gate" || fail "sshd does not know the gate"
    rm "$root"/host* "$root/gate"
else
    echo "install: no sshd that runs here, the gate's settings were not tried"
fi

# Completions: every shell reads its own.
bash -n "$installed/share/bash-completion/completions/brankas" || fail "bash refuses the completions"
for shell in zsh fish; do
    case $shell in zsh) script=share/zsh/site-functions/_brankas ;; fish) script=share/fish/vendor_completions.d/brankas.fish ;; esac
    if command -v $shell >/dev/null; then
        $shell -n "$installed/$script" || fail "$shell refuses the completions"
    else
        echo "install: no $shell here, its completions were not tried"
    fi
done
# And bash completes: a command, a purpose.
offered() {
    bash -c '
        source "$1"; shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
        "$(complete -p brankas | sed -n "s/.*-F \([^ ]*\).*/\1/p")" brankas "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf "%s\n" "${COMPREPLY[@]}"
    ' _ "$installed/share/bash-completion/completions/brankas" "$@"
}
PATH=$installed/bin:$PATH
[[ $(offered brankas docu) == *document* ]] || fail "bash does not complete a command"
[[ $(offered brankas document open D-1 --purpose peny) == *penyidikan* ]] || fail "bash does not complete a purpose"

# A manual page for every command, in both languages, that a reader of manuals renders.
pages=$(find "$installed/share/man/man1" -name '*.1' | wc -l)
[ "$pages" -gt 30 ] || fail "only $pages manual pages"
[ "$pages" = "$(find "$installed/share/man/id/man1" -name '*.1' | wc -l)" ] || fail "the languages have different manual pages"
! cmp -s "$installed"/share/man/{,id/}man1/brankas.case.new.1 || fail "the Indonesian manual is not Indonesian"
if command -v mandoc >/dev/null; then
    mandoc -Tlint -W error "$installed"/share/man/{,id/}man1/*.1 || fail "mandoc finds errors in the manual pages"
elif command -v man >/dev/null && command -v groff >/dev/null; then
    for page in "$installed"/share/man/{,id/}man1/*.1; do
        said=$(MANWIDTH=80 man --warnings -l "$page" 2>&1 >/dev/null | grep -v 'No manual entry' || true)
        [ -z "$said" ] || fail "man says of $page: $said"
    done
else
    echo "install: neither mandoc nor man with groff here, the manual pages were not rendered"
fi

make --no-print-directory -s uninstall DESTDIR="$root" PREFIX="$prefix"
left=$(find "$root" -type f)
[ -z "$left" ] || fail "uninstall left $left"
echo "install: all there, all gone again"
