#!/usr/bin/env python3
"""Kills the binary at, and makes fail, the system calls with which it writes; then looks at what is left.

    faults.py BINARY FOLDER --points N [--from K] --seed S [--only FAULT] [--power] [--control]

A point is a kind of command, a system call, a fault and which of the calls it hits. All that an undisturbed run of each kind
offers are shuffled by the seed, and those from K on are played: slices of one seed never meet.

Where the fault is to be stopped, a second command runs while the first stands still at its point: it waits, or says that
the vault is busy, and each is judged by what it said.

With --power the folder is an ext4 of its own behind a loop device (for root alone): the command is killed at its point, or
ends, and the disk is cut off at once: what was not synced is lost. It is mounted again and looked at.

After each point: a stable exit code; what was acknowledged is stored; what is stored opens to the very bytes; what was
opened is logged; an output file is whole or absent, an export too, or a part whose every file is sealed; what was moved,
withdrawn, changed or asked for is so or is not; no plaintext lies about; leftovers are swept; everything verifies.
With --control the vault is damaged by hand, and calls are left out as a broken program would leave them out (the name of an
output, one kind of sync before a power cut): the same checks must say so, for a check that can't fail proves nothing. Prints "POINTS n, FAILURES m" at the end; exits with 1 if a point failed (with --control: if none did).
"""
import argparse, collections, datetime, fcntl, hashlib, json, os, random, shutil, signal, struct, subprocess, sys
import tempfile, time

CANARY = b"RAHASIA-BUNGA-MELATI-"
CALLS = ["pwrite64", "write", "fdatasync", "fsync", "sync_file_range", "openat", "unlink", "unlinkat", "rmdir", "rename",
         "renameat2", "ftruncate", "linkat", "mkdir"]
STOP = "signal=STOP"
FAULTS = ["error=EIO", "error=ENOSPC", "error=EMFILE", "signal=KILL", STOP]
# Seconds that the first command stands still for a second one that waits: one in eight times longer than that is willing to.
STANDS, STANDS_LONG = 0.5, 14
KINDS = ["add small", "add large", "add folder", "open", "open pipe", "grant", "revoke", "export", "move", "withdraw",
         "update", "ask"]
# A call that nothing here makes: the run is undisturbed.
NOTHING = "getcpu"
FOLDER_FILES = {"berkas/a.txt": 2_000, "berkas/b/c.bin": 120_000, "berkas/d.txt": 40}
EXIT_CODES = {0, 1, 64, 65, 69, 77}
# What reads the terminal's or the loader's files fails before there is a vault to speak of.
KEYS_FILE = """
vault: uji
agencies:
  polisi: { name: "Unit PPA", admin: admin@polisi.card }
  jaksa:  { name: "Kejaksaan", admin: admin@jaksa.card }
roles:
  polisi/penyidik: [create, add, share]
  polisi/pengawas: [audit]
  jaksa/jaksa:     [add]
compartments: [identity, evidence, statement]
rules:
  approvals: { identity: 0 }
"""

# What lies in an export beside its records.
BESIDE = {"manifest.note.age", "manifest.json.age", "entry.tlog-proof.age", "genesis.age", "exporter.card.age", "README.txt"}


# What strace writes when the program stands still.
STOPPED = "--- stopped by SIGSTOP ---"


class Disk:
    """An ext4 in a file, behind a loop device."""

    def __init__(self, folder):
        self.folder, self.image = os.path.abspath(folder), os.path.abspath(folder) + ".img"
        os.makedirs(self.folder, exist_ok=True)
        with open(self.image, "wb") as file:
            file.truncate(192 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", self.image], check=True)
        self.mount()

    def mount(self):
        # The kernel must not sync by itself what a slow machine took long for.
        subprocess.run(["mount", "-o", "loop,commit=600", self.image, self.folder], check=True)

    def cut(self):
        """The power goes: nothing is written any more, not even the journal. Then it comes back."""
        folder = os.open(self.folder, os.O_RDONLY)
        # EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH.
        fcntl.ioctl(folder, 0x8004587D, struct.pack("I", 2))
        os.close(folder)
        self.unmount()
        self.mount()

    def unmount(self):
        subprocess.run(["umount", self.folder], check=True)


class Play:
    def __init__(self, binary, folder):
        self.binary, self.folder = os.path.abspath(binary), os.path.abspath(folder)
        os.makedirs(self.folder, exist_ok=True)
        self.vault = os.path.join(self.folder, "vault")
        self.place = ["--vault", self.vault, "--here"]
        self.environment = {
            "HOME": self.folder, "XDG_STATE_HOME": os.path.join(self.folder, "state"), "PATH": os.environ["PATH"],
            "SWIFT_BACKTRACE": "enable=no", "BRANKAS_LANG": "en", "TMPDIR": self.folder,
        }
        self.until = (datetime.date.today() + datetime.timedelta(days=200)).isoformat()
        self.documents = {}
        self.stored_beside = set()
        self.disk = None

    def run(self, person, *words, wrap=(), input=b"", ok=False):
        start, command = self.start(person, *words, wrap=wrap)
        output, complaint = start.communicate(input)
        if ok and start.returncode != 0:
            raise SystemExit(f"{' '.join(words)}: {start.returncode} {complaint.decode()}")
        return subprocess.CompletedProcess(command, start.returncode, output, complaint)

    def start(self, person, *words, wrap=(), output=subprocess.PIPE, complaint=subprocess.PIPE):
        reading, writing = os.pipe()
        os.write(writing, f"sandi {person} kuat 1\n".encode())
        os.close(writing)
        command = [*wrap, self.binary, *words, "--passphrase-fd", str(reading)]
        if words[:2] != ("key", "new"):
            command += ["--key", f"{self.folder}/{person}.age"]
        if words[0] != "key":
            command += self.place
        start = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=complaint, pass_fds=[reading],
            env=self.environment, cwd=self.folder)
        os.close(reading)
        return start, command

    def json(self, person, *words):
        return json.loads(self.run(person, *words, "--json", ok=True).stdout)

    def prepare(self):
        people = {"admin@polisi": None, "admin@jaksa": None, "siti@polisi": "polisi/penyidik",
                  "wati@polisi": "polisi/pengawas", "joko@jaksa": "jaksa/jaksa"}
        for person in people:
            self.run(person, "key", "new", person, "--name", person, "--output", f"{self.folder}/{person}.age",
                     "--work-factor", "2", ok=True)
        with open(f"{self.folder}/keys.yaml", "w") as file:
            file.write(KEYS_FILE)
        self.run("admin@polisi", "init", self.vault, "--keys", f"{self.folder}/keys.yaml", ok=True)
        for person, role in people.items():
            if role:
                admin = "admin@" + person.split("@")[1]
                self.run(admin, "person", "enroll", f"{self.folder}/{person}.card", "--role", role, "--yes", ok=True)
        self.case = json.loads(self.run("siti@polisi", "case", "new", "--from", "-", "--json",
                                        input=b'{"title":"Uji"}', ok=True).stdout)["case"]
        os.makedirs(f"{self.folder}/berkas/b")
        self.write_file("small.txt", 3_000)
        self.write_file("large.bin", 300_000)
        self.write_file("second.txt", 500)
        self.write_folder()
        for name in ["small.txt", "large.bin"]:
            self.add(name)
        self.notes = ""
        self.identity = json.loads(self.run(
            "siti@polisi", "identity", "add", self.case, "--from", "-", "--json", input=b'{"name":"Bunga"}',
            ok=True).stdout)["identity"]

    # The vault grows with each point; every so often it begins anew, so that looking at it stays quick.

    def keep(self):
        for name in ["vault", "state"]:
            shutil.copytree(f"{self.folder}/{name}", f"{self.folder}/{name}.kept")
        self.kept = (dict(self.documents), self.notes)

    def begin_anew(self):
        for name in ["vault", "state"]:
            shutil.rmtree(f"{self.folder}/{name}")
            shutil.copytree(f"{self.folder}/{name}.kept", f"{self.folder}/{name}")
        self.documents, self.notes = dict(self.kept[0]), self.kept[1]

    def write_file(self, name, size):
        body = (CANARY + os.urandom(8).hex().encode() + b"\n") * (size // 38 + 1)
        with open(f"{self.folder}/{name}", "wb") as file:
            file.write(body[:size])

    def write_folder(self):
        for name, size in FOLDER_FILES.items():
            self.write_file(name, size)

    def add(self, name):
        done = self.run("siti@polisi", "document", "add", "--again", self.case, f"{self.folder}/{name}", "--compartment",
                        "evidence", "--json", ok=True)
        self.remember(done.stdout)

    def remember(self, output):
        for document in json.loads(output)["documents"]:
            self.documents[document["document"]] = document["sha256"]

    # What is played at each point.

    def command(self, kind):
        """Who, and what."""
        self.document = document = random.choice(sorted(self.documents))
        self.output = f"{self.folder}/out-{random.getrandbits(64):x}"
        self.wished = CANARY.decode() + f"{random.getrandbits(64):x}"
        if kind == "move":
            place = next(d["compartment"] for d in self.listed() if d["document"] == document)
            self.target = "statement" if place == "evidence" else "evidence"
            return "siti@polisi", ["document", "move", document, "--compartment", self.target]
        if kind == "revoke":
            self.grant = self.json("siti@polisi", "grant", "new", self.case, "--to", "jaksa/jaksa", "--compartment",
                                   "evidence", "--purpose", "penuntutan", "--basis", "P-16/1", "--until", self.until)["grant"]
        if kind == "add folder":
            self.write_folder()
        if kind == "ask":
            return "joko@jaksa", ["grant", "request", self.case, "--compartment", "statement", "--purpose",
                                  "penuntutan", "--basis", "P-16/2", "--json"]
        return "siti@polisi", {
            "export": ["case", "export", self.case, "--to", f"{self.folder}/joko@jaksa.card", "--purpose",
                       "penyidikan", "--basis", "P-21/1", "--output", self.output, "--quiet"],
            "withdraw": ["document", "withdraw", document, "--reason", "keliru"],
            "update": ["identity", "update", self.identity, "--from", "-", "--purpose", "penyidikan",
                       "--reason", "x", "--json"],
            "add small": ["document", "add", "--again", self.case, f"{self.folder}/small.txt", "--compartment", "evidence",
                          "--json"],
            "add large": ["document", "add", "--again", self.case, f"{self.folder}/large.bin", "--compartment", "evidence",
                          "--json"],
            "add folder": ["document", "add", self.case, f"{self.folder}/berkas", "--compartment", "evidence", "--json"],
            "revoke": ["grant", "revoke", getattr(self, "grant", ""), "--reason", "x"],
            "open": ["document", "open", document, "--purpose", "penyidikan", "--output", self.output],
            "open pipe": ["document", "open", document, "--purpose", "penyidikan"],
            "grant": ["grant", "new", self.case, "--to", "jaksa/jaksa", "--compartment", "evidence", "--purpose",
                      "penuntutan", "--basis", "P-16/1", "--until", self.until, "--json"]
        }[kind]

    def points(self, seed):
        """All points that undisturbed runs offer, in the order of the seed."""
        points = []
        for kind in KINDS:
            trace = f"{self.folder}/trace"
            person, words = self.command(kind)
            done = self.run(person, *words, input=self.input(kind), ok=True,
                            wrap=["strace", "-f", "-qq", "-o", trace, "-e", f"trace={','.join('?' + c for c in CALLS)}"])
            if kind.startswith("add"):
                self.remember(done.stdout)
            self.settle(kind, done, [])
            with open(trace) as file:
                calls = [line.split(None, 1) for line in file]
            os.unlink(trace)
            self.clean()
            for call in CALLS:
                # strace counts the calls of each thread by itself.
                counts = collections.Counter(thread for thread, what in calls if what.startswith(call + "("))
                points += [(kind, call, fault, when) for fault in FAULTS
                           for when in range(1, max(counts.values(), default=0) + 1)]
        # By hash: another run has some calls more or fewer, and all others keep their order.
        points.sort(key=lambda point: hashlib.sha256(repr((seed, *point)).encode()).digest())
        return points

    def input(self, kind):
        return json.dumps({"notes": self.wished}).encode() if kind == "update" else b""

    def clean(self):
        for name in os.listdir(self.folder):
            if name.startswith("out-"):
                path = f"{self.folder}/{name}"
                shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)

    def listed(self):
        return self.json("siti@polisi", "document", "list", self.case)["documents"]

    def entries(self):
        return self.json("wati@polisi", "audit", "list")["entries"]

    def point(self, kind, call, fault, when):
        before = self.allowed(kind)
        person, words = self.command(kind)
        if self.disk:
            os.sync()
        trace = f"{self.folder}.trace"
        self.stored_beside = set()
        wrap = ["strace", "-f", "-qq", "-o", trace, "-e", f"trace={call}",
                "-e", f"inject={call}:{fault}" + (f":when={when}" if when else "")]
        problems = []
        if fault == STOP:
            done = self.run_beside(person, words, self.input(kind), wrap, trace, problems)
        else:
            done = self.run(person, *words, input=self.input(kind), wrap=wrap)
        if self.disk:
            self.disk.cut()
        killed = fault == "signal=KILL"
        with open(trace) as file:
            log = file.read()
        os.unlink(trace)
        # A run with a call fewer than the one that was counted reached no point.
        self.was_injected = "(INJECTED)" in log or STOPPED in log or killed and "+++ killed by SIGKILL +++" in log
        if not self.was_injected and call != NOTHING:
            self.check_output(kind, done, before, problems)
            self.settle(kind, done, problems)
            self.check_store(kind, done, problems)
            return problems
        if killed and done.returncode not in (-9, 137):
            problems.append(f"killed, and ended with {done.returncode}")
        if done.returncode == 127 and b"error while loading shared libraries" in done.stderr:
            self.was_injected = False  # the loader's own calls failed: the program never began
            return problems
        if not (killed and done.returncode in (-9, 137)) and done.returncode not in EXIT_CODES:
            problems.append(f"exit code {done.returncode}: {done.stderr[-200:]!r}")
        # Behind what is told on the way, such as a first contact.
        says = any(line.startswith(b"brankas: ") for line in done.stderr.splitlines())
        if done.returncode not in (0, -9, 137) and not says:
            problems.append(f"says {done.stderr[-200:]!r}")
        self.check_output(kind, done, before, problems)
        self.settle(kind, done, problems)
        self.check_store(kind, done, problems)
        return problems

    def run_beside(self, person, words, input, wrap, trace, problems):
        """A command that is stopped at its point, and a second one meanwhile."""
        # Into files: nobody reads while it stands still.
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaint:
            first, command = self.start(person, *words, wrap=wrap, output=output, complaint=complaint)
            try:
                first.stdin.write(input)
                first.stdin.close()
            except BrokenPipeError:
                pass
            end = time.monotonic() + 120
            stopped = False
            try:
                while first.poll() is None and time.monotonic() < end:
                    if not stopped and os.path.exists(trace) and STOPPED in open(trace).read():
                        stopped = True
                        self.beside(self.child(first), problems)
                    elif stopped:
                        # Another thread of it may have come to its own point.
                        self.go_on_with(self.child(first))
                    time.sleep(0.01)
                if first.poll() is None:
                    problems.append("the first does not end")
            finally:
                if first.poll() is None:
                    os.kill(self.child(first) or first.pid, signal.SIGKILL)
                first.wait()
            output.seek(0)
            complaint.seek(0)
            return subprocess.CompletedProcess(command, first.returncode, output.read(), complaint.read())

    @staticmethod
    def child(process):
        """The program that strace runs; None where it has ended."""
        try:
            with open(f"/proc/{process.pid}/task/{process.pid}/children") as children:
                return int(children.read().split()[0])
        except (OSError, IndexError):
            return None

    @staticmethod
    def go_on_with(process):
        try:
            if process:
                os.kill(process, signal.SIGCONT)
        except ProcessLookupError:
            pass

    def beside(self, stopped, problems):
        """Adds a document or verifies the vault while the process `stopped` stands still. After a while that goes on: who
        waits must not wait for good."""
        adds = random.random() < 0.5
        second, _ = self.start(*(
            ["siti@polisi", "document", "add", "--again", self.case, f"{self.folder}/second.txt", "--compartment", "evidence", "--json"]
            if adds else ["wati@polisi", "verify", "--json"]))
        try:
            output, complaint = second.communicate(timeout=STANDS_LONG if random.random() < 0.125 else STANDS)
        except subprocess.TimeoutExpired:
            self.go_on_with(stopped)
            try:
                output, complaint = second.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                second.kill()
                output, complaint = second.communicate()
                problems.append("the second does not end, though the first goes on")
        self.go_on_with(stopped)
        if second.returncode == 0:
            if adds:
                before = set(self.documents)
                self.remember(output)
                self.stored_beside = set(self.documents) - before
        elif second.returncode != 69 or b"brankas: " not in complaint:
            problems.append(f"the second ends with {second.returncode}: {complaint[-300:]!r} {output[-300:]!r}")

    def allowed(self, kind):
        """How many records were opened, or exported, as the ledger has it."""
        action = "case.export" if kind == "export" else "document.open"
        if not kind.startswith(("open", "export")):
            return 0
        return sum(1 for e in self.entries() if e["action"] == action and e["outcome"] == "allowed" and "record" in e)

    def check_export(self, done, before, problems):
        parts = [n for n in os.listdir(self.folder) if n.startswith("out-") and n.endswith(".part")]
        # Killed while it tried whether a file can be made, it left an empty one.
        tried = [n for n in parts if os.path.isfile(f"{self.folder}/{n}")]
        for name in tried:
            if os.path.getsize(f"{self.folder}/{name}") > 0:
                problems.append(f"{name} holds something")
            os.remove(f"{self.folder}/{name}")
        parts = [n for n in parts if n not in tried]
        if parts and done.returncode not in (-9, 137):
            problems.append("a part is left, and nobody was killed")
        whole = os.path.exists(self.output)
        if done.returncode == 0 and not whole:
            problems.append("acknowledged, and no folder")
        filled = 0
        for folder in [f"{self.folder}/{n}" for n in parts] + ([self.output] if whole else []):
            names = set(os.listdir(folder))
            wanted = {f"{d}.age" for d in self.documents} | {f"{self.identity}.json.age"} | BESIDE
            # What a second command stored meanwhile may have come too late.
            late = {f"{d}.age" for d in self.stored_beside}
            if names - wanted or (folder == self.output and names | late != wanted | late):
                problems.append(f"{os.path.basename(folder)} holds {sorted(names)}")
            for name in names:
                with open(f"{folder}/{name}", "rb") as file:
                    body = file.read()
                header, _, rest = body.partition(b"\n--- ")
                if CANARY in body or (name != "README.txt" and body and not body.startswith(b"age-encryption.org/v1\n"[:len(body)])):
                    problems.append(f"{name} is not sealed")
                # After the header's last line a nonce, then what was sealed.
                filled += name[:2] in ("D-", "I-") and len(rest.partition(b"\n")[2]) > 16
        if self.allowed("export") - before < filled:
            problems.append(f"{filled} records left, and {self.allowed('export') - before} entries say so")
        self.clean()

    def settle(self, kind, done, problems):
        """What was to change has changed, or not; then things are put back where the checks look for them."""
        if kind == "withdraw":
            is_listed = self.document in {d["document"] for d in self.listed()}
            if done.returncode == 0 and is_listed:
                problems.append("acknowledged, and not withdrawn")
            if not is_listed:
                self.run("siti@polisi", "document", "restore", self.document, "--reason", "x", ok=True)
        elif kind == "move":
            place = next((d["compartment"] for d in self.listed() if d["document"] == self.document), None)
            if place not in ("statement", "evidence") or (done.returncode == 0 and place != self.target):
                problems.append(f"moved to {self.target}, found in {place}")
            opened = self.run("siti@polisi", "document", "open", self.document, "--purpose", "penyidikan")
            if hashlib.sha256(opened.stdout).hexdigest() != self.documents[self.document]:
                problems.append(f"{self.document} does not open after its move: {opened.stderr.decode()}")
        elif kind == "update":
            found = self.json("siti@polisi", "identity", "open", self.identity, "--purpose", "penyidikan").get("notes", "")
            if found not in (self.notes, self.wished) or (done.returncode == 0 and found != self.wished):
                problems.append("the identity is neither the old nor the new")
            self.notes = found
        elif kind == "revoke":
            state = {g["grant"]: g["state"] for g in self.json("siti@polisi", "grant", "list", self.case)["grants"]}
            if done.returncode == 0 and state.get(self.grant) != "revoked":
                problems.append("acknowledged, and not revoked")
        elif kind == "ask":
            asks = self.json("siti@polisi", "inbox")["requests"]
            if done.returncode == 0 and json.loads(done.stdout)["request"] not in {r["request"] for r in asks}:
                problems.append("acknowledged, and not asked for")
            for ask in asks:
                if ask["state"] == "waiting":
                    self.run("siti@polisi", "grant", "refuse", ask["request"], "--reason", "x", ok=True)

    def check_output(self, kind, done, before, problems):
        seen = False
        if kind == "export":
            self.check_export(done, before, problems)
        elif kind == "open":
            if os.path.exists(self.output):
                seen = True
                digest = hashlib.sha256(open(self.output, "rb").read()).hexdigest()
                if digest not in self.documents.values():
                    problems.append("an output file that is not whole")
                os.unlink(self.output)
            elif done.returncode == 0:
                problems.append("acknowledged, and no output file")
        elif kind == "open pipe":
            seen = CANARY[:8] in done.stdout
            if done.returncode == 0 and hashlib.sha256(done.stdout).hexdigest() not in self.documents.values():
                problems.append("acknowledged, and the output is not whole")
        if seen and self.allowed(kind) <= before:
            problems.append("plaintext without an entry")

    def check_store(self, kind, done, problems):
        if done.returncode == 0 and (kind.startswith("add") or kind == "grant") and done.stdout[:1] != b"{":
            problems.append(f"acknowledged, and says {done.stdout[:80]!r} {done.stderr[-300:]!r}")
            return
        verified = self.run("wati@polisi", "verify", "--json")
        if verified.returncode != 0:
            problems.append(f"verify: {verified.returncode} {verified.stderr.decode()} {verified.stdout.decode()}")
            return
        if done.returncode == 0 and kind.startswith("add"):
            self.remember(done.stdout)
            for document in json.loads(done.stdout)["documents"]:
                opened = self.run("siti@polisi", "document", "open", document["document"], "--purpose", "penyidikan")
                if hashlib.sha256(opened.stdout).hexdigest() != document["sha256"]:
                    problems.append(f"{document['document']} was acknowledged and does not open")
        if kind == "add folder":
            self.go_on(problems)
        listed = {d["document"]: d["sha256"] for d in self.json("siti@polisi", "document", "list", self.case)["documents"]}
        for document, digest in self.documents.items():
            if listed.get(document) != digest:
                problems.append(f"{document} was acknowledged and is not listed")
        for document in sorted(set(listed) - set(self.documents)):
            # Killed between commit and answer: stored, unacknowledged, and whole.
            if done.returncode == 0:
                problems.append(f"{document} is listed and was not acknowledged")
            opened = self.run("siti@polisi", "document", "open", document, "--purpose", "penyidikan")
            if opened.returncode != 0 or hashlib.sha256(opened.stdout).hexdigest() != listed[document]:
                problems.append(f"{document} is listed and does not open")
            self.documents[document] = listed[document]
        if done.returncode == 0 and kind == "grant":
            grant = json.loads(done.stdout)["grant"]
            if grant not in {g["grant"] for g in self.json("siti@polisi", "grant", "list", self.case)["grants"]}:
                problems.append(f"{grant} was acknowledged and is not listed")
        self.check_leftovers(problems)

    def go_on(self, problems):
        """The same command stores what is missing, and nothing twice."""
        person, words = "siti@polisi", ["document", "add", self.case, f"{self.folder}/berkas", "--compartment", "evidence",
                                        "--json"]
        self.remember(self.run(person, *words, ok=True).stdout)
        listed = [(d["path"], d["sha256"]) for d in self.listed() if d.get("path") and d["compartment"] == "evidence"]
        for name in FOLDER_FILES:
            with open(f"{self.folder}/{name}", "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            if listed.count((name, digest)) != 1:
                problems.append(f"{name} is stored {listed.count((name, digest))} times")

    def check_leftovers(self, problems):
        staging = os.listdir(f"{self.vault}/objects/staging")
        if staging:
            problems.append(f"leftovers: {staging}")
        if os.path.exists(f"{self.vault}/custody/custodian.age.next"):
            problems.append("leftover: custodian.age.next")
        for root, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(root, name)
                if os.path.relpath(path, self.folder) in {"small.txt", "large.bin", "second.txt", *FOLDER_FILES}:
                    continue
                with open(path, "rb") as file:
                    if CANARY in file.read():
                        problems.append(f"plaintext in {os.path.relpath(path, self.folder)}")
                        file.close()
                        os.unlink(path)


def control(play):
    """Damage done by hand, each kind of which must be noticed."""
    unnoticed = []

    def expect_noticed(what, damage, repair):
        damage()
        problems = []
        done = subprocess.CompletedProcess([], 1, b"", b"brankas: x")
        try:
            play.check_store("add large", done, problems)
        except SystemExit as error:
            problems.append(str(error))
        repair()
        print(f"control: {what}: {'noticed' if problems else 'NOT NOTICED'}")
        if not problems:
            unnoticed.append(what)

    def expect_complaint(what, kind, prepare, check):
        problems = []
        play.command(kind)
        prepare()
        check(subprocess.CompletedProcess([], 0, b'{"request":"R-0"}', b""), problems)
        play.clean()
        print(f"control: {what}: {'noticed' if problems else 'NOT NOTICED'}")
        if not problems:
            unnoticed.append(what)

    def export_of(body):
        def prepare():
            os.mkdir(play.output)
            for name in [f"{d}.age" for d in play.documents] + [f"{play.identity}.json.age", *BESIDE]:
                with open(f"{play.output}/{name}", "wb") as file:
                    file.write(body)
        return prepare

    def exported(done, problems):
        play.check_export(done, play.allowed("export"), problems)

    sealed = b"age-encryption.org/v1\n-> x\n--- y\n" + bytes(60)
    expect_complaint("an export in the clear", "export", export_of(CANARY), exported)
    expect_complaint("an export without entries", "export", export_of(sealed), exported)
    expect_complaint("an export that is missing", "export", lambda: None, exported)
    expect_complaint("a part that stays", "export", lambda: (os.mkdir(play.output), os.mkdir(play.output + ".1.part")), exported)
    for kind in ["withdraw", "move", "update", "ask"]:
        expect_complaint(f"{kind}, acknowledged and not done", kind, lambda: None,
                         lambda done, problems: play.settle(kind, done, problems))

    # A program that leaves calls out and says that all went well.
    broken = [("open", "linkat")]
    if play.disk:
        broken = [("add small", "fdatasync"), ("grant", "fdatasync"), ("add large", "fdatasync,fsync")]
    for kind, call in broken:
        play.keep()
        try:
            problems = play.point(kind, call, "retval=0", None)
        except SystemExit as error:
            # A command that had to go well did not.
            problems = [str(error)]
        play.begin_anew()
        print(f"control: {kind} without {call}: {'noticed: ' + problems[0][:80] if problems else 'NOT NOTICED'}")
        if not problems:
            unnoticed.append(f"{kind} without {call}")
        for name in ["vault", "state"]:
            shutil.rmtree(f"{play.folder}/{name}.kept")
        play.clean()
    if play.disk:
        return unnoticed

    copy = play.vault + ".copy"
    shutil.copytree(play.vault, copy)

    def restore():
        shutil.rmtree(play.vault)
        shutil.copytree(copy, play.vault)

    def expect_noticed_beside(what, damage):
        """That the second command is judged: what it finds while the first stands still."""
        problems, tries, kept = [], 0, dict(play.documents)
        damage()
        while not problems and tries < 8:
            # By chance it adds, or verifies.
            play.beside(None, problems)
            tries += 1
        restore()
        play.documents = kept
        print(f"control: {what}: {'noticed' if problems else 'NOT NOTICED'}")
        if not problems:
            unnoticed.append(what)

    objects = [os.path.join(r, n) for r, _, ns in os.walk(f"{play.vault}/objects") for n in ns]
    expect_noticed_beside("a lost object, by who comes second", lambda: os.unlink(objects[0]))
    expect_noticed("a lost object", lambda: os.unlink(objects[0]), restore)
    expect_noticed("plaintext left behind",
                   lambda: shutil.copy(f"{play.folder}/small.txt", f"{play.folder}/left.tmp"), lambda: None)
    halves = f"{play.vault}/custody/custody.sqlite"
    expect_noticed("lost halves", lambda: subprocess.run(
        ["python3", "-c", f"import sqlite3; c = sqlite3.connect({halves!r}); c.execute('DELETE FROM halves WHERE row ="
         " (SELECT MAX(row) FROM halves)'); c.commit(); c.close()"], check=True), restore)
    play.documents["D-0000000000000000"] = "0"
    expect_noticed("a lost document", lambda: None, lambda: play.documents.pop("D-0000000000000000"))
    return unnoticed


def arguments(faults):
    """What is played: a slice of a seed's order, or of it one fault alone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("folder")
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=faults)
    parser.add_argument("--control", action="store_true")
    return parser


def main():
    parser = arguments(FAULTS)
    parser.add_argument("--power", action="store_true")
    options = parser.parse_args()
    random.seed(f"{options.seed} {options.first}")
    disk = Disk(options.folder) if options.power else None
    try:
        play = Play(options.binary, options.folder)
        play.disk = disk
        play.prepare()
        if options.control:
            unnoticed = control(play)
            print(f"CONTROL {'FAILED' if unnoticed else 'PASSED'}")
            failures = len(unnoticed)
        else:
            failures = campaign(play, options)
    finally:
        if disk:
            disk.unmount()
            os.unlink(disk.image)
    sys.exit(1 if failures else 0)


def campaign(play, options):
    points = [p for p in play.points(options.seed) if options.only in (None, p[2])]
    if options.power:
        # Where power fails nothing else does: at each call, and after the last.
        points = [p for p in points if p[2] == "signal=KILL"]
        ends = [(kind, NOTHING, "retval=0", None) for kind in KINDS]
        points = [p for pair in zip(ends, points) for p in pair] + points[len(ends):]
    offered, points = len(points), iter(points[options.first:])
    play.keep()
    played, failures = 0, 0
    while played < options.points:
        point = next(points, None)
        if point is None:
            print(f"there are no more points than {offered}")
            failures += 1
            break
        problems = play.point(*point)
        played += play.was_injected or point[1] == NOTHING
        for problem in problems:
            print(f"seed {options.seed}: {point}: {problem}", flush=True)
        failures += bool(problems)
        if played % 20 == 0:
            if play.run("wati@polisi", "audit", "verify").returncode != 0:
                print(f"seed {options.seed}: after {point} audit verify fails")
                failures += 1
            play.begin_anew()
    if play.run("wati@polisi", "audit", "verify").returncode != 0:
        print("audit verify fails")
        failures += 1
    print(f"POINTS {played} of {offered}, FAILURES {failures}")
    return failures


if __name__ == "__main__":
    main()
