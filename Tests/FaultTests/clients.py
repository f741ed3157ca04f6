"""Officers of a served vault that are no program but objects of the tests: they ask over its socket, and keep account of what
became of each request. And a reader of what its custodian stores, with the custodian's own seed."""
import functools, json, os, random, socket, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Peers"))
import reader
import wire
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from primitives import KeyPair, binding, box_seal, check, hkdf, hmac, sha, tagged

# Seconds: nobody waits longer for an answer, and the service neither to begin nor to end.
PATIENCE = 60
POLICE, COURT = "polisi/penyidik", "jaksa/jaksa"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

key_pair = functools.lru_cache(None)(KeyPair)


class Lost(Exception):
    """The connection ended, or nothing came."""


class Channel(wire.Channel):
    def __init__(self, path):
        self.seen = b""
        self.end = socket.socket(socket.AF_UNIX)
        self.end.settimeout(PATIENCE)
        try:
            self.end.connect(path)
            self.end.sendall(wire.GREETING)
        except OSError as error:
            raise Lost(error)
        check(self.exactly(16) == wire.GREETING, "no custodian's greeting")

    def exactly(self, count):
        data = b""
        while len(data) < count:
            try:
                more = self.end.recv(count - len(data))
            except TimeoutError:
                raise TimeoutError("no answer")
            except OSError as error:
                raise Lost(error)
            if not more:
                raise Lost("the end")
            data += more
            self.seen += more[:5]
        return data

    def send(self, kind, body):
        self.seen = b""
        try:
            super().send(kind, body)
        except OSError as error:
            # What it had to say before it went may still be there.
            self.broken = error

    def has_begun(self, kind):
        """Whether some of an answer of that type has come."""
        return len(self.seen) >= 5 and self.seen[4] == kind


class Asked:
    """One request, and what became of it."""

    def __init__(self, note, action, record, follows):
        self.note, self.action, self.record, self.state = note, action, record, "lost"
        # Whether it was sent after the fault.
        self.follows = follows
        self.leaf_hash = self.head = self.digest = None


class Client(wire.Officer):
    """An officer of this process, who keeps account of what was asked and answered."""

    def __init__(self, play, handle, role, control=None):
        self.play, self.handle, self.role, self.control = play, handle, role, control
        self.id, self.seed = play.id, play.seeds[handle]
        self.pair = key_pair(self.seed)
        self.signing = Ed25519PrivateKey.from_private_bytes(hkdf(self.seed, b"brankas/v1 sign"))
        self.asks, self.channel = [], None

    def connect(self):
        self.things, self.manifests, self.halves, self.payload = {}, {}, {}, None
        self.channel = Channel(self.play.socket)
        self.begin()

    def ask(self, role, action, *lines, **brought):
        note, call = self.request(role, action, *lines, **brought)
        record = next((line[7:] for line in lines if line.startswith("record ")), None)
        asked = Asked(note, action, record, self.control is not None and self.control.has_fired)
        self.asks.append(asked)
        try:
            reply = self.channel.exchange(wire.ASK, wire.put((1, call)), wire.REPLY)
        except wire.Refused as refusal:
            asked.state = f"failed {refusal}"
            raise
        except Lost:
            asked.state = "begun" if self.channel.has_begun(wire.REPLY) else "lost"
            raise
        asked.state = "answered"
        answer, = reply.bodies(3)
        entry, asked.head = reader.Entry(answer.one(1)), self.tree(reply.one(1))
        asked.leaf_hash = entry.leaf_hash
        check(entry.allowed or not wire.Body(answer.one(3)).all(3), "halves, and a denial")
        self.size, self.root = asked.head
        return self.answered(note, reply)

    def open(self, record):
        purpose = "penyidikan" if self.role == POLICE else "penuntutan"
        self.fetch(self.role, "document.open", f"record {record}", f"purpose {purpose}")

    def add(self, plaintext):
        """A document of `evidence`, sealed as section 18 says."""
        case, epoch, key = self.play.case, "evidence 1", self.play.key
        record = "D-" + "".join(random.choices(ALPHABET, k=16))
        place = dict(case=case, compartment=epoch, record=record, version=1)
        a, b, m, salt = os.urandom(16), os.urandom(16), os.urandom(32), os.urandom(32)
        file_key, vault = bytes(x ^ y for x, y in zip(a, b)), bytes.fromhex(self.id)
        metadata = json.dumps(dict(
            fileName="x.txt", mediaType="text/plain", size=len(plaintext), sha256=sha(plaintext).hex(), salt=salt.hex()))
        bound = binding("metadata", self.id, **place)
        things = {
            "key": box_seal(hkdf(key, b"brankas/v1 record"), os.urandom(24), a, binding("record-key", self.id, **place)),
            "key-half": b, "metadata-half": m,
            "metadata": box_seal(
                hkdf(key, b"brankas/v1 metadata\n" + bound, m), os.urandom(24),
                metadata.encode() + b" " * (-len(metadata) % 256), bound)}
        payload, staged = sealed(file_key, plaintext), None
        if len(plaintext) > 65_536:
            staged = self.stage(payload)
        else:
            things["payload"] = payload
        commits = (tagged("brankas/v1 file key", vault, record, 1, file_key),
                   tagged("brankas/v1 content", vault, record, 1, salt, sha(plaintext)))
        try:
            self.ask(
                self.role, "document.add", f"case {case}", f"record {record}", "version 1", f"epoch {epoch}",
                f"commits-key {commits[0].hex()}", f"commits-content {commits[1].hex()}",
                f"content-tag {hmac(hkdf(key, b'brankas/v1 content-tag'), sha(plaintext)).hex()}",
                things=things, staged=staged)
        finally:
            self.asks[-1].digest = sha(plaintext).hex()

    def act(self, words, problems):
        """Does what `words` say, one after the other, as long as somebody answers."""
        try:
            self.connect()
            for what, with_what in words:
                try:
                    getattr(self, what)(with_what)
                except wire.Refused:
                    # It goes on, unless it was shut out: with the same connection.
                    pass
            self.channel.send(wire.BYE, b"")
        except (Lost, wire.Refused):
            pass
        except Exception as error:
            problems.append(f"{self.handle} is told what does not hold: {type(error).__name__}: {error}")
        finally:
            if self.channel:
                self.channel.end.close()

    def key_pair(self, holder):
        if len(holder.split(" ")) == 2:
            return self.pair
        return self.play.role_pair(self, holder, super().key_pair)


def sealed(file_key, plaintext):
    """The payload of an age file."""
    nonce = os.urandom(16)
    cipher = ChaCha20Poly1305(hkdf(file_key, b"payload", nonce))
    parts = [plaintext[at:at + 65_536] for at in range(0, len(plaintext), 65_536)] or [b""]
    return nonce + b"".join(
        cipher.encrypt(at.to_bytes(11, "big") + bytes([at == len(parts) - 1]), part, None) for at, part in enumerate(parts))


class Stored(reader.Vault):
    """A served vault's folder, read with the custodian's own seed and the keys of one officer."""

    def __init__(self, play, handle):
        self.handle, self.seed, self.folder = handle, play.seeds[handle], play.vault
        self.pair = key_pair(self.seed)
        self.index = reader.database(f"{play.vault}/index.sqlite")
        self.halves = reader.database(f"{play.vault}/custody/custody.sqlite")
        self.id, = self.index.execute("SELECT vault FROM vault").fetchone()
        self.keys = {name: hkdf(play.custodian, b"brankas/v1 " + name.encode())
                     for name in ("checkpoint", "ledger", "column", "lookup", "pepper", "half")}
        self.play, self.roots, self.owners = play, [], {}

    def key_pair(self, holder):
        if len(holder.split(" ")) == 2:
            return self.pair
        return self.play.role_pair(self, holder, super().key_pair)

    def close(self):
        self.index.close()
        self.halves.close()
