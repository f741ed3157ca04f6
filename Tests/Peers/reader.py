#!/usr/bin/env python3
"""Reads a Brankas vault, written from docs/format.md alone: a second opinion on what the program stores.

    reader.py verify VAULT KEY           the whole ledger, roster, cases, things, halves, objects
    reader.py open VAULT KEY RECORD      a record (I-... or D-...) to standard output
    reader.py show VAULT KEY SEQ         an entry of the ledger, and its manifest
    reader.py unseal FILE KEY            an age file that was exported, to standard output

The passphrase is the first line of standard input, or of --passphrase-fd N. Exit codes: 0, 64 wrong usage, 65 anything
that does not parse, decrypt or verify. What was written to standard output counts only after 0.

It asks nobody and logs nothing: in embedded mode the ledger is the program's rule, and this is another program.
It does not decide requests again (section 20); `brankas audit verify` does.
Section numbers are those of docs/format.md.
"""
import base64
import datetime
import hashlib
import json
import os
import sqlite3
import sys

sys.dont_write_bytecode = True
from primitives import (
    CARD, CHARTER, ENTRY, GENESIS, MANIFEST, REQUEST, Damaged, KeyPair, Note, Passphrase, age_open, base64_decode,
    bech32_decode, binding, box_open, check, fields, hkdf, hmac, payload_chunks, sha, tagged, text_of)


# --- 7, 14: cards and roster ----------------------------------------------------------------------------------------

class Card:
    def __init__(self, data):
        self.note = Note(data)
        self.__dict__.update(fields(self.note.text, "card", CARD))
        self.key = base64_decode(self.sign)
        self.note.verify(self.handle, self.key)
        check(len(self.note.lines) == 1 and self.sign != self.cosign, "card")


class Person:
    def __init__(self, card, roles):
        self.card, self.roles, self.active, self.dismissed = card, roles, True, None
        self.waiting, self.enroller, self.approvals = False, None, []


class Roster:
    start = sha(b"brankas/v1 roster")

    def __init__(self):
        self.count, self.head, self.people, self.keys, self.joined = 0, self.start, {}, {}, set()
        self.said = None  # a time to go back to, and the agency whose admin named it

    def apply(self, note, request, items):
        """Adds a link; `items` are its public things, checked against its manifest."""
        check(request["roster"] == f"{self.count} {self.head.hex()}", "roster head")
        if self.count == 0:
            self.found(note, request, items)
        else:
            actor = self.people[request["actor"]]
            check(len(note.lines) == 1, "a link bears one signature")
            role = request["role"]
            check(actor.active and role in actor.roles, "not a member")
            check(role.endswith("/admin") or request["action"] == "person.approve", "not an admin")
            note.verify(request["actor"], actor.card.key)
            self.note_hash = sha(note.data).hex()
            getattr(self, request["action"].split(".")[1])(request, items, request["actor"].split("@")[1])
        self.head = tagged("brankas/v1 roster", self.count + 1, self.head, sha(note.data))
        self.count += 1

    def found(self, note, request, items):
        check(request["action"] == "vault.found", "the first link is no founding")
        genesis = Note(items["genesis"])
        self.genesis_text = genesis.text
        self.genesis = fields(genesis.text, "genesis", GENESIS)
        self.charter = fields(items["charter"], "charter", CHARTER)
        self.vault = sha(genesis.text).hex()
        check(request["genesis"] == request["vault"] == self.vault, "vault id")
        check(sha(items["charter"]).hex() == self.genesis["charter"], "charter")
        check(sha(items["keys-file"]).hex() == self.genesis["keys-file"], "keys file")
        check(self.charter["name"] == self.genesis["name"], "vault name")
        check(len(self.genesis["admin"]) == len(self.charter["agency"]), "admins")
        for agency in self.charter["agency"]:
            name, admin, _ = agency.split(" ", 2)
            card = Card(items[f"card {admin}"])
            digest = sha(card.note.data).hex()
            check(card.handle == admin and f"{admin} {digest}" in self.genesis["admin"], "admin's card")
            self.people[admin] = Person(card, [name + "/admin"])
        agency = request["actor"].split("@")[1]
        check(request["role"] == agency + "/admin", "founder's role")
        for signed in (note, genesis):
            signed.verify(request["actor"], self.people[request["actor"]].card.key)
        self.joined.add(agency)
        self.origin = f"brankas/{self.genesis['name']}/{self.vault[:8]}"

    def sets_back(self, request):
        return self.waits(request) and self.said[1] != request["actor"].split("@")[1]

    def waits(self, request):
        return (self.said is not None and self.said[0] == request["back-to"]
                and request["time"] <= later(self.said[2], 30))

    def clock(self, request, items, agency):
        back = self.sets_back(request)
        check(back or not self.waits(request) or self.said[1] != agency, "the same time twice")
        self.said = None if back else (request["back-to"], agency, request["time"])

    def join(self, request, items, agency):
        note = Note(items["genesis"])
        check(agency not in self.joined and note.text == self.genesis_text, "joining")
        note.verify(request["actor"], self.people[request["actor"]].card.key)
        self.joined.add(agency)

    def enroll(self, request, items, agency):
        handle, roles = request["person"], request["member"]
        card = Card(items[f"card {handle}"])
        check(sha(card.note.data).hex() == request["card"] and card.handle == handle, "enrolled card")
        check(handle.split("@")[1] == agency and agency in self.joined and handle not in self.people, "enrolled handle")
        known = {key for p in self.people.values() for key in (p.card.sign, p.card.cosign, p.card.recipient)}
        check(not known & {card.sign, card.cosign, card.recipient}, "a key of somebody else")
        listed = [role.split(" ")[0] for role in self.charter["role"]]
        check(roles and len(set(roles)) == len(roles), "enrolled roles")
        check(all(role in listed and role.split("/")[0] == agency for role in roles), "enrolled roles")
        self.add_keys(request, items, [role for role in roles if role not in self.keys])
        self.people[handle] = person = Person(card, roles)
        person.enroller, person.request = request["actor"], self.note_hash
        if int(self.charter["enrolment-approvals"]):
            person.active, person.waiting = False, True

    def approvers(self, person, agency):
        return sum(other.active and handle.endswith("@" + agency) and handle != person.enroller
                   and any(self.can(role, "approve") for role in other.roles)
                   for handle, other in self.people.items())

    def can(self, role, capability):
        return any(line.split(" ")[0] == role and capability in line.split(" ")[1].split(",")
                   for line in self.charter["role"])

    def approve(self, request, items, agency):
        person, actor, role = self.people[request["person"]], request["actor"], request["role"]
        needed, home = int(self.charter["enrolment-approvals"]), request["person"].split("@")[1]
        check(person.waiting and person.request == request["approves"], "approval of another enrolment")
        check(actor not in [person.enroller, request["person"], *person.approvals] and agency in self.joined, "approver")
        if role.endswith("/admin"):
            check(role != home + "/admin" and self.approvers(person, home) < needed, "an admin's approval")
        else:
            check(role.split("/")[0] == home and self.can(role, "approve"), "approver's role")
        person.approvals.append(actor)
        if sum(self.people[handle].active for handle in person.approvals) >= needed:
            person.active, person.waiting = True, False

    def dismiss(self, request, items, agency):
        handle = request["person"]
        person = self.people[handle]
        check(handle.split("@")[1] == agency and (person.active or person.waiting), "dismissed handle")
        check(not any(role.endswith("/admin") for role in person.roles), "an admin is not dismissed")
        self.add_keys(request, items, person.roles)
        person.active, person.waiting, person.dismissed = False, False, self.count

    def add_keys(self, request, items, expected):
        check(sorted(key.split(" ")[0] for key in request["new-key"]) == sorted(expected), "new role keys")
        for key in request["new-key"]:
            role, generation = key.split(" ")
            known = self.keys.setdefault(role, [])
            check(int(generation) == len(known) + 1, "generation")
            recipient = items[f"role-key {key}"].decode()
            check(not any(recipient in keys for keys in self.keys.values()), "a role's key used again")
            known.append(recipient)


# --- 15: a case -----------------------------------------------------------------------------------------------------

EXPORT_DAYS = 7


def later(time, days):
    """The time so many days after `time`, as it is written."""
    form = "%Y-%m-%dT%H:%M:%SZ"
    return (datetime.datetime.strptime(time, form) + datetime.timedelta(days=days)).strftime(form)


def within(allowed, bound):
    """Whether permissions allow nothing that others do not."""
    return set(allowed.split(",")) <= set(bound.split(","))


class Case:
    start = (0, sha(b"brankas/v1 trail"))

    def __init__(self, entry):
        request = entry.request
        check(request["action"] == "case.create", "a case begins with its making")
        self.id, self.owner, self.sequence = request["case"], request["role"], entry.sequence
        self.head, self.closed, self.records, self.grants = self.start, False, {}, {}
        self.links, self.asks, self.withdrawn, self.placed, self.exports, self.hands = {}, {}, {}, {}, {}, {}
        holder = f"owner {self.owner} {request['generation']}"
        self.epochs = {}
        for line in request["epoch"]:
            compartment, number, commitment = line.split(" ")
            check(number == "1" and compartment not in self.epochs, "first epochs")
            self.epochs[compartment] = [(commitment, entry.sequence, [holder], entry)]
        check("summary" in self.epochs, "no summary")
        self.extend(entry)

    def extend(self, entry):
        check(entry.allowed and entry.trail == self.head, "trail")
        count = self.head[0] + 1
        self.head = count, tagged("brankas/v1 trail", count, self.head[1], entry.leaf_hash)

    def depth(self, grant):
        return 1 + self.depth(self.grants[grant]["terms"]["parent"]) if grant else 0

    def compartment(self, record):
        return self.placed[record][0].split(" ")[0]

    def held(self, role, compartment, permission="read", purpose=None):
        """Whether a role owns the case, or was ever granted the compartment, to do that in it, for that purpose."""
        return role == self.owner or any(
            role == terms["to"].split(" ")[0] and compartment in [c.split(" ")[0] for c in terms["compartment"]]
            and within(permission, terms["allow"]) and purpose in (None, terms["purpose"])
            for terms in (grant["terms"] for grant in self.grants.values()))

    def may_change(self, role, record):
        """What the role alone had a hand in needs less than what others did."""
        return self.held(role, self.compartment(record), "add" if self.hands[record] == {role} else "update")

    def may_stand(self, request, action):
        """What of the rules needs neither clock nor roster."""
        role, owns = request["role"], request["role"] == self.owner
        id = request.get("grant")
        grant, export = self.grants.get(id), self.exports.get(id)
        terms = (grant or export or {}).get("terms")
        if action in ("case.close", "case.reopen"):
            return owns and self.closed == (action == "case.reopen")
        if action == "case.rekey":
            return owns and not request["epoch"].startswith("summary ")
        if action in ("case.link", "case.unlink"):
            known = request["other"] in self.links
            own = self.links.get(request["other"], role) == role
            return (self.held(role, "summary", "add" if own or action == "case.link" else "update")
                    and request["other"] != self.id and known == (action == "case.unlink"))
        if action in ("identity.withdraw", "document.withdraw"):
            return self.may_change(role, request["record"]) and request["record"] not in self.withdrawn
        if action in ("identity.restore", "document.restore"):
            withdrew = self.withdrawn.get(request["record"])
            return withdrew and self.may_change(role, request["record"]) and (owns or withdrew == role)
        if action == "document.move":
            old, new = self.compartment(request["record"]), request["epoch"].split(" ")[0]
            return (self.may_change(role, request["record"]) and request["record"] not in self.withdrawn
                    and old != new and self.held(role, new, "add") and new not in ("identity", "summary"))
        if action == "grant.request":
            return not owns and request["ask"] not in self.asks
        if action == "grant.refuse":
            return owns and self.asks[request["ask"]]["answer"] is None
        if action in ("identity.add", "identity.update", "document.add"):
            if request["record"] in self.records:
                return request["record"] not in self.withdrawn and self.may_change(role, request["record"])
            return self.held(role, request["epoch"].split(" ")[0], "add")
        if action == "grant.create":
            if request["answers"]:
                ask = self.asks[request["answers"]]
                check(owns and ask["answer"] is None and request["to"].split(" ")[0] == ask["role"], "answer")
                check(within(request["allow"], ask["allow"]), "more than was asked for")
            if not request["parent"]:
                return owns
            parent = self.grants[request["parent"]]["terms"]
            mine, theirs = ({c.split(" ")[0] for c in t["compartment"]} for t in (request, parent))
            return (parent["to"].split(" ")[0] == role and mine <= theirs and within(request["allow"], parent["allow"])
                    and self.depth(parent["grant"]) < 8)
        if action == "export.request":
            named, purpose = dict(line.split(" ") for line in request["record"]), request["purpose"]
            recipients = [line.split(" ")[0] for line in request["recipient"]]
            return (named and len(named) == len(request["record"])
                    and recipients and len(set(recipients)) == len(recipients)
                    and self.held(role, "summary", purpose=purpose)
                    and all(self.may_leave(role, record, purpose) and int(version) == len(self.records[record])
                            for record, version in named.items()))
        if action == "case.export":
            return self.may_export(request, export)
        if action == "grant.accept":
            return (grant and terms["to"].split(" ")[0] == role
                    and (not terms["person"] or request["actor"] in terms["person"]))
        if action == "grant.approve":
            receivers = terms["person"] if grant else [line.split(" ")[-1] for line in terms["recipient"]]
            return (role.split("/")[0] == self.owner.split("/")[0]
                    and request["actor"] not in (grant or export)["approved"]
                    and request["actor"] not in [terms["actor"], *receivers])
        if action == "grant.revoke" and export:
            return not export["ended"] and (owns or role == terms["role"] and self.held(role, "summary"))
        return action == "grant.revoke" and grant and (owns or role == terms["role"])

    def may_leave(self, role, record, purpose):
        return record not in self.withdrawn and self.held(role, self.compartment(record), purpose=purpose)

    def may_export(self, request, export):
        """As it was asked for, by whoever asked for it: the case once, then each record once."""
        record, terms = request["record"], export["terms"]
        asked = ("actor", "role", "purpose", "basis", "recipient")
        if export["ended"] or any(request[key] != terms[key] for key in asked):
            return False
        if record is None:
            return not export["used"] and self.held(request["role"], "summary", purpose=request["purpose"])
        return (export["used"] and record not in export["taken"]
                and f"{record} {len(self.records[record])}" in terms["record"]
                and self.may_leave(request["role"], record, request["purpose"]))

    def apply(self, entry):
        request, action = entry.request, entry.request["action"]
        check(request.get("case", self.id) == self.id, "another case's")
        check(self.may_stand(request, action), f"{action} may not stand here")
        if action in ("case.close", "case.reopen"):
            self.closed = action == "case.close"
        elif action == "case.rekey":
            self.open_epoch(entry, request)
        elif action in ("case.link", "case.unlink"):
            if action == "case.link":
                self.links[request["other"]] = request["role"]
            else:
                self.links.pop(request["other"])
        elif action.endswith((".withdraw", ".restore")):
            if action.endswith(".withdraw"):
                self.withdrawn[request["record"]] = request["role"]
            else:
                self.withdrawn.pop(request["record"])
        elif action == "document.move":
            check(int(request["version"]) == len(self.records[request["record"]]), "moved version")
            check(int(request["from"]) == self.placed[request["record"]][1], "moved from elsewhere")
            self.open_epoch(entry, request)
            self.placed[request["record"]] = request["epoch"], entry.sequence
            self.hands[request["record"]].add(request["role"])
        elif action == "grant.request":
            self.asks[request["ask"]] = dict(role=request["role"], allow=request["allow"], answer=None)
        elif action == "grant.refuse":
            self.asks[request["ask"]]["answer"] = entry.sequence
        elif action in ("identity.add", "identity.update", "document.add"):
            self.add(entry, request)
        elif action == "grant.create":
            check(request["grant"] not in self.grants and request["grant"] not in self.exports, "grant id")
            if request["answers"]:
                self.asks[request["answers"]]["answer"] = entry.sequence
            self.grants[request["grant"]] = dict(terms=request, entry=entry, accepted={}, approved={}, revoked=None)
        elif action == "export.request":
            check(request["grant"] not in self.grants and request["grant"] not in self.exports, "export id")
            self.exports[request["grant"]] = dict(
                terms=request, entry=entry, approved={}, used=False, taken=set(), ended=False)
        elif action == "case.export":
            export = self.exports[request["grant"]]
            # None approves what has its approvals: the last one is the one that sufficed.
            start = max([export["entry"].time, *export["approved"].values()])
            check(entry.time <= later(start, EXPORT_DAYS), "an export that is over")
            if request["record"] is None:
                export["used"] = True
            else:
                export["taken"].add(request["record"])
        else:
            given = self.grants.get(request["grant"]) or self.exports[request["grant"]]
            if action == "grant.accept":
                given["accepted"][self.grant_holder(given, request["actor"])] = entry.sequence
            elif action == "grant.approve":
                check(request["approves"] == sha(given["entry"].note.data).hex(), "approval of another request")
                check(not given.get("ended") and not given.get("used"), "approval of an export that is over")
                given["approved"][request["actor"]] = entry.time
            else:
                check(action == "grant.revoke", "a change that is none")
                given["revoked" if "revoked" in given else "ended"] = entry.time
        self.extend(entry)

    def open_epoch(self, entry, request):
        compartment, number = request["epoch"].split(" ")
        epochs = self.epochs[compartment]
        if request["opens"]:
            check(int(number) == len(epochs) + 1, "opened epoch")
            epochs.append((request["opens"], entry.sequence, request["sealed-to"], entry))
        check(int(number) == len(epochs), "epoch")

    def add(self, entry, request):
        self.open_epoch(entry, request)
        self.placed[request["record"]] = request["epoch"], entry.sequence
        self.hands.setdefault(request["record"], set()).add(request["role"])
        versions = self.records.setdefault(request["record"], [])
        check(int(request["version"]) == len(versions) + 1, "version")
        versions.append(entry)

    @staticmethod
    def grant_holder(grant, handle):
        terms = grant["terms"]
        return f"{terms['grant']} {handle if terms['person'] else terms['to']}"

    def places(self, compartment, number, person):
        """Where the key of an epoch may stand for `person`, the best first (section 19): sequence, item, holder, bundle
        header."""
        _, opened, holders, opener = self.epochs[compartment][number - 1]
        epoch = f"{compartment} {number}"

        def envelope(holder):
            return (opened, f"envelope {epoch} {holder}", holder, [
                "kind epoch", f"vault {opener.request['vault']}", f"case {self.id}",
                f"granter {opener.request['actor']}", f"recipient {holder}", f"key {epoch}"])

        if self.owner in person.roles:
            for holder in holders:
                if holder.startswith("owner "):
                    yield opened, f"holding {epoch} {holder}", holder, None
                    yield envelope(holder)
        for grant in reversed(self.grants.values()):
            terms, handle = grant["terms"], person.card.handle
            if terms["to"].split(" ")[0] not in person.roles or terms["person"] and handle not in terms["person"]:
                continue
            holder = self.grant_holder(grant, handle)
            if holder in grant["accepted"]:
                yield grant["accepted"][holder], f"holding {epoch} {holder}", holder, None
            newest = dict(line.split(" ") for line in terms["compartment"])
            if int(newest.get(compartment, 0)) >= number:
                keys = [f"{name} {n}" for name in newest for n in range(1, int(newest[name]) + 1)]
                yield grant["entry"].sequence, "envelope", holder, [
                    "kind grant", f"vault {terms['vault']}", f"grant {terms['grant']}", f"case {self.id}",
                    f"granter {terms['actor']}", f"role {terms['to']}", *(f"person {p}" for p in terms["person"]),
                    *(f"key {key}" for key in keys)]
            for other in holders:
                if other.startswith(terms["grant"]) and ("@" not in other or other.endswith(" " + handle)):
                    yield envelope(other)


# --- 12, 13, 22: the vault's directory ------------------------------------------------------------------------------

class Entry:
    def __init__(self, leaf):
        check(len(leaf) <= 65_535, "leaf too long")
        cut = leaf.index(b"\n\n")
        self.leaf, self.leaf_hash = leaf, sha(b"\0" + leaf)
        head = fields(leaf[:cut + 1], "entry", ENTRY)
        self.note = Note(leaf[cut + 2:])
        check(len(self.note.lines) == 1, "a request bears one signature")
        self.request = fields(self.note.text, "request", REQUEST)
        self.sequence, self.time, self.late = int(head["seq"]), head["time"], head["late"] is not None
        self.outcome, self.allowed = head["outcome"], head["outcome"] == "allowed"
        check((head["case"] is None) == (head["trail"] is None), "case without trail")
        self.access = head["access"]
        check((self.access is not None) == (self.allowed and head["case"] is not None), "access")
        self.place = self.trail = None
        if head["case"]:
            case, number, previous = head["case"].split(" ")
            self.place = case, int(number), bytes.fromhex(previous)
            count, digest = head["trail"].split(" ")
            self.trail = int(count), bytes.fromhex(digest)


CHANGES = {
    "case.create", "case.close", "case.reopen", "case.rekey", "case.link", "case.unlink", "identity.add",
    "identity.update", "identity.withdraw", "identity.restore", "document.add", "document.move", "document.withdraw",
    "document.restore", "grant.request", "grant.refuse", "grant.create", "grant.accept", "grant.approve",
    "grant.revoke", "export.request"}
ROSTER = {"vault.found", "vault.join", "person.enroll", "person.approve", "person.dismiss", "vault.clock"}


def changes(request):
    """Whether it changes its case where it is allowed. An export does where it was approved: that it uses up."""
    return request["action"] in CHANGES or request["action"] == "case.export" and request["grant"] is not None


def named(request, thing):
    """The record, grant or ask that a request is about; an export.request is about none of those that it lists."""
    value = request.get(thing)
    return value if isinstance(value, str) else None


def is_kept(name, action):
    """Whether an item of an allowed request stands in `things`, or in an object (section 22)."""
    nowhere = {"tokens": "find", "tokens-alias": "find", "tokens-guardian": "find", "recipients": "case.export"}
    return name not in ("key-half", "metadata-half", "key-refresh", "custodian-seed", "token-nik") and nowhere.get(name) != action


def database(path):
    """Read-only; leaving nothing beside the file, unless there is a journal that must be read with it."""
    wal = path + "-wal"
    journal = os.path.exists(wal) and os.path.getsize(wal) > 0
    return sqlite3.connect(f"file:{path}?{'mode=ro' if journal else 'immutable=1'}", uri=True)


def person(key_file, passphrase):
    """Handle and seed of a key file."""
    text = age_open(open(key_file, "rb").read(), Passphrase(passphrase)).decode()
    kind, handle, name, seed, end = text.split("\n")
    check(kind == "# brankas/key/v1" and handle.startswith("# handle ") and end == "", "not a key file")
    return handle[9:], bech32_decode(seed.lower(), "age-secret-key-pq-")


class Vault:
    def __init__(self, folder, key_file, passphrase):
        self.handle, self.seed = person(key_file, passphrase)
        self.pair = KeyPair(self.seed)
        self.folder = folder
        self.index = database(f"{folder}/index.sqlite")
        self.halves = database(f"{folder}/custody/custody.sqlite")
        for base in (self.index, self.halves):
            check(base.execute("PRAGMA user_version").fetchone() == (1,), "another version")
        self.id, *digests = self.index.execute("SELECT vault, sealed_seed, kept_seed FROM vault").fetchone()
        paths = [f"{folder}/custody/custodian.age{ending}" for ending in ("", ".new", ".next")]
        sealed = {sha(data).hex(): data for data in (open(path, "rb").read() for path in paths if os.path.exists(path))}
        # The newest, if it is what it should be; else the one that somebody else than its sealer has opened.
        for digest in digests:
            try:
                custodian = self.bundle(sealed[digest], self.pair, ["kind custodian-seed", f"vault {self.id}"])[0]
                self.keys = {name: hkdf(custodian, b"brankas/v1 " + name.encode())
                             for name in ("checkpoint", "ledger", "column", "lookup", "pepper", "half")}
                self.entry(0)
                return
            except (Damaged, KeyError, ValueError, IndexError):
                continue
        raise Damaged("no valid custodian.age")

    @staticmethod
    def bundle(data, pair, header):
        """The keys of a bundle, whose header must be the expected one."""
        text, head = age_open(data, pair), text_of("keys", *header) + b"\n"
        check(text.startswith(head) and (len(text) - len(head)) % 32 == 0, "key bundle's header")
        keys = text[len(head):]
        return [keys[i:i + 32] for i in range(0, len(keys), 32)]

    def lookup(self, kind, text):
        return hmac(self.keys["lookup"], f"{kind}\n{text}".encode())[:16]

    def entry(self, seq):
        box, = self.index.execute("SELECT leaf FROM ledger WHERE seq = ?", [seq]).fetchone()
        padded = box_open(self.keys["ledger"], box, binding("leaf", self.id, seq=seq))
        check(len(padded) % 512 == 0, "leaf padding")
        stripped = padded.rstrip(b"\0")
        check(stripped.endswith(b"\x80"), "leaf padding")
        entry = Entry(stripped[:-1])
        check(entry.sequence == seq, "leaf of another place")
        return entry

    def manifest(self, seq):
        """Names in order, each with its index, size and hash; and the text. Nothing where none is kept."""
        box, = self.index.execute("SELECT manifest FROM ledger WHERE seq = ?", [seq]).fetchone()
        if box is None:
            return {}, b""
        text = box_open(self.keys["column"], box, binding("manifest", self.id, seq=seq))
        items = [line.split(" ", 2) for line in fields(text, "manifest", MANIFEST)["item"]]
        names = [name.encode() for _, _, name in items]
        check(names == sorted(set(names)), "manifest order")
        return {name: (i, int(size), digest) for i, (size, digest, name) in enumerate(items)}, text

    def thing(self, seq, name):
        manifest, _ = self.manifest(seq)
        if name not in manifest:
            return None
        item, size, digest = manifest[name]
        row = self.index.execute("SELECT bytes FROM things WHERE seq = ? AND item = ?", [seq, item]).fetchone()
        if row is None:
            return None
        data = box_open(self.keys["column"], row[0], binding("thing", self.id, seq=seq, item=item))
        check(len(data) == size and sha(data).hex() == digest, f"entry {seq}, {name}")
        return data

    def half(self, kind, case, record, version, epoch, seq):
        row = self.halves.execute(
            "SELECT half FROM halves WHERE seq = ? AND kind = ?", [seq, kind]).fetchone()
        check(row is not None, f"no half of {record}")
        place = binding("half " + kind, self.id, case=case, compartment=epoch, record=record, version=version, seq=seq)
        data, manifest = box_open(self.keys["half"], row[0], place), self.manifest(seq)[0]
        if kind == "metadata" or "key-refresh" not in manifest:
            check(sha(data).hex() == manifest[kind + "-half"][2], f"half of {record}")
        return data

    def object(self, seq):
        row = self.index.execute("SELECT name FROM objects WHERE seq = ?", [seq]).fetchone()
        if row is None:
            return None
        for path in (f"{row[0][:2]}/{row[0][2:]}", f"staging/{row[0]}"):
            if os.path.exists(f"{self.folder}/objects/{path}"):
                return open(f"{self.folder}/objects/{path}", "rb").read()
        raise Damaged(f"object of entry {seq}")

    # --- 13, 14, 15, 19: everything, from the first entry on ---

    def verify(self):
        roster, cases, owners, chains = Roster(), {}, {}, {}
        roots, stack, nodes, nonces, signatures, last = [sha(b"")], [], {}, set(), 0, ""
        rows = self.index.execute(
            "SELECT seq, denied, actor, role, action, case_id, number, change, record FROM ledger ORDER BY seq")
        for index, (seq, denied, actor, role, action, case_id, number, change, record) in enumerate(rows.fetchall()):
            check(seq == index, "a leaf is missing")
            entry = self.entry(seq)
            request = entry.request
            name = request["action"]
            back = name == "vault.clock" and entry.allowed and roster.sets_back(request)
            check(request["vault"] == self.id, f"entry {seq}: vault")
            check(request["back-to"] <= entry.time <= last if back else entry.time >= last, f"entry {seq}: time")
            last = entry.time
            manifest, text = self.manifest(seq)
            kept = entry.allowed or entry.outcome == "denied surplus-items"
            check(sha(text).hex() == request["manifest"] if kept else text == b"", f"entry {seq}: manifest")
            size, root = request["head"].split(" ")
            check(int(size) <= seq and roots[int(size)] == base64_decode(root), f"entry {seq}: named head")
            check(request["nonce"] not in nonces, f"entry {seq}: nonce")
            nonces.add(request["nonce"])
            if seq > 0:
                current = f"{roster.count} {roster.head.hex()}"
                signer = roster.people[request["actor"]]
                check(entry.late or request["roster"] == current, f"entry {seq}: roster head")
                entry.note.verify(request["actor"], signer.card.key)
                served = roster.genesis["mode"] == "service"
                closed = "denied enrolment-waiting" if signer.waiting and served else "denied dismissed"
                check(not entry.late or (name, entry.outcome, entry.place, signer.active) == (
                    "vault.enter", closed, None, False), f"entry {seq}: a letter")
            self.check_case(entry, cases, owners, chains)
            if entry.allowed and name in ROSTER:
                public = {n: self.thing(seq, n) for n in manifest
                          if n in ("genesis", "charter", "keys-file") or n.startswith(("card ", "role-key "))}
                roster.apply(entry.note, request, public)
            signatures += 1
            seen = request["for"] if name == "vault.enter" or name == "case.prepare" and denied else name
            seen = "grant.approve" if name == "grant.review" and denied else seen
            seen = request["for"] or seen if name == "document.check" and denied else seen
            check([denied == 0, actor, role, action, record, change] == [
                entry.allowed, self.lookup("actor", request["actor"]), self.lookup("role", request["role"]),
                self.lookup("action", seen), named(request, "record") if name != "audit.read" else None,
                entry.trail[0] + 1 if entry.allowed and changes(request) else None], f"entry {seq}: columns")
            check(entry.place is None or entry.place[:2] == (case_id, number), f"entry {seq}: case column")
            if entry.allowed:
                self.check_things(entry, manifest)
            stack.append((0, entry.leaf_hash))
            nodes[0, seq] = entry.leaf_hash
            while len(stack) > 1 and stack[-1][0] == stack[-2][0]:
                (level, left), (_, right) = stack[-2:]
                stack[-2:] = [(level + 1, sha(b"\1" + left + right))]
                nodes[level + 1, seq >> level + 1] = stack[-1][1]
            root = stack[-1][1]
            for _, left in reversed(stack[:-1]):
                root = sha(b"\1" + left + root)
            roots.append(root)
        tree = {(level, at): node for level, at, node in self.index.execute("SELECT level, position, hash FROM tree")}
        check(tree == nodes, "tree")
        size, box = self.index.execute("SELECT size, checkpoint FROM head").fetchone()
        note = Note(box_open(self.keys["column"], box, binding("checkpoint", self.id, seq=size)))
        note.verify(roster.origin, base64_decode(roster.genesis["custodian"]))
        expected = f"{roster.origin}\n{len(roots) - 1}\n{base64.b64encode(roots[-1]).decode()}\n"
        check(note.text.decode() == expected and roster.vault == self.id, "checkpoint")
        self.roster, self.cases, self.owners, self.roots = roster, cases, owners, roots
        self.check_halves()
        self.check_tokens()
        return dict(ok=True, vault=self.id, entries=len(roots) - 1, signatures=signatures, root=roots[-1].hex(),
                    roster=f"{roster.count} {roster.head.hex()}", cases=len(cases))

    def check_case(self, entry, cases, owners, chains):
        request, name = entry.request, entry.request["action"]
        id = None if name == "audit.read" else (
            request.get("case") or owners.get(named(request, "record")) or owners.get(named(request, "grant"))
            or owners.get(named(request, "ask")))
        case, creates = cases.get(id), entry.allowed and name == "case.create"
        check((entry.place is not None) == (case is not None or creates), f"entry {entry.sequence}: case line")
        if not entry.place:
            return
        known = case is None or entry.access not in (None, "owner", "approver", "audit", "asker")
        check(not known or creates or entry.access in case.grants, f"entry {entry.sequence}: rests on no grant of the case")
        number, previous = chains.get(id, (0, sha(b"")))
        check(entry.place == (id, number + 1, previous), f"entry {entry.sequence}: case chain")
        check(entry.trail == (case.head if case else Case.start), f"entry {entry.sequence}: trail")
        chains[id] = number + 1, entry.leaf_hash
        if entry.allowed and changes(request):
            if case:
                case.apply(entry)
            else:
                cases[id] = Case(entry)
            for thing in ("record", "grant", "ask"):
                if named(request, thing):
                    check(owners.setdefault(request[thing], id) == id, "one id in two cases")

    def check_things(self, entry, manifest):
        request, seq = entry.request, entry.sequence
        for name, (_, size, digest) in manifest.items():
            if not is_kept(name, request["action"]):
                check(self.thing(seq, name) is None, f"entry {seq}: {name} is kept")
            elif name == "payload" and (data := self.object(seq)) is not None:
                check(len(data) == size and sha(data).hex() == digest, f"object of {request['record']}")
            else:
                check(self.thing(seq, name) is not None or name.startswith("text "), f"entry {seq}: {name} is missing")
            if name == "recipients" and is_kept(name, request["action"]):
                *texts, end = self.thing(seq, name).split(b"\n")
                hashes = [line.split(" ")[0] for line in request["recipient"]]
                check(end == b"" and [sha(text).hex() for text in texts] == hashes, f"entry {seq}: recipients")

    def check_halves(self):
        """Each version's halves are in its place, and no others."""
        expected = 0
        for case in self.cases.values():
            self.half("metadata", case.id, case.id, 1, "summary 1", case.sequence)
            expected += 1
            for record, versions in case.records.items():
                for number, entry in enumerate(versions, 1):
                    epoch, seq = entry.request["epoch"], entry.sequence
                    if number == len(versions):
                        epoch, seq = case.placed[record]
                    for kind in ("key", "metadata"):
                        self.half(kind, case.id, record, number, epoch, seq)
                    expected += 2
        count, = self.halves.execute("SELECT COUNT(*) FROM halves").fetchone()
        check(count == expected, "halves that belong to nothing")

    def check_tokens(self):
        """Each identity is found by what came with its newest version that brought any, and by nothing else."""
        expected = set()
        for case in self.cases.values():
            for record, versions in case.records.items():
                brought = [self.thing(e.sequence, "tokens") for e in versions if "tokens" in self.manifest(e.sequence)[0]]
                if brought and record not in case.withdrawn:
                    tokens = [brought[-1][at:at + 32] for at in range(32, len(brought[-1]), 32)]
                    check(tokens == sorted(set(tokens)) and len(brought[-1]) % 32 == 0, f"tokens of {record}")
                    expected |= {(hmac(self.keys["pepper"], token), record) for token in tokens}
        check(set(self.index.execute("SELECT token, record FROM tokens")) == expected, "tokens")

    # --- 16, 18, 19: opening ---

    def key_pair(self, holder):
        """The key pair of a holder: a role's generation, or this person."""
        parts = holder.split(" ")
        if len(parts) == 2:
            return self.pair
        role, generation = parts[1:]
        me = self.lookup("person", self.handle)
        rows = self.index.execute("SELECT seq, item FROM personal WHERE person = ?", [me])
        name = f"role-seed {role} {generation} {self.handle}"
        for seq, item in rows.fetchall():
            if list(self.manifest(seq)[0])[item] == name:
                seed, = self.bundle(self.thing(seq, name), self.pair, [
                    "kind role-seed", f"vault {self.id}", f"role {role} {generation}", f"recipient {self.handle}"])
                pair = KeyPair(seed)
                check(pair.recipient == self.roster.keys[role][int(generation) - 1], "role seed")
                return pair
        raise Damaged(f"no {name}")

    def compartment_key(self, case, epoch):
        """The first that is the one that was committed to; where another stands, whoever made the entry put it there."""
        compartment, number = epoch.split(" ")[0], int(epoch.split(" ")[1])
        others = []
        for seq, name, holder, header in case.places(compartment, number, self.roster.people[self.handle]):
            box = self.thing(seq, name)
            if box is None:
                continue
            try:
                key = self.unwrap(box, case, epoch, holder, header)
            except Exception:
                key = b""
            commitment = tagged(
                "brankas/v1 compartment key", bytes.fromhex(self.id), case.id, compartment, number, key)
            if commitment.hex() == case.epochs[compartment][number - 1][0]:
                for other in others:
                    print(f"reader: passed over in entry {other}: not the key {epoch} of {case.id}", file=sys.stderr)
                return key
            others.append(seq)
        check(not others, f"not the key {epoch} of {case.id}, in entries {others}")
        raise Damaged(f"{self.handle} holds no key of {epoch} in {case.id}")

    def unwrap(self, box, case, epoch, holder, header):
        """The key of `epoch` from a box to `holder`, or where there is a header from an age file with that."""
        pair = self.key_pair(holder)
        if header is None:
            place = binding("holding", self.id, case=case.id, compartment=epoch, holder=holder)
            return box_open(pair.wrap, box, place)
        wanted = [line for line in header if line.startswith("key ")].index(f"key {epoch}")
        return self.bundle(box, pair, header)[wanted]

    def open(self, record, out):
        """Writes the newest version of a record to `out`; gives its metadata."""
        check(record in self.owners, f"no record {record}")
        case = self.cases[self.owners[record]]
        entry = case.records[record][-1]
        check(record not in case.withdrawn, f"{record} is withdrawn")
        request, version = entry.request, len(case.records[record])
        (epoch, seq), vault = case.placed[record], bytes.fromhex(self.id)
        key = self.compartment_key(case, epoch)
        place = dict(case=case.id, compartment=epoch, record=record, version=version)

        m = self.half("metadata", case.id, record, version, epoch, seq)
        bound = binding("metadata", self.id, **place)
        text = box_open(hkdf(key, b"brankas/v1 metadata\n" + bound, m), self.thing(seq, "metadata"), bound)
        check(len(text) % 256 == 0, "metadata padding")
        metadata = json.loads(text)
        if record.startswith("I-"):
            changed = metadata.get("changed")
            check((changed is not None) == (version > 1), "what was changed")
            check(changed is None or changed == sorted(set(changed), key=str.encode), "what was changed")

        a = box_open(hkdf(key, b"brankas/v1 record"), self.thing(seq, "key"), binding("record-key", self.id, **place))
        b = self.half("key", case.id, record, version, epoch, seq)
        file_key = bytes(x ^ y for x, y in zip(a, b))
        commitment = tagged("brankas/v1 file key", vault, record, version, file_key)
        check(commitment.hex() == request["commits-key"], "file key")

        brought, content, size = entry.sequence, hashlib.sha256(), 0
        payload = self.object(brought) or self.thing(brought, "payload")
        for chunk in payload_chunks(file_key, payload):
            content.update(chunk)
            size += len(chunk)
            out.write(chunk)
        salt = bytes.fromhex(metadata["salt"])
        commitment = tagged("brankas/v1 content", vault, record, version, salt, content.digest())
        check(commitment.hex() == request["commits-content"], "content")
        check((metadata["sha256"], metadata["size"]) == (content.hexdigest(), size), "metadata")
        return metadata


def passphrase(arguments):
    """Takes the option out of `arguments`, and gives what reads the passphrase from there."""
    descriptor = 0
    if "--passphrase-fd" in arguments:
        at = arguments.index("--passphrase-fd")
        descriptor = int(arguments[at + 1])
        del arguments[at:at + 2]
    return lambda: os.fdopen(descriptor, "rb").readline().rstrip(b"\r\n")


def main(arguments):
    read_phrase = passphrase(arguments)
    if len(arguments) != {"verify": 3, "open": 4, "show": 4, "unseal": 3}.get(arguments[0] if arguments else None):
        print(__doc__, file=sys.stderr)
        return 64
    phrase = read_phrase()
    try:
        if arguments[0] == "unseal":
            pair = KeyPair(person(arguments[2], phrase)[1])
            sys.stdout.buffer.write(age_open(open(arguments[1], "rb").read(), pair))
            return 0
        vault = Vault(arguments[1], arguments[2], phrase)
        if arguments[0] == "show":
            seq = int(arguments[3])
            sys.stdout.write(vault.entry(seq).leaf.decode() + "\n" + vault.manifest(seq)[1].decode())
            return 0
        report = vault.verify()
        if arguments[0] == "verify":
            print(json.dumps(report))
        else:
            print(json.dumps(vault.open(arguments[3], sys.stdout.buffer)), file=sys.stderr)
        return 0
    except Exception as error:
        # Whatever does not parse, decrypt or verify: the reader trusts nothing it is given.
        print(f"reader: {type(error).__name__}: {error}", file=sys.stderr)
        return 65


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
