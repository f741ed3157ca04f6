#!/usr/bin/env python3
"""Of what the program is made up, once its symbols are stripped: prints the table of docs/performance.md, and with --write
puts it there.

    size.py BRANKAS LIBRARY [--write PAGE]

BRANKAS is the release binary, LIBRARY the compiler's lib_FoundationICU.a, for what of its data was left out.
"""
import argparse
import os
import re
import subprocess
import tempfile

# In the order in which they are shown; what is in none of them is the last row.
PARTS = [
    ("code", r"\.text|\.plt.*|\.init|\.fini"),
    ("tables for unwinding", r"\.eh_frame|\.eh_frame_hdr|\.gcc_except_table"),
    ("constants: of BoringSSL, of Unicode in the language's library, words in two languages, ICU", r"\.rodata"),
    ("relocations, names for the loader", r"\.rela.*|\.dyn.*|\.gnu\.(hash|version.*)|\.got.*"),
    ("types, as the language's library finds them", r"swift5_.*|\.swift.*"),
    ("data", r"\.data.*|\.bss|\.tbss|\.cfstr\.data"),
]


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def icu(path):
    """The bytes of ICU's data in a program or a library."""
    return max(
        int(found, 16) for found in re.findall(r"^[0-9a-f]+ ([0-9a-f]+) [RrDd] (?:icudt\d+_dat|brankas_icu)$", run("nm", "-S", path), re.MULTILINE))


def mb(count):
    return f"{count / 1e6:.1f} MB"


def table(program, library):
    with tempfile.TemporaryDirectory() as folder:
        stripped = os.path.join(folder, "brankas")
        run("strip", "--strip-unneeded", "-o", stripped, program)
        whole = os.path.getsize(stripped)
        packed = os.path.getsize(compress(stripped))
        sections = re.findall(r"^(\S+) +(\d+) +\d+$", run("size", "-A", stripped), re.MULTILINE)
    counts, rest = [0] * len(PARTS), 0
    for name, count in sections:
        if name in ("Total", ".bss", ".tbss"):  # The last two take memory, and nothing of the file.
            continue
        for number, (_, pattern) in enumerate(PARTS):
            if re.fullmatch(pattern, name):
                counts[number] += int(count)
                break
        else:
            rest += int(count)
    rows = [f"| {what} | {mb(count)} |" for (what, _), count in zip(PARTS, counts)]
    rows.append(f"| the rest | {mb(rest)} |")
    return (
        ["| what | size |", "|---|---:|", f"| the program, stripped | {mb(whole)} |"] + rows
        + ["", f"Packed by xz it has {mb(packed)}. Of ICU's data {icu(program):,} bytes are in it, of {icu(library):,}."])


def compress(path):
    subprocess.run(["xz", "-k", "-6", path], check=True)
    return path + ".xz"


def write(page, lines):
    with open(page) as file:
        text = file.read()
    begin, end = "<!-- size: made by `make size` -->", "<!-- /size -->"
    head, rest = text.split(begin)
    with open(page, "w") as file:
        file.write(head + begin + "\n\n" + "\n".join(lines) + "\n\n" + end + rest.split(end, 1)[1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("brankas")
    parser.add_argument("library")
    parser.add_argument("--write", metavar="PAGE")
    options = parser.parse_args()
    made = table(options.brankas, options.library)
    print("\n".join(made))
    if options.write:
        write(options.write, made)
