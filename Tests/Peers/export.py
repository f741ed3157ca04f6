#!/usr/bin/env python3
"""Checks a ledger export with nothing but published texts: docs/format.md (section 26 above all) and C2SP signed-note,
tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-policy and tlog-proof. It shares no code with anything.

    export.py DIR --vault ID                             an export, of the whole ledger or of one case
    export.py --proof FILE --export DIR [--entry FILE]   one tlog-proof, by the genesis and the cards of an export; the
                                                         leaf is the proof's extra data, or the entry file

ID is the vault's id, 64 hex digits, which the reader must have from elsewhere: with --proof it is printed, to be
compared. The rest follows from it: the id fixes the genesis, the genesis the custodian's key and the admins' cards, the
custodian's key the tree, the tree the entries, the entries everybody's card, the cards every signature.

What an export does not have is not checked: the items of the manifests that are not public (sealed keys, texts), what a
listing showed, whether a search found all it had to find, whether a denial was the right one. Of the policy this decides again a part, by the leaves alone: see Ledger; not why something was denied. Nobody signs README.txt.

Exit codes: 0, 64 wrong usage, 65 something does not fit: one line on standard error says what.
"""
import argparse
import base64
import binascii
import datetime
import hashlib
import os
import re
import stat
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTE_LIMIT, LEAF_LIMIT, REQUEST_LIMIT, CARD_LIMIT, CHARTER_LIMIT = 2**20, 65535, 60000, 16384, 262144
SIGNED, COSIGNED = 1, 4  # the signature types of signed-note
EMPTY_MANIFEST = hashlib.sha256(b"brankas/manifest/v1\n").hexdigest()


class Wrong(Exception):
    """Something does not fit; the text says what."""


def need(condition, what):
    if not condition:
        raise Wrong(what)


@contextmanager
def of(thing):
    """Says of what is found wrong inside to which thing it belongs."""
    try:
        yield
    except Wrong as wrong:
        raise Wrong(f"{thing}: {wrong}") from None


def shown(foreign):
    """Foreign text, fit for a line of a terminal: short, and without anything that could move the cursor."""
    return ascii(foreign if len(foreign) <= 80 else foreign[:80] + "...")[1:-1]


def say(line):
    print(line.encode("ascii", "backslashreplace").decode("ascii"))


# ---- Bytes -----------------------------------------------------------------------------------------------------------


def sha(data):
    return hashlib.sha256(data).digest()


def u64(number):
    return number.to_bytes(8, "big")


def tagged(tag, *parts):
    """T of section 3."""
    return sha(tag + b"\0" + b"".join(u64(len(part)) + part for part in parts))


def decoded(text, length=None):
    """Base64 in its one canonical form: Python's decoder takes other padding bits too, so it is written again."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise Wrong("base64 that is not base64") from None
    need(base64.b64encode(data).decode() == text, "base64 that is not canonical")
    need(length is None or len(data) == length, f"base64 of {len(data)} bytes instead of {length}")
    return data


def utf8(data):
    """UTF-8 without control characters but LF, as in every note and field text."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong("not UTF-8") from None
    need(not re.search(r"[\x00-\x09\x0b-\x1f]", text), "a control character")
    return text


def moment(text):
    """A time of section 2, in seconds; the pattern has already been matched."""
    try:
        numbers = map(int, re.findall("[0-9]+", text))
        return int(datetime.datetime(*numbers, tzinfo=datetime.timezone.utc).timestamp())
    except ValueError:
        raise Wrong(f"the time {text} does not exist") from None


def read(folder, path, limit):
    """A regular file, and never more of it than it may have. No link is followed, no device waited for."""
    try:
        descriptor = os.open(os.path.join(folder, path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise Wrong(f"{path}: {error.strerror}") from None
    try:
        need(stat.S_ISREG(os.fstat(descriptor).st_mode), f"{path}: not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    finally:
        os.close(descriptor)
    need(len(data) <= limit, f"{path}: longer than {limit} bytes")
    return data


# ---- Field texts (section 2) and what may stand in them (section 4) --------------------------------------------------

NAME = "[a-z0-9][a-z0-9-]{0,63}"
HANDLE = rf"[a-z0-9][a-z0-9._-]{{0,63}}@{NAME}"
ROLE = f"{NAME}/{NAME}"
NUMBER = "(0|[1-9][0-9]{0,19})"  # the only group in any pattern: so each group can be held against 2^64
HEX = "[0-9a-f]{64}"
ID = "[0-9A-HJKMNP-TV-Z]{16}"
PLAIN = r"[^\x00-\x1f\x7f-\x9f]+"
KEY = "[A-Za-z0-9+/]{43}="
CAPABILITIES = "create|add|share|search|approve|audit"
DENIALS = ("not-enrolled|dismissed|enrolment-waiting|not-member|lacks-capability|not-admin|admin-opens|foreign-agency|"
           "agency-not-joined|no-grant|not-named|other-compartment|other-purpose|grant-waiting|grant-not-begun|"
           "grant-expired|grant-revoked|not-owner|not-allowed|beyond-ask|own-role|beyond-parent|too-long|own-request|"
           "needs-approval|beyond-export|export-over|other-recipient|recipient-left|case-closed|search-limit|withdrawn|surplus-items")
PATTERNS = {
    "name": NAME, "handle": HANDLE, "role": ROLE, "number": NUMBER, "hex": HEX, "nonce": "[0-9a-f]{32}", "key": KEY,
    "plain": PLAIN, "purpose": NAME, "label": f"{NAME} (?:id|en) {PLAIN}",
    "time": "(?:19[7-9][0-9]|[2-9][0-9]{3})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
    "case": f"K-{ID}", "record": f"[ID]-{ID}", "identity": f"I-{ID}", "document": f"D-{ID}", "grant": f"G-{ID}",
    "ask": f"R-{ID}", "generation": f"{ROLE} {NUMBER}", "epoch": f"{NAME} {NUMBER}", "first": f"{NAME} 1 {HEX}",
    "holder": f"(?:owner|G-{ID}) {ROLE} {NUMBER}|G-{ID} {HANDLE}", "given": f"{HEX}(?: {HANDLE})?",
    "recipient": "age1pq1[a-z0-9]{1,4089}", "admin": f"{HANDLE} {HEX}", "agency": f"{NAME} {HANDLE} {PLAIN}",
    "powers": f"{ROLE} (?:{CAPABILITIES})(?:,(?:{CAPABILITIES}))*", "head": f"{NUMBER} {KEY}",
    "chain": f"{NUMBER} {HEX}", "about": f"K-{ID} {NUMBER} {HEX}", "outcome": f"allowed|denied (?:{DENIALS})",
    "match": f"K-{ID} {ROLE}", "access": f"owner|approver|audit|asker|G-{ID}",
    "permissions": "read(?:,add)?(?:,update)?", "exported": f"[ID]-{ID} {NUMBER}",
}


def spec(text):
    """`key:kind` for a line, `key?:kind` for one that may be absent, `key*:kind` for any number of them. A kind that
    is not in PATTERNS stands for itself."""
    lines = []
    for word in text.split():
        key, kind = word.split(":")
        count = (0, 1) if key[-1] == "?" else (0, 1000) if key[-1] == "*" else (1, 1)
        lines.append((key.rstrip("?*"), count, kind, re.compile(PATTERNS.get(kind, kind.replace(".", r"\.")))))
    return lines


def value(key, kind, pattern, text):
    fit = pattern.fullmatch(text)
    need(fit, f"line {key}: {shown(text)} is not as it must be")
    need(all(int(number) < 2**64 for number in fit.groups() if number), f"line {key}: a number too large")
    if kind == "time":
        moment(text)
    return text


def fields(lines, wanted):
    """The values by key. The lines are those wanted, in that order, and no others; as each pattern admits one way of
    writing a value, what was read can be written in no other way."""
    values, at = {}, 0
    for key, (least, most), kind, pattern in wanted:
        found = []
        while at < len(lines) and len(found) < most and lines[at].startswith(key + " "):
            found.append(value(key, kind, pattern, lines[at][len(key) + 1:]))
            at += 1
        need(len(found) >= least, f"no line {key} where it must stand")
        values[key] = found if most > 1 else found[0] if found else None
    need(at == len(lines), f"the line {shown(''.join(lines[at:at + 1]))} has no place")
    return values


def lines_of(data, kind):
    text = utf8(data)
    need(text.endswith("\n"), "the last line does not end")
    lines = text[:-1].split("\n")
    need(lines[0] == f"brankas/{kind}/v1", f"not a brankas/{kind}/v1")
    return lines[1:]


def ascending(names, what):
    need(all(a < b for a, b in zip(names, names[1:])), f"{what}: not in order, or twice")


# ---- Signed notes ----------------------------------------------------------------------------------------------------

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def sound(point):
    """Whether 32 bytes are a canonical y of no point of small order: those have y = 0, 1, -1, or, of order eight,
    d y^4 + 2 y^2 = 1. Section 5 demands it of the key and of R; Ed25519 libraries do not all look."""
    y = int.from_bytes(point, "little") & (2**255 - 1)
    return y < P and y * (y * y - 1) * (D * y**4 + 2 * y * y - 1) % P != 0


def verifies(key, signature, message):
    """Ed25519. That S is reduced and that the equation holds without the cofactor is the library's check."""
    if len(signature) != 64 or not sound(key) or not sound(signature[:32]):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except InvalidSignature:
        return False


def key_id(name, kind, key):
    return sha(name.encode("utf-8", "surrogateescape") + b"\n" + bytes([kind]) + key)[:4]


@dataclass
class Note:
    text: bytes
    signatures: dict  # (key name, key id): signature


def parse_note(data, limit):
    need(len(data) <= limit, f"a note of more than {limit} bytes")
    text, gap, below = utf8(data).rpartition("\n\n")
    need(gap and below.endswith("\n"), "not a signed note")
    lines = below[:-1].split("\n")
    need(len(lines) <= 64, "more than 64 signatures")
    signatures = {}
    for line in lines:
        parts = line.split(" ")
        need(len(parts) == 3 and parts[0] == "\u2014", f"{shown(line)} is not a signature line")
        name, blob = parts[1], decoded(parts[2])
        need(name and "+" not in name and not any(c.isspace() for c in name), f"{shown(name)} is not a key name")
        need(len(blob) > 4, "a signature without a signature")
        need((name, blob[:4]) not in signatures, f"two signature lines of one key of {shown(name)}")
        signatures[name, blob[:4]] = blob[4:]
    return Note((text + "\n").encode(), signatures)


def need_signed(note, name, key):
    signature = note.signatures.get((name, key_id(name, SIGNED, key)))
    need(signature is not None, f"no signature of {name}")
    need(verifies(key, signature, note.text), f"the signature of {name} does not verify")


def need_cosigned(note, name, key):
    """A cosignature of tlog-cosignature, type 0x04: eight bytes of time, then Ed25519 over time and checkpoint."""
    signature = note.signatures.get((name, key_id(name, COSIGNED, key)))
    need(signature is not None, f"no cosignature of {name}")
    need(len(signature) == 72, f"the cosignature of {name} has not 72 bytes")
    time = int.from_bytes(signature[:8], "big")
    need(time < 2**63, f"the cosignature of {name} is of a time that cannot be")
    message = b"cosignature/v1\ntime %d\n" % time + note.text
    need(verifies(key, signature[8:], message), f"the cosignature of {name} does not verify")


# ---- Cards, genesis, charter -----------------------------------------------------------------------------------------


@dataclass
class Card:
    sign: bytes
    cosign: bytes
    recipient: str
    digest: str


CARD = spec("handle:handle name:plain sign:key cosign:key recipient:recipient")


def read_card(folder, handle):
    path = f"cards/{handle}.card"
    data = read(folder, path, CARD_LIMIT)
    with of(path):
        note = parse_note(data, CARD_LIMIT)
        line = fields(lines_of(note.text, "card"), CARD)
        need(line["handle"] == handle, f"says that it is of {line['handle']}")
        need(len(line["name"].encode()) <= 200, "a name too long")
        sign, cosign = decoded(line["sign"], 32), decoded(line["cosign"], 32)
        need(sign != cosign and sound(cosign), "a cosigning key that may not be one")
        need(len(note.signatures) == 1, "more than one signature")
        need_signed(note, handle, sign)
    return Card(sign, cosign, line["recipient"], sha(data).hex())


@dataclass
class Charter:
    name: str
    agencies: dict   # agency: its admin
    roles: dict      # role: its capabilities
    purposes: list
    approvals: dict  # compartment: how many a grant of it needs
    enrolment: int


CHARTER = spec("name:plain timezone:plain agency*:agency role*:powers compartment*:name purpose*:name "
               "label-compartment*:label label-purpose*:label longest-grant-days:number "
               "searches-per-day:number approvals*:epoch enrolment-approvals:number")


def parse_charter(data):
    line = fields(lines_of(data, "charter"), CHARTER)
    agencies = dict(text.split(" ", 2)[:2] for text in line["agency"])
    roles = {role: powers.split(",") for role, powers in (text.split(" ") for text in line["role"])}
    approvals = {name: int(number) for name, number in (text.split(" ") for text in line["approvals"])}
    ascending([text.split(" ")[0] for text in line["agency"]], "agencies")
    ascending([text.split(" ")[0] for text in line["role"]], "roles")
    ascending([text.split(" ")[0] for text in line["approvals"]], "approvals")
    compartments = line["compartment"]
    need(len(set(compartments)) == len(compartments) and "summary" not in compartments, "compartments")
    purposes = line["purpose"]
    need(purposes and len(set(purposes)) == len(purposes), "purposes")
    for names, labels in ((compartments, line["label-compartment"]), (purposes, line["label-purpose"])):
        named = [text.split(" ", 2)[:2] for text in labels]
        need(named == [[name, language] for name in names for language in ("id", "en")], "labels")
        need(all(len(text.split(" ", 2)[2].encode()) <= 100 for text in labels), "a label too long")
    need(agencies and all(admin.split("@")[1] == agency for agency, admin in agencies.items()), "agencies")
    need(all(len(text.split(" ", 2)[2].encode()) <= 200 for text in line["agency"]), "a title too long")
    need(all(role.split("/")[0] in agencies and not role.endswith("/admin") for role in roles), "roles")
    need(all(len(set(powers)) == len(powers) for powers in roles.values()), "a capability twice")
    need(all(name in compartments and number <= 20 for name, number in approvals.items()), "approvals")
    need(1 <= int(line["longest-grant-days"]) <= 36500 and int(line["searches-per-day"]) <= 10**6, "numbers")
    need(max(len(line["name"].encode()), len(line["timezone"].encode())) <= 64, "a name too long")
    need(not any(c.isspace() or c in "+/" for c in line["name"]), "a name that can be no origin's")
    enrolment = int(line["enrolment-approvals"])
    need(enrolment == 0 or enrolment <= 20 and enrolment < len(agencies), "enrolment-approvals")
    return Charter(line["name"], agencies, roles, purposes, approvals, enrolment)


@dataclass
class Vault:
    folder: str
    id: str
    origin: str
    custodian: bytes
    founder: str
    charter: Charter
    admins: dict  # handle: card
    founded: int
    served: bool


GENESIS = spec("name:plain nonce:hex mode:embedded|service custodian:key session?:key mailbox?:recipient charter:hex "
               "keys-file:hex admin*:admin founded:time")


def read_vault(folder):
    data = read(folder, "genesis", NOTE_LIMIT)
    with of("genesis"):
        note = parse_note(data, NOTE_LIMIT)
        line = fields(lines_of(note.text, "genesis"), GENESIS)
        served = line["mode"] == "service"
        need((line["session"] is not None) == served and (line["mailbox"] is None) == served,
             "session is of a served vault, mailbox of an embedded one")
        need(line["session"] != line["custodian"], "one key for sessions and checkpoints")
        digests = dict(text.split(" ") for text in line["admin"])
        ascending([text.split(" ")[0] for text in line["admin"]], "admins")
    charter, keys = read(folder, "charter", CHARTER_LIMIT), read(folder, "keys-file", CHARTER_LIMIT)
    need(sha(charter).hex() == line["charter"], "charter: not the one that the genesis names")
    need(sha(keys).hex() == line["keys-file"], "keys-file: not the one that the genesis names")
    with of("charter"):
        charter = parse_charter(charter)
        need(charter.name == line["name"], "of another name than the genesis")
        need(sorted(digests) == sorted(charter.agencies.values()), "of other admins than the genesis")
    admins = {handle: read_card(folder, handle) for handle in digests}
    for handle, card in admins.items():
        need(card.digest == digests[handle], f"cards/{handle}.card: not the one that the genesis names")
    with of("genesis"):
        need(len(note.signatures) == 1, "not one signature, the founder's")
        founder = next(iter(note.signatures))[0]
        need(founder in admins, f"signed by {shown(founder)}, who is no admin")
        need_signed(note, founder, admins[founder].sign)
    vault = sha(note.text).hex()
    return Vault(folder, vault, f"brankas/{line['name']}/{vault[:8]}", decoded(line["custodian"], 32), founder, charter,
                 admins, moment(line["founded"]), served)


# ---- Requests and entries (sections 10, 12) --------------------------------------------------------------------------

ADDITION = ("case:case record:{} version:{} epoch?:epoch commits-key:hex commits-content:hex content-tag?:hex reason?:hex opens?:hex "
            "sealed-to*:holder")
OWN = {
    "vault.found": ["genesis:hex"],
    "vault.join": ["genesis:hex"],
    "person.enroll": ["person:handle card:hex member*:role new-key*:generation"],
    "person.approve": ["person:handle approves:hex"],
    "vault.clock": ["back-to:time"],
    "person.dismiss": ["person:handle reason:hex new-key*:generation"],
    "case.create": ["case:case generation:number epoch*:first"],
    "case.list": ["after?:case limit:number"],
    "case.show": ["case:case"],
    "case.close": ["case:case"],
    "case.reopen": ["case:case"],
    "case.link": ["case:case other:case"],
    "case.unlink": ["case:case other:case"],
    "case.rekey": ["case:case epoch:epoch opens:hex sealed-to*:holder"],
    "case.export": ["case:case record?:record purpose:purpose basis:hex grant?:grant recipient*:given"],
    "export.request": ["grant:grant case:case purpose:purpose basis:hex record*:exported recipient*:given"],
    "case.prepare": ["case:case for:identity.add|document.add|grant.create|case.rekey|case.export",
                     "record:record for:document.move", "ask:ask for:grant.create", "grant:grant for:case.export"],
    "identity.add": [ADDITION.format("identity", "1")],
    "identity.update": [ADDITION.format("identity", "number")],
    "document.add": [ADDITION.format("document", "1")],
    "document.move": ["record:record version:number from:number epoch?:epoch content-tag:hex opens?:hex sealed-to*:holder"],
    "identity.withdraw": ["record:record reason:hex"],
    "identity.restore": ["record:record reason:hex"],
    "document.withdraw": ["record:record reason:hex"],
    "document.restore": ["record:record reason:hex"],
    "document.check": ["record:record for?:document.open"],
    "identity.edit": ["record:record purpose:purpose"],
    "identity.history": ["record:record"],
    "identity.list": ["case:case"],
    "document.list": ["case:case"],
    "identity.open": ["record:record purpose:purpose version?:number"],
    "document.open": ["record:record purpose:purpose version?:number"],
    "grant.request": ["ask:ask case:case compartment*:name purpose:purpose allow:permissions basis:hex"],
    "grant.refuse": ["ask:ask reason:hex"],
    "grant.create": ["grant:grant case:case to:generation person*:handle compartment*:epoch purpose:purpose "
                     "allow:permissions basis:hex from:time until:time parent?:grant answers?:ask"],
    "grant.accept": ["grant:grant"],
    "grant.review": ["grant:grant"],
    "grant.approve": ["grant:grant approves:hex"],
    "grant.revoke": ["grant:grant reason:hex"],
    "grant.list": ["case?:case"],
    "find": ["kind:nik|name|phone purpose:purpose"],
    "inbox.read": [""],
    "audit.read": ["case?:case record?:record by-actor?:handle by-role?:role of-action?:action "
                   "of-outcome?:allowed|denied since?:time until?:time from:number limit:number texts:yes|no"],
    "audit.verify": ["from:number"],
    "audit.export": ["case?:case"],
    "audit.report": ["of:review", "of:trail case:case", "of:custody record:document", "of:exposure person:handle"],
    "vault.verify": ["rows?:number"],
    "vault.enter": ["for:action"],
}
PATTERNS["action"] = "|".join(OWN).replace(".", r"\.")
OWN = {action: [spec(text) for text in texts] for action, texts in OWN.items()}
COMMON = spec("action:action vault:hex actor:handle role:role nonce:nonce time:time expires:time head:head "
              "roster:chain manifest:hex")
PAUSE = spec("after-pause?:yes")
PAUSE_SECONDS = 90 * 86400  # an entry that comes so long after the last says so
HEAD = spec("seq:number time:time outcome:outcome case?:about trail?:chain access?:access shown?:hex match*:match "
            "more?:yes suppressed?:number late?:yes")
ROSTER = {"vault.found", "vault.join", "person.enroll", "person.approve", "person.dismiss", "vault.clock"}
TRAIL = {"case.create", "case.close", "case.reopen", "case.rekey", "case.link", "case.unlink", "identity.add",
         "identity.update", "identity.withdraw", "identity.restore", "document.add", "document.move",
         "document.withdraw", "document.restore", "grant.request", "grant.refuse", "grant.create", "grant.accept",
         "grant.approve", "grant.revoke", "export.request"}  # and a case.export with a line grant
# What a role must be able to do where such an entry is allowed (section 20); a preparation needs what it is for needs.
CAPABILITY = {"case.create": "create", "case.close": "create", "case.reopen": "create", "case.rekey": "create",
              "find": "search", "identity.add": "add", "identity.edit": "add", "identity.update": "add",
              "identity.withdraw": "add", "identity.restore": "add", "document.add": "add", "document.move": "add",
              "document.withdraw": "add", "document.restore": "add", "case.link": "add", "case.unlink": "add",
              "grant.create": "share", "grant.refuse": "share", "grant.revoke": "share", "grant.review": "approve",
              "grant.approve": "approve", "audit.verify": "audit"}
# To what of a case the actor of such an allowed entry must have access, and for what: see Ledger.wanted.
SUMMARY = {"case.show", "case.export", "case.link", "case.unlink", "identity.list", "document.list", "grant.list"}
OF_RECORD = {"identity.open", "identity.edit", "identity.history", "document.open", "document.check", "document.move",
             "document.withdraw", "document.restore", "identity.withdraw", "identity.restore"}
ADDS = {"identity.add", "identity.update", "document.add"}
FOR_PURPOSE = {"identity.open", "identity.edit", "document.open", "case.export", "export.request"}
LINKS = {"case.link", "case.unlink"}
TO_CHANGE = {"identity.edit", "document.withdraw", "document.restore", "identity.withdraw", "identity.restore"}
OWNERS = {"case.close", "case.reopen", "case.rekey", "grant.refuse"}  # nobody else's, whatever they were granted
NOT_WITHDRAWN = {"identity.open", "identity.edit", "document.open", "document.move", "case.export", "identity.update",
                 "case.prepare"}
NOT_CLOSED = ADDS | {"identity.edit", "document.move", "document.withdraw", "document.restore", "identity.withdraw",
                     "identity.restore", "grant.create", "grant.request", "case.prepare"}
# What comes with a manifest that is not empty: of all else an allowed entry brought nothing.
BRINGS = {"vault.join", "person.enroll", "person.approve", "person.dismiss", "case.create", "case.rekey", "case.export",
          "export.request", "identity.add", "identity.update", "document.add", "document.move", "identity.withdraw",
          "identity.restore", "document.withdraw", "document.restore", "grant.request", "grant.refuse", "grant.create",
          "grant.accept", "grant.revoke", "find"}
ADMINS_TOO = {"audit.read", "vault.verify", "audit.report"} | ROSTER  # the rest is not for an admin's role
EXPORT_SECONDS = 7 * 86400  # how long an approved export may be used
# What the lists above leave out, by name: an action that stands in neither list, or in both, is checked by nothing, so with one
# the program does not begin. Of those without access the owning role, oversight or nobody's case is asked after elsewhere.
WITHOUT_CAPABILITY = {"audit.export", "audit.read", "audit.report", "case.export", "case.list", "case.prepare",
                      "case.show", "document.check", "document.list", "document.open", "export.request",
                      "grant.accept", "grant.list", "grant.request", "identity.history", "identity.list",
                      "identity.open", "inbox.read", "person.approve", "person.dismiss", "person.enroll",
                      "vault.clock", "vault.enter", "vault.found", "vault.join", "vault.verify"}
WITHOUT_ACCESS = {"audit.export", "audit.read", "audit.report", "audit.verify", "case.close", "case.create",
                  "case.list", "case.rekey", "case.reopen", "find", "grant.accept", "grant.approve", "grant.create",
                  "grant.refuse", "grant.request", "grant.review", "grant.revoke", "inbox.read", "person.approve",
                  "person.dismiss", "person.enroll", "vault.clock", "vault.enter", "vault.found", "vault.join",
                  "vault.verify"}
EVEN_WITHDRAWN = {"audit.export", "audit.read", "audit.report", "audit.verify", "case.close", "case.create",
                  "case.link", "case.list", "case.rekey", "case.reopen", "case.show", "case.unlink", "document.add",
                  "document.check", "document.list", "document.restore", "document.withdraw", "export.request", "find",
                  "grant.accept", "grant.approve", "grant.create", "grant.list", "grant.refuse", "grant.request",
                  "grant.review", "grant.revoke", "identity.add", "identity.history", "identity.list",
                  "identity.restore", "identity.withdraw", "inbox.read", "person.approve", "person.dismiss",
                  "person.enroll", "vault.clock", "vault.enter", "vault.found", "vault.join", "vault.verify"}
EVEN_CLOSED = {"audit.export", "audit.read", "audit.report", "audit.verify", "case.close", "case.create",
               "case.export", "case.link", "case.list", "case.rekey", "case.reopen", "case.show", "case.unlink",
               "document.check", "document.list", "document.open", "export.request", "find", "grant.accept",
               "grant.approve", "grant.list", "grant.refuse", "grant.review", "grant.revoke", "identity.history",
               "identity.list", "identity.open", "inbox.read", "person.approve", "person.dismiss", "person.enroll",
               "vault.clock", "vault.enter", "vault.found", "vault.join", "vault.verify"}
for required, others in ((CAPABILITY, WITHOUT_CAPABILITY), (NOT_WITHDRAWN, EVEN_WITHDRAWN), (NOT_CLOSED, EVEN_CLOSED),
                         (SUMMARY | OF_RECORD | ADDS | {"case.prepare", "export.request"}, WITHOUT_ACCESS)):
    unnamed = set(OWN) ^ set(required) ^ others
    if unnamed or not set(required) <= set(OWN):
        sys.exit(f"export.py: not said what is demanded of {', '.join(sorted(unnamed))}")


@dataclass
class Entry:
    seq: int
    head: dict
    request: dict
    note: Note
    note_hash: bytes
    leaf_hash: bytes

    def __post_init__(self):
        self.time = moment(self.head["time"])
        self.allowed = self.head["outcome"] == "allowed"
        self.action, self.actor, self.role = (self.request[key] for key in ("action", "actor", "role"))
        # The change that a preparation is for, else what is asked for.
        self.aim = self.request["for"] if self.action == "case.prepare" else self.action
        uses_up = self.action == "case.export" and self.request["grant"] is not None
        self.changes_case = self.allowed and (self.action in TRAIL or uses_up)
        # An export.request lists records with their versions: it is about none of them alone.
        self.record = self.request.get("record") if self.action != "export.request" else None
        size, root = self.request["head"].split(" ")
        self.seen, self.seen_root = int(size), decoded(root, 32)  # the tree head that the officer had verified


def form_of(action, own):
    """Of the actions with several forms the first line tells which it is: its key, or of a report its value."""
    forms = OWN[action]
    if len(forms) == 1:
        return forms[0]
    for form in forms:
        key, _, _, pattern = form[0]
        if own and own[0].startswith(key + " ") and pattern.fullmatch(own[0][len(key) + 1:]):
            return form
    raise Wrong(f"no {action} has such lines")


def parse_request(text):
    lines = lines_of(text, "request")
    request, own = fields(lines[:len(COMMON)], COMMON), lines[len(COMMON):]
    pauses = [line for line in own[:1] if line.startswith("after-pause ")]
    request.update(fields(pauses, PAUSE))
    own = own[len(pauses):]
    request.update(fields(own, form_of(request["action"], own)))
    need(moment(request["expires"]) == moment(request["time"]) + 120, "does not expire after 120 s")
    need(request["action"] != "identity.update" or int(request["version"]) > 1, "an update that is version 1")
    for key in ("person", "compartment"):  # the lines that section 10 calls sorted; `person` is a list in a grant alone
        if isinstance(request.get(key), list):
            ascending([text.split(" ")[0] for text in request[key]], key)
    need(request.get("opens") or not request.get("sealed-to"), "sealed-to without opens")
    return request


def leaf_hash(leaf):
    return sha(b"\0" + leaf)


def parse_leaf(leaf):
    """An entry, with all that can be said of it alone."""
    need(len(leaf) <= LEAF_LIMIT, "longer than a leaf may be")
    top, gap, below = leaf.partition(b"\n\n")
    need(gap, "no empty line between the custodian's lines and the request")
    head = fields(lines_of(top + b"\n", "entry"), HEAD)
    note = parse_note(below, REQUEST_LIMIT)
    need(len(note.signatures) == 1, "a request with more than one signature")
    entry = Entry(int(head["seq"]), head, parse_request(note.text), note, sha(below), leaf_hash(leaf))
    need((head["case"] is None) == (head["trail"] is None), "case and trail stand together")
    begins, ends = moment(entry.request["time"]) - 60, moment(entry.request["expires"]) + 60
    # What ends a jump of the clock is dated as the entry before it, or by what two admins said.
    excepted = head["late"] or entry.action == "vault.clock"
    need(excepted or begins <= entry.time <= ends, "the time is not within the request's span")
    need(entry.seen <= entry.seq, "a head that is later than the entry")
    listing = entry.allowed and entry.action in ("case.list", "grant.list")
    need((head["shown"] is not None) == listing, "shown where nothing was listed, or not where something was")
    need(not head["match"] or entry.allowed and entry.action == "find", "match where nothing was found")
    cases = [match.split(" ")[0] for match in head["match"]]
    need(len(cases) == len(set(cases)) <= 50, "a match twice, or more than 50")
    need(head["more"] is None or len(cases) == 50, "more matches where there was room for them")
    need(head["suppressed"] != "0", "suppressed 0")
    if entry.action == "vault.enter" or head["late"]:
        # Who waits for an approval leaves word only where the custodian is served; what they are, the roster's state tells.
        closed = head["outcome"] in ("denied dismissed", "denied enrolment-waiting")
        need(entry.action == "vault.enter" and closed and head["case"] is None
             and entry.request["manifest"] == EMPTY_MANIFEST, "neither a request nor word of somebody whom the vault is closed to")
    return entry


# ---- What the entries amount to --------------------------------------------------------------------------------------

ACTIVE, WAITING, DISMISSED = "active", "waiting", "dismissed"


@dataclass
class Person:
    card: Card
    roles: set
    status: str
    asked_by: str = ""       # the actor of the enrolment
    note_hash: str = ""      # of the enrolment
    approvers: set = field(default_factory=set)


@dataclass
class Case:
    owner: str
    epochs: dict             # compartment: newest epoch
    closed: bool = False
    entries: int = 0
    last: bytes = sha(b"")   # leaf hash of the last entry about it
    changes: int = 0
    trail: bytes = sha(b"brankas/v1 trail")
    grants: list = field(default_factory=list)
    links: dict = field(default_factory=dict)  # the other case: the role that linked it


@dataclass
class Record:
    version: int
    compartment: str
    hands: frozenset         # the roles that gave it a version or moved it
    withdrawn_by: str = ""   # the role, while it is withdrawn


@dataclass
class Ask:
    role: str
    allow: list
    answered: bool = False


@dataclass
class Grant:
    id: str
    to: str
    persons: list
    compartments: list
    purpose: str
    allow: list              # what it lets its role do
    begins: int
    ends: int
    parent: object
    by: str                  # who granted it
    by_role: str
    note_hash: str
    needed: int              # approvals
    approvers: set = field(default_factory=set)
    approved: bool = False
    revoked: bool = False

    def __post_init__(self):
        self.approved = self.needed == 0

    def is_received_by(self, handle, roles):
        return handle in self.persons or self.to in roles

    def is_over(self, time):
        """Or one that it rests on is."""
        return self.revoked or time > self.ends or self.parent is not None and self.parent.is_over(time)


@dataclass
class Export:
    case: str
    request: dict            # as it was asked for
    by: str                  # who asked for it
    note_hash: str
    needed: int              # approvals
    since: int               # its time; then that of the approval that sufficed
    approvers: set = field(default_factory=set)
    approved: bool = False
    ended: bool = False
    used: bool = False       # the case left
    taken: set = field(default_factory=set)  # and these of its records

    def __post_init__(self):
        self.approved = self.needed == 0
        self.versions = dict(text.split(" ") for text in self.request["record"])

    def is_received_by(self, handle, roles):
        return handle in [text.partition(" ")[2] for text in self.request["recipient"]]

    def is_over(self, time):
        used_up = len(self.taken) == len(self.versions) or time > self.since + EXPORT_SECONDS
        return self.ended or self.approved and used_up


def agency(name):
    """Of a handle or a role."""
    return name.split("@")[1] if "@" in name else name.split("/")[0]


def is_admin(role):
    return role.endswith("/admin")


class Ledger:
    """Replays entries in their order and refuses the first that cannot follow from those before it.

    Decided again of the policy: whether the actor was active and had the role, both ways; of an allowed entry that the
    role had the capability, that the roster's change was due (section 14), that a grant or an export had its approvals,
    that whoever opened, read, added or changed was of the owning role or had an active grant that allows it, that a key
    that was opened is sealed to those who held its compartment, and that nothing left but to whom and as it might."""

    def __init__(self, vault):
        self.vault, self.charter = vault, vault.charter
        self.people, self.joined, self.generations, self.keys = {}, set(), {}, set()
        self.links, self.roster = 0, sha(b"brankas/v1 roster")
        self.cases, self.records, self.grants, self.asks, self.exports = {}, {}, {}, {}, {}
        self.role_keys, self.explained = set(), set()
        self.case_of = {}                 # record, grant, export or ask: its case
        self.requests, self.time, self.last = set(), 0, None
        self.unpaired = None              # the first of two links
        self.clock = None                 # a time to go back to, and the agency whose admin named it
        self.counts = dict.fromkeys(("allowed", "denied", "late", "approvals", "openings"), 0)
        self.roots = bytearray(sha(b""))  # 32 bytes for each size, as far as the whole tree is known
        self.heads = {}                   # root by size, of the others
        self.proved = None                # of an export of a case: those that the proofs give
        for handle, card in vault.admins.items():
            self.enter(handle, card, Person(card, {agency(handle) + "/admin"}, ACTIVE))

    def enter(self, handle, card, person):
        keys = {card.sign, card.cosign, card.recipient}
        need(not keys & self.keys, f"the card of {handle} has a key of somebody else's")
        self.keys |= keys
        self.people[handle] = person

    def root_is(self, size, root, what):
        """In an export of the whole ledger every root is known; in that of a case the proofs give those before and with each
        leaf, and of another size whoever names it first says its root, and nobody may contradict: who witnessed, and each
        request's head."""
        known = self.roots[32 * size:32 * size + 32] or self.heads.setdefault(size, root)
        need(known == root, f"{what}: another root at size {size} than this tree has")

    def add(self, leaf, seq):
        with of(f"entry {seq}"):
            entry = parse_leaf(leaf)
            need(entry.seq == seq, f"says that it is {entry.seq}")
            self.check(entry)
        self.last = entry
        return entry

    def check(self, entry):
        head, request = entry.head, entry.request
        need(request["vault"] == self.vault.id, "of another vault")
        need((entry.action == "vault.found") == (self.links == 0), "the founding is the first entry and no other")
        need(self.links or entry.allowed, "a founding that was denied")
        need(sha(entry.note.text) not in self.requests, "a request that stands in the ledger already")
        self.requests.add(sha(entry.note.text))
        self.check_time(entry)
        self.time = entry.time
        self.root_is(entry.seen, entry.seen_root, "the head that the request names")
        need(head["late"] or request["roster"] == f"{self.links} {self.roster.hex()}",
             "the roster head is not that of the moment")
        person = self.people.get(entry.actor)
        need(person is not None, f"{entry.actor} is not in the roster")
        need_signed(entry.note, entry.actor, person.card.sign)
        self.check_outcome(entry, person)
        self.check_case(entry)
        for match in head["match"]:
            case, owner = match.split(" ")
            need(case in self.cases and self.cases[case].owner == owner, f"match {case}: not its owner")
        if entry.allowed and entry.action in ROSTER:
            need(entry.head["access"] is None, "a link of the roster that rests on access to a case")
            self.link(entry)
        elif entry.allowed:
            self.check_access(entry)
            self.change(entry)
        self.check_paired(entry)
        surplus = head["outcome"] == "denied surplus-items"
        need(not surplus or request["manifest"] != EMPTY_MANIFEST, "denied for what it brought, and brought nothing")
        brings = entry.action in BRINGS or entry.action == "vault.found"
        need(not entry.allowed or brings or request["manifest"] == EMPTY_MANIFEST, "brought what no such action brings")
        self.counts["allowed" if entry.allowed else "denied"] += 1
        self.counts["late"] += head["late"] is not None

    def sets_back(self, entry):
        """Whether the admin of another agency named the same time to go back to before."""
        return (entry.allowed and entry.action == "vault.clock" and self.waits(entry)
                and self.clock[1] != agency(entry.actor))

    def waits(self, entry):
        """Whether the time to go back to was named before, not more than 30 days ago."""
        return (self.clock is not None and self.clock[0] == entry.request["back-to"]
                and moment(entry.request["time"]) <= self.clock[2] + 30 * 86400)

    def check_time(self, entry):
        """Section 12: times do not go back, but by the admins of two agencies, and do not leap without a word."""
        if self.sets_back(entry):
            follows = self.last is None or entry.seq == self.last.seq + 1
            need(moment(entry.request["back-to"]) <= entry.time and (not follows or entry.time <= self.time),
                 "set back to another time than was said")
            need(moment(entry.request["time"]) - 60 <= entry.time <= moment(entry.request["expires"]) + 60,
                 "the time is not within the request's span")
            return
        need(entry.time >= self.time, "the time goes back")
        follows = self.last is None or entry.seq == self.last.seq + 1
        begins, ends = moment(entry.request["time"]) - 60, moment(entry.request["expires"]) + 60
        if entry.action == "vault.clock" and not begins <= entry.time <= ends:
            need(not follows or entry.time == self.time, "not dated as the entry before it")
            return
        # In the export of one case the entries between two may be others.
        follows = self.last is not None and entry.seq == self.last.seq + 1
        long = follows and entry.time > self.time + PAUSE_SECONDS
        need(not long or entry.head["late"] or entry.request["after-pause"], "a long pause, and not a word of it")

    def check_paired(self, entry):
        """A link or its undoing stands in both cases: by the same person in the same role, one right behind the other. In
        the export of one case the other half stands where an entry is missing."""
        def sides(one):
            return one.action, one.actor, one.role, one.request["case"], one.request["other"]

        links = entry.allowed and entry.action in LINKS
        follows = self.last is None or entry.seq == self.last.seq + 1
        if self.unpaired and follows:
            action, actor, role, case, other = sides(self.unpaired)
            need(links and sides(entry) == (action, actor, role, other, case), "not the other half of the link before it")
            self.unpaired = None
        else:
            self.unpaired = entry if links and follows else None

    def check_outcome(self, entry, person):
        """What section 20 asks of everybody first, both ways; then of an allowed entry what its role may do."""
        due = {DISMISSED: "dismissed", WAITING: "enrolment-waiting", ACTIVE: None}[person.status]
        due = due or (None if entry.role in person.roles else "not-member")
        outcome = entry.head["outcome"]
        need(not entry.head["late"] or person.status != WAITING or self.vault.served, "word of who waits, and nobody serves")
        if due:
            need(outcome == f"denied {due}", f"outcome {outcome}, but the actor was to be denied as {due}")
        firsts = ("not-enrolled", "dismissed", "enrolment-waiting", "not-member")
        need(due or outcome.split(" ")[-1] not in firsts, f"outcome {outcome}, but the actor was active in that role")
        purpose = entry.request.get("purpose")
        need(due or purpose in (None, *self.charter.purposes), f"{purpose} is no purpose of the charter")
        need(entry.allowed or entry.head["access"] is None, "rests on access, and was denied")
        if not entry.allowed:
            return
        capability = CAPABILITY.get(entry.aim)
        if entry.action == "audit.export" and not entry.request["case"] or entry.request.get("of") == "exposure":
            capability = "audit"
        need(not capability or self.may(entry.role, capability), f"allowed, but {entry.role} has no {capability}")
        need(not is_admin(entry.role) or entry.action in ADMINS_TOO, "allowed to an admin's role")

    def may(self, role, capability):
        return capability in self.charter.roles.get(role, ())

    # -- Roster (section 14)

    def link(self, entry):
        need(is_admin(entry.role) or entry.action == "person.approve", "a change of the roster by no admin")
        {"vault.found": self.found, "vault.join": self.join, "person.enroll": self.enroll,
         "person.approve": self.approve, "person.dismiss": self.dismiss,
         "vault.clock": self.set_clock}[entry.action](entry)
        with of(f"links/{self.links:06d}"):
            self.check_items(entry, f"links/{self.links:06d}/")
        self.links += 1
        self.roster = tagged(b"brankas/v1 roster", u64(self.links), self.roster, entry.note_hash)

    def check_items(self, entry, folder):
        """The link as the export has it: the request, the manifest that it signed, and of its items those that are public."""
        def item(name, limit):
            self.explained.add(folder + name)
            return read(self.vault.folder, folder + name, limit)

        need(parse_note(item("note", REQUEST_LIMIT), REQUEST_LIMIT) == entry.note, "note: not the request of the entry")
        manifest = item("manifest", NOTE_LIMIT)
        need(sha(manifest).hex() == entry.request["manifest"], "manifest: not the one that was signed")
        lines = [line.split(" ", 3) for line in lines_of(manifest, "manifest")]
        need(all(len(line) == 4 and line[0] == "item" for line in lines), "manifest: a line that is no item's")
        public = {}
        for place, (_, size, digest, name) in enumerate(lines):
            if name in ("genesis", "charter", "keys-file") or name.startswith(("card ", "role-key ")):
                public[name] = item(str(place), CHARTER_LIMIT)
                need((str(len(public[name])), sha(public[name]).hex()) == (size, digest), f"{place}: not the {name} signed")
        cards = {f"card {handle}" for handle in ([entry.request["person"]] if entry.action == "person.enroll" else
                                                 self.vault.admins if entry.action == "vault.found" else [])}
        roots = {"vault.found": {"genesis", "charter", "keys-file"}, "vault.join": {"genesis"}}.get(entry.action, set())
        keys = {"role-key " + key for key in entry.request.get("new-key") or []}
        need(set(public) == cards | roots | keys, "manifest: other public items than the action has")
        for name in cards:
            need(sha(public[name]).hex() == self.people[name[5:]].card.digest, f"{name}: not the one under cards/")
        for name in roots - {"genesis"}:
            need(public[name] == read(self.vault.folder, name, CHARTER_LIMIT), f"{name}: not the one of the export")
        if "genesis" in roots:
            note = parse_note(public["genesis"], NOTE_LIMIT)
            need(sha(note.text).hex() == self.vault.id, "genesis: of another vault")
            need(len(note.signatures) == 1, "genesis: not one signature")
            need_signed(note, entry.actor, self.people[entry.actor].card.sign)
        for name in keys:
            recipient = public[name].decode("ascii", "replace")
            need(re.fullmatch(PATTERNS["recipient"], recipient), f"{name}: no recipient")
            need(recipient not in self.role_keys, f"{name}: a key that there was before")
            self.role_keys.add(recipient)

    def found(self, entry):
        need(entry.seq == 0 and entry.actor == self.vault.founder, "not founded by who signed the genesis")
        self.founded = self.vault.founded
        self.join(entry)

    def join(self, entry):
        need(entry.request["genesis"] == self.vault.id, "the genesis is another")
        need(agency(entry.actor) not in self.joined, "the agency has joined already")
        self.joined.add(agency(entry.actor))

    def enroll(self, entry):
        handle, roles = entry.request["person"], entry.request["member"]
        need(agency(entry.actor) in self.joined, "the agency has not joined")
        need(agency(handle) == agency(entry.actor), f"{handle} is of another agency")
        need(handle not in self.people, f"the handle {handle} was used before")
        need(roles and len(set(roles)) == len(roles), "no role, or one twice")
        need(all(r in self.charter.roles and agency(r) == agency(handle) for r in roles), "a role that cannot be given")
        card = read_card(self.vault.folder, handle)
        need(card.digest == entry.request["card"], f"cards/{handle}.card is not the card that was enrolled")
        self.new_keys(entry, [role for role in roles if role not in self.generations])
        status = WAITING if self.charter.enrolment else ACTIVE
        self.enter(handle, card, Person(card, set(roles), status, entry.actor, entry.note_hash.hex()))

    def new_keys(self, entry, roles):
        due = {f"{role} {self.generations.get(role, 0) + 1}" for role in roles}
        named = entry.request["new-key"]
        need(set(named) == due and len(named) == len(due), "not the new keys that were due")
        for role in roles:
            self.generations[role] = self.generations.get(role, 0) + 1

    def approve(self, entry):
        handle = entry.request["person"]
        person = self.people.get(handle)
        need(person and person.status == WAITING, f"{handle} does not wait")
        need(entry.request["approves"] == person.note_hash, "approves another enrolment")
        need(agency(entry.actor) in self.joined, "the agency has not joined")
        need(entry.actor not in person.approvers | {person.asked_by, handle}, "approves twice, or what is their own")
        ours = self.may(entry.role, "approve") and agency(entry.role) == agency(handle)
        theirs = is_admin(entry.role) and agency(entry.role) != agency(handle)
        near = [h for h, p in self.people.items() if p.status == ACTIVE and agency(h) == agency(handle)
                and h != person.asked_by and any(self.may(role, "approve") for role in p.roles)]
        need(ours or theirs and len(near) < self.charter.enrolment, "not by a role that may approve this")
        person.approvers.add(entry.actor)
        if sum(self.people[h].status == ACTIVE for h in person.approvers) >= self.charter.enrolment:
            person.status = ACTIVE

    def set_clock(self, entry):
        if self.sets_back(entry):
            self.clock = None
            return
        need(moment(entry.request["back-to"]) >= self.founded, "back to before the founding")
        need(not self.waits(entry) or self.clock[1] != agency(entry.actor), "names the same time twice")
        self.clock = entry.request["back-to"], agency(entry.actor), moment(entry.request["time"])

    def dismiss(self, entry):
        handle = entry.request["person"]
        person = self.people.get(handle)
        need(person and agency(handle) == agency(entry.actor), f"{handle} is not of the agency")
        need(person.status != DISMISSED and handle not in self.vault.admins, f"{handle} cannot be dismissed")
        self.new_keys(entry, sorted(person.roles))
        person.status = DISMISSED

    # -- Cases (sections 12, 15)

    def subject(self, entry):
        """The case that an entry is about, as far as it is known: named, or that of the record, grant, export or ask."""
        request = entry.request
        if entry.action == "audit.read":
            return None
        named = entry.record or request.get("grant") or request.get("ask")
        return request.get("case") or self.case_of.get(named)

    def check_case(self, entry):
        about, request = self.subject(entry), entry.request
        if entry.allowed and entry.action == "case.create":
            need(about not in self.cases, f"{about} exists already")
            epochs = [text.split(" ")[0] for text in request["epoch"]]
            need("summary" in epochs and len(set(epochs)) == len(epochs), "not one epoch for each compartment")
            self.cases[about] = Case(entry.role, dict.fromkeys(epochs, 1))
        case = self.cases.get(about)
        need((entry.head["case"] is not None) == (case is not None),
             f"no line case, though it is about {about}" if case else "a line case, though it is about none")
        need(case or not entry.changes_case, "changes a case that is not there")
        if not case:
            return
        name, number, previous = entry.head["case"].split(" ")
        need(name == about, f"about {about}, but its line case names {name}")
        need(int(number) == case.entries + 1, f"number {number} of {name} where {case.entries + 1} is due")
        need(previous == case.last.hex(), f"does not name the entry of {name} before it")
        need(entry.head["trail"] == f"{case.changes} {case.trail.hex()}", f"not the trail of {name} before it")
        case.entries, case.last = case.entries + 1, entry.leaf_hash
        if entry.changes_case:
            case.changes += 1
            case.trail = tagged(b"brankas/v1 trail", u64(case.changes), case.trail, entry.leaf_hash)

    def check_access(self, entry):
        """Section 20, access: the owning role, or an active grant that fits. Only of entries that were allowed."""
        request, action, name = entry.request, entry.action, self.subject(entry)
        case, record = self.cases.get(name), self.records.get(entry.record)
        if action in OF_RECORD or entry.record and action in ("case.export", "case.prepare"):
            need(record and self.case_of[entry.record] == name, "of a record that the case does not have")
        if action in OF_RECORD:
            kind = {"identity": "I-", "document": "D-"}[action.split(".")[0]]
            need(entry.record.startswith(kind), "of a record of another kind")
        need(not (record and record.withdrawn_by) or action not in NOT_WITHDRAWN, "of a record that is withdrawn")
        need(not (record and record.withdrawn_by) or action not in ("document.check", "identity.history")
             or entry.role in (case.owner, record.withdrawn_by), "of a record that others withdrew")
        need(not (case and case.closed) or action not in NOT_CLOSED or entry.aim in ("case.rekey", "case.export"),
             "the case is closed")
        owns = case is not None and entry.role == case.owner
        for_owner = entry.aim in OWNERS or action == "case.prepare" and request.get("ask")
        need(owns or not for_owner, f"allowed, but {entry.role} does not own the case")
        wanted = self.wanted(entry, record)
        for compartment, purpose, permission in wanted:
            need(owns or case and self.fitting(entry, case, compartment, purpose, permission),
                 f"allowed, but {entry.actor} as {entry.role} had no access to {permission} {compartment} of {name}")
        version = request.get("version") if action in ("identity.open", "document.open") else None
        need(version is None or 1 <= int(version) <= record.version, "opens a version that the record does not have")
        opens = action in ("identity.open", "identity.edit", "document.open")
        self.counts["openings"] += opens or action == "case.export" and record is not None
        rests = self.rests_on(entry, case, wanted)
        need(entry.head["access"] == rests, f"says that it rests on {entry.head['access']}, not on {rests}")

    def wanted(self, entry, record):
        """To what an allowed entry needs access: compartment, the purpose that it is for, what a grant has to allow (to
        add, or to update what another role added). On the access to the first of them it rests."""
        request, action = entry.request, entry.action
        purpose = request["purpose"] if action in FOR_PURPOSE else None
        change = "add" if record is None or record.hands == {entry.role} else "update"
        if action in ADDS or action == "document.move":
            need(request["epoch"], "allowed without an epoch")
            under = request["epoch"].split(" ")[0]
            return [(under, None, change)] if action in ADDS else [
                (record.compartment, None, change), (under, None, "add")]
        if action == "case.prepare":
            summary = ("summary", None, "add" if entry.aim in ADDS else "read")
            return [summary, (record.compartment, None, change)] if record else [summary]
        if action == "export.request":
            items = [self.records.get(text.split(" ")[0]) for text in request["record"]]
            need(all(items), "of a record that is not there")
            return [("summary", purpose, "read")] + [(item.compartment, purpose, "read") for item in items]
        if action in OF_RECORD or action == "case.export" and record:
            return [(record.compartment, purpose, change if action in TO_CHANGE else "read")]
        is_about = self.subject(entry) is not None
        of_case = action in SUMMARY and (is_about or action != "grant.list")
        of_export = action == "grant.revoke" and request["grant"] in self.exports
        of_log = action in ("audit.export", "audit.report") and is_about and not self.may(entry.role, "audit")
        permission = "add" if action in LINKS else "read"
        if action == "case.unlink":
            case = self.cases.get(request["case"])
            linker = case.links.get(request["other"], entry.role) if case else entry.role
            permission = "add" if linker == entry.role else "update"
        return [("summary", purpose, permission)] if of_case or of_export or of_log else []

    def rests_on(self, entry, case, wanted):
        """Section 12: on what access an allowed request about a case rests."""
        request, action = entry.request, entry.action
        if case is None:
            return None
        if action == "grant.request":
            return "asker"
        if action in ("grant.review", "grant.approve"):
            return "approver"
        if action == "grant.accept":
            return request["grant"]
        if action in ("audit.export", "audit.report") and self.may(entry.role, "audit"):
            return "audit"
        if entry.role == case.owner:
            return "owner"
        if action == "grant.create":
            return request["parent"]
        if action == "grant.revoke" and request["grant"] in self.grants:
            parent = self.grants[request["grant"]].parent
            return parent.id if parent else None
        fitting = self.fitting(entry, case, *wanted[0]) if wanted else None
        return fitting[-1].id if fitting else None

    def fitting(self, entry, case, compartment, purpose, permission):
        """The grants that give the actor such access, the newest last."""
        return [grant for grant in case.grants if compartment in grant.compartments and permission in grant.allow
                and purpose in (None, grant.purpose) and self.is_for(grant, entry)]

    def is_for(self, grant, entry):
        """Active, and for this actor in this role. What a grant rests on must not be revoked, expired or waiting."""
        if grant.to != entry.role or grant.persons and entry.actor not in grant.persons or entry.time < grant.begins:
            return False
        while grant:
            if grant.revoked or entry.time > grant.ends or not grant.approved:
                return False
            grant = grant.parent
        return True

    def change(self, entry):
        """What an allowed entry does to a case, of what later entries are held against."""
        request, action, case = entry.request, entry.action, self.cases.get(self.subject(entry))
        if action in ("case.close", "case.reopen"):
            need(case.closed == (action == "case.reopen"), "closed or open already")
            case.closed = action == "case.close"
        elif action == "case.link":
            case.links[request["other"]] = entry.role
        elif action == "case.unlink":
            need(case.links.pop(request["other"], None), "undoes a link that there is not")
        elif action == "case.rekey":
            need(not request["epoch"].startswith("summary "), "the summary has one key for good")
            self.stand(entry, case)
        elif action in ADDS or action == "document.move":
            self.place(entry, case)
        elif action.endswith((".withdraw", ".restore")):
            record = self.records[request["record"]]
            need((record.withdrawn_by != "") == action.endswith(".restore"), "withdrawn or restored already")
            need(record.withdrawn_by in ("", entry.role) or entry.role == case.owner,
                 "restored by a role that neither owns the case nor withdrew it")
            record.withdrawn_by = entry.role if action.endswith(".withdraw") else ""
        elif action == "grant.request":
            need(request["ask"] not in self.case_of and entry.role != case.owner, "an ask that cannot be")
            self.case_of[request["ask"]] = request["case"]
            self.asks[request["ask"]] = Ask(entry.role, request["allow"].split(","))
        elif action == "grant.refuse":
            need(not self.asks[request["ask"]].answered, "an ask that was answered already")
            self.asks[request["ask"]].answered = True
        elif action == "grant.create":
            self.grant(entry, case)
        elif action == "export.request":
            self.ask_export(entry)
        elif action == "case.export":
            self.export(entry)
        elif action == "grant.accept":
            grant = self.grants.get(request["grant"])
            need(grant and self.is_for(grant, entry), "accepts a grant that is not active, or not theirs")
        elif action == "grant.approve":
            self.approve_given(entry, case)
        elif action == "grant.revoke":
            self.revoke(entry, case)

    def stand(self, entry, case):
        """Under the newest key of a compartment, or the next, which is sealed to those who hold that now."""
        request, (compartment, epoch) = entry.request, entry.request["epoch"].split(" ")
        need(compartment in case.epochs, f"the case has no {compartment}")
        need(int(epoch) == case.epochs[compartment] + (request["opens"] is not None), "not the newest epoch")
        need(not request["opens"] or request["sealed-to"] == self.holders(case, compartment, entry.time),
             "not sealed to those who then held the compartment")
        case.epochs[compartment] = int(epoch)

    def holders(self, case, compartment, time):
        """Section 15: whom the key of a compartment is sealed to, in order."""
        roles = [("owner", case.owner, [])]
        roles += [(grant.id, grant.to, grant.persons) for grant in case.grants
                  if compartment in grant.compartments and not grant.is_over(time)]
        found = []
        for by, role, persons in roles:
            found += [f"{by} {handle}" for handle in persons
                      if handle in self.people and self.people[handle].status == ACTIVE]
            if not persons and role in self.generations:
                found.append(f"{by} {role} {self.generations[role]}")
        return found

    def place(self, entry, case):
        request, name, moves = entry.request, self.subject(entry), entry.action == "document.move"
        compartment = request["epoch"].split(" ")[0]
        record = self.records.get(entry.record) or Record(0, compartment, frozenset())
        need(compartment != "summary" and (compartment == "identity") == entry.record.startswith("I-"),
             f"a record that has no place in {compartment}")
        need(not moves or compartment != record.compartment, "a move to where the document is")
        self.stand(entry, case)
        need(self.case_of.setdefault(entry.record, name) == name, "a record of another case")
        due = record.version if moves else record.version + 1
        need(int(request["version"]) == due, f"version {request['version']} where {due} is due")
        self.records[entry.record] = Record(due, compartment, record.hands | {entry.role})

    def grant(self, entry, case):
        request, owns = entry.request, entry.role == case.owner
        parent, allow = self.grants.get(request["parent"]), request["allow"].split(",")
        compartments = [text.split(" ")[0] for text in request["compartment"]]
        need(request["grant"] not in self.case_of, "a grant that exists already")
        need("summary" in compartments, "a grant without summary")
        need((request["parent"] is None) == owns, "only the owner's grant rests on no other")
        need(owns or parent in case.grants and self.is_for(parent, entry)
             and set(compartments) <= set(parent.compartments) and parent.purpose == request["purpose"]
             and set(allow) <= set(parent.allow), "rests on a grant that does not bear it")
        to = request["to"].split(" ")[0]
        if request["answers"]:
            ask = self.asks.get(request["answers"])
            need(owns and ask and self.case_of[request["answers"]] == request["case"] and ask.role == to
                 and not ask.answered, "answers an ask that it cannot answer")
            need(set(allow) <= set(ask.allow), "allows more than was asked for")
            ask.answered = True
        needed = max(self.charter.approvals.get(name, 0) for name in compartments)
        grant = Grant(request["grant"], to, request["person"], compartments, request["purpose"], allow,
                      moment(request["from"]), moment(request["until"]), parent, entry.actor, entry.role,
                      entry.note_hash.hex(), needed)
        self.grants[request["grant"]], self.case_of[request["grant"]] = grant, request["case"]
        case.grants.append(grant)

    def approve_given(self, entry, case):
        """A grant or an export, exactly as it was asked for."""
        given = self.grants.get(entry.request["grant"]) or self.exports[entry.request["grant"]]
        need(entry.request["approves"] == given.note_hash, "approves another request")
        need(agency(entry.role) == agency(case.owner), "approved by another agency than the owner's")
        need(entry.actor not in given.approvers and entry.actor != given.by
             and not given.is_received_by(entry.actor, self.people[entry.actor].roles),
             "approves twice, or what is their own")
        need(not given.approved and not given.is_over(entry.time), "approves what does not wait")
        given.approvers.add(entry.actor)
        self.counts["approvals"] += 1
        if sum(self.people[handle].status != DISMISSED for handle in given.approvers) >= given.needed:
            given.approved = True  # and stays so: it was, at the moment of some approval
            given.since = entry.time

    def revoke(self, entry, case):
        grant, export = (found.get(entry.request["grant"]) for found in (self.grants, self.exports))
        if grant:
            need(entry.role in (case.owner, grant.by_role), "revoked by a role that neither owns nor granted")
            grant.revoked = True
        else:
            need(entry.role in (case.owner, export.request["role"]), "revoked by a role that neither owns nor asked")
            need(not export.is_over(entry.time), "an export that is over already")
            export.ended = True

    # -- Exports (section 15)

    def ask_export(self, entry):
        request = entry.request
        need(request["grant"] not in self.case_of, "an export that exists already")
        named = dict(text.split(" ") for text in request["record"])
        need(named and len(named) == len(request["record"]), "no record, or one twice")
        for name, version in named.items():
            need(self.case_of[name] == request["case"], "of a record of another case")
            need(not self.records[name].withdrawn_by, "of a record that is withdrawn")
            need(int(version) == self.records[name].version, f"not the newest version of {name}")
        self.check_recipients(request)
        needed = max(self.charter.approvals.get(self.records[name].compartment, 0) for name in named)
        self.exports[request["grant"]] = Export(
            request["case"], request, entry.actor, entry.note_hash.hex(), needed, entry.time)
        self.case_of[request["grant"]] = request["case"]

    def export(self, entry):
        """Of a compartment that waits for approvals a record leaves only by an export that has them: once, within its
        time, by whoever asked for it, as it was asked for."""
        request, record = entry.request, self.records.get(entry.record)
        self.check_recipients(request)
        if request["grant"] is None:
            need(not record or self.charter.approvals.get(record.compartment, 0) == 0,
                 "left without the approvals that its compartment needs")
            return
        export = self.exports.get(request["grant"])
        need(export and export.case == request["case"], "of no export that was asked for in this case")
        need(all(request[key] == export.request[key] for key in ("actor", "role", "purpose", "basis", "recipient")),
             "beyond the export that was asked for")
        need(export.approved, "an export that waits for its approvals")
        need(not export.is_over(entry.time), "an export that is over")
        if record is None:
            need(not export.used, "an export that was used already")
            export.used = True
        else:
            need(export.versions.get(entry.record) == str(record.version), "a record, or a version, beyond the export")
            need(export.used and entry.record not in export.taken, "a record that left already, or before its case")
            export.taken.add(entry.record)

    def check_recipients(self, request):
        """Whose handle the roster has, or would have, gets it under their own key, and is here still."""
        digests = [text.partition(" ")[0] for text in request["recipient"]]
        need(digests and len(set(digests)) == len(digests), "no recipient, or one twice")
        for digest, _, handle in (text.partition(" ") for text in request["recipient"]):
            person = self.people.get(handle)
            if person:
                need(person.status == ACTIVE, f"to {handle}, who is no officer any more")
                need(sha(person.card.recipient.encode()).hex() == digest, f"to {handle} under another's key")
            else:
                need(not handle or agency(handle) not in self.charter.agencies, f"to {handle}, of whom no card is known")


# ---- Tree, tiles, proofs ---------------------------------------------------------------------------------------------


def node(left, right):
    return sha(b"\1" + left + right)


class Tree:
    """RFC 6962, leaf by leaf: the roots of the complete subtrees, the largest first, as the size's binary digits."""

    def __init__(self):
        self.size, self.stack = 0, []

    def append(self, hash_):
        self.stack.append(hash_)
        filled = self.size
        while filled & 1:
            right = self.stack.pop()
            self.stack.append(node(self.stack.pop(), right))
            filled >>= 1
        self.size += 1

    def root(self):
        folded = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            folded = node(left, folded)
        return folded


def proved_root(hash_, index, size, path):
    """RFC 6962 section 2.1.1 read backwards: the last hash of the path is the other half of the whole tree."""
    if size == 1:
        need(not path, "an inclusion proof too long")
        return hash_
    need(path, "an inclusion proof too short")
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return node(proved_root(hash_, index, half, path[:-1]), path[-1])
    return node(path[-1], proved_root(hash_, index - half, size - half, path[:-1]))


def around(hash_, index, size, path):
    """The roots of the trees that end before the leaf and with it: the left siblings on its way up are the complete subtrees
    of all that lies before it."""
    left, low, high = [], 0, size
    for sibling in reversed(path):  # from the root down
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if index < middle:
            high = middle
        else:
            left.append(sibling)
            low = middle
    before, through = None, hash_
    for sibling in reversed(left):
        before = sibling if before is None else node(sibling, before)
        through = node(sibling, through)
    return before or sha(b""), through


def check_included(leaf, index, checkpoint, path):
    need(index < checkpoint.size, f"index {index} lies beyond the tree of {checkpoint.size}")
    root = proved_root(leaf_hash(leaf), index, checkpoint.size, path)
    need(root == checkpoint.root, "does not lead from the entry to the root")


def tile_path(level, index, width):
    digits = str(index).zfill((len(str(index)) + 2) // 3 * 3)
    parts = [digits[at:at + 3] for at in range(0, len(digits), 3)]
    path = "/".join(["tile", str(level)] + ["x" + part for part in parts[:-1]] + parts[-1:])
    return path if width == 256 else f"{path}.p/{width}"


def tile_width(level, index, size):
    """How many hashes the tile has in a tree of that size; 0 or less: there is none."""
    return min(256, (size >> 8 * level) - 256 * index)


def read_tile(folder, level, hashes, index):
    """A hash tile holds what was computed from the entries, and nothing else."""
    path = tile_path(level, index, len(hashes))
    tile = read(folder, path, 8192)
    need(len(tile) == 32 * len(hashes), f"{path}: {len(tile)} bytes instead of {32 * len(hashes)}")
    for at, hash_ in enumerate(hashes):
        need(tile[32 * at:32 * at + 32] == hash_, f"{path}: hash {at} is not that of what lies below it")


def read_bundle(folder, index, width):
    path = tile_path("entries", index, width)
    data, at, leaves = read(folder, path, width * (2 + LEAF_LIMIT)), 0, []
    for _ in range(width):
        length = int.from_bytes(data[at:at + 2], "big")
        need(at + 2 + length <= len(data), f"{path}: ends within an entry")
        leaves.append(data[at + 2:at + 2 + length])
        at += 2 + length
    need(at == len(data), f"{path}: {len(data) - at} bytes after the last entry")
    return leaves


def subtree(hashes):
    """The root over the 256 hashes of a full tile."""
    while len(hashes) > 1:
        hashes = [node(left, right) for left, right in zip(hashes[::2], hashes[1::2])]
    return hashes[0]


def check_tree(folder, size, root, ledger):
    """Bundle by bundle: its entries hash to its tile, and follow from those before. `above` has for each level from 1
    the hashes of the tile that is not yet full; a full one is read, compared, and hashed into the level above."""
    tree, above, tiles, bundles = Tree(), [], 0, (size + 255) // 256
    for index in range(bundles):
        leaves = read_bundle(folder, index, tile_width(0, index, size))
        hashes = [leaf_hash(leaf) for leaf in leaves]
        read_tile(folder, 0, hashes, index)
        for seq, leaf in enumerate(leaves, 256 * index):
            ledger.add(leaf, seq)
            tree.append(hashes[seq % 256])
            ledger.roots += tree.root()
        level = 0
        while len(hashes) == 256:
            level += 1
            if level > len(above):
                above.append([])
            above[level - 1].append(subtree(hashes))
            hashes = above[level - 1]
            if len(hashes) == 256:
                read_tile(folder, level, hashes, index >> 8 * level)
                above[level - 1], tiles = [], tiles + 1
    for level, hashes in enumerate(above, 1):
        if hashes:
            read_tile(folder, level, hashes, size >> 8 * level + 8)
            tiles += 1
    need(tree.root() == root, "checkpoint: its root is not that of the entries")
    say(f"tiles: {bundles} entry bundles and {bundles + tiles} hash tiles fit each other and the root")


def parse_proof(data):
    """tlog-proof: extra data or None, index, path, and the checkpoint's note verbatim."""
    top, gap, note = data.partition(b"\n\n")
    lines = utf8(top).split("\n")
    need(gap and lines.pop(0) == "c2sp.org/tlog-proof@v1", "not a tlog-proof of version 1")
    extra = decoded(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else None
    need(extra != b"", "extra data without any")
    need(lines and re.fullmatch("index (?:0|[1-9][0-9]{0,18})", lines[0]), "no line index where it must stand")
    need(len(lines) <= 64, "an inclusion proof too long")
    return extra, int(lines[0][6:]), [decoded(line, 32) for line in lines[1:]], note


# ---- Checkpoints, witnesses, policy ----------------------------------------------------------------------------------


@dataclass
class Checkpoint:
    note: Note
    size: int
    root: bytes
    signer: tuple  # the custodian's key name and id


def parse_checkpoint(data, vault):
    """Signed by the custodian. Section 13 knows three lines, so extension lines are refused."""
    note = parse_note(data, NOTE_LIMIT)
    lines = note.text.decode()[:-1].split("\n")
    need(len(lines) == 3, "a checkpoint has three lines")
    need(lines[0] == vault.origin, f"of the origin {shown(lines[0])}, not {vault.origin}")
    need(re.fullmatch("[1-9][0-9]{0,18}", lines[1]) and int(lines[1]) < 2**63, f"not a size: {shown(lines[1])}")
    need_signed(note, vault.origin, vault.custodian)
    signer = vault.origin, key_id(vault.origin, SIGNED, vault.custodian)
    return Checkpoint(note, int(lines[1]), decoded(lines[2], 32), signer)


def cosigners(checkpoint, cards):
    """Who cosigned, each verified; and how many lines are of keys that nobody here has."""
    lines = [line for line in checkpoint.note.signatures if line != checkpoint.signer]
    found = [name for name, id_ in lines if name in cards and id_ == key_id(name, COSIGNED, cards[name].cosign)]
    for name in found:
        need_cosigned(checkpoint.note, name, cards[name].cosign)
    return sorted(found), len(lines) - len(found)


def check_witnessed(folder, names, checkpoint, vault, ledger):
    """The sizes that people vouch for. In the export of a case a smaller tree's root cannot be computed: there it is
    held against what others say of that size."""
    sizes = {}
    for name in names:
        need(name in ledger.people, f"witnessed/{name}: nobody of the roster")
        data = read(folder, f"witnessed/{name}", NOTE_LIMIT)
        with of(f"witnessed/{name}"):
            seen = parse_checkpoint(data, vault)
            need_cosigned(seen.note, name, ledger.people[name].card.cosign)
            need(len(seen.note.signatures) == 2, "signatures of others than the custodian and this person")
            need(seen.size <= checkpoint.size, f"of size {seen.size}, larger than the checkpoint")
            ledger.root_is(seen.size, seen.root, "the checkpoint that was cosigned")
        sizes[name] = seen.size
    return sizes


def vkey(name, kind, key):
    return f"{name}+{key_id(name, kind, key).hex()}+{base64.b64encode(bytes([kind]) + key).decode()}"


def policy_of(vault, ledger):
    """What section 26 says the policy must be. More than half is the smallest number that is."""
    people = {handle: person.card for handle, person in sorted(ledger.people.items()) if person.status == ACTIVE}
    agencies = sorted(vault.charter.agencies)
    lines = ["log " + vkey(vault.origin, SIGNED, vault.custodian)]
    lines += [f"witness {handle} " + vkey(handle, COSIGNED, card.cosign) for handle, card in people.items()]
    groups = ["agency/" + name for name in agencies]
    lines += [" ".join(["group", group, "any"] + [h for h in people if "agency/" + agency(h) == group]) for group in groups]
    lines += [" ".join(["group agencies", str(len(groups) // 2 + 1)] + groups), "quorum agencies"]
    return "".join(line + "\n" for line in lines).encode()


def parse_vkey(text, kind):
    parts = text.split("+", 2)
    need(len(parts) == 3, f"{shown(text)} is not a vkey")
    blob = decoded(parts[2], 33)
    need(blob[0] == kind and sound(blob[1:]), f"the key of {shown(parts[0])} is not of the type that it must be")
    need(parts[0] and parts[1] == key_id(parts[0], kind, blob[1:]).hex(), f"not the key id of {shown(parts[0])}")
    return blob[1:]


def parse_policy(data):
    """tlog-policy: by name a witness' key, or a group's threshold and members; the quorum's name; the logs by key."""
    need(all(b in b"\t\n" or b >= 0x20 and b != 0x7F for b in data), "a control character")
    need(data.endswith(b"\n"), "the last line does not end")
    names, members_so_far, logs, quorum = {}, set(), {}, None
    for line in data.decode("utf-8", "surrogateescape")[:-1].split("\n"):  # octets stay what they are
        words = re.split("[ \t]+", line.strip(" \t"))
        kind, rest = words[0], words[1:]
        if kind == "" or kind.startswith("#"):
            continue
        if kind == "log":
            need(1 <= len(rest) <= 2 and parse_vkey(rest[0], SIGNED) not in logs, f"{shown(line)}: not a log, or twice")
            logs[parse_vkey(rest[0], SIGNED)] = rest[0].split("+")[0]
        elif kind == "quorum":
            need(quorum is None and len(rest) == 1 and rest[0] in names | {"none": None}, f"{shown(line)}: no quorum")
            quorum = rest[0]
        else:
            need(rest and rest[0] not in names | {"none": None}, f"{shown(line)}: a name twice, or none")
            if kind == "witness":
                need(2 <= len(rest) <= 3, f"{shown(line)}: not a witness")
                key = parse_vkey(rest[1], COSIGNED)
                need(key not in names.values(), f"{shown(line)}: a key twice")
                names[rest[0]] = key
            else:
                need(kind == "group" and len(rest) >= 3, f"{shown(line)} is no line of a policy")
                members = rest[2:]
                for name in members:
                    need(name in names and name not in members_so_far,
                         f"{shown(line)}: {shown(name)} is not defined, or a member already")
                    members_so_far.add(name)
                least = {"any": "1", "all": str(len(members))}.get(rest[1], rest[1])
                need(re.fullmatch("[1-9][0-9]{0,8}", least) and int(least) <= len(members), f"{shown(line)}: threshold")
                names[rest[0]] = (int(least), members)
    need(quorum is not None, "no quorum")
    return names, quorum, logs


def reached(policy, sizes):
    """The largest size for which the quorum is met: who witnessed a tree has witnessed each that it contains, so of a
    group it is the k-th largest of its members' sizes. Who is not in `sizes` has witnessed 0."""
    names, quorum, _ = policy
    values = {"none": 2**63}
    for name, meaning in names.items():  # members are defined before their group
        if isinstance(meaning, bytes):
            values[name] = sizes.get(name, 0)
        else:
            least, members = meaning
            values[name] = sorted((values[member] for member in members), reverse=True)[least - 1]
    return values[quorum]


def read_policy(folder, vault):
    data = read(folder, "tlog-policy", 4 * NOTE_LIMIT)
    with of("tlog-policy"):
        policy = parse_policy(data)
        need(policy[2] == {vault.custodian: vault.origin}, "not of this log")
    return data, policy


# ---- An export -------------------------------------------------------------------------------------------------------


def walk(folder, path=""):
    """Every file. Links, devices and empty folders have no place in an export."""
    need(path.count("/") < 12, f"{shown(path)}: too deep")
    empty = True
    with os.scandir(os.path.join(folder, path)) as found:
        for item in found:
            inner, empty = path + item.name, False
            if item.is_dir(follow_symlinks=False):
                yield from walk(folder, inner + "/")
            else:
                need(item.is_file(follow_symlinks=False), f"{shown(inner)}: a link, or no file at all")
                yield inner
    need(not empty, f"{shown(path)}: an empty folder")


def explain(path, size, whole):
    """What a file is, or the end: bytes that nobody explains have no place in evidence."""
    if path in ("checkpoint", "tlog-policy", "genesis", "charter", "keys-file", "README.txt"):
        return "", path
    person = re.fullmatch(f"(?:(cards)/({HANDLE})\\.card|(witnessed)/({HANDLE}))", path)
    if person:
        return person[1] or person[3], person[2] or person[4]
    tile = re.fullmatch("tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\\.p/[0-9]{1,3})?", path)
    if tile and whole:
        level, index = "entries" if tile[1] == "entries" else int(tile[1]), int(re.sub("[x/]", "", tile[2]))
        width = tile_width(0 if level == "entries" else level, index, size)
        need(width > 0 and tile_path(level, index, width) == path, f"{path}: no tile of a tree of {size} entries")
        return "tile", path
    if re.fullmatch("links/[0-9]{6,18}/(?:note|manifest|0|[1-9][0-9]{0,4})", path):
        return "links", path
    leaf = re.fullmatch("(entries|roster)/([0-9]{6,18})\\.(entry|tlog-proof)", path)
    if leaf and not whole and leaf[2] == str(int(leaf[2])).zfill(6):
        return leaf[1] + "." + leaf[3], leaf[2]
    raise Wrong(f"{shown(path)}: not a file of such an export")


def proved_leaves(folder, kind, numbers, checkpoint):
    """The leaves of one folder of a case's export, each with its place in the ledger, proved."""
    for number in numbers:
        path = f"{kind}/{number:06d}"
        leaf, data = read(folder, path + ".entry", LEAF_LIMIT), read(folder, path + ".tlog-proof", NOTE_LIMIT)
        with of(path + ".tlog-proof"):
            extra, index, hashes, below = parse_proof(data)
            note = parse_note(below, NOTE_LIMIT)
            need(extra is None, "extra data")
            need(note.text == checkpoint.note.text and checkpoint.signer in note.signatures
                 and note.signatures.items() <= checkpoint.note.signatures.items(),
                 "does not carry the checkpoint of the export")
            check_included(leaf, index, checkpoint, hashes)
        yield index, kind, number, leaf, around(leaf_hash(leaf), index, checkpoint.size, hashes)


def check_leaves(folder, files, checkpoint, ledger):
    """The roster's leaves and the case's, in the order of the ledger."""
    links, numbers = len(files["roster.entry"]), len(files["entries.entry"])
    for kind, count in (("roster", links), ("entries", numbers)):
        need(count and len(files[kind + ".tlog-proof"]) == count, f"{kind}/: not a proof for each entry")
    ledger.root_is(checkpoint.size, checkpoint.root, "the checkpoint")
    case, before = None, -1
    found = sorted(
        [*proved_leaves(folder, "roster", range(links), checkpoint),
         *proved_leaves(folder, "entries", range(1, numbers + 1), checkpoint)], key=lambda found: found[0])
    ledger.root_is(0, sha(b""), "no entry")
    for seq, kind, number, leaf, roots in found:
        for size, root in zip((seq, seq + 1), roots):
            ledger.root_is(size, root, f"{kind}/{number:06d}.tlog-proof")
    ledger.proved = dict(ledger.heads)
    for seq, kind, number, leaf, _ in found:
        path = f"{kind}/{number:06d}.entry"
        need(seq > before, f"{path}: entry {seq} after entry {before}")
        before, entry = seq, ledger.add(leaf, seq)
        if kind == "roster":
            need(entry.allowed and entry.action in ROSTER and ledger.links == number + 1,
                 f"{path}: not link {number} of the roster")
        else:
            line = entry.head["case"] or ""
            case = case or line.split(" ")[0]
            need(line.startswith(f"{case} {number} "), f"{path}: not number {number} of {case or 'a case'}")
    need(ledger.last.request.get("case") == case, "the last entry is not the export of this case")
    say(f"case: {case}, {numbers} entries from 1 without a gap, each proved; {links} leaves of the roster likewise")


def check_export(folder, vault_id):
    vault = read_vault(folder)
    need(vault.id == vault_id, f"genesis: of the vault {vault.id}")
    say(f"vault: {vault.id}, {vault.origin}; genesis of {vault.founder}, charter, keys file, "
        f"{len(vault.admins)} admins' cards")
    data = read(folder, "checkpoint", NOTE_LIMIT)
    with of("checkpoint"):
        checkpoint = parse_checkpoint(data, vault)
    whole = not os.path.lexists(os.path.join(folder, "entries"))
    files = {kind: [] for kind in ("cards", "witnessed", "links", "entries.entry", "entries.tlog-proof", "roster.entry",
                                   "roster.tlog-proof")}
    for path in walk(folder):
        kind, name = explain(path, checkpoint.size, whole)
        files.get(kind, []).append(name)
    read(folder, "README.txt", NOTE_LIMIT)

    ledger = Ledger(vault)
    if whole:
        check_tree(folder, checkpoint.size, checkpoint.root, ledger)
    else:
        check_leaves(folder, files, checkpoint, ledger)
    last = ledger.last
    need(last.seq == checkpoint.size - 1, "checkpoint: the tree goes on after the last entry of the export")
    need(last.allowed and last.action == "audit.export", f"entry {last.seq}: the last, but no allowed audit.export")
    need(not whole or not last.request["case"], f"entry {last.seq}: the export of a case, not of the ledger")
    tell_ledger(ledger)
    for handle in files["cards"]:
        need(handle in ledger.people, f"cards/{handle}.card: of nobody who was ever in the roster")
    for path in files["links"]:
        need(path in ledger.explained, f"{path}: of no link of the roster")
    check_witnesses(folder, files["witnessed"], checkpoint, vault, ledger)
    count = ledger.counts["allowed"] + ledger.counts["denied"]
    say(f"ok: {count} entries of {vault.origin}, size {checkpoint.size}, until {last.head['time']}")


def tell_ledger(ledger):
    counts = ledger.counts
    say(f"entries: {counts['allowed']} allowed, {counts['denied']} denied, {counts['late']} late; request, signature, "
        "head, roster head, time and place of each")
    status = [person.status for person in ledger.people.values()]
    say(f"roster: {ledger.links} links, {len(status)} people with their cards, {status.count(ACTIVE)} active, "
        f"{status.count(WAITING)} waiting, {status.count(DISMISSED)} dismissed")
    say(f"cases: {len(ledger.cases)}, their chains and trails; grants {len(ledger.grants)}, exports that were asked "
        f"for {len(ledger.exports)}, approvals {counts['approvals']}; openings {counts['openings']}, each by the owner or "
        "under an active grant")


def check_witnesses(folder, names, checkpoint, vault, ledger):
    cards = {handle: person.card for handle, person in ledger.people.items()}
    with of("checkpoint"):
        signers, unknown = cosigners(checkpoint, cards)
        need(unknown == 0, "a signature line of a key that nobody of the roster has")
        need(ledger.last.actor in signers, f"not cosigned by the exporter, {ledger.last.actor}")
    say(f"checkpoint: size {checkpoint.size}, root {checkpoint.root.hex()}, signed by the custodian, cosigned by "
        + ", ".join(signers))
    sizes = check_witnessed(folder, names, checkpoint, vault, ledger)
    now = sorted(handle for handle, size in sizes.items() if size == checkpoint.size)
    need(now == signers, "checkpoint: its cosigners are not those whose witnessed/ note is of its size")
    known = sizes if ledger.proved is None else {handle: size for handle, size in sizes.items() if size in ledger.proved}
    alone = (f", {len(known)} of them of a tree that the proofs give; of the others it is known only that none contradicts "
             "another")
    say(f"witnessed: {len(sizes)} people's latest checkpoints" + (", each of this tree" if ledger.proved is None else alone))
    data, policy = read_policy(folder, vault)
    need(data == policy_of(vault, ledger), "tlog-policy: not that of the roster and the charter")
    itself = reached(policy, dict.fromkeys(signers, 1)) > 0
    say(f"policy: as section 26 has it; by the witnessed checkpoints its quorum is met up to size "
        f"{reached(policy, known)}, by the checkpoint itself it is {'met' if itself else 'not met'}")


# ---- One proof -------------------------------------------------------------------------------------------------------


def check_one(proof_file, folder, entry_file):
    vault = read_vault(folder)
    say(f"vault: {vault.id}, {vault.origin}; genesis of {vault.founder}. Compare the id; the cards of others than the "
        "admins are what a check of the export vouches for")
    data = read("", proof_file, 2 * NOTE_LIMIT)
    with of("proof"):
        extra, index, hashes, below = parse_proof(data)
        checkpoint = parse_checkpoint(below, vault)
        names = sorted({name for name, _ in checkpoint.note.signatures if re.fullmatch(HANDLE, name)})
        cards = {name: read_card(folder, name) for name in names
                 if os.path.lexists(os.path.join(folder, f"cards/{name}.card"))}
        signers, unknown = cosigners(checkpoint, cards)
    say(f"checkpoint: size {checkpoint.size}, root {checkpoint.root.hex()}, signed by the custodian, cosigned by "
        + (", ".join(signers) or "nobody") + f"; {unknown} signatures of keys not known here")
    data = read(folder, "checkpoint", NOTE_LIMIT)
    with of("checkpoint"):
        other = parse_checkpoint(data, vault)
        need(other.size != checkpoint.size or other.root == checkpoint.root,
             "the custodian signed two trees of one size, this one and the proof's")
    with of("proof"):
        leaf = extra if entry_file is None else read("", entry_file, LEAF_LIMIT)
        need(leaf is not None, "no extra data, and no entry file was given")
        need(extra is None or extra == leaf, "its extra data is not the entry file")
        check_included(leaf, index, checkpoint, hashes)
    with of(f"entry {index}"):
        entry = parse_leaf(leaf)
        need(entry.seq == index, f"says that it is {entry.seq}")
        need(entry.request["vault"] == vault.id, "of another vault")
        need_signed(entry.note, entry.actor, read_card(folder, entry.actor).sign)
    say(f"entry: {index}, {entry.head['time']}, {entry.action} {entry.head['outcome']}, signed by {entry.actor} as "
        f"{entry.role}")
    _, policy = read_policy(folder, vault)
    need(all(policy[0].get(name, cards[name].cosign) == cards[name].cosign for name in signers),
         "tlog-policy: another key than a card's")
    met = reached(policy, dict.fromkeys(signers, 1)) > 0
    say(f"policy: this checkpoint {'meets' if met else 'does not meet'} the quorum of the export's tlog-policy")
    say(f"ok: 1 entry of {vault.origin}, number {index} of {checkpoint.size}")


class Parser(argparse.ArgumentParser):
    def error(self, message):
        print(f"export.py: {message}", file=sys.stderr)
        sys.exit(64)


def main():
    parser = Parser(prog="export.py", allow_abbrev=False, description="Checks a ledger export, or one proof.")
    parser.add_argument("directory", nargs="?")
    parser.add_argument("--vault")
    parser.add_argument("--proof")
    parser.add_argument("--export")
    parser.add_argument("--entry")
    given = parser.parse_args()
    one = given.proof is not None and given.export is not None and given.directory is None and given.vault is None
    all_ = given.directory is not None and given.vault is not None and not (given.proof or given.export or given.entry)
    if not one and not all_:
        parser.error("usage: export.py DIR --vault ID | export.py --proof FILE --export DIR [--entry FILE]")
    if all_ and not re.fullmatch(HEX, given.vault):
        parser.error("a vault's id is 64 hex digits in lower case")
    if not os.path.isdir(given.export if one else given.directory):
        parser.error("there is no such folder")
    try:
        if one:
            check_one(given.proof, given.export, given.entry)
        else:
            check_export(given.directory, given.vault)
    except (Wrong, OSError) as wrong:
        line = f"export.py: {wrong}".replace("\n", " ")
        print(line.encode("ascii", "backslashreplace").decode(), file=sys.stderr)
        sys.exit(65)


if __name__ == "__main__":
    main()
