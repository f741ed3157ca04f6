#!/usr/bin/env python3
"""Kills a served custodian at, and makes fail, the calls by which it writes, while eight clients ask; then looks at what is left.

    served.py BINARY FOLDER --points N [--from K] --seed S [--only FAULT] [--call CALL] [--when W --times T]
    served.py BINARY FOLDER --control

A point is a call, a fault, and the how many-th of these calls, counted from when the clients begin; the calls are seen, and let
fail, by shim.c, which is loaded into the service alone. All that an undisturbed run offers are shuffled by the seed, each call
with each fault in turn, and those from K on are played; runs differ by a few calls, so slices of one seed meet in a few points.
Whose request a point falls on is the machine's choice: one that failed may have to be played T times to fail again, with `--only`,
`--call`, `--when W` and `--times T`.

Eight clients at once: six in this process, over the socket, that open (halves are released), are denied, and add documents that
lie in the index and in files; two are the program itself, which grants, moves, adds and opens. FOLDER had best lie in memory:
syncs are slowed down there, so that asks wait for them together.

The faults: the service is killed (KILL); the call fails (EIO, ENOSPC, EDQUOT), or from there on (`+`, ENOSPC until something
gives room back); it writes half and then fails (SHORT); the power goes (POWER: of all that was not synced the disk keeps what it
likes, see powercut.py), or goes at the end, after a sync that failed (EIO-POWER: the kernel forgets what that one had to write).

Then the service is stopped or killed, once in a while a second time while it begins, and serves what is left. After each point:
it begins; whatever a client was given, even a piece of an answer, is in the ledger, and the checkpoint that it was shown in the
tree, in each client's own order; what was acknowledged is stored and opens to the very bytes; what was refused is not there; what
was told as doubtful is whole or absent; there is no entry that nobody asked for; after a commit that failed nobody was answered;
the program's clients find the history that they know; all verifies, by the program and by a reader that was written from the
format alone; nothing is left in staging, no plaintext lies about, nobody waits for ever, and the service ends by nothing but
what was done to it. With --without-journal the disk is one on which a name lasts only by a sync of its own folder.

With --control the vault is damaged by hand, and syncs are left out as a broken custodian would leave them out: the same checks
must say so; and the shim is held against strace. Prints "POINTS n, FAILURES m" at the end; exits with 1 if a point failed (with
--control: if something went unnoticed).
"""
import collections, copy, glob, hashlib, io, itertools, json, mmap, os, random, shutil, signal, socket, sqlite3, struct
import subprocess, sys, threading, time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import powercut
from clients import COURT, PATIENCE, POLICE, Client, Stored
from faults import CANARY, KEYS_FILE, Play, arguments
# What the clients are made of lies there.
import reader
import wire
from primitives import bech32_decode, check

# In the order of `enum call` in shim.c.
CALLS = ["open", "write", "pwrite", "fdatasync", "fsync", "ftruncate", "unlink", "rename", "mkdir", "rmdir", "fallocate"]
WRITES, SYNCS, ROOM = {"write", "pwrite"}, {"fdatasync", "fsync"}, {"open", "rename", "mkdir", "fallocate"}
# What the shim is told, and the calls that it is tried on.
FAULTS = {
    "KILL": ("kill", set(CALLS)),
    "POWER": ("kill", set(CALLS)),
    "EIO": ("5", set(CALLS)),
    "EIO+": ("5+", WRITES | SYNCS),
    "ENOSPC": ("28", WRITES | SYNCS | ROOM),
    "ENOSPC+": ("28+", WRITES | SYNCS | ROOM),
    "EDQUOT": ("122", WRITES | SYNCS | ROOM),
    "SHORT": ("~28", WRITES),
    "EIO-POWER": ("5", SYNCS),
}
WITH_JOURNAL = {"POWER", "EIO-POWER"}
SYNC_MICROSECONDS = 500

PEOPLE = {
    "admin@polisi": None, "admin@jaksa": None, "siti@polisi": POLICE, "sari@polisi": POLICE,
    "susi@polisi": POLICE, "nina@polisi": POLICE, "tono@polisi": POLICE, "joko@jaksa": COURT, "jaka@jaksa": COURT}
# What the custodian's side may be in doubt about; all else that it tells happened before anything was entered.
DOUBTFUL = ("failed storage", "failed damaged", "lost")


# --- The service ------------------------------------------------------------------------------------------------------

class Control:
    """What the shim and this process both see."""

    counts = struct.Struct(f"<{len(CALLS)}I")

    def __init__(self, path):
        with open(path, "wb") as file:
            file.truncate(8 + self.counts.size + 256)
        with open(path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 0)
        self.path = path

    def arm(self):
        self.memory[0:4] = struct.pack("<I", 1)

    @property
    def has_fired(self):
        return self.memory[4:8] != bytes(4)

    @property
    def hit(self):
        """The file on which the fault fell."""
        return os.fsdecode(self.memory[8 + self.counts.size:].rstrip(b"\0"))

    @property
    def calls(self):
        return dict(zip(CALLS, self.counts.unpack(self.memory[8:8 + self.counts.size])))


class Service:
    """The vault of `play`, served. With a call under the shim, and with a kind of fault: on the `when`-th of these calls."""

    def __init__(self, play, call=None, kind=None, when=0, journal=None, is_armed=False, wrap=()):
        environment = dict(play.environment)
        self.control = None
        if call is not None:
            self.control = Control(f"{play.folder}/control")
            if is_armed:
                self.control.arm()
            environment |= {
                "LD_PRELOAD": play.shim, "FAULT_FOLDER": os.path.realpath(play.vault), "FAULT_CONTROL": self.control.path,
                "FAULT_SYNC_US": str(SYNC_MICROSECONDS)}
            if kind:
                environment |= {"FAULT_CALL": str(CALLS.index(call)), "FAULT_AT": str(when), "FAULT_KIND": kind}
            if journal:
                environment["FAULT_JOURNAL"] = journal
        with open(f"{play.folder}/said", "wb") as said:
            self.process = subprocess.Popen(
                [*wrap, play.binary, "serve", "--socket", play.socket, play.vault, "--seed", f"{play.folder}/seed"],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment, cwd=play.folder)
        self.said_path = said.name
        play.services = [one for one in play.services if one.process.poll() is None] + [self]
        end = time.monotonic() + PATIENCE
        while not self.listens(play.socket):
            if self.process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise Unserved(f"does not serve: {self.process.returncode} {self.said[-300:]}")
            time.sleep(0.002)

    @staticmethod
    def listens(path):
        with socket.socket(socket.AF_UNIX) as end:
            return end.connect_ex(path) == 0

    @property
    def said(self):
        with open(self.said_path, errors="replace") as file:
            return file.read()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def stop(self, problems):
        """As its operator stops it."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            problems.append("does not stop")
            self.kill()


class Unserved(Exception):
    pass


# --- A point ----------------------------------------------------------------------------------------------------------

class Served(Play):
    """A vault with its service and its clients, as it was prepared, and each point that is played with a copy of it."""

    def __init__(self, binary, folder):
        super().__init__(binary, folder)
        self.socket = f"{self.folder}/s"
        self.place = ["--vault", "unix:" + self.socket]
        self.shim = f"{self.folder}/shim.so"
        compiler = shutil.which("cc") or shutil.which("clang") or "cc"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", self.shim, f"{HERE}/shim.c", "-ldl"], check=True)
        self.pairs, self.has_journal = {}, True
        # What became of all that was asked, and how often it was killed once more.
        self.outcomes, self.deaths = collections.Counter(), 0
        self.services = []

    def role_pair(self, who, holder, work_out):
        """A role's key is the same all the time; to open it each time costs more than all the rest."""
        if (who.handle, holder) not in self.pairs:
            self.pairs[who.handle, holder] = work_out(holder)
        return self.pairs[who.handle, holder]

    def prepare(self):
        for person in PEOPLE:
            self.run(person, "key", "new", person, "--name", person, "--output", f"{self.folder}/{person}.age",
                     "--work-factor", "1", ok=True)
        self.seeds = {
            person: reader.person(f"{self.folder}/{person}.age", f"sandi {person} kuat 1".encode())[1] for person in PEOPLE}
        with open(f"{self.folder}/keys.yaml", "w") as file:
            # Who works on a case also looks whether all of the ledger holds: one program fewer is started at each point.
            file.write(KEYS_FILE.replace("[create, add, share]", "[create, add, share, audit]"))
        founder = json.loads(self.run("admin@polisi", "key", "show", "--json", ok=True).stdout)["fingerprint"]
        made = subprocess.run(
            [self.binary, "serve", "--new", self.vault, "--seed", f"{self.folder}/seed", "--founder", founder, "--json"],
            env=self.environment, check=True, capture_output=True)
        with open(f"{self.folder}/seed") as file:
            self.custodian = bech32_decode(file.read().strip().lower(), "brankas-custodian-seed-")
        service = Service(self)
        self.id = json.loads(self.run(
            "admin@polisi", "init", "--keys", f"{self.folder}/keys.yaml", "--custodian",
            json.loads(made.stdout)["fingerprint"], "--json", ok=True).stdout)["vault"]
        for person, role in PEOPLE.items():
            if role:
                admin = "admin@" + person.split("@")[1]
                self.run(admin, "join", "--id", self.id)
                self.run(admin, "person", "enroll", f"{self.folder}/{person}.card", "--role", role, "--yes", ok=True)
                self.run(person, "join", "--id", self.id, ok=True)
        self.case = json.loads(self.run(
            "siti@polisi", "case", "new", "--from", "-", "--json", input=b'{"title":"Uji"}', ok=True).stdout)["case"]
        self.write_file("small.txt", 3_000)
        self.write_file("large.bin", 100_000)
        self.records = []
        for name, compartment in [("small.txt", "evidence"), ("large.bin", "evidence"), ("small.txt", "statement"),
                                  ("large.bin", "evidence")]:
            done = self.run("siti@polisi", "document", "add", "--again", self.case, f"{self.folder}/{name}", "--compartment",
                            compartment, "--json", ok=True)
            self.remember(done.stdout)
            self.records.append(json.loads(done.stdout)["documents"][0]["document"])
        self.small, self.large, self.shut, self.moved = self.records
        self.run("siti@polisi", "grant", "new", self.case, "--to", COURT, "--compartment", "evidence", "--purpose",
                 "penuntutan", "--basis", "P-16/1", "--until", self.until, ok=True)
        for person in ["nina@polisi", "tono@polisi"]:
            self.run(person, "case", "list", ok=True)
        client = Client(self, "siti@polisi", POLICE)
        client.connect()
        case = client.fetch(POLICE, "case.prepare", f"case {self.case}", "for document.add")
        self.key = client.compartment_key(case, "evidence 1")
        # SQLite folds its log into the database when that has a thousand pages: let it come to that while a point is played.
        for _ in range(40):
            if os.path.getsize(f"{self.vault}/index.sqlite-wal") >= 880 * 4096:
                break
            client.add(self.text(60_000))
        self.others = {asked.record for asked in client.asks}
        client.channel.send(wire.BYE, b"")
        client.channel.end.close()
        problems = []
        service.stop(problems)
        check(not problems, problems)
        for name in ["vault", "state"]:
            shutil.copytree(f"{self.folder}/{name}", f"{self.folder}/{name}.kept")
        stored = Stored(self, "siti@polisi")
        self.first = stored.verify()["entries"]
        stored.close()

    def begin_anew(self):
        for name in ["vault", "state"]:
            shutil.rmtree(f"{self.folder}/{name}", ignore_errors=True)
            shutil.copytree(f"{self.folder}/{name}.kept", f"{self.folder}/{name}")
        for path in glob.glob(f"{self.folder}/out-*") + glob.glob(f"{self.folder}/journal"):
            os.unlink(path)

    # What the eight do.

    def text(self, size):
        return ((CANARY + os.urandom(8).hex().encode() + b"\n") * (size // 38 + 1))[:size]

    def clients(self, control):
        """Each with what it does."""
        def client(handle, role, *words):
            return Client(self, handle, role, control), words
        opens = [("open", self.small), ("open", self.large), ("open", self.moved)]
        return [
            client("siti@polisi", POLICE, *opens),
            client("sari@polisi", POLICE, ("add", self.text(2_000)), ("add", self.text(66_000)), ("open", self.small)),
            client("susi@polisi", POLICE, ("add", self.text(90_000)), ("add", self.text(500)), ("add", self.text(70_000))),
            client("siti@polisi", POLICE, ("add", self.text(1_000)), ("open", self.moved), ("add", self.text(80_000))),
            client("joko@jaksa", COURT, *reversed(opens)),
            client("jaka@jaksa", COURT, ("open", self.shut), ("open", self.small), ("open", self.shut)),
        ]

    def programs(self):
        """Of each who runs the program, the commands, and the action that each comes to."""
        self.output = f"{self.folder}/out-1"
        return {
            "nina@polisi": [
                (["grant", "new", self.case, "--to", COURT, "--compartment", "statement", "--purpose", "penuntutan",
                  "--basis", "P-16/2", "--until", self.until, "--json"], "grant.create"),
                (["document", "move", self.moved, "--compartment", "statement"], "document.move")],
            "tono@polisi": [
                (["document", "add", "--again", self.case, f"{self.folder}/large.bin", "--compartment", "evidence", "--json"],
                 "document.add"),
                (["document", "open", self.large, "--purpose", "penyidikan", "--output", self.output], "document.open")],
        }

    def run_clients(self, service, problems):
        """All of them at once. What was asked over the socket, by client; what the program ended with, by person."""
        clients, ended = self.clients(service.control), collections.defaultdict(list)

        def run_programs(person, commands):
            for words, action in commands:
                follows = service.control.has_fired
                ended[person].append((action, self.run(person, *words), follows))

        threads = [threading.Thread(target=client.act, args=(words, problems)) for client, words in clients]
        threads += [threading.Thread(target=run_programs, args=pair) for pair in self.programs().items()]
        service.control.arm()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [client for client, _ in clients], ended

    def points(self, seed):
        """All that an undisturbed run offers, in the order of the seed: each call with each fault in turn."""
        self.begin_anew()
        service, problems = Service(self, CALLS[0]), []
        self.run_clients(service, problems)
        counts = service.control.calls
        service.stop(problems)
        check(not problems, problems)
        groups = []
        for fault, (_, calls) in FAULTS.items():
            for call in calls:
                group = [(call, fault, when) for when in range(1, counts[call] + 1)]
                groups.append(sorted(group, key=lambda point: digest(seed, point)))
        groups.sort(key=lambda group: digest(seed, group[:1]))
        return [point for turn in itertools.zip_longest(*groups) for point in turn if point], counts

    def point(self, call, fault, when):
        """Plays it. Problems, and whether it was reached."""
        problems, journal = [], f"{self.folder}/journal" if fault in WITH_JOURNAL else None
        self.begin_anew()
        tree = powercut.Tree(os.path.realpath(self.vault)) if journal else None
        service = Service(self, call, FAULTS[fault][0], when, journal)
        clients, ended = self.run_clients(service, problems)
        has_fired, hit = service.control.has_fired, service.control.hit
        self.end(service, fault, has_fired, problems)
        if journal:
            tree.cut(powercut.records(journal), random, has_journal=self.has_journal)
            tree.write()
        if hit.endswith("-wal"):
            self.check_halt(clients, ended, problems)
        if FAULTS[fault][0] == "kill" and random.random() < 0.3:
            self.die_again()
        self.look(clients, ended, problems)
        self.outcomes.update(asked.state for client in clients for asked in client.asks)
        return problems, has_fired

    @staticmethod
    def end(service, fault, has_fired, problems):
        """The service ends by what was done to it, by itself after a commit that failed, or now."""
        if FAULTS[fault][0] == "kill":
            if has_fired:
                service.process.wait(PATIENCE)
            service.kill()
            expected = {-signal.SIGKILL}
        elif fault in WITH_JOURNAL or random.random() < 0.5:
            service.kill()
            expected = {-signal.SIGKILL, 0, 1, 69, 74}
        else:
            service.stop(problems)
            expected = {0, 1, 69, 74, -signal.SIGTERM, 128 + signal.SIGTERM}
        if service.process.returncode not in expected:
            problems.append(f"the service ended with {service.process.returncode}: {service.said[-300:]}")

    @staticmethod
    def check_halt(clients, ended, problems):
        """After a commit that failed nobody is answered any more. Of one that failed somebody was told: else what failed was the
        folding of a log, of which all was durable before."""
        asks = [asked for client in clients for asked in client.asks]
        if not any(asked.state == "failed storage" for asked in asks):
            return
        later = [asked.action for asked in asks if asked.follows and asked.state == "answered"]
        later += [action for commands in ended.values() for action, done, follows in commands if follows and done.returncode == 0]
        if later:
            problems.append(f"after a commit that failed it went on: {later}")

    def die_again(self):
        """Kills it in the midst of what it clears away when it starts, if it does so much."""
        try:
            Service(self, random.choice(["open", "pwrite", "rename", "fsync"]), "kill", random.randint(1, 8), is_armed=True).kill()
        except Unserved:
            self.deaths += 1

    # What is left.

    def look(self, clients, ended, problems):
        try:
            service = Service(self)
        except Unserved as error:
            problems.append(f"after it: {error}")
            return
        try:
            staging = os.listdir(f"{self.vault}/objects/staging")
            if staging:
                problems.append(f"leftovers: {staging}")
            self.ask_again(problems)
        finally:
            service.stop(problems)
        stored = Stored(self, "siti@polisi")
        # Where not all of it holds, what of it can be read is still held against what was said.
        for check_it in [stored.verify, lambda: self.check_entries(stored, clients, ended, problems)]:
            try:
                check_it()
            except Exception as error:
                problems.append(f"what is stored does not hold: {type(error).__name__}: {error}")
        stored.close()
        self.check_plaintext(problems)

    def ask_again(self, problems):
        """The service works on, all is well by its own account, and nobody is told of another history."""
        self.probe = Client(self, "siti@polisi", POLICE)
        told = []
        self.probe.act([("open", self.small), ("add", self.text(200))], told)
        if told or [asked.state for asked in self.probe.asks] != ["answered"] * 2:
            problems.append(f"does not work on: {told} {[asked.state for asked in self.probe.asks]}")
        running = [(person, self.start(person, *words)[0]) for person, words in [
            ("nina@polisi", ["audit", "verify", "--full"]), ("tono@polisi", ["verify"])]]
        for person, process in running:
            output, complaint = process.communicate()
            if process.returncode != 0:
                problems.append(f"{person} is told {process.returncode} {complaint[-300:].decode()} {output[-300:].decode()}")

    def check_entries(self, stored, clients, ended, problems):
        count, = stored.index.execute("SELECT COUNT(*) FROM ledger").fetchone()
        entries = [stored.entry(sequence) for sequence in range(self.first, count)]
        by_note = {entry.note.data: entry for entry in entries}
        contents = dict(self.documents)
        for client in [*clients, self.probe]:
            last = -1
            for asked in client.asks:
                what, entry = f"{asked.action} of {client.handle}", by_note.pop(asked.note, None)
                if entry is None:
                    if asked.state in ("answered", "begun"):
                        problems.append(f"{what} was {asked.state}, and is not in the ledger")
                    continue
                if asked.state not in ("answered", "begun") and not asked.state.startswith(DOUBTFUL):
                    problems.append(f"{what} {asked.state}, and is in the ledger")
                if entry.sequence <= last:
                    problems.append(f"{what} is out of order")
                last = entry.sequence
                if asked.state == "answered":
                    size, root = asked.head
                    if entry.leaf_hash != asked.leaf_hash:
                        problems.append(f"{what} was answered with another entry")
                    if stored.roots and (size >= len(stored.roots) or stored.roots[size] != root):
                        problems.append(f"{what} was answered with a head of {size} that the tree never had")
                if entry.allowed and asked.digest:
                    contents[asked.record] = asked.digest
        self.check_programs(list(by_note.values()), ended, contents, problems)
        if stored.roots:
            self.check_contents(stored, contents, problems)

    def check_contents(self, stored, contents, problems):
        for record in (thing for thing in stored.owners if thing.startswith("D-")):
            if record not in contents and record not in self.others:
                problems.append(f"{record} is stored, and nobody added it")
        for record, wanted in contents.items():
            try:
                output = io.BytesIO()
                stored.open(record, output)
                if hashlib.sha256(output.getvalue()).hexdigest() != wanted:
                    problems.append(f"{record} opens to other bytes")
            except Exception as error:
                problems.append(f"{record} does not open: {error}")

    def check_programs(self, entries, ended, contents, problems):
        """What whoever ran the program was told, against the entries that are theirs; and that nobody else's are left."""
        for person, commands in ended.items():
            own = [entry for entry in entries if entry.request["actor"] == person]
            entries = [entry for entry in entries if entry.request["actor"] != person]
            found = [entry for entry in own if entry.allowed and entry.request["action"] in {action for action, _, _ in commands}]
            for action, done, _ in commands:
                one = next((entry for entry in found if entry.request["action"] == action), None)
                found = [entry for entry in found if entry is not one]
                complaint = done.stderr[-300:].decode()
                if done.returncode not in (0, 1, 69):
                    problems.append(f"{action} of {person} ends with {done.returncode}: {complaint}")
                if done.returncode == 0 and one is None:
                    problems.append(f"{action} of {person} went well, and is not in the ledger")
                if action == "document.add" and one is not None:
                    contents[one.request["record"]] = self.documents[self.large]
                if action == "document.add" and done.returncode == 0:
                    told = json.loads(done.stdout)["documents"][0]["document"]
                    if one is None or told != one.request["record"]:
                        problems.append(f"{told} was acknowledged and is not in the ledger")
                if action == "grant.create" and done.returncode == 0:
                    told = json.loads(done.stdout)["grant"]
                    if one is None or told != one.request["grant"]:
                        problems.append(f"{told} was acknowledged and is not in the ledger")
                if action == "document.open":
                    self.check_output(done, one, problems)
            # Before each of them it asks for what it needs, and afterwards looks: of that nothing is stored.
            left = collections.Counter(entry.request["action"] for entry in own) - collections.Counter(
                {"case.prepare": 4, "audit.verify": 1, "vault.verify": 1} | {action: 1 for action, _, _ in commands})
            if left:
                problems.append(f"entries of {person} that were not asked for: {dict(left)}")
        others = [entry.request["action"] for entry in entries]
        if others:
            problems.append(f"entries that nobody asked for: {others}")

    def check_output(self, done, entry, problems):
        if os.path.exists(self.output):
            with open(self.output, "rb") as file:
                if hashlib.sha256(file.read()).hexdigest() != self.documents[self.large]:
                    problems.append("an output file that is not whole")
            if entry is None:
                problems.append("an output file, and no entry")
        elif done.returncode == 0:
            problems.append("opened, and no output file")

    def check_plaintext(self, problems):
        for root, _, names in os.walk(self.vault):
            for name in names:
                with open(os.path.join(root, name), "rb") as file:
                    if CANARY in file.read():
                        problems.append(f"plaintext in {name}")


def digest(*things):
    return hashlib.sha256(repr(things).encode()).digest()


# --- Controls ---------------------------------------------------------------------------------------------------------

def control(play):
    """Damage done by hand, and calls that are left out, each of which must be noticed. What was not."""
    unnoticed = []

    def tell(what, problems, wanted=""):
        found = next((problem for problem in problems if wanted in problem), None)
        print(f"control: {what}: {'noticed: ' + found[:100] if found else f'NOT NOTICED {problems}'}", flush=True)
        if not found:
            unnoticed.append(what)

    def tell_well(what, problems):
        print(f"control: {what}: {'well' if not problems else f'NOT WELL {problems}'}", flush=True)
        if problems:
            unnoticed.append(what)

    # An undisturbed run, of which it is written down what would be left without power.
    play.begin_anew()
    before = powercut.Tree(os.path.realpath(play.vault))
    service, problems = Service(play, CALLS[0], journal=f"{play.folder}/journal"), []
    clients, ended = play.run_clients(service, problems)
    service.kill()
    done = [asked for client in clients for asked in client.asks]
    if len(done) < 15 or any(asked.state != "answered" for asked in done):
        problems.append(f"{[asked.state for asked in done]}")
    shutil.copytree(f"{play.folder}/state", f"{play.folder}/state.after")
    play.look(clients, ended, problems)
    tell_well("a run without a fault", problems)
    journal = f"{play.folder}/journal.kept"
    os.rename(f"{play.folder}/journal", journal)

    def play_again(change):
        """What is found where the power went at the end of that run, after `change`."""
        def cut(synced=lambda path: True, keeps="nothing"):
            tree = copy.deepcopy(before)
            tree.cut(powercut.records(journal), random, keeps, synced=synced)
            tree.write()
        shutil.rmtree(f"{play.folder}/state")
        shutil.copytree(f"{play.folder}/state.after", f"{play.folder}/state")
        problems = []
        change(cut)
        play.look(clients, ended, problems)
        return problems

    for keeps in ["nothing", "all", "some"]:
        tell_well(f"the power goes, and of what was not synced it keeps {keeps}", play_again(lambda cut: cut(keeps=keeps)))

    # A custodian that leaves syncs out, and answers all the same.
    def is_folder(path):
        return path == "." or path == "objects" or path.startswith("objects/") and path.count("/") == 1

    tell("no sync of the index", play_again(lambda cut: cut(lambda path: not path.startswith("index.sqlite"))),
         "document.open of")
    tell("no sync of the halves", play_again(lambda cut: cut(lambda path: not path.startswith("custody/"))))
    tell("no sync of payloads", play_again(lambda cut: cut(lambda path: not path.startswith("objects/") or is_folder(path))))
    tell("no sync of folders", play_again(lambda cut: cut(lambda path: not is_folder(path))))
    tell("no sync at all", play_again(lambda cut: cut(lambda path: False)), "was answered, and is not in the ledger")

    # What somebody does by hand.
    def older_index(cut):
        cut()
        for path in glob.glob(f"{play.vault}/index.sqlite*"):
            os.unlink(path)
        for path in glob.glob(f"{play.vault}.kept/index.sqlite*"):
            shutil.copy(path, play.vault)

    def older_vault(cut):
        shutil.rmtree(play.vault)
        shutil.copytree(f"{play.vault}.kept", play.vault)

    def lost_object(cut):
        cut()
        known = {os.path.relpath(path, f"{play.vault}.kept") for path in glob.glob(f"{play.vault}.kept/objects/??/*")}
        os.unlink(next(
            path for path in glob.glob(f"{play.vault}/objects/??/*") if os.path.relpath(path, play.vault) not in known))

    def lost_half(cut):
        cut()
        halves = sqlite3.connect(f"{play.vault}/custody/custody.sqlite")
        halves.execute("DELETE FROM halves WHERE row = (SELECT MAX(row) FROM halves)")
        halves.commit()
        halves.close()

    def plaintext(cut):
        cut()
        shutil.copy(f"{play.folder}/small.txt", f"{play.vault}/custody")

    def leftover(cut):
        cut()
        os.mkdir(f"{play.vault}/objects/staging/left")

    tell("an older index put back", play_again(older_index))
    # Whoever comes first is told, with evidence; then nobody is served any more.
    tell("an older vault put back", play_again(older_vault), "@polisi is told 65")
    tell("a lost object", play_again(lost_object), "what is stored does not hold")
    tell("a lost half", play_again(lost_half), "what is stored does not hold")
    tell("plaintext in the folder", play_again(plaintext), "plaintext in")
    tell("something in staging", play_again(leftover), "leftovers")

    # What is said of a request, and is not so.
    opened, added = clients[0].asks[0], clients[1].asks[0]

    def with_changed(asked, **changed):
        kept = dict(asked.__dict__)
        asked.__dict__.update(changed)
        problems = play_again(lambda cut: cut())
        asked.__dict__.update(kept)
        return problems

    tell("another note", with_changed(opened, note=b"x"), "was answered, and is not in the ledger")
    tell("a piece of an answer to another note", with_changed(opened, note=b"x", state="begun"),
         "was begun, and is not in the ledger")
    tell("an entry that nobody asked for", with_changed(opened, note=b"x", state="lost"), "entries that nobody asked for")
    tell("an entry that was refused", with_changed(opened, state="failed busy"), "and is in the ledger")
    tell("another head", with_changed(opened, head=(opened.head[0], bytes(32))), "that the tree never had")
    tell("other bytes", with_changed(added, digest="0" * 64), "opens to other bytes")
    clients[1].asks.reverse()
    tell("another order", play_again(lambda cut: cut()), "is out of order")
    clients[1].asks.reverse()
    problems = []
    opened.follows, added.state = True, "failed storage"
    play.check_halt(clients, {}, problems)
    tell("an answer after a commit that failed", problems)

    tell_well("the shim sees what strace sees", unseen(play))
    return unnoticed


def unseen(play):
    """The calls of a run of the service, by strace and by the shim, where they differ."""
    names = {"open": "openat", "pwrite": "pwrite64"}
    trace, vault = f"{play.folder}/trace", os.path.realpath(play.vault)
    play.begin_anew()
    problems = []
    service = Service(play, CALLS[0], is_armed=True, wrap=[
        "strace", "-f", "-y", "-qq", "-o", trace, "-e", "trace=" + ",".join(names.get(call, call) for call in CALLS)])
    play.run_clients(service, problems)
    # It is strace's child that is told.
    os.kill(play.child(service.process), signal.SIGTERM)
    service.process.wait(PATIENCE)
    counts = dict.fromkeys(CALLS, 0)
    with open(trace) as file:
        for line in file:
            what = line.split(None, 1)[1]
            call = next((call for call in CALLS if what.startswith(names.get(call, call) + "(")), None)
            # The list of a folder is read without the library's own open.
            if call and "O_DIRECTORY" not in what and any(
                    before + vault + after in what for before in '"<' for after in '/">'):
                counts[call] += 1
    return problems + [f"{call}: {counts[call]}, and {count} by the shim"
                       for call, count in service.control.calls.items() if count != counts[call]]


# --- All of them ------------------------------------------------------------------------------------------------------

def campaign(play, options):
    points, counts = play.points(options.seed)
    points = [p for p in points if options.call in (None, p[0]) and options.only in (None, p[1])]
    if options.when:
        points = [p for p in points if p[2] == options.when] * options.times
    print("offered: " + ", ".join(f"{count} {call}" for call, count in counts.items() if count), flush=True)
    offered, points = len(points), iter(points[options.first:])
    played, failures = 0, 0
    while played < options.points:
        point = next(points, None)
        if point is None:
            print(f"there are no more points than {offered}")
            failures += 1
            break
        random.seed(f"{options.seed} {point}")
        problems, was_reached = play.point(*point)
        played += was_reached
        for problem in problems:
            print(f"seed {options.seed}: {point}: {problem}", flush=True)
        failures += bool(problems)
    print(f"asked: {dict(play.outcomes)}; killed once more while it began: {play.deaths}")
    print(f"POINTS {played} of {offered}, FAILURES {failures}")
    return failures


def main():
    parser = arguments(FAULTS)
    parser.add_argument("--call", choices=CALLS)
    parser.add_argument("--when", type=int)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--without-journal", action="store_true")
    options = parser.parse_args()
    play = Served(options.binary, options.folder)
    play.has_journal = not options.without_journal
    try:
        play.prepare()
        if options.control:
            failures = control(play)
            print(f"CONTROL {'FAILED' if failures else 'PASSED'}")
        else:
            failures = campaign(play, options)
    finally:
        for service in play.services:
            service.kill()
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
