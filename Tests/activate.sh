#!/usr/bin/env bash
# What `make check-activate` does: the system opens the socket and hands it over, as brankas@.socket has it done. A vault is
# founded over it and a command is run, the service says when it is ready and when it ends, and ends by SIGTERM with status 0.
#
#   activate.sh BRANKAS
set -euo pipefail
cd "$(dirname "$0")/.."

. Tests/steps.sh
fail() { printf 'activate: %s\n' "$*" >&2; exit 1; }
brankas=$(realpath -e "${1:-.build/release/brankas}")
for program in systemd-socket-activate python3; do
    command -v $program >/dev/null || fail "$program is needed, and is not on this machine"
done

# The name of a socket has to be short.
folder=$(mktemp -d /tmp/brankas-XXXXXX)
service='' listener=''
clean() {
    exec 2>/dev/null
    for process in $service $listener; do kill -KILL "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap clean EXIT
umask 077
export HOME=$folder XDG_STATE_HOME=$folder/state BRANKAS_LANG=en
unset BRANKAS_VAULT BRANKAS_KEY
socket=$folder/vault.sock
echo "satu dua tiga empat lima enam" >"$folder/passphrase"

# As somebody with a key of their own; a command that waits for a service that isn't there is given up.
as() {
    local who=$1
    shift
    timeout 60 "$brankas" "$@" --key "$folder/$who.age" --passphrase-fd 9 9<"$folder/passphrase"
}
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
gone() { ! kill -0 "$1" 2>/dev/null; }

cp keys.example "$folder/keys.yaml"
for who in admin@dp2kbp3a admin@unit-ppa admin@kejaksaan; do
    as $who key new $who --name Nama --output "$folder/$who.age" --work-factor 10 >/dev/null 2>&1
done
founder=$(as admin@dp2kbp3a key show --json | field fingerprint)
custodian=$("$brankas" serve --new "$folder/vault" --seed "$folder/seed" --founder "$founder" --json 2>/dev/null |
    field fingerprint)

# What the service tells whoever started it, a line each.
python3 - "$folder/notify" >"$folder/told" <<'PYTHON' &
import socket
import sys

end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
end.bind(sys.argv[1])
while True:
    print(end.recv(4096).decode(), flush=True)
PYTHON
listener=$!
within 10 test -S "$folder/notify" || fail "python3 does not listen"

# It is one process throughout: what opens the socket becomes the service when somebody connects.
export NOTIFY_SOCKET=$folder/notify
systemd-socket-activate -E NOTIFY_SOCKET -E HOME -E BRANKAS_LANG -l "$socket" -- \
    "$brankas" serve --socket "$socket" "$folder/vault" --seed "$folder/seed" >"$folder/said" 2>&1 &
service=$!
unset NOTIFY_SOCKET
within 10 test -S "$socket" || fail "systemd-socket-activate does not listen: $(cat "$folder/said")"
place=$(stat -c %i "$socket")

export BRANKAS_VAULT=unix:$socket
if ! as admin@dp2kbp3a init --keys "$folder/keys.yaml" --custodian "$custodian" >"$folder/founded" 2>&1; then
    kill -0 $service 2>/dev/null ||
        fail "the program does not take the socket that the system opened (LISTEN_FDS): $(cat "$folder/said")"
    fail "no vault is founded over the socket that the system opened: $(cat "$folder/founded" "$folder/said")"
fi
as admin@dp2kbp3a person list >"$folder/people" 2>&1 || fail "no command comes through: $(cat "$folder/people")"
grep -q admin@unit-ppa "$folder/people" || fail "the list of people has no admin: $(cat "$folder/people")"
within 10 grep -qx READY=1 "$folder/told" ||
    fail "the service does not say that it is ready (READY=1 at NOTIFY_SOCKET): $(cat "$folder/told")"

kill -TERM $service
code=0
within 30 gone $service || fail "it goes on 30 s after SIGTERM"
wait $service || code=$?
service=''
[ $code = 0 ] || fail "after SIGTERM it ended with $code: $(cat "$folder/said")"
within 5 grep -qx STOPPING=1 "$folder/told" ||
    fail "the service does not say that it ends (STOPPING=1 at NOTIFY_SOCKET): $(cat "$folder/told")"
[ "$(stat -c %i "$socket" 2>/dev/null)" = "$place" ] || fail "it removed or replaced a socket that the system opened"
echo "activate: it served at a socket that the system opened, said READY=1 and STOPPING=1, and ended by SIGTERM"
