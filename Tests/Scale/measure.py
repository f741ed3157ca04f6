#!/usr/bin/env python3
"""What a vault's size costs: prints the tables of docs/performance.md, and with --write puts them there.

    measure.py BRANKAS SCALE SMALL LARGE [--write PAGE]
    measure.py BRANKAS --cases SMALL LARGE [--write PAGE]

SMALL and LARGE are vaults that `SCALE make` made. With --cases only whole commands are measured, in vaults of few and of many
cases. Times are wall times of the whole command, key unlocking with a small
work factor included; each figure is the median of five, the least and the most beside it.
"""
import json
import os
import platform
import statistics
import subprocess
import sys
import time

ROUNDS = 5


def cpu():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


class Town:
    def __init__(self, program, folder):
        self.program, self.folder = program, os.path.abspath(folder)

    def run(self, who, words, input=""):
        """Seconds, and what was printed."""
        with open(self.folder + "/passphrase") as passphrase:
            number = passphrase.fileno()
            environment = dict(os.environ, XDG_STATE_HOME=f"{self.folder}/measured-{who}", BRANKAS_LANG="en")
            command = [self.program] + words.split() + [
                "--vault", self.folder + "/vault", "--key", f"{self.folder}/keys/{who}.age",
                "--passphrase-fd", str(number), "--after-pause"]
            start = time.monotonic()
            done = subprocess.run(
                command, env=environment, pass_fds=[number], input=input.encode(), capture_output=True, check=True)
            return time.monotonic() - start, done.stdout.decode(errors="replace")


def text(seconds):
    return f"{seconds * 1000:.0f} ms" if seconds < 10 else f"{seconds:.0f} s"


def lists(small, large):
    """First pages by every filter."""
    # Each has cases of its own.
    entries = {
        town: json.loads(town.run("dewi@dp2kbp3a", "audit list --json --limit 1 --action document.open")[1])["entries"][0]
        for town in (small, large)}
    filters = [
        "", "--case {case}", "--record {record}", "--actor {actor}", "--by {role}", "--action document.open",
        "--action person.enroll", "--outcome denied", "--outcome allowed", "--since 2025-01-01", "--until 2024-02-01",
        "--actor {actor} --outcome denied", "--by {role} --action inbox.read", "--action document.open --since 2025-01-01",
        "--names"]
    rows = [("dewi@dp2kbp3a", words) for words in filters]
    rows += [("sari@dp2kbp3a", "(her own)"), ("rina@kejaksaan", "(her own)")]
    yield "| first page of `audit list …` | rows | 1,000 entries | 1,000,000 entries |"
    yield "|---|---:|---:|---:|"
    for who, words in rows:
        times = ([], [])
        for _ in range(ROUNDS):
            for place, town in enumerate((small, large)):
                wanted = words.replace("(her own)", "").format(**entries[town])
                seconds, printed = town.run(who, "audit list " + wanted)
                times[place].append(seconds)
        shown = words.replace("(her own)", f"as {who.split('@')[0]}, without `audit`") or "no filter"
        shown = shown.format(**dict(entries[large], case="CASE", record="RECORD"))
        cells = [f"{text(statistics.median(t))} ({text(min(t))}–{text(max(t))})" for t in times]
        yield f"| {shown} | {printed.count(chr(10)) - 1:,} | {cells[0]} | {cells[1]} |"


def commands(small, large):
    """Whole commands of somebody who has half of the cases."""
    who = "sari@dp2kbp3a"
    runs = {}
    for town in (small, large):
        made = town.run(
            who, "case new --from - --json",
            '{"title": "Perkara", "number": "1", "kind": "TPPO", "opened": "2026-11-20"}')
        case = json.loads(made[1])["case"]
        path = town.folder + "/measured-file"
        with open(path, "wb") as file:
            file.write(os.urandom(20_000))
        added = town.run(who, f"document add {case} {path} --compartment evidence --again --json")
        document = json.loads(added[1])["documents"][0]["document"]
        runs[town] = {
            "`case list`, first page": lambda town=town: town.run(who, "case list")[0],
            "`find nik`": lambda town=town: town.run(who, "find nik --purpose pendampingan", "3201011203100001\n")[0],
            "`document add` of 20 KB": lambda town=town, case=case, path=path: town.run(
                who, f"document add {case} {path} --compartment evidence --again")[0],
            "`document open` of 20 KB": lambda town=town, document=document: town.run(
                who, f"document open {document} --purpose pendampingan")[0],
        }
    yield "| whole command | 100 cases | 100,000 cases | ratio |"
    yield "|---|---:|---:|---:|"
    for what in runs[small]:
        times = ([], [])
        for _ in range(2 * ROUNDS):
            for place, town in enumerate((small, large)):
                times[place].append(runs[town][what]())
        cells = [f"{text(statistics.median(t))} ({text(min(t))}–{text(max(t))})" for t in times]
        yield f"| {what} | {cells[0]} | {cells[1]} | {statistics.median(times[1]) / statistics.median(times[0]):.2f} |"


def verification(large):
    yield "| `audit verify` | entries | whole | signature checks alone, on as many cores | ratio |"
    yield "|---|---:|---:|---:|---:|"
    for words in ("--full", ""):
        reports = [json.loads(large.run("dewi@dp2kbp3a", "audit verify --json " + words)[1]) for _ in range(3)]
        # The median of three, by what it costs beside its signature checks.
        report = sorted(reports, key=lambda report: report["seconds"] / (report["signatureSeconds"] or 1))[1]
        count = report["entries"] - report["from"]
        ratio = report["seconds"] / report["signatureSeconds"] if count > 1_000 else None
        yield (f"| {words or 'the next time'} | {count:,} | {report['seconds']:.1f} s | {report['signatureSeconds']:.1f} s | "
               f"{f'{ratio:.2f}' if ratio else '—'} |")


def main():
    words = sys.argv[1:]
    if len(words) not in (4, 6):
        sys.exit(__doc__)
    small, large = Town(words[0], words[2]), Town(words[0], words[3])
    lines = [f"Measured on {cpu()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}.", ""]
    if words[1] == "--cases":
        write(lines + list(commands(small, large)), words[5:], "cases: made by `make bench`", "/cases")
        return
    lines += list(lists(small, large)) + [""] + list(verification(large)) + [""]
    compared = subprocess.run([words[1], "compare", words[2], words[3]], capture_output=True, check=True).stdout.decode()
    head, *rows = compared.strip().split("\n")
    lines += [f"In one process, key open: {head}.", "", "| what | small | large | ratio |", "|---|---:|---:|---:|"]
    for row in rows:
        what, figures = row.rsplit(": ", 1)
        lines.append("| " + " | ".join([what] + figures.replace("ratio ", "").split(", ")) + " |")
    write(lines, words[5:], "scale: made by `make scale`", "/scale")


def write(lines, pages, begin, end):
    """Prints the lines, and puts them between two marks of a page."""
    table = "\n".join(lines)
    print(table)
    begin, end = f"<!-- {begin} -->\n", f"<!-- {end} -->\n"
    for path in pages:
        page = open(path).read()
        before, rest = page.split(begin)
        _, after = rest.split(end)
        open(path, "w").write(before + begin + "\n" + table + "\n\n" + end + after)


main()
