#!/usr/bin/env python3
"""Computes the test vectors of docs/format.md, section 25.

    vectors.py               prints them
    vectors.py FILE.md       compares them with those in the page
"""
import base64
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.dont_write_bytecode = True
from primitives import KeyPair, bech32_encode, binding, box_seal, hkdf, hmac, regroup, sha, tagged, text_of
from reader import Card, Case, Roster


def vectors():
    def run(first, count):
        return bytes(range(first, first + count))

    seed, vault, case, record = run(0, 32), run(0x20, 32).hex(), "K-0123456789ABCDEF", "D-0123456789ABCDEF"
    key, file_key, salt, m, search = run(0x40, 32), run(0x60, 16), run(0x80, 32), run(0xA0, 32), run(0xC0, 32)
    custodian, holder, epoch = run(0xE0, 32), "owner unit-ppa/penyidik 1", "evidence 1"
    handle, pair = "siti@unit-ppa", KeyPair(seed)
    signing = Ed25519PrivateKey.from_private_bytes(hkdf(seed, b"brankas/v1 sign"))
    public = signing.public_key().public_bytes_raw()
    cosign = Ed25519PrivateKey.from_private_bytes(hkdf(seed, b"brankas/v1 cosign")).public_key().public_bytes_raw()
    text = text_of("card", f"handle {handle}", "name Siti Rahma", f"sign {base64.b64encode(public).decode()}",
                   f"cosign {base64.b64encode(cosign).decode()}", f"recipient {pair.recipient}")
    key_id = sha(handle.encode() + b"\n\x01" + public)[:4]
    card = text + f"\n\u2014 {handle} {base64.b64encode(key_id + signing.sign(text)).decode()}\n".encode()
    Card(card)
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    print_40 = "".join(digits[v] for v in regroup(sha(text)[:20], 8, 5, True))
    place = dict(case=case, compartment=epoch, record=record, version=1)
    bound = binding("metadata", vault, **place)
    nonce = run(0, 24)
    yield "identity line", bech32_encode("age-secret-key-pq-", seed).upper()
    yield "recipient, SHA-256 of its text", sha(pair.recipient.encode()).hex()
    yield "sign, public", public.hex()
    yield "cosign, public", cosign.hex()
    yield "wrap key", pair.wrap.hex()
    yield "state key", hkdf(seed, b"brankas/v1 state").hex()
    yield "note key id of sign", key_id.hex()
    yield "card text, SHA-256", sha(text).hex()
    yield "card digest", sha(card).hex()
    yield "fingerprint", "-".join(print_40[i:i + 4] for i in range(0, 32, 4))
    yield "T(\"t\", \"a\", 1)", tagged("t", "a", 1).hex()
    yield "roster head 0", Roster.start.hex()
    yield "trail 0", Case.start[1].hex()
    yield "compartment key's commitment", tagged(
        "brankas/v1 compartment key", bytes.fromhex(vault), case, "evidence", 1, key).hex()
    yield "file key's commitment", tagged("brankas/v1 file key", bytes.fromhex(vault), record, 1, file_key).hex()
    yield "content's commitment", tagged(
        "brankas/v1 content", bytes.fromhex(vault), record, 1, salt, sha(b"halo\n")).hex()
    yield "metadata's binding, SHA-256", sha(bound).hex()
    yield "metadata key", hkdf(key, b"brankas/v1 metadata\n" + bound, m).hex()
    yield "record wrap key", hkdf(key, b"brankas/v1 record").hex()
    yield "item key", box_seal(
        hkdf(key, b"brankas/v1 record"), nonce, run(0, 16), binding("record-key", vault, **place)).hex()
    yield "holding, under the wrap key above", box_seal(
        pair.wrap, nonce, key, binding("holding", vault, case=case, compartment=epoch, holder=holder)).hex()
    yield "search token of 1609014507100001", hmac(search, b"nik\n1609014507100001").hex()
    yield "pin's name", hmac(hkdf(seed, b"brankas/v1 state"), f"pin {vault}".encode())[:16].hex()
    checkpoint = Ed25519PrivateKey.from_private_bytes(hkdf(custodian, b"brankas/v1 checkpoint"))
    yield "checkpoint key, public", checkpoint.public_key().public_bytes_raw().hex()
    for name in ("ledger", "column", "pepper", "half"):
        yield f"{name} key", hkdf(custodian, f"brankas/v1 {name}".encode()).hex()
    yield "lookup of actor siti@unit-ppa", hmac(
        hkdf(custodian, b"brankas/v1 lookup"), b"actor\nsiti@unit-ppa")[:16].hex()


if __name__ == "__main__":
    block = "".join(f"{name}: {value}\n" for name, value in vectors())
    if len(sys.argv) > 1 and "```\n" + block + "```\n" not in open(sys.argv[1], encoding="utf-8").read():
        sys.exit("vectors: the page has others")
    sys.stdout.write(block)
