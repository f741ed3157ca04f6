#!/usr/bin/env python3
"""Brankas beside its peers, side by side in one run: prints the tables of docs/performance.md, and with --write puts them
there.

    bench.py BRANKAS [--only NAME] [--folders TMPFS,DISK] [--write PAGE]

BRANKAS is the release binary. Each figure is the median of five; the peers take turns within each round, so that a noisy
minute hits all of them. Times are wall times of whole commands, from start to exit. What a round has stored is removed
before the next, for us as for the peers: memory that a machine sees for the first time costs more than the work.
"""
import argparse
import ctypes
import ctypes.util
import glob
import hashlib
import json
import multiprocessing
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 5
MIB = 1 << 20
PASSPHRASE = "satu dua tiga empat lima enam"
OFFICER = "siti@unit-ppa"
SIZE = 1 << 30


def cpu():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def text(seconds):
    return f"{seconds * 1000:.0f} ms" if seconds < 9.95 else f"{seconds:.1f} s"


class Bench:
    """A vault of three agencies, an investigator with an unlocked key and a case, keys and stores of the peers, and files,
    below one folder."""

    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder
        os.makedirs(folder)
        self.environment = dict(
            os.environ, BRANKAS_LANG="en", BRANKAS_VAULT=self.path("vault"), XDG_STATE_HOME=self.path("state"),
            HOME=folder, GNUPGHOME=self.path("gnupg"), RESTIC_PASSWORD=PASSPHRASE, BORG_PASSPHRASE=PASSPHRASE)
        self.random = random.Random(7)
        with open(self.path("passphrase"), "w") as file:
            file.write(PASSPHRASE + "\n")
        keys_file = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "keys.example")
        shutil.copy(keys_file, self.path("keys.yaml"))
        admins = ["admin@dp2kbp3a", "admin@unit-ppa", "admin@kejaksaan"]
        for who in admins + [OFFICER]:
            self.brankas(None, "key", "new", who, "--name", "Nama", "--output", self.path(f"{who}.age"), "--work-factor", "10")
        self.brankas(admins[0], "init", self.path("vault"), "--keys", self.path("keys.yaml"))
        shown = self.brankas(OFFICER, "key", "show")[1].decode()
        self.brankas(
            admins[1], "person", "enroll", self.path(f"{OFFICER}.card"), "--role", "unit-ppa/penyidik", "--fingerprint",
            shown.splitlines()[1].strip())
        with open(self.path("case.json"), "w") as file:
            json.dump({"title": "Perkara", "number": "1", "kind": "TPPO", "opened": "2026-11-20"}, file)
        self.new_case()
        self.run(["age-keygen", "-o", self.path("age.key")])
        self.recipient = open(self.path("age.key")).read().split("public key: ")[1].split()[0]
        os.makedirs(self.path("gnupg"), mode=0o700)

    def path(self, name):
        return f"{self.folder}/{name}"

    def run(self, command, fd=None):
        """Seconds, and what was printed."""
        start = time.monotonic()
        done = subprocess.run(
            command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
            pass_fds=[fd] if fd is not None else [])
        took = time.monotonic() - start
        if done.returncode:
            sys.exit(f"{command}: {done.returncode}\n{done.stderr.decode()}")
        return took, done.stdout

    def brankas(self, who, *words):
        with open(self.path("passphrase")) as file:
            command = [self.program, *words, "--passphrase-fd", str(file.fileno())]
            if who:
                command += ["--key", self.path(f"{who}.age")]
            return self.run(command, file.fileno())

    def new_case(self):
        made = self.brankas(OFFICER, "case", "new", "--from", self.path("case.json"), "--json")[1]
        self.case = json.loads(made)["case"]

    def file(self, name, size):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            for start in range(0, size, MIB):
                file.write(self.random.randbytes(min(MIB, size - start)))
        return self.path(name)

    def add(self, *files):
        took, printed = self.brankas(OFFICER, "document", "add", "--again", self.case, *files, "--compartment", "evidence", "--json")
        return took, [document["document"] for document in json.loads(printed)["documents"]]

    def open(self, document):
        took, _ = self.brankas(
            OFFICER, "document", "open", document, "--purpose", "penyidikan", "--output", self.path("opened"))
        return took

    def gocryptfs(self, source, target):
        """Seconds of copying into an encrypted folder that is mounted for it."""
        self.fresh("crypt")
        os.makedirs(self.path("crypt/sealed"))
        os.makedirs(self.path("crypt/open"))
        self.run(["gocryptfs", "-init", "-q", "-passfile", self.path("passphrase"), self.path("crypt/sealed")])
        # Its daemon lives on: it must not hold the pipes that `run` reads to their end.
        subprocess.run(
            ["gocryptfs", "-q", "-passfile", self.path("passphrase"), self.path("crypt/sealed"), self.path("crypt/open")],
            check=True, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return self.run(["cp", "-r", source, self.path(f"crypt/open/{target}")])[0]
        finally:
            subprocess.run(["fusermount", "-u", self.path("crypt/open")], check=True)

    def fresh(self, *names):
        """Removes what a command is to make anew, before its time is taken."""
        for name in names:
            path = self.path(name)
            if os.path.isdir(path):
                shutil.rmtree(path)
            elif os.path.exists(path):
                os.remove(path)


def medians(runs):
    """`runs` are named functions that give seconds; all of them in turn, round by round."""
    times = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            times[name].append(run())
    return {name: (statistics.median(taken), min(taken), max(taken)) for name, taken in times.items()}


def has(program):
    return shutil.which(program) is not None


def mounts():
    """Whether gocryptfs is here, and may mount."""
    return has("gocryptfs") and has("fusermount") and os.access("/dev/fuse", os.R_OK | os.W_OK)


def table(title, base, figures, note=None):
    """Rows of medians, each with its ratio to the row `base`."""
    yield f"| {title} | median | least – most | ratio |"
    yield "|---|---:|---:|---:|"
    for name, (median, least, most) in figures.items():
        yield f"| {name} | {text(median)} | {text(least)} – {text(most)} | {median / figures[base][0]:.2f} |"
    yield ""


def large(bench):
    """One large file in, and out again."""
    source = bench.file("large/file", SIZE)
    out = bench.path("out")

    def timed(command, *leftovers):
        def run():
            bench.fresh("out", *leftovers)
            return bench.run(command)[0]
        return run

    documents = []

    def add():
        for folder in glob.glob(bench.path("vault/objects/[0-9a-f][0-9a-f]")):
            shutil.rmtree(folder)
        took, documents[:] = bench.add(source)
        return took

    def both():
        bench.fresh("out")
        return bench.run(["sha256sum", source])[0] + bench.run(["age", "-r", bench.recipient, "-o", out, source])[0]

    def durable():
        bench.fresh("out")
        return bench.run(["age", "-r", bench.recipient, "-o", out, source])[0] + bench.run(["sync", out])[0]

    runs = {
        "`document add`": add,
        "`age -r`": timed(["age", "-r", bench.recipient, "-o", out, source]),
        "`age -r`, then `sync` of its file": durable,
        "`sha256sum`, then `age -r`": both,
        "`cp`": timed(["cp", source, out]),
    }
    if has("gpg"):
        runs["`gpg -c` (AES-256, not compressed)"] = timed([
            "gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", PASSPHRASE, "--cipher-algo", "AES256",
            "--compress-algo", "none", "-o", out, "-c", source])
    if mounts():
        runs["`cp` into a gocryptfs"] = lambda: bench.gocryptfs(source, "file")
    runs["`pyrage.encrypt_file`"] = timed([
        sys.executable, "-c",
        "import pyrage, sys; pyrage.encrypt_file(sys.argv[1], sys.argv[2], [pyrage.x25519.Recipient.from_str(sys.argv[3])])",
        source, out, bench.recipient])
    yield from table("1 GiB in", "`age -r`", medians(runs))

    bench.fresh("out")
    bench.run(["age", "-r", bench.recipient, "-o", bench.path("sealed"), source])

    def open_one():
        bench.fresh("opened")
        return bench.open(documents[0])

    figures = medians({
        "`document open --output`": open_one,
        "`age -d`": timed(["age", "-d", "-i", bench.path("age.key"), "-o", out, bench.path("sealed")]),
    })
    with open(source, "rb") as first, open(bench.path("opened"), "rb") as second:
        if hashlib.file_digest(first, "sha256").digest() != hashlib.file_digest(second, "sha256").digest():
            sys.exit("what was opened is another file")
    yield from table("1 GiB out", "`age -d`", figures)


def many(bench):
    """A thousand small files in one command."""
    files = [bench.file(f"many/{number:04}", 20_000) for number in range(1_000)]

    def add():
        # The peers begin with an empty store in each round.
        bench.new_case()
        return bench.add(*files)[0]

    runs = {"`document add`": add}
    if has("restic"):
        def restic():
            bench.fresh("restic")
            bench.run(["restic", "init", "-q", "-r", bench.path("restic")])
            return bench.run(["restic", "backup", "-q", "-r", bench.path("restic"), bench.path("many")])[0]
        runs["`restic backup`"] = restic
    if has("borg"):
        def borg():
            bench.fresh("borg")
            bench.run(["borg", "init", "-e", "repokey-blake2", bench.path("borg")])
            return bench.run(["borg", "create", bench.path("borg") + "::one", bench.path("many")])[0]
        runs["`borg create`"] = borg
    if mounts():
        runs["`cp -r` into a gocryptfs"] = lambda: bench.gocryptfs(bench.path("many"), "many")
    yield from table("1,000 files of 20 KB", "`restic backup`" if has("restic") else "`document add`", medians(runs))


def small(bench):
    """One small document out, and what starting costs."""
    source = bench.file("small/file", 20_000)
    document = bench.add(source)[1][0]
    bench.run(["age", "-r", bench.recipient, "-o", bench.path("sealed"), source])

    def open_one():
        bench.fresh("opened")
        return bench.open(document)

    def age():
        bench.fresh("out")
        return bench.run(["age", "-d", "-i", bench.path("age.key"), "-o", bench.path("out"), bench.path("sealed")])[0]

    unlocked = "key unlocked"
    if subprocess.run(
            [bench.program, "key", "unlock", "--account", "--key", bench.path(f"{OFFICER}.age"), "--passphrase-fd", "0"],
            env=bench.environment, stdin=open(bench.path("passphrase")), capture_output=True).returncode:
        unlocked = "the kernel keeps no key here: its opening, scrypt 2^10, is counted in"
    yield from table(f"a document of 20 KB out ({unlocked})", "`age -d`", medians({
        "`document open --output`": open_one, "`age -d`": age}))
    yield from table("start", "`age --version`", medians({
        "`brankas --version`": lambda: bench.run([bench.program, "--version"])[0],
        "`age --version`": lambda: bench.run(["age", "--version"])[0],
    }))


def seals(seconds):
    """MB/s of libsodium's ChaCha20-Poly1305 on one core, in chunks of an age payload."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
    sodium.sodium_init()
    size = 65_536
    chunk, key, nonce = os.urandom(size), os.urandom(32), os.urandom(12)
    sealed, none = ctypes.create_string_buffer(size + 16), ctypes.c_ulonglong(0)
    count, start = 0, time.monotonic()
    while time.monotonic() - start < seconds:
        sodium.crypto_aead_chacha20poly1305_ietf_encrypt(
            sealed, None, chunk, ctypes.c_ulonglong(size), None, none, None, nonce, key)
        count += 1
    return count * size / (time.monotonic() - start) / 1e6


def hashes(seconds):
    """MB/s of SHA-256 on one core, with the processor's instructions where it has them."""
    chunk = os.urandom(MIB)
    count, start = 0, time.monotonic()
    while time.monotonic() - start < seconds:
        hashlib.sha256(chunk)
        count += 1
    return count * MIB / (time.monotonic() - start) / 1e6


def limits():
    """What the cores of this machine make."""
    cores = os.cpu_count()
    with multiprocessing.Pool(cores) as pool:
        yield "| what this machine makes | one core | all cores |"
        yield "|---|---:|---:|"
        for name, work in (("ChaCha20-Poly1305 (libsodium)", seals), ("SHA-256 (OpenSSL)", hashes)):
            one = statistics.median(work(0.5) for _ in range(ROUNDS))
            every = statistics.median(sum(pool.map(work, [0.5] * cores, chunksize=1)) for _ in range(ROUNDS))
            yield f"| {name} | {one:.0f} MB/s | {every:.0f} MB/s |"
        yield ""


def write(path, name, lines):
    """Puts the lines between the markers of `name` in the page at `path`."""
    page = open(path).read()
    begin, end = f"<!-- {name}: made by `make bench` -->", f"<!-- {name}: end -->"
    before, rest = page.split(begin)
    after = rest.split(end)[1]
    with open(path, "w") as file:
        file.write(before + begin + "\n\n" + "\n".join(lines).rstrip() + "\n\n" + end + after)


PARTS = {"large": large, "many": many, "small": small}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("brankas")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--folders", default="/dev/shm,.")
    parser.add_argument("--write")
    chosen = parser.parse_args()
    lines = [f"Measured on {cpu()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}.", ""]

    def tell(more):
        for line in more:
            print(line, flush=True)
            lines.append(line)

    tell(limits())
    for number, parent in enumerate(chosen.folders.split(",")):
        for name, part in PARTS.items():
            if chosen.only in (None, name):
                tell([f"### {'On tmpfs' if number == 0 else 'On disk'}: {part.__doc__.rstrip('.')}", ""])
                with tempfile.TemporaryDirectory(dir=parent, prefix="brankas-bench-") as folder:
                    tell(part(Bench(chosen.brankas, folder + "/bench")))
    if chosen.write:
        write(chosen.write, "bench", lines)


if __name__ == "__main__":
    main()
