"""Fills databases of a server with what an older release of MLflow left in a file, and upgrades some.

    python filled.py [FIXTURE OURS THEIRS]...

FIXTURE is a packed database of SQLite (`tests/fixtures/databases`), OURS and THEIRS are addresses of
two empty databases. Both get the schema of the fixture's revision, by MLflow's own migrations, and
its rows. Then MLflow upgrades THEIRS.
"""

import gzip
import json
import logging
import sqlite3
import sys
import tempfile

import sqlalchemy
from alembic import command
from mlflow.store.db.utils import _get_alembic_config, _upgrade_db, create_sqlalchemy_engine_with_retry
from mlflow.store.tracking.dbmodels.initial_models import Base

# What lets rows of a table come before those that they refer to.
UNORDERED = {
    "postgresql": "SET session_replication_role = replica",
    "mysql": "SET SESSION foreign_key_checks = 0, SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
}


def unpack(fixture):
    file = tempfile.NamedTemporaryFile(suffix=".db")
    with gzip.open(fixture) as packed:
        file.write(packed.read())
    file.flush()
    rows = sqlite3.connect(file.name)
    rows.execute("PRAGMA query_only = 1")
    return file, rows


def make(engine, address, revision):
    Base.metadata.create_all(engine)
    if revision is None:
        return
    config = _get_alembic_config(address)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def fitting(value, column):
    """A value as a column of a server takes it: SQLite keeps texts that are too long, and flags as
    numbers."""
    kind = column.type
    if value is None:
        return None
    if isinstance(kind, sqlalchemy.Boolean):
        return bool(value)
    if isinstance(kind, sqlalchemy.JSON):
        return json.loads(value)
    if isinstance(kind, sqlalchemy.LargeBinary):
        return value if isinstance(value, bytes) else str(value).encode()
    if isinstance(kind, (sqlalchemy.Integer, sqlalchemy.BigInteger)):
        return int(value)
    if isinstance(kind, sqlalchemy.String):
        text = value.decode() if isinstance(value, bytes) else str(value)
        return text[: kind.length] if kind.length else text
    return value


def copy(rows, engine):
    tables = sqlalchemy.MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(UNORDERED[engine.dialect.name])
        for table in tables.tables.values():
            if table.name == "alembic_version":
                continue
            connection.execute(table.delete())
            present = [row[1] for row in rows.execute(f'PRAGMA table_info("{table.name}")')]
            names = [column.name for column in table.columns if column.name in present and not column.computed]
            if not names:
                continue
            quoted = ", ".join(f'"{name}"' for name in names)
            found = [
                {name: fitting(value, table.columns[name]) for name, value in zip(names, row)}
                for row in rows.execute(f'SELECT {quoted} FROM "{table.name}"')
            ]
            if found:
                connection.execute(table.insert(), found)
        if engine.dialect.name == "postgresql":
            set_sequences(connection, tables)


def set_sequences(connection, tables):
    """Lets the next rows have numbers behind those that were copied."""
    for table in tables.tables.values():
        for column in table.primary_key:
            sequence = connection.exec_driver_sql(
                f"SELECT pg_get_serial_sequence('{table.name}', '{column.name}')"
            ).scalar()
            if sequence:
                connection.exec_driver_sql(
                    f"SELECT setval('{sequence}', (SELECT coalesce(max({column.name}), 0) + 1 FROM {table.name}))"
                )


def main(arguments):
    logging.disable(logging.INFO)
    for fixture, *addresses in zip(*[iter(arguments)] * 3):
        file, rows = unpack(fixture)
        revision = rows.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        engines = [create_sqlalchemy_engine_with_retry(address) for address in addresses]
        for engine, address in zip(engines, addresses):
            make(engine, address, revision)
            copy(rows, engine)
        _upgrade_db(engines[1])
        for engine in engines:
            engine.dispose()
        rows.close()
        file.close()


main(sys.argv[1:])
