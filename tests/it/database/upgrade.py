"""Upgrades databases with MLflow's own steps, in one process.

    upgrade.py DATABASE... [--walk DATABASE FOLDER]

`--walk` takes one database from revision to revision and leaves a copy of it in the folder before
each step, named by its index in the order.
"""

import logging
import pathlib
import shutil
import sys
import warnings

import sqlalchemy
from alembic import command
from alembic.script import ScriptDirectory
from mlflow.store.db import utils


def engine_of(path):
    engine = sqlalchemy.create_engine(f"sqlite:///{path}", poolclass=sqlalchemy.pool.NullPool)

    # These files may be lost; hundreds of commits that each wait for the disk take minutes.
    @sqlalchemy.event.listens_for(engine, "connect")
    def hurry(connection, _):
        connection.execute("PRAGMA synchronous = OFF")

    return engine


def walk(path, folder):
    config = utils._get_alembic_config(f"sqlite:///{path}")
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    current = utils._get_schema_version(engine_of(path))
    revisions = [script.revision for script in reversed(scripts)]
    for index, revision in enumerate(revisions):
        if index <= revisions.index(current):
            continue
        shutil.copy(path, pathlib.Path(folder) / f"{index:03}-before-{revision}.db")
        with engine_of(path).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)


def main(arguments):
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    paths, walked = arguments, []
    if "--walk" in arguments:
        at = arguments.index("--walk")
        paths, walked = arguments[:at], arguments[at + 1 :]
    for path in paths:
        utils._upgrade_db(engine_of(path))
    if walked:
        walk(*walked)


if __name__ == "__main__":
    main(sys.argv[1:])
