"""Plays in PostgreSQL what a custodian asked of its store, and compares the answers.

    postgres.py TRANSCRIPT

TRANSCRIPT is JSON: the store's schema as SQLite has it, every statement there is, the rows before and after, and what was
asked in between with the rows that came. All statements are prepared and planned; what was asked is asked again.

Stands for an engine that is yet to come: it starts a server of its own, as somebody without privileges, on a socket in a
temporary folder, whose databases order texts as a dictionary does, so that an order that nobody named shows.
"""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

SEPARATOR = "\x1f"


def programs():
    """The folder of initdb and postgres: Debian keeps them off the path."""
    found = shutil.which("initdb")
    places = [os.path.dirname(os.path.realpath(found))] if found else []
    places += sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
    for place in places:
        if all(os.access(f"{place}/{name}", os.X_OK) for name in ("initdb", "postgres", "psql")):
            return place
    return None


class Server:
    def __init__(self, place):
        self.place = place
        self.folder = tempfile.mkdtemp(prefix="brankas-postgres-")
        self.unprivileged = []
        if os.geteuid() == 0:
            os.chown(self.folder, 65534, 65534)
            self.unprivileged = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        data = self.folder + "/data"
        self.call("initdb", "-D", data, "--no-sync", "--auth=trust", "-U", "brankas", "-E", "UTF8",
                  "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en")
        self.process = subprocess.Popen(
            self.unprivileged + [f"{place}/postgres", "-D", data, "-k", self.folder, "-F", "-c", "listen_addresses="],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)

    def call(self, name, *words, text=None, check=True):
        done = subprocess.run(self.unprivileged + [f"{self.place}/{name}", *words], input=text, text=True,
                              capture_output=True, cwd=self.folder)
        if check and done.returncode != 0:
            sys.exit(f"{name}: {done.stderr[-2000:]}")
        return done

    def ready(self):
        for _ in range(600):
            if self.call("psql", "-h", self.folder, "-U", "brankas", "-c", "SELECT 1", "postgres",
                         check=False).returncode == 0:
                return
            if self.process.poll() is not None:
                break
            subprocess.run(["sleep", "0.05"])
        sys.exit("the server does not start")

    def ask(self, script):
        return self.call("psql", "-h", self.folder, "-U", "brankas", "-X", "-At", "-F", SEPARATOR, "-P", "null=null",
                         "-v", "ON_ERROR_STOP=1", "-f", "-", "postgres", text=script).stdout

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def schema(sqlite):
    """SQLite's tables and indexes in PostgreSQL's words; its triggers are its own."""
    text = re.sub(r"--[^\n]*", "", sqlite)
    text = re.sub(r"CREATE TRIGGER.*?END;", "", text, flags=re.DOTALL)
    text = re.sub(r"\bSTRICT(, WITHOUT ROWID)?", "", text)
    text = re.sub(r"\bINTEGER\b", "BIGINT", text)
    text = re.sub(r"\bBLOB\b", "BYTEA", text)
    return re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', text)


def numbered(sql):
    return re.sub(r"\?(\d+)", r"$\1", sql)


KINDS = {"i": "bigint", "t": "text", "b": "bytea"}


def kind(value):
    """Of a value of the transcript; of a null what could stand there."""
    return value[1] if value[0] == "n" else value[0]


def literal(value):
    """A value of the transcript: its kind in a letter, then what it is."""
    kind, rest = value[0], value[1:]
    if kind == "n":
        return "NULL"
    if kind == "i":
        return f"'{rest}'"
    if kind == "b":
        return f"'\\x{rest}'"
    return "'" + rest.replace("'", "''") + "'"


def shown(value):
    kind, rest = value[0], value[1:]
    return "null" if kind == "n" else "\\x" + rest if kind == "b" else rest


# How a transaction begins and ends, and within it each attempt.
CONTROL = {
    "BEGIN": "BEGIN", "COMMIT": "COMMIT", "ROLLBACK": "ROLLBACK", "SAVEPOINT": "SAVEPOINT attempt",
    "RELEASE": "RELEASE SAVEPOINT attempt", "ROLLBACK TO": "ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt",
}


def main():
    place = programs()
    if place is None:
        sys.exit(77)
    with open(sys.argv[1]) as file:
        told = json.load(file)
    names = {sql: f"s{number}" for number, sql in enumerate(told["statements"])}
    script = [schema(told["schema"]), "BEGIN; SET LOCAL session_replication_role = replica;"]
    for table, rows in told["before"].items():
        for row in rows:
            script.append(f"INSERT INTO {table} VALUES ({', '.join(map(literal, row))});")
    script.append("COMMIT;")
    kinds = {asked["sql"]: [KINDS[kind(value)] for value in asked["values"]] for asked in told["asked"]}
    for sql, name in names.items():
        # As an engine would that knows the values, null ones too; what was not asked has to be plain.
        types = f"({', '.join(kinds[sql])})" if kinds.get(sql) else ""
        script.append(f"PREPARE {name}{types} AS {numbered(sql)};")
        count = len(set(re.findall(r"\?(\d+)", sql)))
        script.append(f"EXPLAIN EXECUTE {name}{'(' + ', '.join(['NULL'] * count) + ')' if count else ''};")
    for number, asked in enumerate(told["asked"]):
        script.append(f"\\echo ==={number}")
        if asked["sql"] in CONTROL:
            script.append(CONTROL[asked["sql"]] + ";")
        else:
            values = ", ".join(map(literal, asked["values"]))
            script.append(f"EXECUTE {names[asked['sql']]}{'(' + values + ')' if values else ''};")
    for table in told["after"]:
        script.append(f"\\echo ==={table}\nSELECT * FROM {table};")

    server = Server(place)
    try:
        server.ready()
        parts = server.ask("\n".join(script)).split("===")[1:]
    finally:
        server.stop()

    faults = []
    answers = {part.split("\n", 1)[0]: part.split("\n")[1:-1] for part in parts}
    for number, asked in enumerate(told["asked"]):
        answer = answers[str(number)]
        if "changes" in asked:
            if int(answer[-1].split(" ")[-1]) != asked["changes"]:
                faults.append(f"{asked['sql']}: {answer} for {asked['changes']} changes")
        elif "rows" in asked:
            rows = [SEPARATOR.join(map(shown, row)) for row in asked["rows"]]
            if asked["isCut"]:
                answer = answer[:len(rows)]
            if "ORDER BY" not in asked["sql"]:
                rows, answer = sorted(rows), sorted(answer)
            if rows != answer:
                faults.append(f"{asked['sql']} {asked['values']}:\n  {answer}\n  for {rows}")
    for table, rows in told["after"].items():
        if sorted(SEPARATOR.join(map(shown, row)) for row in rows) != sorted(answers[table]):
            faults.append(f"{table} is another")
    for fault in faults[:20]:
        print(fault)
    print(f"{len(names)} statements, {len(told['asked'])} asked, {len(faults)} faults")
    sys.exit(1 if faults else 0)


main()
