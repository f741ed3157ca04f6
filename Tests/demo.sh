#!/usr/bin/env bash
# What `make demo` plays: three agencies, one case, one reviewer, two forgeries. It asks nothing and waits for nothing,
# and fails unless every step does what it says.
#
#   BRANKAS=path/of/brankas [DEMO_DIR=./demo] bash Tests/demo.sh
set -euo pipefail
umask 077

here=$(cd "$(dirname "$0")" && pwd)
brankas=$(realpath -e "${BRANKAS:?BRANKAS must be the path of the brankas program}")
demo=${DEMO_DIR:-./demo}
unset BRANKAS BRANKAS_KEY
started=$SECONDS

# --- How this script talks, runs and checks ---

say() { printf '\n%s\n' "$*" | fold -s -w 100; }
. "$here/steps.sh"
fail() { printf '\ndemo: %s\n' "$*" >&2; exit 1; }

# Shows a command as it is run by `who`, runs it, and demands the exit code. The output is shown, and kept in $last.
run() {
    local who=$1 expected=$2 word code=0
    shift 2
    printf '\n$ brankas'
    for word in "$@"; do
        if [[ $word =~ ^[A-Za-z0-9@%+,./:=_-]+$ ]]; then printf ' %s' "$word"; else printf " '%s'" "$word"; fi
    done
    printf ' \\\n      --key keys/%s.age --passphrase-fd 3 3<passphrases/%s\n' "$who" "$who"
    last=$("$brankas" "$@" --key "keys/$who.age" --passphrase-fd 3 3<"passphrases/$who" 2>&1) || code=$?
    if [ -n "$last" ]; then printf '%s\n' "$last"; fi
    if [ "$expected" != 0 ]; then printf '(exit code %s)\n' "$code"; fi
    if [ "$code" != "$expected" ]; then fail "this ended with $code, not $expected"; fi
}

# The first id with this letter in the last output.
id() { grep -oE -m 1 "$1-[0-9A-Z]{16}" <<<"$last" | head -n 1; }
sum() { sha256sum "$1" | cut -d ' ' -f 1; }

# A file of a Debian package, installed or, where it is not, fetched and unpacked aside.
borrow() {
    local package=$1 path=$2 name=$3
    if [ ! -r "$path" ]; then
        mkdir -p "debs/$package"
        (cd "debs/$package" && apt-get download -qq "$package" >/dev/null 2>&1 && dpkg-deb -x "$package"_*.deb .) \
            || fail "the package $package is neither installed nor to be had"
        path=debs/$package$path
    fi
    [ -r "$path" ] || fail "the package $package does not hold $path"
    install -m 600 "$path" "$name"
}

# --- A fresh folder ---

if [ -e "$demo" ]; then
    [ -f "$demo/.brankas-demo" ] || fail "$demo exists and is not an earlier demo: move it away, or name another with DEMO_DIR"
    rm -rf "$demo"
fi
mkdir -p "$demo"
demo=$(cd "$demo" && pwd)
cd "$demo"
touch .brankas-demo
mkdir keys passphrases files
export XDG_STATE_HOME=$demo/state BRANKAS_VAULT=$demo/vault BRANKAS_LANG=en

cat <<END
Brankas: three agencies share the case of a trafficked child.

Everything happens in $demo. One machine plays all the people; in life each has
their own. Nobody in this story exists. The documents are real files of Debian packages.
END

say "1. Everybody makes a key. The key file stays with its owner, under a passphrase; the card beside it may be seen by \
all. (--work-factor 10 makes these keys quick to open and quick to break into. Leave it out for real ones.)"

make_key() {
    printf 'for show only, %s\n' "$1" >"passphrases/$1"
    printf '\n$ brankas key new %s --name '"'%s'"' --output keys/%s.age --work-factor 10 \\\n' "$1" "$2" "$1"
    printf '      --quiet --passphrase-fd 3 3<passphrases/%s | grep Fingerprint\n' "$1"
    "$brankas" key new "$1" --name "$2" --output "keys/$1.age" --work-factor 10 --quiet \
        --passphrase-fd 3 3<"passphrases/$1" | grep Fingerprint || fail "no key for $1"
}
for_everybody make_key

say "2. The admin of DP2KBP3A founds the vault. The keys file says who shares it and what each role may do; it is \
keys.example as it stands, beside the three admins' cards."
install -m 600 "$here/../keys.example" keys/keys.yaml
run admin@dp2kbp3a 0 init vault --keys keys/keys.yaml
vault_id=$(grep -oE '[0-9a-f]{64}' <<<"$last" | head -n 1)
[ "${#vault_id}" = 64 ] || fail "no vault id was printed"

say "3. Each admin enrols their own agency's people, and nobody else's. The fingerprint is what the person read to the \
admin on the telephone; a swapped card would have another."
enroll() {
    local admin=$1 who=$2 role=$3 fingerprint
    fingerprint=$("$brankas" key show --key "keys/$who.age" --passphrase-fd 3 3<"passphrases/$who" | sed -n 2p)
    run "$admin" 0 person enroll "keys/$who.card" --role "$role" --fingerprint "$fingerprint"
}
enroll admin@unit-ppa siti@unit-ppa unit-ppa/penyidik
enroll admin@kejaksaan joko@kejaksaan kejaksaan/jaksa
enroll admin@dp2kbp3a wati@dp2kbp3a dp2kbp3a/pengawas
say "The admin of one agency can't make an officer of another: the vault refuses, and remembers that it was tried."
run admin@kejaksaan 77 person enroll keys/siti@unit-ppa.card --role unit-ppa/penyidik --yes

say "4. Siti, investigator of Unit PPA, makes a case. The title names nobody. Who the victim is goes into a compartment of \
its own, read from a file: sensitive text never stands in a command."
printf '%s' '{"title":"TPPO Muaradua","number":"LP/12/XI/2026","kind":"TPPO","opened":"2026-11-20"}' >files/case.json
printf '%s' '{"name":"Bunga Melati","nik":"1609014507100001","birthDate":"2010-07-05","sex":"F","guardian":"Ibu Kenanga"}' \
    >files/identity.json
run siti@unit-ppa 0 case new --from files/case.json
case_id=$(id K)
run siti@unit-ppa 0 identity add "$case_id" --from files/identity.json
identity=$(id I)

say "She stores three documents: a scan (PDF), a photograph (JPEG) and a long text. Each gets a key of its own, and half of \
that key goes to the custodian."
borrow shared-mime-info /usr/share/doc/shared-mime-info/shared-mime-info-spec.pdf files/visum.pdf
borrow libjs-jquery-colorbox /usr/share/doc/libjs-jquery-colorbox/examples/content/ohoopee1.jpg files/tempat.jpg
borrow base-files /usr/share/common-licenses/GPL-3 files/keterangan.txt
run siti@unit-ppa 0 document add "$case_id" files/visum.pdf files/tempat.jpg --compartment evidence
scan=$(id D)
run siti@unit-ppa 0 document add "$case_id" files/keterangan.txt --compartment statement
statement=$(id D)
run siti@unit-ppa 0 document list "$case_id"
for type in application/pdf image/jpeg text/plain; do
    grep -q "$type" <<<"$last" || fail "no $type in the list"
done

say "5. What would a thief of the whole folder find? Neither name nor number, title nor file name:"
for word in 'Bunga Melati' 1609014507100001 'TPPO Muaradua' visum.pdf siti@unit-ppa; do
    printf "\n\$ grep -rlaF '%s' vault\n" "$word"
    ! grep -rlaF "$word" vault || fail "'$word' stands readable in the vault"
done
echo "(nothing)"

say "6. She grants the evidence, not the identity, to the prosecutors: for one purpose, on a legal basis, until a day."
until=$(date -d '+90 days' +%F)
run siti@unit-ppa 0 grant new "$case_id" --to kejaksaan/jaksa --compartment evidence --purpose penuntutan \
    --basis SPDP/12/XI/2026 --until "$until"
grep -q active <<<"$last" || fail "the grant is not active"
cp -a vault vault-yesterday

say "7. Joko, a prosecutor, sees the case now, opens the scan, and has the very bytes that were stored."
run joko@kejaksaan 0 case list
grep -q "$case_id" <<<"$last" || fail "the prosecutor does not see the case"
run joko@kejaksaan 0 document open "$scan" --purpose penuntutan --output files/opened.pdf
printf '\n$ sha256sum files/visum.pdf files/opened.pdf\n'
sha256sum files/visum.pdf files/opened.pdf
[ "$(sum files/visum.pdf)" = "$(sum files/opened.pdf)" ] || fail "the opened document is another"
say "What he was not granted he does not get: not the identity, not the statement, not the scan for another purpose."
run joko@kejaksaan 77 identity open "$identity" --purpose penuntutan
run joko@kejaksaan 77 document open "$statement" --purpose penuntutan --output files/never.txt
run joko@kejaksaan 77 document open "$scan" --purpose persidangan --output files/never.pdf
if [ -e files/never.txt ] || [ -e files/never.pdf ]; then fail "a denied opening left a file"; fi

say "8. Wati, the reviewer, can open nothing, and sees who did what, when, for what, denials too."
run wati@dp2kbp3a 0 audit list --case "$case_id"
grep -q 'identity.open *denied: the grant is for other compartments' <<<"$last" || fail "the denial is not in the ledger"
run wati@dp2kbp3a 77 document list "$case_id"
say "She has the whole ledger checked, every signature and every decision again; then all that is stored."
run wati@dp2kbp3a 0 audit verify
run wati@dp2kbp3a 0 verify

say "9. Somebody with access to the disk flips one byte of the stored scan. (In a copy of the folder, with a copy of Joko's \
own memory of the vault.)"
cp -a vault vault-tampered
cp -a state state-of-the-copy
object=$(find vault-tampered/objects -type f -size +130k | head -n 1)
[ -n "$object" ] || fail "no large object"
flipped=$(printf '\\x%02x' $(($(od -An -tu1 -j 70000 -N 1 "$object") ^ 1)))
printf "\n\$ printf '%s' | dd of=%s bs=1 seek=70000 conv=notrunc status=none\n" "$flipped" "$object"
printf '%b' "$flipped" | dd of="$object" bs=1 seek=70000 conv=notrunc status=none
export XDG_STATE_HOME=$demo/state-of-the-copy
run joko@kejaksaan 65 document open "$scan" --purpose penuntutan --output files/forged.pdf --vault vault-tampered --here
if [ -e files/forged.pdf ]; then fail "a forged document was written"; fi
run wati@dp2kbp3a 65 verify --vault vault-tampered --here

say "10. Somebody puts back yesterday's copy of the vault, to make Joko's openings unhappen. His own machine remembers a \
later state, and so do those of all who have worked since."
run joko@kejaksaan 65 case list --vault vault-yesterday
export XDG_STATE_HOME=$demo/state
rm -rf vault-tampered vault-yesterday state-of-the-copy debs

cat <<END

All of this was checked as it ran, in $((SECONDS - started)) seconds. The vault stays in $demo/vault; go on with it:

  cd $demo
  export BRANKAS_VAULT=$demo/vault XDG_STATE_HOME=$demo/state
  $brankas identity open $identity --purpose penyidikan --key keys/siti@unit-ppa.age
  $brankas grant list --key keys/joko@kejaksaan.age
  $brankas audit list --names --key keys/wati@dp2kbp3a.age

Each asks for a passphrase. They lie in $demo/passphrases, a file for each person:

$(for who in siti@unit-ppa joko@kejaksaan wati@dp2kbp3a; do printf '  %-16s %s\n' "$who" "$(<"passphrases/$who")"; done)

These keys and passphrases are for show only: weak, and written down. Put nothing real into this vault.
END
