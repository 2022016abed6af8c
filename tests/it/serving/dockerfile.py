#!/usr/bin/env python3
"""Executes the steps of a Dockerfile in folders, where no engine of containers runs. For root.

    dockerfile.py build CONTEXT BASE IMAGE     # layers, with the bytes of each, as lines of JSON
    dockerfile.py run IMAGE [NAME=VALUE ...]   # the image's ENTRYPOINT, as its user
    dockerfile.py health IMAGE                 # the image's HEALTHCHECK, whose exit code is this one's

BASE is a folder that stands for every image of `FROM`. IMAGE is a folder that is made: `root` has the
last stage's files, and `image.json` its settings. What Docker isolates beyond the files (network,
processes, limits) is not isolated here.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys


def instructions(text):
    """The instructions of a Dockerfile, each as its word and what follows."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    for line in filter(None, map(str.strip, joined.splitlines())):
        word, _, rest = line.partition(" ")
        yield word.upper(), rest.strip()


def files(root):
    """Size and time of change of everything below a folder."""
    found = {}
    for folder, folders, names in os.walk(root):
        for name in folders + names:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            found[path] = (status.st_size if name in names else 0, status.st_ctime_ns)
    return found


# What a container has before an image sets anything.
VARIABLES = {"PATH": "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}


class Stage:
    """One stage: its files and its settings."""

    def __init__(self, base, root):
        subprocess.run(["cp", "--archive", str(base), str(root)], check=True)
        self.root = root
        self.settings = {"env": {}, "user": "0", "workdir": "/"}

    def path(self, inside):
        return self.root / os.path.join(self.settings["workdir"], inside).lstrip("/")

    def expanded(self, text):
        values = VARIABLES | self.settings["env"]
        return re.sub(r"\$\{?(\w+)\}?", lambda found: values.get(found[1], ""), text)

    def env(self, rest):
        for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|(\S+))', rest):
            self.settings["env"][name] = self.expanded(quoted or bare)

    def copy(self, rest, context, stages):
        words = rest.split()
        flags = dict(word[2:].split("=") for word in words if word.startswith("--"))
        *sources, target = [word for word in words if not word.startswith("--")]
        origin = stages[flags["from"]].root if "from" in flags else context
        for source in sources:
            source = origin / source.lstrip("/")
            into = self.path(target)
            if source.is_dir():
                shutil.copytree(source, into, symlinks=True, dirs_exist_ok=True)
                continue
            into = into / source.name if target.endswith("/") else into
            into.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, into)
            if "chmod" in flags:
                into.chmod(int(flags["chmod"], 8))

    def step(self, word, rest, context, stages):
        if word == "ENV":
            self.env(rest)
        elif word == "WORKDIR":
            self.settings["workdir"] = rest
            self.path("").mkdir(parents=True, exist_ok=True)
        elif word == "USER":
            self.settings["user"] = rest
        elif word == "COPY":
            self.copy(rest, context, stages)
        elif word == "RUN":
            call = inside(self.root, self.settings, ["/bin/sh", "-c", rest])
            subprocess.run(stdout=sys.stderr, check=True, **call)
        elif word == "ENTRYPOINT":
            self.settings["entrypoint"] = json.loads(rest)
        elif word == "HEALTHCHECK":
            self.settings["health"] = json.loads(rest[rest.index("CMD") + 3 :])
        elif word not in ("EXPOSE", "LABEL"):
            raise SystemExit(f"{word} is not known here")


def inside(root, settings, command):
    """How a command is started within a root folder."""
    # What reaches the packages of this machine is not the image's.
    passed = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("PIP_") or name.lower().endswith("_proxy")
    }
    env = VARIABLES | passed | settings["env"]
    shell = 'cd "$0" && exec "$@"'
    user = settings["user"]
    call = [shutil.which("chroot"), f"--userspec={user}:{user}", str(root), "/bin/sh", "-c", shell, settings["workdir"], *command]
    return {"args": call, "env": env}


def build(context, base, image):
    context, image = pathlib.Path(context), pathlib.Path(image)
    image.mkdir(parents=True)
    stages, stage = {}, None
    for word, rest in instructions((context / "Dockerfile").read_text()):
        if word == "FROM":
            name = rest.split()[2] if " AS " in rest else str(len(stages))
            stage = stages[name] = Stage(base, image / f"stage-{len(stages)}")
            continue
        before = files(stage.root)
        stage.step(word, rest, context, stages)
        layer = [size for path, (size, at) in files(stage.root).items() if before.get(path) != (size, at)]
        print(json.dumps({"stage": name, "step": word, "bytes": sum(layer)}), flush=True)
    stage.root.rename(image / "root")
    (image / "image.json").write_text(json.dumps(stage.settings))


def start(image, what, variables):
    settings = json.loads((pathlib.Path(image) / "image.json").read_text())
    settings["env"] |= dict(variable.split("=", 1) for variable in variables)
    call = inside(pathlib.Path(image) / "root", settings, settings[what])
    os.execve(call["args"][0], call["args"], call["env"])


def main():
    what, *rest = sys.argv[1:]
    if what == "build":
        build(*rest)
    else:
        start(rest[0], {"run": "entrypoint", "health": "health"}[what], rest[1:])


main()
