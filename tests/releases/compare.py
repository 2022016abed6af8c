#!/usr/bin/env python3
"""Lets releases of Python's MLflow and this program write the same into copies of one database, and
lets each go on with what the other wrote.

    python3 tests/releases/compare.py --mlflow PROGRAM PYTHON...

PYTHON is an interpreter with a release of MLflow, or a folder of environments (as `install.py`
makes it). For each release:

1. The release makes a database.
2. In one copy it does the operations of `worker.py` itself; in another they go through the server of
   this program. Every row of every table is compared, apart from ids and from times that the
   writer chooses. What one refuses, the other refuses.
3. Both remove a run and an experiment for good, and the rows are compared again.
4. The release opens what this program wrote, reads every field, searches, continues runs, deletes
   and restores; the commands of this program find what it did. It goes on with the registered models
   that this program wrote, commands go on with those of the release in the same way, and the rows are
   compared again.
5. The commands do the same in a third copy: `experiments`, `runs`, `gc`, and `run` of a project
   whose Python has that release. The release opens that one, too.
6. The release and this program write at once, and nothing is lost.
7. `alembic_version` has stayed as it was.
8. In a new folder a command of this program makes a database of the newest schema. The release opens
   it, or refuses it with the schema as it was; the same script works by `mlflow exec`.

Prints a line for each release, and each difference. The exit code is 1 if there is one.
"""

import argparse
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent

# Times that the writer takes from its clock; whether there is one is compared.
CLOCK = {
    ("experiments", "creation_time"),
    ("experiments", "last_update_time"),
    ("runs", "deleted_time"),
    ("logged_models", "creation_timestamp_ms"),
    ("logged_models", "last_updated_timestamp_ms"),
    ("registered_models", "creation_time"),
    ("registered_models", "last_updated_time"),
    ("model_versions", "creation_time"),
    ("model_versions", "last_updated_time"),
}

# Texts that a server writes as empty where a request leaves them out, and a client as NULL.
MAY_BE_EMPTY = {
    ("registered_models", "description"),
    ("model_versions", "description"),
    ("model_versions", "run_id"),
    ("model_versions", "run_link"),
}

# The same, as entities have them.
CLOCK_FIELDS = {"creation_time", "last_update_time", "creation_timestamp", "last_updated_timestamp"}

# How many points each writes while the other writes, and how many versions of a model.
POINTS = 60
VERSIONS = 12

# The tables of registered models.
REGISTRY = {
    "registered_models",
    "registered_model_tags",
    "registered_model_aliases",
    "model_versions",
    "model_version_tags",
}


class Worker:
    """The process of a release."""

    def __init__(self, python, folder, root):
        self.errors = open(folder / "worker.log", "w+")
        environment = {
            **os.environ,
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "PYTHONWARNINGS": "ignore",
            "NO_PROXY": "127.0.0.1",
        }
        self.process = subprocess.Popen(
            [python, HERE / "worker.py", root],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            cwd=folder,
            env=environment,
        )

    def ask(self, do, **arguments):
        self.process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        answer = json.loads(line) if line else {"error": "it has ended"}
        if isinstance(answer, dict) and "error" in answer:
            self.errors.seek(0)
            raise Failure(f"{do} {arguments}: {answer['error']}\n{self.errors.read()[-2000:]}")
        return answer

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.errors.close()


class Failure(Exception):
    """Something that ought to work does not."""


class Story:
    """One release and this program, in a folder of their own."""

    def __init__(self, mlflow, python, folder):
        self.mlflow = mlflow
        self.python = python
        self.folder = folder
        self.root = f"file://{folder}/artifacts"
        self.worker = Worker(python, folder, self.root)
        self.differences = []

    def tell(self):
        """All of it; the release's version."""
        version = self.worker.ask("version")
        base = self.folder / "base.db"
        self.worker.ask("opens", uri=uri(base))
        self.revision = self.worker.ask("revision", path=str(base))
        self.paths = {name: self.folder / f"{name}.db" for name in ["theirs", "ours", "commands"]}
        for path in self.paths.values():
            shutil.copy(base, path)
        theirs, ours = self.write_both()
        self.read_both()
        self.remove_both(theirs, ours)
        self.go_on(ours)
        self.go_on_with_models()
        self.use_commands()
        for name in ["ours", "commands"]:
            self.write_at_once(name)
            self.check(f"revision of {name}", self.revision, self.worker.ask("revision", path=str(self.paths[name])))
        self.use_new_database(version)
        self.worker.end()
        return version

    def check(self, what, expected, found):
        if expected != found:
            self.differences.append(f"{what}:\n    MLflow:       {expected}\n    this program: {found}")

    def run(self, *words, text=None, store="commands"):
        """Runs a command of this program to its end; its stdout."""
        environment = {
            **os.environ,
            "MLFLOW_TRACKING_URI": uri(self.paths[store]),
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "PYTHONWARNINGS": "ignore",
        }
        ended = subprocess.run(
            [self.mlflow, *map(str, words)], input=text or "", text=True, capture_output=True, cwd=self.folder, env=environment
        )
        if ended.returncode:
            raise Failure(f"mlflow {' '.join(map(str, words))}: {ended.stderr}")
        return ended.stdout

    def write_both(self):
        theirs = self.worker.ask("write", uri=uri(self.paths["theirs"]))
        with Server(self.mlflow, self.folder, self.paths["ours"], self.root) as server:
            ours = self.worker.ask("write", uri=server.url)
        self.check("refused", theirs["refused"], ours["refused"])
        self.compare_rows("written")
        return theirs, ours

    def compare_rows(self, when, only=None):
        theirs, ours = (rows(self.paths[name], only) for name in ["theirs", "ours"])
        self.check(f"tables {when}", sorted(theirs), sorted(ours))
        for table in theirs:
            only_theirs = [row for row in theirs[table] if row not in ours[table]]
            only_ours = [row for row in ours[table] if row not in theirs[table]]
            self.check(f"rows of {table} {when}", only_theirs, only_ours)
            self.check(f"number of rows of {table} {when}", len(theirs[table]), len(ours[table]))

    def read_both(self):
        read = {}
        for name in ["theirs", "ours"]:
            text = json.dumps(self.worker.ask("read", uri=uri(self.paths[name])), ensure_ascii=False)
            read[name] = json.loads(without_ids(text, ids(self.paths[name])))
        for part in read["theirs"]:
            self.compare_read(part, read["theirs"][part], read["ours"][part])

    def compare_read(self, what, theirs, ours):
        if isinstance(theirs, dict) and isinstance(ours, dict) and theirs.keys() == ours.keys():
            for key in theirs:
                if key not in CLOCK_FIELDS:
                    self.compare_read(f"{what}.{key}", theirs[key], ours[key])
        elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
            for number, (their, our) in enumerate(zip(theirs, ours)):
                self.compare_read(f"{what}[{number}]", their, our)
        else:
            self.check(f"read {what}", theirs, ours)

    def remove_both(self, theirs, ours):
        able = self.worker.ask(
            "remove",
            uri=uri(self.paths["theirs"]),
            run=theirs["runs"]["gone"],
            experiment=theirs["experiments"]["gone"],
        )
        gc = ["gc", "--backend-store-uri", uri(self.paths["ours"])]
        self.run(*gc, "--run-ids", ours["runs"]["gone"])
        self.run(*gc, "--experiment-ids", ours["experiments"]["gone"])
        if all(able.values()):
            self.compare_rows("after gc")

    def go_on(self, ours):
        run, experiment = ours["runs"]["whole"], ours["experiments"]["first"]
        other = self.worker.ask("go_on", uri=uri(self.paths["ours"]), run=run, experiment=experiment)
        described = json.loads(self.run("runs", "describe", "--run-id", run, store="ours"))
        self.check("continued loss", 0.0625, described["data"]["metrics"]["loss"])
        self.check("continued param", "yes", described["data"]["params"]["later"])
        self.check("continued tag", "yes", described["data"]["tags"]["later"])
        self.check("continued status", "FINISHED", described["info"]["status"])
        search = ["runs", "search", "-x", experiment, "--view", "deleted_only", "--output", "json"]
        found = [each["info"]["run_id"] for each in json.loads(self.run(*search, store="ours"))]
        self.check("deleted run is found", True, other in found)

    def go_on_with_models(self):
        parts = self.worker.ask("registry_parts", uri=uri(self.paths["ours"]))
        if parts is None:
            return
        later = self.worker.ask("go_on_with_models", uri=uri(self.paths["ours"]))

        def models(*words):
            return self.run("models", *words, store="theirs")

        more = ["-d", "later"] if parts["descriptions"] else []
        more += ["-t", "later=yes"] if parts["tags"] else []
        number = models("register", "-m", "s3://bucket/a model's folder/later", "-n", "wine", *more).strip()
        self.check("number of a version that a command registers", str(later), number.split()[-1])
        archive = ["--archive-existing"] if parts["archives"] else []
        models("transition", "wine", later, "--stage", "Production", *archive)
        models("update", "wine", "-d", "described later")
        if parts["tags"]:
            models("tag", "set", "wine", "later", "yes")
            models("tag", "set", "wine", "later", "yes", "--version", 3)
            models("tag", "delete", "wine", "twice")
        else:
            self.refuses("tags of registered models", "models", "tag", "set", "wine", "later", "yes")
        if parts["aliases"]:
            models("alias", "set", "wine", "champion", later)
            models("alias", "delete", "wine", "challenger")
        else:
            self.refuses("aliases of registered models", "models", "alias", "set", "wine", "champion", later)
        models("versions", "delete", "wine", 3)
        models("delete", "renamed")
        name = "port" if parts["renames"] else "wine"
        if parts["renames"]:
            models("rename", "wine", name)
        self.compare_rows("that both went on with", only=REGISTRY)
        listed = json.loads(self.run("models", "versions", "list", name, "--output", "json", store="ours"))
        stages = {str(version["version"]): version["current_stage"] for version in listed}
        self.check("stage of a version of the release", "Production", stages.get(str(later)))

    def refuses(self, what, *words):
        """A command is refused by the name of what the schema has no place for."""
        try:
            self.run(*words, store="theirs")
            said = "nothing"
        except Failure as failure:
            said = str(failure)
        self.check(f"refusal of {what}", True, what in said and "need a schema of MLflow" in said)

    def use_commands(self):
        experiment = self.run("experiments", "create", "-n", "first").split()[-1]
        run = self.run("runs", "start", "--experiment-id", experiment, "--run-name", "by a command", "-t", "label=whole").strip()
        lines = [
            {"params": {"learning_rate": "0.01", "a/b c-d.e_f": "значение 🎯", "k" * 250: "x"}, "tags": {"twice": "after\nall"}},
            {"metrics": {"loss": 0.5, "minus zero": -0.0, "largest": 1e308}, "step": 0, "timestamp": 1},
            {"metrics": {"loss": 0.25}, "step": -3, "timestamp": 2},
        ]
        if has_column(self.paths["commands"], "metrics", "is_nan"):
            lines.append({"metrics": {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}, "step": 1, "timestamp": 3})
        self.run("runs", "log-batch", "-r", run, text="\n".join(map(json.dumps, lines)))
        self.run("runs", "end", "--run-id", run)
        for name in ["doomed", "gone"]:
            doomed = self.run("runs", "start", "--experiment-id", experiment, "-t", f"label={name}").strip()
            self.run("runs", "delete", "--run-id", doomed)
            if name == "doomed":
                self.run("runs", "restore", "--run-id", doomed)
            else:
                self.run("gc", "--backend-store-uri", uri(self.paths["commands"]), "--run-ids", doomed)
        second = self.run("experiments", "create", "-n", "second").split()[-1]
        self.run("experiments", "rename", "-x", second, "--new-name", "third")
        self.run("experiments", "delete", "-x", second)
        self.run("experiments", "restore", "-x", second)
        project = self.folder / "project"
        project.mkdir()
        (project / "MLproject").write_text(f"name: p\nentry_points:\n  main:\n    command: '{self.python} -W ignore train.py'\n")
        (project / "train.py").write_text(TRAIN)
        self.run("run", project, "--env-manager", "local", "--experiment-name", "projects")
        read = self.worker.ask("read", uri=uri(self.paths["commands"]))
        found = {each["name"]: each["lifecycle_stage"] for each in read["experiments"]}
        expected = dict.fromkeys(["Default", "first", "projects", "third"], "active")
        self.check("experiments of commands", expected, found)
        whole = read["runs"]["whole"]
        self.check("metrics of commands", ["0.5", "1e+308"], [whole["data"]["metrics"][key] for key in ["loss", "largest"]])
        self.check("params of commands", "значение 🎯", whole["data"]["params"]["a/b c-d.e_f"])
        self.check("status of commands", "FINISHED", str(whole["info"]["status"]).replace("3", "FINISHED"))
        self.check("labels of commands", {"whole", "doomed"}, {label for label in read["runs"] if len(label) < 32})
        projects = [run for run in read["runs"].values() if run["data"]["params"].get("from") == "a project"]
        self.check("runs of projects", [{"made": "1.5"}], [run["data"]["metrics"] for run in projects])

    def use_new_database(self, version):
        """What a plain script meets in a folder that commands have used, and what helps."""
        new = self.paths["new"] = self.folder / "new.db"
        self.run("experiments", "create", "-n", "made by a command", store="new")
        revision = self.worker.ask("revision", path=str(new))
        opens = True
        try:
            self.worker.ask("opens", uri=uri(new))
        except Failure:
            opens = False
        self.check("whether it opens a new database", version == NEWEST, opens)
        self.check("revision of a new database", revision, self.worker.ask("revision", path=str(new)))
        script = self.folder / "train.py"
        script.write_text(TRAIN)
        self.run("exec", "--experiment-name", "made by a command", "--", self.python, "-W", "ignore", script, store="new")
        found = json.loads(self.run("runs", "search", "-f", "params.`from` = 'a project'", "--output", "json", store="new"))
        self.check("runs of a script by exec", [1.5], [run["data"]["metrics"].get("made") for run in found])

    def write_at_once(self, name):
        """The release writes into one run, commands into another."""
        path = self.paths[name]
        experiment = "0"
        theirs = self.worker.ask("new_run", uri=uri(path), experiment=experiment, label="theirs")
        ours = self.run("runs", "start", "--experiment-id", experiment, store=name).strip()
        failures = []
        has_models = self.worker.ask("registry_parts", uri=uri(path)) is not None

        def write():
            try:
                for step in range(POINTS // 3):
                    self.run("runs", "log-metric", "-r", ours, f"by a command={step}", "--step", step, store=name)
                for _ in range(VERSIONS if has_models else 0):
                    self.run("models", "register", "-m", "s3://bucket/model", "-n", "by commands", store=name)
            except Failure as failure:
                failures.append(str(failure))

        thread = threading.Thread(target=write)
        thread.start()
        try:
            self.worker.ask("hammer", uri=uri(path), run=theirs, count=POINTS)
            if has_models:
                self.worker.ask("hammer_models", uri=uri(path), name="by python", run=theirs, count=VERSIONS)
        finally:
            thread.join()
        self.check("failures while both write", [], failures)
        counts = dict(
            sqlite3.connect(path).execute("SELECT key, count(*) FROM metrics WHERE key LIKE 'by %' GROUP BY key").fetchall()
        )
        self.check("points that both wrote", {"by python": POINTS, "by a command": POINTS // 3}, counts)
        if has_models:
            query = "SELECT name, count(*), max(version) FROM model_versions WHERE name LIKE 'by %' GROUP BY name"
            numbered = sqlite3.connect(path).execute(query).fetchall()
            expected = [("by commands", VERSIONS, VERSIONS), ("by python", VERSIONS, VERSIONS)]
            self.check("versions that both registered", expected, numbered)
        found = sqlite3.connect(path).execute("PRAGMA integrity_check").fetchall()
        self.check("integrity", [("ok",)], found)


# The release whose schema new databases have.
NEWEST = "3.18.0"

# What a project of the release does in the run that `mlflow run` gives it.
TRAIN = """
import mlflow
with mlflow.start_run():
    mlflow.log_param("from", "a project")
    mlflow.log_metric("made", 1.5)
"""


class Server:
    """The server of this program."""

    def __init__(self, mlflow, folder, path, root):
        words = ["server", "--backend-store-uri", uri(path), "--default-artifact-root", root]
        words += ["--no-serve-artifacts", "--port", "0"]
        self.process = subprocess.Popen([mlflow, *words], stderr=subprocess.PIPE, text=True, cwd=folder)
        said = []
        for line in self.process.stderr:
            said.append(line)
            if line.startswith("listening on "):
                self.url = line.split()[2]
                threading.Thread(target=self.process.stderr.read, daemon=True).start()
                return
        raise Failure(f"the server does not start: {''.join(said)}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def uri(path):
    return f"sqlite:///{path}"


def has_column(path, table, column):
    return any(row[1] == column for row in sqlite3.connect(path).execute(f"PRAGMA table_info({table})"))


def ids(path):
    """The ids that a writer draws, each with a name that is the same in every copy."""
    connection = sqlite3.connect(path)
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    queries = {"tags": "SELECT run_uuid, 'run ' || value FROM tags WHERE key = 'label'"}
    queries["datasets"] = "SELECT dataset_uuid, 'dataset ' || name FROM datasets"
    queries["logged_models"] = "SELECT model_id, 'model ' || name FROM logged_models"
    # An edge is named by its ends, which have names then.
    queries["inputs"] = "SELECT input_uuid, 'edge' FROM inputs"
    return [row for table, query in queries.items() if table in tables for row in connection.execute(query)]


def without_ids(text, names):
    for id, name in names:
        text = text.replace(id, f"<{name}>")
    return text


def rows(path, only=None):
    """Every row of every table, or of some, as text, without ids and the clock's times."""
    connection = sqlite3.connect(path)
    names = ids(path)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    found = {}
    for table in tables:
        if only and table not in only:
            continue
        cursor = connection.execute(f'SELECT * FROM "{table}"')
        columns = [column[0] for column in cursor.description]
        found[table] = sorted(
            without_ids(json.dumps(dict(zip(columns, cells(table, columns, row))), ensure_ascii=False), names)
            for row in cursor
        )
    return found


def cells(table, columns, row):
    for column, value in zip(columns, row):
        is_time = (table, column) in CLOCK and value is not None
        if value == "" and (table, column) in MAY_BE_EMPTY:
            value = None
        yield "a time" if is_time else value if isinstance(value, str) else repr(value)


def pythons(given):
    """The interpreters that arguments name, by the release's number."""
    for text in given:
        path = pathlib.Path(text)
        if not path.is_dir():
            yield path
            continue
        found = [python for python in path.glob("*/bin/python") if python.parents[1].name[0].isdigit()]
        yield from sorted(found, key=lambda python: [int(part) for part in python.parents[1].name.split(".")])


def tell(mlflow, python, keep):
    with tempfile.TemporaryDirectory(prefix="mlflow-release-") as folder:
        story = Story(mlflow, python, pathlib.Path(folder))
        name = f"{python}"
        try:
            name = story.tell()
        except Failure as failure:
            story.differences.append(str(failure))
        if keep and story.differences:
            shutil.copytree(folder, pathlib.Path(keep) / name.strip("/").replace("/", "-"), dirs_exist_ok=True)
    print(f"{name}: {'ok' if not story.differences else f'{len(story.differences)} differences'}", flush=True)
    for difference in story.differences:
        print(f"  {difference}", flush=True)
    return not story.differences


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mlflow", required=True, type=lambda text: str(pathlib.Path(text).resolve()), help="this program")
    parser.add_argument("--keep", help="a folder for the databases of releases that differ")
    parser.add_argument("python", nargs="+", help="an interpreter, or a folder of environments")
    arguments = parser.parse_args()
    told = [tell(arguments.mlflow, str(python), arguments.keep) for python in pythons(arguments.python)]
    sys.exit(0 if told and all(told) else 1)


if __name__ == "__main__":
    main()
