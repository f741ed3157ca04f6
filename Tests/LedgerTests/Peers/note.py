"""A peer for the Ledger module, written from the C2SP pages and RFC 6962 alone.

Reads one JSON object a line, each a question with "do"; answers each with one JSON object: "ok", or "refused" with
the reason. Uses hashlib, base64 and the Ed25519 of the package `cryptography`, nothing of Brankas.
"""

import base64
import hashlib
import json
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class Refused(Exception):
    pass


def check(condition, reason):
    if not condition:
        raise Refused(reason)


def decode(text):
    """RFC 4648, section 4, canonical."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Refused(f"base64: {error}")
    check(base64.b64encode(data).decode() == text, "base64 is not canonical")
    return data


def decimal(text):
    check(re.fullmatch("0|[1-9][0-9]*", text, re.ASCII), f"no decimal: {text!r}")
    return int(text)


# RFC 6962, section 2.1


def leaf_hash(leaf):
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(count):
    return 1 << ((count - 1).bit_length() - 1)


def root(hashes):
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return node_hash(root(hashes[:k]), root(hashes[k:]))


def path(index, hashes):
    if len(hashes) == 1:
        return []
    k = split(len(hashes))
    if index < k:
        return path(index, hashes[:k]) + [root(hashes[k:])]
    return path(index - k, hashes[k:]) + [root(hashes[:k])]


def root_from(leaf, index, size, proof):
    """The root that `proof` leads to: PATH's recursion read backwards."""
    check(0 <= index < size, "index out of range")
    if size == 1:
        check(not proof, "proof too long")
        return leaf
    check(proof, "proof too short")
    k = split(size)
    if index < k:
        return node_hash(root_from(leaf, index, k, proof[:-1]), proof[-1])
    return node_hash(proof[-1], root_from(leaf, index - k, size - k, proof[:-1]))


# c2sp.org/signed-note


def key_id(name, algorithm, public):
    return hashlib.sha256(name.encode() + b"\n" + bytes([algorithm]) + public).digest()[:4]


def parse_vkey(vkey):
    name, number, material = vkey.split("+", 2)
    data = decode(material)
    check(len(data) == 33, "vkey length")
    algorithm, public = data[0], data[1:]
    check(key_id(name, algorithm, public).hex() == number, "vkey id")
    return name, algorithm, public


def make_vkey(name, algorithm, public):
    return f"{name}+{key_id(name, algorithm, public).hex()}+{base64.b64encode(bytes([algorithm]) + public).decode()}"


def parse_note(note):
    check(note.endswith("\n"), "no newline at the end")
    check(not any(ord(c) < 0x20 and c != "\n" for c in note), "control character")
    text, separator, tail = note.rpartition("\n\n")
    check(separator and tail, "no signatures")
    signatures = []
    for line in tail.removesuffix("\n").split("\n"):
        match = re.fullmatch("— ([^ +]+) ([^ ]+)", line)
        check(match, f"signature line {line!r}")
        data = decode(match[2])
        check(len(data) > 4, "signature too short")
        signatures.append((match[1], data[:4], data[4:]))
    return text + "\n", signatures


def signatures_of(note, vkey, algorithm):
    name, own, public = parse_vkey(vkey)
    check(own == algorithm, "key of another algorithm")
    text, signatures = parse_note(note)
    mine = [s for n, i, s in signatures if n == name and i == key_id(name, algorithm, public)]
    check(mine, "not signed by this key")
    return text, Ed25519PublicKey.from_public_bytes(public), mine


def verify_signature(public, signature, message):
    try:
        public.verify(signature, message)
    except InvalidSignature:
        raise Refused("signature")


def sign_line(name, algorithm, key, signature):
    public = key.public_key().public_bytes_raw()
    return f"— {name} {base64.b64encode(key_id(name, algorithm, public) + signature).decode()}\n"


# c2sp.org/tlog-checkpoint


def parse_checkpoint(text):
    lines = text.split("\n")
    check(len(lines) >= 4 and lines[-1] == "" and all(lines[:-1]), "checkpoint lines")
    hash = decode(lines[2])
    check(len(hash) == 32, "root length")
    return lines[0], decimal(lines[1]), hash


def verify_checkpoint(note, vkey):
    text, public, signatures = signatures_of(note, vkey, 0x01)
    for signature in signatures:
        verify_signature(public, signature, text.encode())
    return parse_checkpoint(text)


def make_checkpoint(origin, key, leaves):
    text = f"{origin}\n{len(leaves)}\n{base64.b64encode(root(leaves)).decode()}\n"
    return text + "\n" + sign_line(origin, 0x01, key, key.sign(text.encode()))


# c2sp.org/tlog-cosignature


def cosigned(text, timestamp):
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def verify_cosignature(note, vkey):
    text, public, signatures = signatures_of(note, vkey, 0x04)
    parse_checkpoint(text)
    check(len(signatures) == 1 and len(signatures[0]) == 72, "cosignature length")
    timestamp = int.from_bytes(signatures[0][:8], "big")
    check(timestamp < 1 << 63, "timestamp")
    verify_signature(public, signatures[0][8:], cosigned(text, timestamp))
    return timestamp


def make_cosignature(note, name, key, timestamp):
    text, _ = parse_note(note)
    signature = timestamp.to_bytes(8, "big") + key.sign(cosigned(text, timestamp))
    return note + sign_line(name, 0x04, key, signature)


# c2sp.org/tlog-proof


def verify_proof(proof, vkey, leaf):
    head, separator, note = proof.partition("\n\n")
    check(separator, "no checkpoint")
    lines = head.split("\n")
    check(lines.pop(0) == "c2sp.org/tlog-proof@v1", "first line")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = decode(lines.pop(0).removeprefix("extra "))
        check(extra, "empty extra")
    check(lines and lines[0].startswith("index "), "index line")
    index = decimal(lines.pop(0).removeprefix("index "))
    hashes = [decode(line) for line in lines]
    check(all(len(hash) == 32 for hash in hashes), "hash length")
    origin, size, expected = verify_checkpoint(note, vkey)
    check(root_from(leaf_hash(leaf), index, size, hashes) == expected, "root")
    return origin, index, size, extra


def make_proof(origin, key, leaves, index, extra):
    lines = ["c2sp.org/tlog-proof@v1"]
    if extra:
        lines.append("extra " + base64.b64encode(extra).decode())
    lines.append(f"index {index}")
    lines += [base64.b64encode(hash).decode() for hash in path(index, leaves)]
    return "\n".join(lines) + "\n\n" + make_checkpoint(origin, key, leaves)


def answer(q):
    do = q["do"]
    if do == "verify-checkpoint":
        origin, size, hash = verify_checkpoint(q["note"], q["vkey"])
        return {"origin": origin, "size": size, "root": hash.hex()}
    if do == "verify-cosignature":
        return {"timestamp": verify_cosignature(q["note"], q["vkey"])}
    if do == "verify-proof":
        origin, index, size, extra = verify_proof(q["proof"], q["vkey"], q["leaf"].encode())
        return {"origin": origin, "index": index, "size": size, "extra": extra.hex() if extra else None}

    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(q["seed"]))
    public = key.public_key().public_bytes_raw()
    leaves = [leaf_hash(f"leaf {number}".encode()) for number in range(q.get("size", 0))]
    if do == "make-checkpoint":
        return {"note": make_checkpoint(q["name"], key, leaves), "vkey": make_vkey(q["name"], 0x01, public)}
    if do == "make-cosignature":
        note = make_cosignature(q["note"], q["name"], key, q["timestamp"])
        return {"note": note, "vkey": make_vkey(q["name"], 0x04, public)}
    if do == "make-proof":
        extra = bytes.fromhex(q.get("extra") or "")
        proof = make_proof(q["name"], key, leaves, q["index"], extra)
        return {"proof": proof, "vkey": make_vkey(q["name"], 0x01, public)}
    raise ValueError(do)


for line in sys.stdin:
    try:
        reply = {"ok": True, **answer(json.loads(line))}
    except Refused as refusal:
        reply = {"ok": False, "refused": str(refusal)}
    print(json.dumps(reply))
