"""The pieces of docs/format.md that know no vault: texts, hashes, notes, age files, boxes.

Section numbers are those of docs/format.md. Needs the package cryptography, 48 or later.
"""
import base64
import hashlib
import hmac as hmac_module
import re
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite


class Damaged(Exception):
    pass


def check(condition, what):
    if not condition:
        raise Damaged(what)


# --- 2, 3: conventions, tagged hash ---------------------------------------------------------------------------------

def sha(data):
    return hashlib.sha256(data).digest()


def hmac(key, data):
    return hmac_module.digest(key, data, "sha256")


def hkdf(secret, info, salt=b""):
    return hmac(hmac(salt or bytes(32), secret), info + b"\x01")


def u64(number):
    return struct.pack(">Q", number)


def tagged(tag, *fields):
    text = tag.encode() + b"\0"
    for field in fields:
        data = field.encode() if isinstance(field, str) else u64(field) if isinstance(field, int) else field
        text += u64(len(data)) + data
    return sha(text)


def base64_decode(text):
    data = base64.b64decode(text, validate=True)
    check(base64.b64encode(data).decode() == text, "base64 is not canonical")
    return data


# --- 4: names, and the shapes of values -----------------------------------------------------------------------------

NAME = r"[a-z0-9][a-z0-9-]{0,63}"
HANDLE = r"[a-z0-9][a-z0-9._-]{0,63}@" + NAME
ROLE = f"{NAME}/{NAME}"
NUMBER = r"(?:0|[1-9][0-9]{0,19})"
HEX = r"[0-9a-f]{64}"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
DIGITS = r"[0-9A-HJKMNP-TV-Z]{16}"
CASE, RECORD, GRANT, ASK = f"K-{DIGITS}", f"[ID]-{DIGITS}", f"G-{DIGITS}", f"R-{DIGITS}"
GENERATION = f"{ROLE} {NUMBER}"
EPOCH = f"{NAME} {NUMBER}"
HOLDER = f"(?:owner {GENERATION}|{GRANT} {GENERATION}|{GRANT} {HANDLE})"
PURPOSE = NAME
PERMISSIONS = "read(?:,add)?(?:,update)?"
EXPORTED, RECIPIENT = f"{RECORD} {NUMBER}", f"{HEX}(?: {HANDLE})?"
KEY64 = r"[A-Za-z0-9+/]{43}="
PLAIN = r"[^\x00-\x1f\x7f-\x9f]+"

OPENING = [("opens?", HEX), ("sealed-to*", HOLDER)]
ADDITION = [
    ("case", CASE), ("record", RECORD), ("version", NUMBER), ("epoch", EPOCH), ("commits-key", HEX),
    ("commits-content", HEX), ("content-tag?", HEX), ("reason?", HEX), *OPENING]
ACTIONS = {
    "vault.found": [("genesis", HEX)],
    "vault.join": [("genesis", HEX)],
    "person.enroll": [("person", HANDLE), ("card", HEX), ("member*", ROLE), ("new-key*", GENERATION)],
    "person.approve": [("person", HANDLE), ("approves", HEX)],
    "vault.clock": [("back-to", TIME)],
    "person.dismiss": [("person", HANDLE), ("reason", HEX), ("new-key*", GENERATION)],
    "case.create": [("case", CASE), ("generation", NUMBER), ("epoch*", f"{EPOCH} {HEX}")],
    "case.list": [("after?", CASE), ("limit", NUMBER)],
    "case.show": [("case", CASE)],
    "case.close": [("case", CASE)],
    "case.reopen": [("case", CASE)],
    "case.link": [("case", CASE), ("other", CASE)],
    "case.unlink": [("case", CASE), ("other", CASE)],
    "case.rekey": [("case", CASE), ("epoch", EPOCH), ("opens", HEX), ("sealed-to*", HOLDER)],
    "case.export": [
        ("case", CASE), ("record?", RECORD), ("purpose", PURPOSE), ("basis", HEX), ("grant?", GRANT),
        ("recipient*", RECIPIENT)],
    "export.request": [
        ("grant", GRANT), ("case", CASE), ("purpose", PURPOSE), ("basis", HEX), ("record*", EXPORTED),
        ("recipient*", RECIPIENT)],
    "case.prepare": [("case?", CASE), ("record?", RECORD), ("ask?", ASK), ("grant?", GRANT), ("for", r"[a-z.]+")],
    "identity.add": ADDITION,
    "identity.edit": [("record", RECORD), ("purpose", PURPOSE)],
    "identity.history": [("record", RECORD)],
    "identity.update": ADDITION,
    "document.add": ADDITION,
    "document.move": [("record", RECORD), ("version", NUMBER), ("from", NUMBER), ("epoch", EPOCH), ("content-tag", HEX), *OPENING],
    "identity.withdraw": [("record", RECORD), ("reason", HEX)],
    "identity.restore": [("record", RECORD), ("reason", HEX)],
    "document.withdraw": [("record", RECORD), ("reason", HEX)],
    "document.restore": [("record", RECORD), ("reason", HEX)],
    "document.check": [("record", RECORD), ("for?", r"document\.open")],
    "identity.list": [("case", CASE)],
    "document.list": [("case", CASE)],
    "identity.open": [("record", RECORD), ("purpose", PURPOSE), ("version?", NUMBER)],
    "document.open": [("record", RECORD), ("purpose", PURPOSE), ("version?", NUMBER)],
    "grant.request": [
        ("ask", ASK), ("case", CASE), ("compartment*", NAME), ("purpose", PURPOSE), ("allow", PERMISSIONS),
        ("basis", HEX)],
    "grant.refuse": [("ask", ASK), ("reason", HEX)],
    "grant.create": [
        ("grant", GRANT), ("case", CASE), ("to", GENERATION), ("person*", HANDLE), ("compartment*", EPOCH),
        ("purpose", PURPOSE), ("allow", PERMISSIONS), ("basis", HEX), ("from", TIME), ("until", TIME),
        ("parent?", GRANT), ("answers?", ASK)],
    "grant.accept": [("grant", GRANT)],
    "grant.review": [("grant", GRANT)],
    "grant.approve": [("grant", GRANT), ("approves", HEX)],
    "grant.revoke": [("grant", GRANT), ("reason", HEX)],
    "grant.list": [("case?", CASE)],
    "inbox.read": [],
    "find": [("kind", "nik|name|phone"), ("purpose", PURPOSE)],
    "audit.read": [
        ("case?", CASE), ("record?", RECORD), ("by-actor?", HANDLE), ("by-role?", ROLE), ("of-action?", r"[a-z.]+"),
        ("of-outcome?", "allowed|denied"), ("since?", TIME), ("until?", TIME), ("from", NUMBER), ("limit", NUMBER),
        ("texts", "yes|no")],
    "audit.verify": [("from", NUMBER)],
    "audit.export": [("case?", CASE)],
    "audit.report": [("of", "review|trail|custody|exposure"), ("case?", CASE), ("record?", RECORD), ("person?", HANDLE)],
    "vault.verify": [("rows?", NUMBER)],
    "vault.enter": [("for", r"[a-z.]+")],
}
REQUEST = [
    ("action", r"[a-z.]+"), ("vault", HEX), ("actor", HANDLE), ("role", ROLE), ("nonce", r"[0-9a-f]{32}"),
    ("time", TIME), ("expires", TIME), ("head", f"{NUMBER} {KEY64}"), ("roster", f"{NUMBER} {HEX}"), ("manifest", HEX),
    ("after-pause?", "yes")]
ENTRY = [
    ("seq", NUMBER), ("time", TIME), ("outcome", r"allowed|denied [a-z-]+"), ("case?", f"{CASE} {NUMBER} {HEX}"),
    ("trail?", f"{NUMBER} {HEX}"), ("access?", f"owner|approver|audit|asker|{GRANT}"), ("shown?", HEX), ("match*", f"{CASE} {ROLE}"), ("more?", "yes"),
    ("suppressed?", NUMBER),
    ("late?", "yes")]
MANIFEST = [("item*", f"{NUMBER} {HEX} {PLAIN}")]
CARD = [("handle", HANDLE), ("name", PLAIN), ("sign", KEY64), ("cosign", KEY64), ("recipient", r"age1pq1[a-z0-9]+")]
CHARTER = [
    ("name", r"[^\s+/]+"), ("timezone", PLAIN), ("agency*", f"{NAME} {HANDLE} {PLAIN}"), ("role*", f"{ROLE} [a-z,]+"),
    ("compartment*", NAME), ("purpose*", NAME), ("label-compartment*", f"{NAME} (?:id|en) {PLAIN}"),
    ("label-purpose*", f"{NAME} (?:id|en) {PLAIN}"), ("longest-grant-days", NUMBER), ("searches-per-day", NUMBER),
    ("approvals*", f"{NAME} {NUMBER}"), ("enrolment-approvals", NUMBER)]
GENESIS = [
    ("name", PLAIN), ("nonce", HEX), ("mode", "embedded|service"), ("custodian", KEY64),
    ("session?", KEY64), ("mailbox?", "age1pq1[a-z0-9]+"), ("charter", HEX), ("keys-file", HEX), ("admin*", f"{HANDLE} {HEX}"),
    ("founded", TIME)]


def take(lines, shape, what):
    """Takes the lines of `shape` from the front of `lines`, strictly, and gives their values."""
    values = {}
    for key, pattern in shape:
        name, many = key.rstrip("?*"), key[-1]
        found = []
        while lines and lines[0].startswith(name + " ") and (many == "*" or not found):
            value = lines.pop(0)[len(name) + 1:]
            check(re.fullmatch(pattern, value), f"{what}: line {name}")
            found.append(value)
        check(found or many in "?*", f"{what}: no line {name}")
        values[name] = found if many == "*" else found[0] if found else None
    return values


def fields(data, kind, shape):
    text = data.decode("utf-8") if isinstance(data, bytes) else data
    lines = text.split("\n")
    check(lines.pop() == "" and lines and lines.pop(0) == f"brankas/{kind}/v1", f"{kind}: first or last line")
    values = take(lines, shape, kind)
    if kind == "request":
        values.update(take(lines, ACTIONS[values["action"]], values["action"]))
    check(not lines, f"{kind}: a line too many")
    return values


# --- 5: signed notes ------------------------------------------------------------------------------------------------

class Note:
    def __init__(self, data):
        self.data = data
        cut = data.rindex(b"\n\n")
        self.text = data[:cut + 1]
        self.lines = data[cut + 2:].decode().split("\n")
        check(self.lines.pop() == "" and self.lines, "note without a signature")
        check(not re.search(rb"[\x00-\x09\x0b-\x1f]", data), "note with control characters")

    def verify(self, name, key):
        key_id = sha(name.encode() + b"\n\x01" + key)[:4]
        for line in self.lines:
            dash, signer, material = line.split(" ")
            check(dash == "\u2014", "signature line")
            material = base64_decode(material)
            if signer == name and material[:4] == key_id:
                Ed25519PublicKey.from_public_bytes(key).verify(material[4:], self.text)
                return
        raise Damaged(f"no signature of {name}")


# --- 6, 18: keys and age files --------------------------------------------------------------------------------------

BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def bech32_sum(values):
    state = 1
    for value in values:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, constant in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            state ^= constant if top >> bit & 1 else 0
    return state


def bech32_prefix(prefix):
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def regroup(values, width, to, pad):
    buffer = bits = 0
    result = []
    for value in values:
        buffer, bits = buffer << width | value, bits + width
        while bits >= to:
            bits -= to
            result.append(buffer >> bits & (1 << to) - 1)
    if pad and bits:
        result.append(buffer << to - bits & (1 << to) - 1)
    elif not pad:
        check(bits < width and buffer & (1 << bits) - 1 == 0, "bech32 padding")
    return result


def bech32_encode(prefix, data):
    values = regroup(data, 8, 5, True)
    total = bech32_sum(bech32_prefix(prefix) + values + [0] * 6) ^ 1
    return prefix + "1" + "".join(BECH32[v] for v in values + [total >> 5 * (5 - i) & 31 for i in range(6)])


def bech32_decode(text, prefix):
    check(text.startswith(prefix + "1"), "bech32 prefix")
    values = [BECH32.index(c) for c in text[len(prefix) + 1:]]
    check(bech32_sum(bech32_prefix(prefix) + values) == 1, "bech32 checksum")
    return bytes(regroup(values[:-6], 5, 8, False))


class KeyPair:
    """The X-Wing pair of a seed (a person's or a role's) and its wrap key."""

    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

    def __init__(self, seed):
        expanded = hashlib.shake_256(seed).digest(96)
        lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        curve = X25519PrivateKey.from_private_bytes(expanded[64:])
        self.private = MLKEM768X25519PrivateKey(lattice, curve)
        public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        self.recipient = bech32_encode("age1pq", public)
        self.wrap = hkdf(seed, b"brankas/v1 wrap")

    def file_key(self, kind, arguments, body):
        if kind != "mlkem768x25519":
            return None
        try:
            return self.suite.decrypt(unpadded(arguments[0]) + body, self.private, b"age-encryption.org/mlkem768x25519")
        except Exception:
            return None


class Passphrase:
    def __init__(self, phrase):
        self.phrase = phrase

    def file_key(self, kind, arguments, body):
        if kind != "scrypt":
            return None
        factor = int(arguments[1])
        check(factor <= 22, "work factor")
        salt = b"age-encryption.org/v1/scrypt" + unpadded(arguments[0])
        key = hashlib.scrypt(self.phrase, salt=salt, n=1 << factor, r=8, p=1, maxmem=(1 << factor + 11) + (1 << 20), dklen=32)
        return ChaCha20Poly1305(key).decrypt(bytes(12), body, None)


def unpadded(text):
    return base64_decode(text + "=" * (-len(text) % 4))


def age_open(data, identity):
    """The plaintext of an age file."""
    lines = iter(data.split(b"\n"))
    check(next(lines) == b"age-encryption.org/v1", "not an age file")
    file_key, line = None, next(lines)
    while line.startswith(b"-> "):
        kind, *arguments = line[3:].decode().split(" ")
        body = ""
        while True:
            line = next(lines).decode()
            body += line
            if len(line) < 64:
                break
        file_key = file_key or identity.file_key(kind, arguments, unpadded(body))
        line = next(lines)
    check(line.startswith(b"--- ") and file_key, "no stanza for this key")
    cut = data.index(b"\n--- ") + 4
    check(hmac(hkdf(file_key, b"header"), data[:cut]) == unpadded(line[4:].decode()), "age header")
    return b"".join(payload_chunks(file_key, data[cut + len(line) - 2:]))


def payload_chunks(file_key, data):
    cipher = ChaCha20Poly1305(hkdf(file_key, b"payload", data[:16]))
    chunks = [data[i:i + 65_552] for i in range(16, len(data), 65_552)]
    for number, chunk in enumerate(chunks):
        last = number == len(chunks) - 1
        plaintext = cipher.decrypt(number.to_bytes(11, "big") + bytes([last]), chunk, None)
        check(plaintext or len(chunks) == 1, "empty last chunk")
        yield plaintext


# --- 2, 17: boxes and bindings --------------------------------------------------------------------------------------

def hchacha(key, nonce):
    """The ChaCha20 block without its final addition: the keystream minus the words that were added."""
    block = Cipher(algorithms.ChaCha20(key, nonce), None).encryptor().update(bytes(64))
    words, added = struct.unpack("<16I", block), struct.unpack("<16I", b"expand 32-byte k" + key + nonce)
    plain = [(word - other) & 0xFFFFFFFF for word, other in zip(words, added)]
    return struct.pack("<8I", *plain[:4], *plain[12:])


def box_open(key, box, binding):
    return ChaCha20Poly1305(hchacha(key, box[:16])).decrypt(bytes(4) + box[16:24], box[24:], binding)


def box_seal(key, nonce, plaintext, binding):
    return nonce + ChaCha20Poly1305(hchacha(key, nonce[:16])).encrypt(bytes(4) + nonce[16:], plaintext, binding)


def text_of(kind, *lines):
    return "".join(line + "\n" for line in (f"brankas/{kind}/v1", *lines)).encode()


def binding(kind, vault, **lines):
    return text_of("binding", f"kind {kind}", f"vault {vault}", *(f"{key} {value}" for key, value in lines.items()))
