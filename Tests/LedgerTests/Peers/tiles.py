"""A peer for the tiles of the Ledger module, written from c2sp.org/tlog-tiles, tlog-checkpoint, signed-note and RFC 6962.

Reads one JSON object a line, each a question with "do" and "folder"; answers each with one JSON object: "ok", or
"refused" with the reason. A folder is what a log serves under its prefix. Uses hashlib, base64 and the Ed25519 of the
package `cryptography`, nothing of Brankas and nothing of the other peer.
"""

import base64
import hashlib
import json
import os
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519


class Refused(Exception):
    pass


def demand(condition, reason):
    if not condition:
        raise Refused(reason)


class Tree:
    """MTH of RFC 6962, section 2.1, by its definition over leaf hashes."""

    def __init__(self, leaf_hashes):
        self.leaf_hashes = leaf_hashes
        self.known = {}

    def mth(self, start, end):
        count = end - start
        if count == 0:
            return hashlib.sha256().digest()
        if count == 1:
            return self.leaf_hashes[start]
        if (start, end) not in self.known:
            k = 1
            while k * 2 < count:
                k *= 2
            children = self.mth(start, start + k) + self.mth(start + k, end)
            self.known[start, end] = hashlib.sha256(b"\x01" + children).digest()
        return self.known[start, end]


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def tile_path(level, n, width):
    digits = str(n)
    digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    index = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{index}" + ("" if width == 256 else f".p/{width}")


def rows(size):
    """(level, n, width) of every tile of a tree of this size: the full ones, and floor(s / 256**l) mod 256."""
    level = 0
    while size // 256**level > 0:
        count = size // 256**level
        for n in range(count // 256):
            yield level, n, 256
        if count % 256:
            yield level, count // 256, count % 256
        level += 1


def tile_bytes(tree, level, n, width):
    """MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l]) for each i."""
    span = 256**level
    return b"".join(tree.mth((n * 256 + i) * span, (n * 256 + i + 1) * span) for i in range(width))


def split_bundle(data):
    entries = []
    while data:
        demand(len(data) >= 2, "length cut")
        length = int.from_bytes(data[:2], "big")
        demand(len(data) >= 2 + length, "entry cut")
        entries.append(data[2 : 2 + length])
        data = data[2 + length :]
    return entries


def key_id(name, public):
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def read_checkpoint(data, vkey):
    """The size and root that the key signed."""
    name, number, material = vkey.split("+", 2)
    material = base64.b64decode(material, validate=True)
    demand(material[0] == 1 and key_id(name, material[1:]).hex() == number, "vkey")
    head, separator, tail = data.decode().rpartition("\n\n")
    demand(separator and tail.endswith("\n"), "no note")
    text = head + "\n"
    verified = False
    for line in tail[:-1].split("\n"):
        dash, signer, signature = line.split(" ")
        demand(dash == "\u2014", "signature line")
        signature = base64.b64decode(signature, validate=True)
        if signer == name and signature[:4] == bytes.fromhex(number):
            try:
                public = ed25519.Ed25519PublicKey.from_public_bytes(material[1:])
                public.verify(signature[4:], text.encode())
            except InvalidSignature:
                raise Refused("signature")
            verified = True
    demand(verified, "not signed by this key")
    origin, size, root = text.split("\n")[:3]
    demand(origin == name, "origin")
    demand(str(int(size)) == size, "size")
    return int(size), base64.b64decode(root, validate=True)


def files_below(folder):
    found = set()
    for parent, _, names in os.walk(folder):
        found.update(os.path.relpath(os.path.join(parent, name), folder) for name in names)
    return found


def check(folder, vkey):
    def read(path):
        try:
            with open(os.path.join(folder, path), "rb") as file:
                return file.read()
        except FileNotFoundError:
            raise Refused(f"missing {path}")

    size, root = read_checkpoint(read("checkpoint"), vkey)
    wanted = {"checkpoint"}
    entries = []
    for level, n, width in rows(size):
        if level == 0:
            path = tile_path("entries", n, width)
            wanted.add(path)
            bundle = split_bundle(read(path))
            demand(len(bundle) == width, f"entries in {path}")
            entries += bundle
    demand(len(entries) == size, "entries")
    tree = Tree([leaf_hash(entry) for entry in entries])
    for level, n, width in rows(size):
        path = tile_path(level, n, width)
        wanted.add(path)
        demand(read(path) == tile_bytes(tree, level, n, width), path)
    demand(tree.mth(0, size) == root, "root")
    strays = files_below(folder) - wanted
    demand(not strays, f"strays {sorted(strays)[:3]}")
    return {"size": size, "root": root.hex(), "files": len(wanted)}


def entry(index):
    """Of many lengths, none among them."""
    return b"entry %d;" % index * (index % 5)


def write(folder, name, seed, size):
    def put(path, data):
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)

    entries = [entry(index) for index in range(size)]
    tree = Tree([leaf_hash(entry) for entry in entries])
    for level, n, width in rows(size):
        put(tile_path(level, n, width), tile_bytes(tree, level, n, width))
        if level == 0:
            bundle = entries[n * 256 : n * 256 + width]
            data = b"".join(len(entry).to_bytes(2, "big") + entry for entry in bundle)
            put(tile_path("entries", n, width), data)
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    public = key.public_key().public_bytes_raw()
    text = f"{name}\n{size}\n{base64.b64encode(tree.mth(0, size)).decode()}\n"
    signature = base64.b64encode(key_id(name, public) + key.sign(text.encode())).decode()
    put("checkpoint", f"{text}\n\u2014 {name} {signature}\n".encode())
    material = base64.b64encode(b"\x01" + public).decode()
    return {"vkey": f"{name}+{key_id(name, public).hex()}+{material}", "size": size}


def answer(question):
    if question["do"] == "check-tiles":
        return check(question["folder"], question["vkey"])
    if question["do"] == "write-tiles":
        return write(question["folder"], question["name"], question["seed"], question["size"])
    raise ValueError(question["do"])


for line in sys.stdin:
    try:
        reply = {"ok": True, **answer(json.loads(line))}
    except Refused as refusal:
        reply = {"ok": False, "refused": str(refusal)}
    print(json.dumps(reply))
