#!/usr/bin/env python3
"""A served vault beside an embedded one and beside its peers, in one run: prints the tables of docs/performance.md, and
with --write puts them there.

    served.py BRANKAS CROWD [--only NAME] [--folder DISK] [--write PAGE]

BRANKAS and CROWD are release binaries. As in bench.py each figure is the median of five, and whatever is compared takes turns
within each round. Whatever goes over ssh goes to one sshd of the bench's own on loopback, by a connection that is kept from
command to command: the peers' ssh is told to agree on what Brankas tells its own to agree on, and to keep its connection, too.
"""
import argparse
import getpass
import glob
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from bench import OFFICER, ROUNDS, SIZE, Bench, cpu, medians, table, write

ADMINS = ["admin@dp2kbp3a", "admin@unit-ppa", "admin@kejaksaan"]
# Each person may have eight connections: 256 of them take so many.
PEOPLE = [f"p{number:02}@unit-ppa" for number in range(32)]
CONNECTIONS = 256
CLIENTS = [1, 8, 64]
# Long enough for a group to follow another many times, and short enough that nobody is asked to wait for having asked too much.
SECONDS = 2
HERE = os.path.dirname(os.path.abspath(__file__))
EMBEDDED, SOCKET, SSH = "embedded", "over a socket", "over ssh"
SYNCS = """
import os, sys, time
number = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
count, start = 0, time.monotonic()
while time.monotonic() - start < float(sys.argv[2]):
    os.write(number, bytes(4096))
    os.fdatasync(number)
    count += 1
print(count / (time.monotonic() - start))
"""


def port():
    """One that is free."""
    with socket.socket() as end:
        end.bind(("127.0.0.1", 0))
        return end.getsockname()[1]


def wait_for(path_or_port, child=None):
    """Until somebody listens there."""
    is_path = isinstance(path_or_port, str)
    deadline = time.monotonic() + 30
    while True:
        with socket.socket(socket.AF_UNIX if is_path else socket.AF_INET) as end:
            if end.connect_ex(path_or_port if is_path else ("127.0.0.1", path_or_port)) == 0:
                return
        if time.monotonic() > deadline or (child and child.poll() is not None):
            sys.exit(f"nobody listens at {path_or_port}")
        time.sleep(0.005)


def processor(child):
    """Seconds of it that a process has had, in all of its threads."""
    fields = open(f"/proc/{child.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Host:
    """An sshd of two keys: by one of them the vault is reached and nothing else, by the other the peers reach the machine."""

    # As Sources/Commands/Doors/SSHDoor.swift has it.
    EXCHANGE = "sntrup761x25519-sha512@openssh.com"

    def __init__(self, folder, relay):
        self.folder, self.port, self.user = folder, port(), getpass.getuser()
        for name in ("host", "gate", "peer"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.path(name)], check=True)
        public = {name: open(self.path(name + ".pub")).read() for name in ("host", "gate", "peer")}
        self.write("authorized_keys", f'command="exec {relay}",restrict {public["gate"]}restrict {public["peer"]}')
        self.write("known_hosts", f"[127.0.0.1]:{self.port} {public['host']}")
        known = f"IdentitiesOnly yes\nUserKnownHostsFile {self.path('known_hosts')}\n"
        self.write("gate_config", f"IdentityFile {self.path('gate')}\n" + known)
        self.write(
            "peer_config",
            f"Host there\nHostName 127.0.0.1\nPort {self.port}\nUser {self.user}\nIdentityFile {self.path('peer')}\n{known}"
            f"KexAlgorithms {self.EXCHANGE}\nControlMaster auto\nControlPersist 10m\nControlPath {self.path('peer-%C')}\n")
        os.mkdir(self.path("bin"))
        self.write("bin/ssh", f'#!/bin/sh\nexec /usr/bin/ssh -F {self.path("gate_config")} "$@"\n', 0o755)
        self.write(
            "sshd_config",
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.path('host')}\nPidFile none\n"
            f"AuthorizedKeysFile {self.path('authorized_keys')}\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
            "Subsystem sftp /usr/lib/openssh/sftp-server\n"
            # Else bash would run, at each command, what the person who measures has in their .bashrc.
            "SetEnv SHLVL=1\n")
        if os.getuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        self.daemon = subprocess.Popen(
            ["/usr/sbin/sshd", "-D", "-f", self.path("sshd_config")], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port, self.daemon)

    def path(self, name):
        return f"{self.folder}/{name}"

    def write(self, name, content, mode=0o600):
        with open(self.path(name), "w") as file:
            file.write(content)
        os.chmod(self.path(name), mode)

    def peer(self, program, *words):
        return [program, "-q", "-F", self.path("peer_config"), *words]

    def agreed(self):
        """What both sides agree on where nobody says more than this configuration."""
        told = subprocess.run(
            ["ssh", "-v", "-F", self.path("peer_config"), "-o", "ControlPath=none", "there", "true"], capture_output=True,
            text=True, check=True).stderr
        return [re.search(pattern, told)[1] for pattern in (r"kex: algorithm: (\S+)", r"kex: server->client cipher: (\S+)")]

    def stop(self):
        for control in glob.glob(self.path("peer-*")) + glob.glob(self.path("brankas/*")):
            subprocess.run(["ssh", "-o", f"ControlPath={control}", "-O", "exit", "there"], capture_output=True)
            while os.path.exists(control):
                time.sleep(0.005)
        self.daemon.terminate()
        self.daemon.wait()


class Served(Bench):
    """The embedded vault of a `Bench`, and one that a custodian serves, of the same people: at a socket, and behind an sshd."""

    def __init__(self, program, folder, people=()):
        super().__init__(program, folder)
        # The name of a socket has to be short.
        self.run_folder = tempfile.mkdtemp(prefix="brankas-")
        self.socket = f"{self.run_folder}/vault.sock"
        self.host = Host(self.run_folder, f"{self.program} serve --stdio vault --run {self.run_folder}")
        self.environment.update(
            XDG_RUNTIME_DIR=self.run_folder, PATH=f"{self.host.path('bin')}:{self.environment['PATH']}")
        self.addresses = {
            EMBEDDED: self.path("vault"), SOCKET: f"unix:{self.socket}",
            SSH: f"ssh://{self.host.user}@127.0.0.1:{self.host.port}/vault"}
        self.cases = {EMBEDDED: self.case}
        self.daemon = None
        self.found(people)

    def found(self, people):
        founder = self.fingerprint(ADMINS[0])
        made = self.run([
            self.program, "serve", "--new", self.path("served"), "--seed", self.path("seed"), "--founder", founder, "--json"])[1]
        self.serve()
        self.at(SOCKET)
        made = self.brankas(
            ADMINS[0], "init", "--keys", self.path("keys.yaml"), "--custodian", json.loads(made)["fingerprint"], "--json")[1]
        self.vault = json.loads(made)["vault"]
        self.brankas(ADMINS[1], "join", "--id", self.vault)
        for who in people:
            self.brankas(None, "key", "new", who, "--name", "Nama", "--output", self.path(f"{who}.age"), "--work-factor", "10")
        for who in [OFFICER, *people]:
            self.brankas(
                ADMINS[1], "person", "enroll", self.path(f"{who}.card"), "--role", "unit-ppa/penyidik", "--fingerprint",
                self.fingerprint(who))
        for door in (SOCKET, SSH):
            self.at(door)
            self.brankas(OFFICER, "join", "--id", self.vault)
            self.new_case()

    def fingerprint(self, who):
        return json.loads(self.brankas(who, "key", "show", "--json")[1])["fingerprint"]

    def at(self, door):
        """From now on commands go there."""
        self.environment["BRANKAS_VAULT"] = self.addresses[door]
        self.case = self.cases.get(door)
        self.door = door

    def new_case(self):
        super().new_case()
        if hasattr(self, "cases"):
            self.cases[self.door] = self.case

    def unlock(self):
        """What is measured is not how long a passphrase takes. Says how it went."""
        with open(self.path("passphrase")) as file:
            done = subprocess.run(
                [self.program, "key", "unlock", "--account", "--for", "1h", "--key", self.path(f"{OFFICER}.age"),
                 "--passphrase-fd", "0"], env=self.environment, stdin=file, capture_output=True)
        return "key unlocked" if done.returncode == 0 else (
            "the kernel keeps no key here: its opening, scrypt 2^10, is counted in")

    def serve(self, **more):
        """Starts the custodian, anew if it runs, with `more` in its environment."""
        self.stop()
        self.daemon = subprocess.Popen(
            [self.program, "serve", "--socket", self.socket, self.path("served"), "--seed", self.path("seed")],
            env=dict(self.environment, **more), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=open(self.path("served.log"), "a"))
        wait_for(self.socket, self.daemon)

    def stop(self):
        if self.daemon:
            self.daemon.send_signal(signal.SIGTERM)
            self.daemon.wait()
            self.daemon = None

    def close(self):
        self.stop()
        self.host.stop()
        shutil.rmtree(self.run_folder)

    def memory(self):
        """MiB that the custodian has now, and had at most."""
        status = open(f"/proc/{self.daemon.pid}/status").read()
        return [int(re.search(name + r":\s+(\d+) kB", status)[1]) / 1024 for name in ("VmRSS", "VmHWM")]


class Crowd:
    """Clients in a process of their own, each with a session that is open."""

    program = None

    def __init__(self, served, clients, seconds=SECONDS):
        keys = [served.path(f"{who}.age") for who in PEOPLE]
        self.served = served
        self.child = subprocess.Popen(
            [self.program, served.socket, served.vault, str(clients), str(seconds), served.path("passphrase"), *keys],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.line("open")

    def line(self, expected=None):
        line = self.child.stdout.readline().strip()
        if not line or (expected and line != expected) or line.startswith("crowd:"):
            sys.exit(line or "the crowd is gone")
        return line

    def work(self):
        """What it saw, and what processor time each entry cost the custodian, and the client."""
        both = {"custodian": self.served.daemon, "client": self.child}
        before = {name: processor(child) for name, child in both.items()}
        self.child.stdin.write("\n")
        self.child.stdin.flush()
        seen = json.loads(self.line())
        seen["rate"] = seen["entries"] / seen["seconds"]
        for name, child in both.items():
            seen[name] = (processor(child) - before[name]) / seen["entries"]
        return seen

    def leave(self):
        self.child.stdin.close()
        if self.child.wait():
            sys.exit("the crowd failed")


# --- What is measured ---------------------------------------------------------------------------------------------------

def entries(served):
    """Entries a second."""
    shim = served.path("slow-sync.so")
    # Where there is no other compiler of C, Swift brought one.
    compiler = shutil.which("cc") or "clang"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", shim, os.path.join(HERE, "slow-sync.c")], check=True)
    disks = {"as it is": {}, "each sync 5 ms later": {"LD_PRELOAD": shim}}
    syncs = {disk: [] for disk in disks}
    seen = {(disk, count): [] for disk in disks for count in CLIENTS}
    for _ in range(ROUNDS):
        for disk, more in disks.items():
            served.serve(**more)
            told = subprocess.run(
                [sys.executable, "-c", SYNCS, served.path("syncs"), "1"], env=dict(os.environ, **more), capture_output=True,
                check=True)
            syncs[disk].append(float(told.stdout))
            for count in CLIENTS:
                crowd = Crowd(served, count)
                seen[disk, count].append(crowd.work())
                crowd.leave()

    def median(disk, count, name):
        return statistics.median(one[name] for one in seen[disk, count])

    for disk in disks:
        yield (
            f"| the disk {disk} | entries a second | least – most | ratio | an answer | 99 of 100 | custodian's processor "
            "| client's |")
        yield "|---|---:|---:|---:|---:|---:|---:|---:|"
        one = median(disk, 1, "rate")
        for count in CLIENTS:
            rates = [round_["rate"] for round_ in seen[disk, count]]
            yield (
                f"| {count} client{'s' * (count > 1)} | {statistics.median(rates):,.0f} | {min(rates):,.0f} – {max(rates):,.0f} "
                f"| {median(disk, count, 'rate') / one:.2f} | {median(disk, count, 'median') * 1000:.1f} ms "
                f"| {median(disk, count, 'p99') * 1000:.1f} ms | {median(disk, count, 'custodian') * 1e6:.0f} µs "
                f"| {median(disk, count, 'client') * 1e6:.0f} µs |")
        rate = statistics.median(syncs[disk])
        yield (
            f"| 4 KiB and `fdatasync`, again and again | {rate:,.0f} | {min(syncs[disk]):,.0f} – {max(syncs[disk]):,.0f} "
            f"| {rate / one:.2f} | | | | |")
        yield ""


def memory(served):
    """Memory of the custodian."""
    served.serve()
    rows = {"nobody is there": served.memory()}
    crowd = Crowd(served, CONNECTIONS)
    rows[f"{CONNECTIONS} sessions are open, and nobody asks"] = served.memory()
    crowd.work()
    rows["all of them asked, for two seconds"] = served.memory()
    crowd.leave()
    yield "| memory of the custodian, when | now | at most so far |"
    yield "|---|---:|---:|"
    for name, (now, most) in rows.items():
        yield f"| {name} | {now:.0f} MiB | {most:.0f} MiB |"
    yield ""


def doors(served, names, work):
    """`work` at each door, as functions that give seconds."""
    def there(door):
        def run():
            served.at(door)
            return work()
        return run
    return {name: there(door) for door, name in names.items()}


def small(served):
    """A small document out."""
    source = served.file("small/file", 20_000)
    served.run(["age", "-r", served.recipient, "-o", served.path("sealed"), source])
    how = served.unlock()
    documents = {}
    for door in (EMBEDDED, SOCKET, SSH):
        served.at(door)
        documents[door] = served.add(source)[1][0]

    def open_one():
        served.fresh("opened")
        return served.open(documents[served.door])

    def age():
        served.fresh("out")
        return served.run(["age", "-d", "-i", served.path("age.key"), "-o", served.path("out"), served.path("sealed")])[0]

    names = {door: f"`document open --output`, {door}" for door in (EMBEDDED, SOCKET, SSH)}
    runs = doors(served, names, open_one)
    runs["`age -d`"] = age
    runs["`ssh HOST true`"] = lambda: served.run(served.host.peer("ssh", "there", "true"))[0]
    for run in runs.values():
        run()
    figures = medians(runs)
    yield from table(f"a document of 20 KB out ({how})", names[EMBEDDED], figures)
    yield f"Over ssh it takes {figures[names[SSH]][0] / figures['`age -d`'][0]:.1f} times as long as `age -d`."
    yield ""


def large(served):
    """One large file in, and out again."""
    source = served.file("large/file", SIZE)
    served.unlock()
    there = served.path("there")
    os.mkdir(there)
    documents = {}

    def clear():
        """Removes what whoever was before has stored: so each finds as much memory that has just become free."""
        for folder in glob.glob(served.path("*/objects/[0-9a-f][0-9a-f]")):
            shutil.rmtree(folder)
        served.fresh("there/file", "opened", "out")

    def add():
        clear()
        took, (documents[served.door],) = served.add(source)
        return took

    def copy():
        clear()
        return served.run(served.host.peer("scp", source, f"there:{there}/file"))[0]

    def durable():
        return copy() + served.run(["sync", f"{there}/file"])[0]

    names = {door: f"`document add`, {door}" for door in (EMBEDDED, SOCKET, SSH)}
    runs = doors(served, names, add)
    runs["`scp`"] = copy
    runs["`scp`, then `sync` of its file"] = durable
    copy()
    yield from table("1 GiB in", "`scp`", medians(runs))

    # What each is to give back.
    copy()
    for door in (EMBEDDED, SOCKET):
        served.at(door)
        documents[door] = served.add(source)[1][0]
    documents[SSH] = documents[SOCKET]

    def open_one():
        served.fresh("opened", "out")
        return served.open(documents[served.door])

    def fetch():
        served.fresh("opened", "out")
        return served.run(served.host.peer("scp", f"there:{there}/file", served.path("out")))[0]

    names = {door: f"`document open --output`, {door}" for door in (EMBEDDED, SOCKET, SSH)}
    runs = doors(served, names, open_one)
    runs["`scp`"] = fetch
    figures = medians(runs)
    # What is opened is what was sent: else this ends here.
    served.at(SSH)
    open_one()
    served.run(["cmp", source, served.path("opened")])
    yield from table("1 GiB out", "`scp`", figures)


def many(served):
    """A thousand small files in one command."""
    files = [served.file(f"many/{number:04}", 20_000) for number in range(1_000)]
    served.unlock()

    def add():
        served.new_case()
        return served.add(*files)[0]

    def restic():
        served.fresh("restic")
        ssh = " ".join(served.host.peer("ssh", "there", "-s", "sftp"))
        command = ["restic", "-q", "-o", f"sftp.command={ssh}", "-r", f"sftp:there:{served.path('restic')}"]
        served.run([*command, "init"])
        return served.run([*command, "backup", served.path("many")])[0]

    runs = doors(served, {door: f"`document add`, {door}" for door in (EMBEDDED, SOCKET, SSH)}, add)
    runs["`restic backup` over sftp"] = restic
    yield from table("1,000 files of 20 KB", "`restic backup` over sftp", medians(runs))


PARTS = {"entries": entries, "memory": memory, "small": small, "large": large, "many": many}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("brankas")
    parser.add_argument("crowd")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--folder", default=".")
    parser.add_argument("--write")
    chosen = parser.parse_args()
    Crowd.program = os.path.abspath(chosen.crowd)
    lines = []

    def tell(more):
        for line in more:
            print(line, flush=True)
            lines.append(line)

    tell([f"Measured on {cpu()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}."])
    for name, part in PARTS.items():
        if chosen.only in (None, name):
            with tempfile.TemporaryDirectory(dir=chosen.folder, prefix="brankas-bench-") as folder:
                served = Served(chosen.brankas, os.path.abspath(folder) + "/bench", PEOPLE if part in (entries, memory) else ())
                try:
                    if len(lines) == 1:
                        tell(["Over ssh all agreed on {} and {}.".format(*served.host.agreed()), ""])
                    tell([f"### {part.__doc__.rstrip('.')}", ""])
                    tell(part(served))
                finally:
                    served.close()
    if chosen.write:
        write(chosen.write, "served", lines)


if __name__ == "__main__":
    main()
