#!/usr/bin/env python3
"""Installs releases of Python's MLflow, each in an environment of its own, for `compare.py`.

    python3 tests/releases/install.py FOLDER [RELEASE ...]

The releases are those of `tests/fixtures/databases/make.py`, with the libraries of their day as far
as Python 3.11 runs them; all of them if none is named. What is complete is left alone. Needs `uv`.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "fixtures" / "databases"))

import make


def main(folder, wanted):
    recipes = {package.partition("==")[2]: (package, libraries) for package, libraries in make.RELEASES.items()}
    unknown = [release for release in wanted if release not in recipes]
    if unknown:
        sys.exit(f"unknown releases {', '.join(unknown)}; known are {', '.join(recipes)}")
    folder.mkdir(parents=True, exist_ok=True)
    for release in wanted or recipes:
        print(make.environment(release, *recipes[release], folder), flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:])
