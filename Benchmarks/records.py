#!/usr/bin/env python3
"""What the number of a case's records costs: every command that walks them, in cases of 1,000 and of 4,000 documents, and the
export of 3,000 beside that of 250. Fails where the time of one grows faster than the records do.

    records.py BRANKAS [--folder FOLDER] [--write PAGE]

Times are medians of three whole commands, key unlocking with a small work factor included. The bounds leave room for what
grows a little faster than the records, and for noise: 5 times for four times as many, 15 times for an export of twelve times.
"""
import argparse
import json
import os
import statistics
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from bench import OFFICER, Bench, cpu, text

ROUNDS = 3
PURPOSE = ("--purpose", "penyidikan")


class Case:
    """A case of `count` small documents."""

    def __init__(self, bench, count):
        self.bench, self.count = bench, count
        # Somebody to share it with.
        prosecutor = "joko@kejaksaan"
        bench.brankas(
            None, "key", "new", prosecutor, "--name", "Nama", "--output", bench.path(f"{prosecutor}.age"), "--work-factor", "10")
        bench.brankas(
            "admin@kejaksaan", "person", "enroll", bench.path(f"{prosecutor}.card"), "--role", "kejaksaan/jaksa", "--yes")
        bench.new_case()
        self.id = bench.case
        folder = bench.path(f"files-{count}")
        os.makedirs(folder)
        for number in range(count):
            with open(f"{folder}/{number:05}.txt", "wb") as file:
                file.write(bench.random.randbytes(400))
        began = time.monotonic()
        bench.brankas(OFFICER, "document", "add", self.id, folder, "--compartment", "evidence", "--quiet", "--json")
        self.adding = time.monotonic() - began
        listed = json.loads(bench.brankas(OFFICER, "document", "list", self.id, "--json")[1])["documents"]
        assert len(listed) == count, (len(listed), count)
        self.document = listed[count // 2]["document"]
        self.sample = f"{folder}/{count // 2:05}.txt"

    def run(self, *words):
        return self.bench.brankas(OFFICER, *words)[0]

    def new_file(self):
        return self.bench.file("new.bin", 500)

    def export(self):
        self.bench.fresh("exported")
        card = self.bench.path("joko@kejaksaan.card")
        return self.run(
            "case", "export", self.id, "--to", card, *PURPOSE, "--basis", "P-21/1", "--output", self.bench.path("exported"),
            "--quiet")

    def opened(self):
        self.bench.fresh("opened")
        return self.run("document", "open", self.document, *PURPOSE, "--output", self.bench.path("opened"))

    def commands(self):
        day = time.strftime("%Y-%m-%d", time.localtime(time.time() + 10 * 86_400))
        return {
            "case show": lambda: self.run("case", "show", self.id),
            "document list": lambda: self.run("document", "list", self.id),
            "document open": self.opened,
            "document check": lambda: self.run("document", "check", self.document, self.sample),
            "document add": lambda: self.run("document", "add", "--again", self.id, self.new_file(), "--compartment", "evidence"),
            "document move, there and back": self.move,
            "grant new": lambda: self.run(
                "grant", "new", self.id, "--to", "kejaksaan/jaksa", "--compartment", "evidence", "--purpose", "penuntutan",
                "--until", day, "--basis", "P-16/1"),
            "case rekey": lambda: self.run("case", "rekey", self.id, "--compartment", "evidence"),
            "inbox": lambda: self.run("inbox"),
            "audit list --case": lambda: self.run("audit", "list", "--case", self.id, "--limit", "100"),
            "audit trail": lambda: self.run("audit", "trail", self.id),
            "audit custody": lambda: self.run("audit", "custody", self.document),
            "case export": self.export,
        }

    def move(self):
        return sum(self.run("document", "move", self.document, "--compartment", place) for place in ("medical", "evidence"))


def median(run):
    return statistics.median(run() for _ in range(ROUNDS))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("brankas")
    parser.add_argument("--folder", default="/dev/shm")
    parser.add_argument("--write")
    parser.add_argument("--sizes", default="250,3000,1000,4000", help="of two exports, and of two cases")
    chosen = parser.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    lines = [f"Measured on {cpu()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}.", ""]
    wrong = []

    def tell(line):
        print(line, flush=True)
        lines.append(line)

    with tempfile.TemporaryDirectory(dir=chosen.folder, prefix="brankas-records-") as folder:
        few, many, small, large = (Case(Bench(chosen.brankas, f"{folder}/{size}"), size) for size in sizes)

        def row(name, one, other, limit):
            ratio = other / one
            tell(f"| {name} | {text(one)} | {text(other)} | {ratio:.1f} |")
            if ratio > limit:
                wrong.append(f"{name}: {ratio:.1f} times, {limit} at most")

        tell(f"| a case's documents | {small.count:,} | {large.count:,} | ratio |")
        tell("|---|---:|---:|---:|")
        row("document add, all of them", small.adding, large.adding, 5)
        for (name, one), other in zip(small.commands().items(), large.commands().values()):
            row(name, median(one), median(other), 5)
        tell("")
        tell(f"| | {few.count:,} | {many.count:,} | ratio |")
        tell("|---|---:|---:|---:|")
        row("case export", median(few.export), median(many.export), 15)
        tell("")
    if chosen.write:
        page = open(chosen.write).read()
        begin, end = "<!-- records: made by `make scale` -->", "<!-- records: end -->"
        before, rest = page.split(begin)
        with open(chosen.write, "w") as file:
            file.write(before + begin + "\n\n" + "\n".join(lines).rstrip() + "\n\n" + end + rest.split(end)[1])
    if wrong:
        sys.exit("\n".join(wrong))


main()
