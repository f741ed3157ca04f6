#!/usr/bin/env python3
"""Checks a document's proof with nothing but the published texts: C2SP tlog-proof, RFC 6962, docs/format.md section 16.

    proof.py PROOF CHECK FILE VAULT

PROOF is what `brankas document check --proof` wrote, CHECK what it said with --json, FILE the document, VAULT the
vault's id. It computes the entry's leaf hash, from it and the path the root of the checkpoint, and from the file's
SHA-256 and the salt the commitment that stands in the entry. It imports nothing of Brankas and does not verify the
checkpoint's signature, for which the custodian's key is needed. Exit codes: 0, 64 wrong usage, 65 it does not hold.
"""
import base64
import hashlib
import json
import sys


class Wrong(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Wrong(what)


def sha(data):
    return hashlib.sha256(data).digest()


def decoded(text, length=None):
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text and length in (None, len(data)), "base64")
    return data


def root_of(leaf, index, size, path):
    """RFC 9162, section 2.1.3.2: from a leaf up to the root."""
    need(index < size, "index")
    fn, sn, node = index, size - 1, leaf
    for sibling in path:
        need(sn > 0, "path is too long")
        if fn & 1 or fn == sn:
            node = sha(b"\1" + sibling + node)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = sha(b"\1" + node + sibling)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0, "path is too short")
    return node


def read_proof(text):
    """The leaf, its index, the path, and the checkpoint's origin, size and root."""
    head, rest = text.split("\n\n", 1)
    first, extra, index, *path = head.split("\n")
    need(first == "c2sp.org/tlog-proof@v1" and extra.startswith("extra ") and index.startswith("index "), "proof")
    body, signatures = rest.split("\n\n", 1)
    origin, size, root = body.split("\n")
    need(signatures.startswith("— " + origin + " "), "checkpoint")
    return decoded(extra[6:]), int(index[6:]), [decoded(line, 32) for line in path], origin, int(size), decoded(root, 32)


def tagged(tag, *parts):
    parts = [part.encode() if isinstance(part, str) else part for part in parts]
    return sha(tag.encode() + b"\0" + b"".join(len(part).to_bytes(8, "big") + part for part in parts))


def main(arguments):
    if len(arguments) != 4:
        print(__doc__, file=sys.stderr)
        return 64
    proof, said, file, vault = arguments
    try:
        with open(proof, encoding="utf-8", newline="") as text:
            leaf, index, path, origin, size, root = read_proof(text.read())
        need(root_of(sha(b"\0" + leaf), index, size, path) == root, "the path does not lead to the root")
        need(origin.endswith("/" + vault[:8]), "another vault's ledger")
        custodian, request = leaf.decode().split("\n\n")[:2]
        entry = dict(line.split(" ", 1) for line in custodian.split("\n")[1:])
        asked = dict(line.split(" ", 1) for line in request.split("\n")[1:] if " " in line)
        need(entry["outcome"] == "allowed" and entry["seq"] == str(index), "entry")
        need(asked["action"] == "document.add" and asked["vault"] == vault, "request")
        with open(said) as text:
            said = json.load(text)
        with open(file, "rb") as content:
            digest = hashlib.sha256(content.read())
        need(digest.hexdigest() == said["sha256"], "the file is another")
        commitment = tagged(
            "brankas/v1 content", bytes.fromhex(vault), asked["record"], int(asked["version"]).to_bytes(8, "big"),
            bytes.fromhex(said["salt"]), digest.digest()).hex()
        need(commitment == asked["commits-content"] == said["commitment"], "the commitment is another")
        need(asked["record"] == said["document"] and asked["actor"] == said["by"] and index == said["seq"]
             and entry["time"] == said["added"], "what was said is not what the entry says")
        print(f"{asked['record']} was recorded by {asked['actor']} at {entry['time']}, entry {index} of {size}")
        return 0
    except Exception as error:
        # Whatever does not parse or does not hold.
        print(f"proof: {type(error).__name__}: {error}", file=sys.stderr)
        return 65


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
