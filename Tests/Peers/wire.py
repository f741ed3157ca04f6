#!/usr/bin/env python3
"""Opens one record of a served vault, over its socket: written from docs/format.md alone.

    wire.py SOCKET VAULT_ID KEY RECORD PURPOSE     the record to standard output, what it is called to standard error

The passphrase is the first line of standard input, or of --passphrase-fd N. Exit codes: 0, 64 wrong usage, 77 denied or unknown, 65
anything that does not parse, decrypt or verify. What was written to standard output counts only after 0.

It trusts the custodian as little as the program does: the genesis hashes to the id, the session is signed by the key that it names, the
roster is reduced from it, the entry lies in the signed tree and is the request that was sent, and names the case's trail as it was shown.
Nothing is remembered, so that the tree grew from one seen before is not checked here. Section numbers are those of docs/format.md.
"""
import base64
import datetime
import json
import secrets
import socket
import struct
import sys

sys.dont_write_bytecode = True
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from primitives import (
    GENESIS, MANIFEST, REQUEST, Damaged, KeyPair, Note, base64_decode, check, fields, hkdf, sha, text_of)
from proof import root_of
from reader import Case, Entry, Roster, Vault, changes, named, passphrase, person

GREETING = b"brankas/serve/1\n"
FRAME, ANSWER = 65_536, 256 << 20
HELLO, PROVE, SESSION, READY = 1, 2, 8, 9
STAGE, ASK, PULL, RELEASE, STAGED, REPLY, PIECE, FAILED = 19, 20, 21, 25, 51, 52, 53, 56
WAIT, PART, BYE = 59, 80, 81


class Refused(Exception):
    """What the custodian says instead of an answer."""


# --- 28: frames and fields ------------------------------------------------------------------------------------------

class Channel:
    def __init__(self, path):
        self.end = socket.socket(socket.AF_UNIX)
        self.end.connect(path)
        self.end.sendall(GREETING)
        check(self.exactly(16) == GREETING, "no custodian's greeting")

    def exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.end.recv(count - len(data))
            check(more, "the connection ended")
            data += more
        return data

    def send(self, kind, body):
        """A message: frames as long as they are full, and one that is not."""
        at = 0
        while True:
            part = body[at:at + FRAME]
            self.end.sendall(struct.pack(">IB", len(part), PART if at else kind) + part)
            at += FRAME
            if len(part) < FRAME:
                return

    def head(self):
        """Length and type of the next frame that is none to say that the answer is being made."""
        while True:
            size, kind = struct.unpack(">IB", self.exactly(5))
            if (size, kind) != (0, WAIT):
                return size, kind

    def receive(self, expected):
        kind, body = None, b""
        while True:
            size, found = struct.unpack(">IB", self.exactly(5)) if kind else self.head()
            check(size <= FRAME and len(body) + size <= ANSWER, "a message too long")
            check(kind is None or found == PART, "a message within a message")
            kind, part = kind or found, self.exactly(size)
            body += part
            if size < FRAME:
                break
        if kind == FAILED:
            raise refusal(body)
        check(kind == expected, f"an answer of type {kind}")
        return Body(body)

    def exchange(self, kind, body, expected):
        self.send(kind, body)
        return self.receive(expected)


def refusal(body):
    told = Body(body)
    return Refused(" ".join([told.text(1), *([told.text(2)] if 2 in told.values else [])]))


class Body:
    """Fields by their tags, which ascend."""

    def __init__(self, data):
        self.values, last, at = {}, 0, 0
        while at < len(data):
            tag, size = struct.unpack(">BI", data[at:at + 5])
            value = data[at + 5:at + 5 + size]
            check(tag >= last and len(value) == size, "a field that is cut, or out of order")
            self.values.setdefault(tag, []).append(value)
            last, at = tag, at + 5 + size

    def all(self, tag):
        return self.values.get(tag, [])

    def one(self, tag):
        found = self.all(tag)
        check(len(found) == 1, f"field {tag} is there {len(found)} times")
        return found[0]

    def text(self, tag):
        return self.one(tag).decode()

    def number(self, tag):
        value = self.one(tag)
        check(len(value) == 8, "a number that is none")
        return int.from_bytes(value, "big")

    def bodies(self, tag):
        return [Body(value) for value in self.all(tag)]


def put(*listed):
    """A body of (tag, bytes)."""
    return b"".join(struct.pack(">BI", tag, len(value)) + value for tag, value in listed)


def number(value):
    return value.to_bytes(8, "big")


# --- The officer ----------------------------------------------------------------------------------------------------

class Officer(Vault):
    """What `reader.py` takes from the vault's files comes over a connection here: halves only with an entry."""

    def __init__(self, path, vault, key_file, passphrase):
        self.id = vault
        self.handle, self.seed = person(key_file, passphrase)
        self.pair = KeyPair(self.seed)
        self.signing = Ed25519PrivateKey.from_private_bytes(hkdf(self.seed, b"brankas/v1 sign"))
        self.things, self.manifests, self.halves, self.payload = {}, {}, {}, None
        self.channel = Channel(path)
        self.begin()

    def sign(self, text):
        public = self.signing.public_key().public_bytes_raw()
        material = sha(self.handle.encode() + b"\n\x01" + public)[:4] + self.signing.sign(text)
        return text + f"\n\u2014 {self.handle} {base64.b64encode(material).decode()}\n".encode()

    def begin(self):
        hello = put((1, number(1)), (2, bytes.fromhex(self.id)), (3, self.handle.encode()), (4, secrets.token_bytes(32)))
        offer = self.channel.exchange(HELLO, hello, SESSION)
        check(sha(offer.one(1)).hex() == self.id, "another vault's genesis")
        genesis = fields(offer.one(1), "genesis", GENESIS)
        check(genesis["mode"] == "service", "a vault that is not served")
        self.origin = f"brankas/{genesis['name']}/{self.id[:8]}"
        note = Note(offer.one(2))
        note.verify(self.origin, base64_decode(genesis["session"]))
        check(len(note.lines) == 1, "a session that somebody else signed, too")
        told = fields(note.text, "session", [
            ("vault", "[0-9a-f]{64}"), ("hello", "[0-9a-f]{64}"), ("nonce", "[0-9a-f]{64}"), ("version", "1"), ("time", ".*")])
        check(told["vault"] == self.id and told["hello"] == sha(hello).hex(), "another's session")
        self.time = told["time"]
        session = sha(offer.one(2))
        proof = self.sign(
            f"brankas/officer/v1\nvault {self.id}\nhandle {self.handle}\nsession {session.hex()}\n".encode())
        ready = self.channel.exchange(PROVE, put((1, proof), (2, number(0)), (3, sha(b""))), READY)
        check(ready.one(1) == session, "ready for another session")
        if ready.text(2) != "active":
            raise Refused(ready.text(2))
        welcome = Body(ready.one(3))
        self.reduce(welcome)
        self.size, self.root = self.tree(welcome.one(3))
        for thing in welcome.bodies(2):
            self.things[thing.number(1), thing.text(2)] = thing.one(3)
        check(self.roster.people[self.handle].card.recipient == self.pair.recipient, "a card of another key")

    def reduce(self, welcome):
        self.roster = Roster()
        for link in welcome.bodies(1):
            note = Note(link.one(1))
            request, items = fields(note.text, "request", REQUEST), self.items(link.one(2))
            check(sha(link.one(2)).hex() == request["manifest"], "a manifest of another link")
            public = {thing.text(1): thing.one(2) for thing in link.bodies(3)}
            for name, data in public.items():
                check(items.get(name) == (len(data), sha(data).hex()), f"{name} of a link")
            self.roster.apply(note, request, public)
        check(self.roster.vault == self.id, "another vault's roster")

    @staticmethod
    def items(text):
        listed = [line.split(" ", 2) for line in fields(text, "manifest", MANIFEST)["item"]]
        return {name: (int(size), digest) for size, digest, name in listed}

    def tree(self, checkpoint):
        note = Note(checkpoint)
        note.verify(self.origin, base64_decode(self.roster.genesis["custodian"]))
        origin, size, root, end = note.text.decode().split("\n")
        check(origin == self.origin and end == "" and str(int(size)) == size, "checkpoint")
        return int(size), base64_decode(root)

    # --- 10, 19: one request and its answer ---

    def request(self, role, action, *lines, things={}, staged=None):
        """A signed request with what travels along, and the call that brings it. Of a staged payload id, size and hash."""
        now = datetime.datetime.strptime(self.time, "%Y-%m-%dT%H:%M:%SZ")
        expires = (now + datetime.timedelta(seconds=120)).strftime("%Y-%m-%dT%H:%M:%SZ")
        listed = {name: (len(data), sha(data)) for name, data in things.items()}
        if staged:
            listed["payload"] = staged[1:]
        manifest = text_of("manifest", *(
            f"item {size} {digest.hex()} {name}" for name, (size, digest) in sorted(listed.items())))
        text = text_of(
            "request", f"action {action}", f"vault {self.id}", f"actor {self.handle}", f"role {role}",
            f"nonce {secrets.token_hex(16)}", f"time {self.time}", f"expires {expires}",
            f"head {self.size} {base64.b64encode(self.root).decode()}", f"roster {self.roster.count} {self.roster.head.hex()}",
            f"manifest {sha(manifest).hex()}", *lines)
        note = self.sign(text)
        call = [(1, note), (2, manifest)]
        call += [(3, put((1, name.encode()), (2, data))) for name, data in sorted(things.items())]
        if staged:
            id, size, digest = staged
            call.append((4, put((1, id), (2, number(size)), (3, digest))))
        return note, put(*call)

    def ask(self, role, action, *lines, **brought):
        note, call = self.request(role, action, *lines, **brought)
        return self.answered(note, self.channel.exchange(ASK, put((1, call)), REPLY))

    def answered(self, note, reply):
        answer, = reply.bodies(3)
        entry = Entry(answer.one(1))
        check(entry.note.data == note, "the entry is another request")
        size, root = self.tree(reply.one(1))
        check(root_of(entry.leaf_hash, entry.sequence, size, answer.all(2)) == root, "the entry is not in the tree")
        if not entry.allowed:
            raise Refused(entry.outcome)
        return entry, Body(answer.one(3)), answer.bodies(4)

    def stage(self, payload):
        """Leaves a long payload with the custodian, less than it would tell midway that it took."""
        check(len(payload) < 128 * FRAME, "a payload too long")
        held = self.channel.exchange(STAGE, payload, STAGED)
        staged = held.one(1), held.number(2), held.one(3)
        check(staged[1:] == (len(payload), sha(payload)), "another payload")
        return staged

    def fetch(self, role, action, *lines):
        """Asks for what brings the trail of one case and what is released of it, and takes it over. The case."""
        entry, released, deliveries = self.ask(role, action, *lines)
        shown, = released.bodies(1)
        for one in shown.bodies(4):
            self.manifests[one.number(1)] = self.items(one.one(2))
        for thing in released.bodies(2):
            self.things[thing.number(1), thing.text(2)] = thing.one(3)
        for half in released.bodies(3):
            self.halves[half.text(1), half.text(2), half.number(3), half.text(4)] = half.one(5)
        case, self.owners = None, {}
        for leaf in shown.all(3):
            change = Entry(leaf)
            change.note.verify(change.request["actor"], self.roster.people[change.request["actor"]].card.key)
            check(change.allowed and changes(change.request), "no change of a case")
            if case is None:
                case = Case(change)
            else:
                case.apply(change)
            check(change.place[0] == case.id, "of another case")
            for thing in ("record", "grant", "ask"):
                if named(change.request, thing):
                    self.owners[change.request[thing]] = case.id
        # The tree holds this entry, and this entry names the trail.
        check(case and entry.place[0] == case.id and entry.trail == case.head, "a trail that the ledger does not know")
        self.cases = {case.id: case}
        for brought, name in list(self.things):
            if brought in self.manifests:
                data = self.things[brought, name]
                check(self.manifests[brought].get(name) == (len(data), sha(data).hex()), f"entry {brought}, {name}")
        for delivery in deliveries:
            if 2 in delivery.values:
                self.payload = b"".join(self.pieces(delivery))
        return case

    def pieces(self, delivery):
        wanted, rest = put((1, delivery.one(1))), delivery.number(2)
        while rest > 0:
            self.channel.send(PULL, wanted)
            piece = self.raw(PIECE)
            check(0 < len(piece) <= min(rest, 1 << 20), "a piece of another length")
            rest -= len(piece)
            yield piece
        self.channel.send(RELEASE, wanted)

    def raw(self, expected):
        """A message whose body has no fields."""
        body = b""
        while True:
            size, kind = struct.unpack(">IB", self.channel.exactly(5)) if body else self.channel.head()
            if kind == FAILED and not body and size < FRAME:
                raise refusal(self.channel.exactly(size))
            check(size <= FRAME and kind == (PART if body else expected), f"a frame of type {kind}")
            body += self.channel.exactly(size)
            check(len(body) <= 1 << 20, "a piece too long")
            if size < FRAME:
                return body

    # --- What `Vault` asks of files ---

    def thing(self, seq, name):
        return self.things.get((seq, name))

    def half(self, kind, case, record, version, epoch, seq):
        # Whose it is the commitment tells, of the key; of the metadata, that it opens them.
        check((kind, record, version, epoch) in self.halves, f"no half of {record}")
        return self.halves[kind, record, version, epoch]

    def object(self, seq):
        return self.payload

    def key_pair(self, holder):
        parts = holder.split(" ")
        if len(parts) == 2:
            return self.pair
        role, generation = parts[1:]
        name = f"role-seed {role} {generation} {self.handle}"
        for (_, found), data in self.things.items():
            if found == name:
                seed, = self.bundle(data, self.pair, [
                    "kind role-seed", f"vault {self.id}", f"role {role} {generation}", f"recipient {self.handle}"])
                pair = KeyPair(seed)
                check(pair.recipient == self.roster.keys[role][int(generation) - 1], "role seed")
                return pair
        raise Damaged(f"no {name}")


def main(arguments):
    read_phrase = passphrase(arguments)
    if len(arguments) != 5:
        print(__doc__, file=sys.stderr)
        return 64
    path, vault, key_file, record, purpose = arguments
    phrase = read_phrase()
    try:
        officer = Officer(path, vault, key_file, phrase)
        role, *_ = officer.roster.people[officer.handle].roles
        officer.fetch(role, "document.open", f"record {record}", f"purpose {purpose}")
        print(json.dumps(officer.open(record, sys.stdout.buffer)), file=sys.stderr)
        officer.channel.send(BYE, b"")
        return 0
    except Refused as refusal:
        print(f"wire: {refusal}", file=sys.stderr)
        return 77
    except Exception as error:
        # Whatever does not parse, decrypt or verify.
        print(f"wire: {type(error).__name__}: {error}", file=sys.stderr)
        return 65


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
