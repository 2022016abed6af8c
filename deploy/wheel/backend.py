"""Builds the wheel by maturin, and puts the manual pages and the completions of shells into it, as the program
in it writes them. They are installed below `share/`, where `man` and shells look for those of a program in the
folder `bin/` beside it.

    python deploy/wheel/backend.py WHEEL…    # into wheels that maturin has built
"""

import base64
import hashlib
import stat
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

# Where each shell looks for the completions of `mlflow`.
COMPLETIONS = {
    "bash": "bash-completion/completions/mlflow",
    "fish": "fish/vendor_completions.d/mlflow.fish",
    "zsh": "zsh/site-functions/_mlflow",
}


def build_wheel(folder, config_settings=None, metadata_directory=None):
    import maturin

    name = maturin.build_wheel(folder, config_settings, metadata_directory)
    complete(Path(folder) / name)
    return name


def build_sdist(folder, config_settings=None):
    import maturin

    return maturin.build_sdist(folder, config_settings)


def get_requires_for_build_wheel(config_settings=None):
    import maturin

    return maturin.get_requires_for_build_wheel(config_settings)


def get_requires_for_build_sdist(config_settings=None):
    import maturin

    return maturin.get_requires_for_build_sdist(config_settings)


def complete(wheel):
    """Adds what the program in a wheel writes of itself."""
    with zipfile.ZipFile(wheel) as packed, tempfile.TemporaryDirectory() as folder:
        names = packed.namelist()
        program = next(name for name in names if "/scripts/mlflow" in name)
        record = next(name for name in names if name.endswith(".dist-info/RECORD"))
        extracted = Path(packed.extract(program, folder))
        extracted.chmod(extracted.stat().st_mode | stat.S_IXUSR)
        share = f"{program.split('/')[0]}/data/share"
        files = {f"{share}/{path}": content for path, content in written(extracted).items()}
        lines = packed.read(record).decode().splitlines()
        entries = [(entry, packed.read(entry)) for entry in packed.infolist() if entry.filename != record]
    lines += [f"{name},sha256={digest(content)},{len(content)}" for name, content in files.items()]
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry, content in entries:
            packed.writestr(entry, content)
        for name, content in files.items():
            add(packed, name, content)
        add(packed, record, "\n".join(lines) + "\n")


def add(packed, name, content):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    packed.writestr(entry, content, zipfile.ZIP_DEFLATED)


def written(program):
    """What a program writes of itself: contents by paths below `share`."""
    files = {}
    for shell, path in COMPLETIONS.items():
        command = [program, "completions", shell]
        files[path] = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    with tempfile.TemporaryDirectory() as pages:
        subprocess.run([program, "man", pages], check=True, stderr=subprocess.DEVNULL)
        files.update({f"man/man1/{page.name}": page.read_bytes() for page in sorted(Path(pages).iterdir())})
    return files


def digest(content):
    """As the format of wheels writes it."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    for wheel in sys.argv[1:]:
        complete(Path(wheel))
