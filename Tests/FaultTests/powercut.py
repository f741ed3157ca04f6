"""What a disk holds once the power has gone, by what shim.c wrote down of everything that was done to a folder.

What was synced is there. Of the rest a disk keeps what it likes: nothing, all of it, or some; of bytes page by page in any order,
of names those that were changed first, as a file system with a journal does. Without a journal a name is durable only by a sync of
the folder that it stands in.
"""
import os, shutil, struct

PAGE = 4096
HEAD = struct.Struct("<QQQIIc")


class Record:
    def __init__(self, number, what, inode, a, b, one, other):
        self.number, self.what, self.inode, self.a, self.b, self.one, self.other = number, what, inode, a, b, one, other
        self.is_durable, self.is_lost = False, False

    @property
    def is_of_names(self):
        return self.what in "OMRU"


def records(journal):
    """As they stand there; a last one that was cut by the program's end happened, or did not."""
    with open(journal, "rb") as file:
        data = file.read()
    found, at = [], 0
    while at + HEAD.size <= len(data):
        inode, a, b, one, other, what = HEAD.unpack_from(data, at)
        start = at + HEAD.size
        at = start + one + other
        if at > len(data):
            break
        found.append(Record(len(found), what.decode(), inode, a, b, data[start:start + one], data[start + one:at]))
    return found


class Node:
    """A file or, without content, a folder."""

    def __init__(self, content):
        self.content = content

    def write(self, start, data):
        if len(self.content) < start:
            self.content.extend(bytes(start - len(self.content)))
        self.content[start:start + len(data)] = data

    def resize(self, size):
        del self.content[size:]
        self.content.extend(bytes(size - len(self.content)))


class Tree:
    """A folder's files by their inodes, and the names of these."""

    def __init__(self, folder):
        self.folder, self.names, self.nodes = os.fsencode(folder), {}, {}
        for root, folders, files in os.walk(self.folder):
            for path in [root] + [os.path.join(root, name) for name in files]:
                self.names[path] = os.lstat(path).st_ino
                if path == root:
                    self.nodes[self.names[path]] = Node(None)
                else:
                    with open(path, "rb") as file:
                        self.nodes[self.names[path]] = Node(bytearray(file.read()))

    def cut(self, done, random, keeps=None, has_journal=True, synced=lambda path: True):
        """What is left of `done` when the power goes. Of files and folders that `synced` does not say so of, no sync counts."""
        self.settle(done, synced)
        keeps = keeps or random.choice(["nothing", "all", "some"])
        names = [record for record in done if record.is_of_names]
        # A journal commits in its order: whatever is durable, what was done to names before it is too.
        least = max((at for at, record in enumerate(names, 1) if record.is_durable), default=0)
        kept = {"nothing": least, "all": len(names), "some": random.randint(least, len(names))}[keeps]
        if has_journal:
            is_kept = {record.number for record in names[:kept]}
        else:
            is_kept = {record.number for record in names if record.is_durable or keeps == "all"}
        for record in done:
            if record.is_of_names:
                if record.number in is_kept:
                    self.rename(record)
                elif record.what in "OM":
                    self.nodes[record.inode] = Node(bytearray() if record.what == "O" else None)
            elif record.what in "WTA":
                self.change(record, keeps, random)

    def settle(self, done, synced):
        """Marks what is durable, and what the kernel forgot in a sync that failed."""
        names, pending = dict(self.names), []
        for record in done:
            if record.what in "WTA":
                pending.append(record)
            elif record.is_of_names:
                pending.append(record)
                self.follow(names, record)
            else:
                path = next((path for path, inode in names.items() if inode == record.inode), b"")
                if record.what == "S" and not synced(os.path.relpath(os.fsdecode(path), os.fsdecode(self.folder)) if path else ""):
                    continue
                for other in pending:
                    if other.number >= record.a or not self.is_under(other, record.inode, path):
                        continue
                    if record.what == "X":
                        other.is_lost = True
                    elif not other.is_lost:
                        other.is_durable = True
                pending = [other for other in pending if not other.is_durable]

    @staticmethod
    def is_under(record, inode, path):
        """Whether a sync of `inode`, a file or the folder `path`, is a sync of what was changed."""
        if record.is_of_names:
            return path in {os.path.dirname(record.one), os.path.dirname(record.other)} - {b""}
        return record.inode == inode

    @staticmethod
    def follow(names, record):
        if record.what in "OM":
            names[record.one] = record.inode
        elif record.what == "R" and record.one in names:
            names[record.other] = names.pop(record.one)
        elif record.what == "U":
            names.pop(record.one, None)

    def rename(self, record):
        if record.what in "OM":
            self.nodes[record.inode] = Node(bytearray() if record.what == "O" else None)
        self.follow(self.names, record)

    def change(self, record, keeps, random):
        node = self.nodes.get(record.inode)
        if node is None or node.content is None:
            return

        def stays():
            return record.is_durable or keeps == "all" or keeps == "some" and random.random() < 0.5

        if record.what == "W":
            # A page is written or not; which ones, the disk decides.
            at = 0
            while at < len(record.one):
                end = min(len(record.one), at + PAGE - (record.a + at) % PAGE)
                if stays():
                    node.write(record.a + at, record.one[at:end])
                at = end
        elif stays():
            if record.what == "T":
                node.resize(record.a)
            elif record.a + record.b > len(node.content):
                node.resize(record.a + record.b)

    def write(self):
        """Puts what is left in the place of the folder."""
        shutil.rmtree(self.folder)
        for path, inode in sorted(self.names.items()):
            node = self.nodes[inode]
            if node.content is None:
                os.makedirs(path, mode=0o700, exist_ok=True)
        for path, inode in sorted(self.names.items()):
            node = self.nodes[inode]
            if node.content is not None and os.path.isdir(os.path.dirname(path)):
                with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
                    file.write(node.content)
