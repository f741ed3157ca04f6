#!/usr/bin/env python3
"""Plays a case from the report at night to the prosecutor's file, and writes docs/a-day.md from what was seen.

    a-day.py BRANKAS PAGE            writes PAGE
    a-day.py BRANKAS PAGE --check    plays it and compares: another page, ids, times and hashes apart, is an error

Every command and its output in the page is real. Each person works with a key and a memory of their own; what is typed
on a terminal is typed on a pseudo-terminal.
"""
import datetime
import json
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import zlib

PEOPLE = {
    "admin@dp2kbp3a": ("Dewi Anggraini", None), "admin@unit-ppa": ("Budi Santoso", None),
    "admin@kejaksaan": ("Rina Hartati", None),
    "ayu@dp2kbp3a": ("Ayu Lestari", "dp2kbp3a/pendamping"), "ratna@dp2kbp3a": ("Ratna Dewi", "dp2kbp3a/kepala"),
    "wati@dp2kbp3a": ("Wati Suryani", "dp2kbp3a/pengawas"), "siti@unit-ppa": ("Siti Rahma", "unit-ppa/penyidik"),
    "tono@unit-ppa": ("Tono Wirawan", "unit-ppa/kanit"),
    "joko@kejaksaan": ("Joko Prasetyo", "kejaksaan/jaksa"),
}
KEYS = """vault: okuselatan
agencies:
  dp2kbp3a:  { name: "DP2KBP3A Kabupaten OKU Selatan", admin: admin@dp2kbp3a.card }
  unit-ppa:  { name: "Unit PPA Polres OKU Selatan", admin: admin@unit-ppa.card }
  kejaksaan: { name: "Kejaksaan Negeri OKU Selatan", admin: admin@kejaksaan.card }
roles:
  dp2kbp3a/pendamping: [create, add, share, search]
  dp2kbp3a/kepala:     [approve]
  dp2kbp3a/pengawas:   [audit, search]
  unit-ppa/penyidik:   [create, add, share, search]
  unit-ppa/kanit:      [approve]
  kejaksaan/jaksa:     [add]
compartments: [identity, assessment, medical, statement, evidence]
"""


def picture():
    """A small PNG."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(640)) for y in range(480))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 640, 480, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b""))


FILES = {
    "foto.png": picture(),
    "asesmen.txt": b"Asesmen biopsikososial. Anak tampak takut bertemu orang dewasa laki-laki.\n",
    "visum.pdf": b"%PDF-1.4\n% visum et repertum\n" + b"0" * 40_000 + b"\n%%EOF\n",
    "bap.txt": b"Berita acara pemeriksaan saksi.\n",
    "berkas-lain.txt": b"Milik perkara lain.\n",
}


def in_days(count):
    """A day to come, as it is typed: what is granted must not have ended when this is played again."""
    return (datetime.date.today() + datetime.timedelta(days=count)).isoformat()


class Day:
    def __init__(self, binary, folder):
        self.binary, self.folder, self.page, self.seen = os.path.abspath(binary), folder, [], {}
        for name, content in FILES.items():
            with open(f"{folder}/{name}", "wb") as file:
                file.write(content)

    def environment(self, who):
        home = f"{self.folder}/home/{who}"
        return {"PATH": "/usr/bin:/bin", "HOME": home, "BRANKAS_VAULT": f"{self.folder}/brankas", "BRANKAS_LANG": "en",
                "BRANKAS_PAGER": "", "TERM": "dumb", "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"}

    def quietly(self, who, *arguments, phrase=True):
        os.makedirs(f"{self.folder}/home/{who}", exist_ok=True)
        done = self.spawn(who, list(arguments), b"", phrase)
        if done[1] != 0:
            raise SystemExit(f"a-day: {who}: brankas {' '.join(arguments)}\n{done[0]}")

    def spawn(self, who, arguments, given, phrase=True):
        read, write = os.pipe()
        os.write(write, f"frasa sandi {who} yang panjang\n".encode())
        os.close(write)
        extra = ["--passphrase-fd", str(read)] if phrase else []
        done = subprocess.run([self.binary, *arguments, *extra], input=given, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, cwd=self.folder, env=self.environment(who), pass_fds=[read])
        os.close(read)
        return done.stdout.decode(), done.returncode

    def type(self, who, arguments, answers):
        """On a pseudo-terminal: each answer is typed when its question stands there."""
        read, write = os.pipe()
        os.write(write, f"frasa sandi {who} yang panjang\n".encode())
        os.close(write)
        os.set_inheritable(read, True)
        pid, master = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execve(self.binary, [self.binary, *arguments, "--passphrase-fd", str(read)], self.environment(who))
        os.close(read)
        termios.tcsetwinsize(master, (50, 200))
        seen, answers = b"", list(answers)
        while True:
            ready, _, _ = select.select([master], [], [], 0.3)
            if ready:
                try:
                    more = os.read(master, 65_536)
                except OSError:
                    more = b""
                if not more:
                    break
                seen += more
            elif answers and re.search(rb"[:)?] $", seen):
                os.write(master, answers.pop(0).encode() + b"\n")
        _, status = os.waitpid(pid, 0)
        os.close(master)
        return seen.decode().replace("\r\n", "\n"), os.waitstatus_to_exitcode(status)

    # --- the page ---

    def say(self, text):
        self.page.append(text.strip())

    def do(self, who, command, given=None, answers=None, code=0, keep=None):
        """Runs `brankas command` as `who`, with ids that were seen before put in for their names."""
        words = [self.seen.get(word, word) for word in self.split(command)]
        if answers is not None:
            output, status = self.type(who, words, answers)
        else:
            output, status = self.spawn(who, words, (given or "").encode())
        if status != code:
            raise SystemExit(f"a-day: {who}: brankas {command}: exit {status}, not {code}\n{output}")
        if keep:
            name, pattern = keep
            self.seen[name] = re.search(pattern, output).group(0)
        shown = " ".join(f'"{word}"' if " " in word else word for word in words)
        prompt = f"{who} $ " + (f"echo {json.dumps(given.strip(), ensure_ascii=False)} | " if given else "")
        lines = [prompt + "brankas " + shown] + output.rstrip("\n").split("\n") if output.strip() else [
            prompt + "brankas " + shown]
        if code:
            lines.append(f"(exit {code})")
        self.page.append("```\n" + "\n".join(lines) + "\n```")
        return output

    @staticmethod
    def split(command):
        return [a or b for a, b in re.findall(r'"([^"]*)"|(\S+)', command)]


def play(day):
    for who, (name, _) in PEOPLE.items():
        day.quietly(who, "key", "new", who, "--name", name, "--output", f"{day.folder}/{who}.age", "--work-factor", "8")
        os.makedirs(f"{day.folder}/home/{who}/.config/brankas", exist_ok=True)
        os.rename(f"{day.folder}/{who}.age", f"{day.folder}/home/{who}/.config/brankas/key.age")
    with open(f"{day.folder}/keys.yaml", "w") as file:
        file.write(KEYS)
    day.quietly("admin@dp2kbp3a", "init", f"{day.folder}/brankas", "--keys", "keys.yaml")
    for who, (_, role) in PEOPLE.items():
        if role:
            day.quietly("admin@" + who.split("@")[1], "person", "enroll", f"{who}.card", "--role", role, "--yes")
    for who in PEOPLE:
        day.quietly(who, "show")
    story(day)


def story(day):
    ayu, ratna, wati = "ayu@dp2kbp3a", "ratna@dp2kbp3a", "wati@dp2kbp3a"
    siti, tono, joko = "siti@unit-ppa", "tono@unit-ppa", "joko@kejaksaan"
    day.say("""
# A day with Brankas

A case, from the report at night to the prosecutor's file. Every command was run and every output is what it printed:
`make a-day` plays it anew and writes this page, `make test` plays it and compares. Names and numbers are invented. The
vault is founded and people are enrolled as the [manual](manual.md#setting-it-up) says; each of them works on a machine of their own,
with a key of their own. The passphrase that each command asks for is left out.

## 21:40, the UPTD: a report

Ayu is on duty. A teacher brings a girl of sixteen. Ayu makes a case; the questions are asked on the terminal, and the
title says what happened, not to whom.
""")
    day.do(ayu, "case new", answers=["TPPO Muaradua, korban Melati", "LP-UPTD/31/XI/2026", "TPPO", "2026-11-20"],
           keep=("CASE", r"K-[0-9A-Z]{16}"))
    day.say("""
Who the girl is goes into a compartment of its own. Ayu mistypes the day of birth: the NIK says the fifth (45 less 40, for
a girl). NIK, birth date and sex are asked again, Enter keeps what is right, and nothing else has to be typed twice.
""")
    identity = ["Bunga Melati Sari", "1609014507100001", "06-07-2010", "P", "anak korban", "Melati",
                "Dusun II, Muaradua", "Ibu Sumiati", "0812-3456-7890", ""]
    day.do(ayu, "identity add CASE", answers=[*identity, "", "05-07-2010", ""],
           keep=("IDENTITY", r"I-[0-9A-Z]{16}"))
    day.say("From here on the case is spoken of by the alias. The photograph and her notes follow.")
    day.do(ayu, "document add CASE foto.png --compartment evidence")
    day.do(ayu, "document add CASE asesmen.txt --compartment assessment")
    day.do(ayu, "case list")
    day.say("""
## 07:30, the police: is this girl known?

Siti is given the girl's NIK by the teacher. The search opens nothing, and is itself on record; it says which case to ask
about, and whom.
""")
    day.do(siti, "find nik --purpose penyelidikan", given="1609 0145 0710 0001\n")
    day.do(siti, "case show CASE", code=77)
    day.do(siti, "grant request CASE --compartment identity,evidence --purpose penyelidikan --basis LP/118/XI/2026/SPKT",
           keep=("ASK", r"R-[0-9A-Z]{16}"))
    day.say("Ayu sees the request, and grants what was asked for, for ten weeks.")
    day.do(ayu, "inbox")
    day.do(ayu, f"grant new --request ASK --until {in_days(70)}", keep=("GRANT", r"G-[0-9A-Z]{16}"))
    day.say("""
The identity of a victim leaves the agency with four eyes. Until Ratna, the head of the office, has approved, Siti gets
nothing; Ratna reads what exactly is asked before she signs that.
""")
    day.do(siti, "identity open IDENTITY --purpose penyelidikan", code=77)
    day.do(ratna, "inbox")
    day.do(ratna, "grant approve GRANT", answers=["yes"])
    day.do(siti, "inbox")
    day.do(siti, "identity open IDENTITY --purpose penyelidikan")
    day.do(siti, "document list CASE")
    day.say("""
## 10:15, the police: a file of their own

The police keep a case of their own, with the girl's identity in it. It is about the same matter, so the two are linked:
whoever holds one sees that there is the other.
""")
    day.do(siti, "case new --from -",
           given='{"title":"TPPO Muaradua, korban Melati","number":"LP/118/XI/2026/SPKT","kind":"TPPO"}\n',
           keep=("POLICE", r"K-[0-9A-Z]{16}"))
    day.do(siti, "identity add POLICE --from -", given=json.dumps({
        "name": "Bunga Melati Sari", "nik": "1609014507100001", "birthDate": "2010-07-05", "sex": "F",
        "relation": "anak korban", "alias": "Melati"}) + "\n")
    day.do(siti, "case link POLICE CASE")
    day.do(siti, "document add POLICE bap.txt visum.pdf --compartment statement")
    day.say("""
In a hurry Siti has put the doctor's visum among the statements, and added a paper of another matter. Both are set right;
neither disappears from the record.
""")
    output = day.do(siti, "document add POLICE berkas-lain.txt --compartment statement",
                    keep=("WRONG", r"D-[0-9A-Z]{16}"))
    listed = json.loads(day.spawn(siti, ["document", "list", day.seen["POLICE"], "--json"], b"")[0])["documents"]
    day.seen["VISUM"] = next(item["document"] for item in listed if item["fileName"] == "visum.pdf")
    day.do(siti, "document move VISUM --compartment medical")
    day.do(siti, 'document withdraw WRONG --reason "milik perkara lain"')
    day.do(siti, "document list POLICE")
    day.say("A week later somebody brings a copy of the visum. Is it the one that was recorded? A copy that was touched is not.")
    day.do(siti, "document check VISUM visum.pdf")
    with open(f"{day.folder}/visum-salinan.pdf", "wb") as file:
        file.write(FILES["visum.pdf"].replace(b"repertum", b"Repertum"))
    day.do(siti, "document check VISUM visum-salinan.pdf", code=65)
    day.say("""
## The prosecutor's file

With the SPDP the prosecutor Joko, by name, gets the statements and the visum, for the prosecution and until a day. He
does not get who the girl is.
""")
    day.do(siti, "grant new POLICE --to kejaksaan/jaksa --person joko@kejaksaan --compartment statement,medical "
           f"--purpose penuntutan --basis SPDP/12/XI/2026 --until {in_days(130)}", keep=("SPDP", r"G-[0-9A-Z]{16}"))
    day.do(joko, "inbox")
    day.do(joko, "document open VISUM --purpose penuntutan --output visum-joko.pdf")
    day.do(joko, "identity open IDENTITY --purpose penuntutan", code=77)
    day.say("""
At P-21 the file is handed over: everything that Siti may open of it, sealed anew to Joko's key as the roster has it. The
girl's identity is in it, so that nothing leaves before somebody else has seen what leaves, and to whom: Tono, the head of
the unit. Then Siti writes the export, once.
""")
    day.do(siti, "case export POLICE --to joko@kejaksaan --purpose penuntutan --basis P-21/40/XI/2026 "
           "--output berkas-perkara", keep=("EXPORT", r"G-[0-9A-Z]{16}"))
    day.do(tono, "inbox")
    day.do(tono, "grant approve EXPORT", answers=["yes"])
    day.do(siti, "inbox")
    day.do(siti, "case export --grant EXPORT --output berkas-perkara")
    day.do(siti, "case close POLICE")
    day.say("""
What Joko carries home is age files, which any age from version 1.3 on opens with his key. With Brankas he opens all of it
at once, on a machine that has no vault, and is told whether it is what Siti signed. Whether the card and the vault are the
right ones he asks her on the telephone.
""")
    day.do(joko, "unpack berkas-perkara --output perkara")
    day.say("""
## The review

Wati reviews. Who opened what of the girl's case, and for what; what was denied; and that nothing is missing.
""")
    day.do(wati, "audit list --case CASE")
    day.do(wati, "audit list --outcome denied --names")
    day.do(wati, "audit verify")
    day.do(wati, "verify")


def normal(page):
    """The page without what differs from one playing to the next."""
    page = re.sub(r"[KIDGR]-[0-9A-HJKMNP-TV-Z]{16}", "ID", page)
    page = re.sub(r"[0-9a-f]{64}", "HASH", page)
    page = re.sub(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}", "FINGERPRINT", page)
    page = re.sub(r"\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}[:.]\d{2}( WIB)?", "TIME", page)
    page = re.sub(r"in \d+[.,]\d s; the signatures alone took \d+[.,]\d s", "in SECONDS", page)
    page = re.sub(r"--until \d{4}-\d{2}-\d{2}", "--until DAY", page)
    return re.sub(r" +", " ", page)


def main(arguments):
    if len(arguments) not in (2, 3) or arguments[2:] not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 64
    folder = os.path.realpath(tempfile.mkdtemp(prefix="a-day."))
    try:
        day = Day(arguments[0], folder)
        play(day)
        page = "\n\n".join(day.page).replace(folder + "/", "") + "\n"
    finally:
        shutil.rmtree(folder)
    if len(arguments) == 2:
        with open(arguments[1], "w") as file:
            file.write(page)
        return 0
    with open(arguments[1]) as file:
        known, played = normal(file.read()).split("\n"), normal(page).split("\n")
    for number, (old, new) in enumerate(zip(known, played), 1):
        if old != new:
            print(f"{arguments[1]}, line {number}: it says\n  {old}\nbut what was seen is\n  {new}\nmake a-day writes it anew.")
            return 1
    if len(known) != len(played):
        print(f"{arguments[1]} has {len(known)} lines, {len(played)} were played. make a-day writes it anew.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
