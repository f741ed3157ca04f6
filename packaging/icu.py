#!/usr/bin/env python3
"""Makes the object file that holds what the program uses of ICU's data, and the linker's flags to take it instead of all of it.

    icu.py LIBRARY OBJECT FLAGS

Foundation brings ICU with the calendars, languages and scripts of the world, 34 MB, and the program asks it about time
zones alone. The flags give the linker another place for ICU's data, and so it does not ask LIBRARY, lib_FoundationICU.a, for it. Where
the library is another than is expected here, this ends with a sentence and no object.
"""
import os
import re
import struct
import subprocess
import sys
import tempfile

# What is opened when a time zone is looked up: its rules, its names' canonical form, and what a locale's key may say.
USED = ["keyTypeData.res", "timezoneTypes.res", "zoneinfo64.res"]
# What we call them.
OURS = "brankas_icu"


def run(*words):
    return subprocess.run(words, check=True, capture_output=True).stdout


def packaged(path, folder):
    """The name of ICU's data, and its bytes."""
    found = re.search(r":([^:]+):[0-9a-f]+ R (icudt\d+_dat)$", run("nm", "-A", path).decode(), re.MULTILINE)
    if not found:
        sys.exit(f"icu: {path} has no data under the name that was expected")
    member, name = found.groups()
    object_file, data = os.path.join(folder, "all.o"), os.path.join(folder, "all.dat")
    with open(object_file, "wb") as file:
        file.write(run("ar", "p", path, member))
    line = re.search(rf"^([0-9a-f]+) ([0-9a-f]+) R {name}$", run("nm", "-S", object_file).decode(), re.MULTILINE)
    start, size = (int(part, 16) for part in line.groups())
    run("objcopy", "-O", "binary", "--only-section=.rodata", object_file, data)
    with open(data, "rb") as file:
        content = file.read()[start : start + size]
    return name, content


def reduced(data):
    """A package of the same head with the items in USED. ICU's udata.h and ucmndata.h say how it lies: a header, the number of
    items, for each the offsets of its name and of its bytes from that number on, the names in order, the bytes at 16s."""
    header_size, magic = struct.unpack_from("<HH", data)
    # 0x27DA is the mark of ICU, and CmnD the kind of data: a package with a table of contents.
    if magic != 0x27DA or data[12:16] != b"CmnD":
        sys.exit("icu: the library's data is no package of ICU")
    body = data[header_size:]
    count = struct.unpack_from("<I", body)[0]
    places = [struct.unpack_from("<II", body, 4 + 8 * number) for number in range(count)]
    ends = [place[1] for place in places[1:]] + [len(body)]
    items = []
    for (name_at, start), end in zip(places, ends):
        name = body[name_at : body.index(b"\0", name_at)]
        if name.split(b"/")[-1].decode() in USED and name.count(b"/") == 1:
            items.append((name, body[start:end].ljust(-(-(end - start) // 16) * 16, b"\0")))
    if len(items) != len(USED):
        sys.exit(f"icu: of {', '.join(USED)} the library has only {len(items)}")

    names_at = 4 + 8 * len(items)
    names = b"".join(name + b"\0" for name, _ in items)
    # What ICU reads lies at a multiple of 16 of the whole.
    start = -(-(header_size + names_at + len(names)) // 16) * 16 - header_size
    table, contents, at_name, at = struct.pack("<I", len(items)), b"", names_at, start
    for name, content in items:
        table += struct.pack("<II", at_name, at)
        contents += content
        at_name += len(name) + 1
        at += len(content)
    return data[:header_size] + (table + names).ljust(start, b"\0") + contents


def main(library, output, flags):
    with tempfile.TemporaryDirectory() as folder:
        name, data = packaged(library, folder)
        made = reduced(data)
        kept, source = os.path.join(folder, "kept.dat"), os.path.join(folder, "kept.s")
        with open(kept, "wb") as file:
            file.write(made)
        with open(source, "w") as file:
            file.write(
                f'.section .rodata\n.balign 16\n.globl {OURS}\n.type {OURS}, @object\n{OURS}:\n.incbin "{kept}"\n'
                f'.size {OURS}, {len(made)}\n.section .note.GNU-stack, "", @progbits\n')
        run("as", "-o", output, source)
        with open(flags, "w") as file:
            file.write(f"-Xlinker {os.path.abspath(output)} -Xlinker --defsym={name}={OURS}\n")
        print(f"icu: {len(made):,} bytes of {len(data):,} are used")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
