"""A database of the benchmarks' own, so that measuring never touches what somebody keeps."""

import contextlib
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

EMPTY = "bench_empty_"  # and a digest of all migrations: bringing the tables up takes a minute, spent once


@contextlib.contextmanager
def own_database(job: str = "job") -> Iterator[Any]:
    """A database of our own beside the others, with the product's tables, dropped at the end."""
    from gongbao.cli.house import house  # noqa: PLC0415 (the house is entered only when the job runs)

    name = f"bench_{job}_{os.getpid()}"
    with house():
        from django.db import connection  # noqa: PLC0415 (Django is set up by house())

        home = connection.settings_dict["NAME"]
        empty = _empty(connection)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {empty}")
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield connection
        finally:
            connection.close()
            connection.settings_dict["NAME"] = home
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.close()


def _empty(connection: Any) -> str:
    """The database to copy from, with all tables; kept for the next job, and those of other migrations dropped."""
    from django.core.management import call_command  # noqa: PLC0415 (Django is set up by house())

    wanted, making = f"{EMPTY}{_migrations()}", f"bench_making_{os.getpid()}"
    home = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [EMPTY])
        there = {name for (name,) in cursor.fetchall()}
        if wanted in there:
            return wanted
        for other in there:
            cursor.execute(f"DROP DATABASE IF EXISTS {other}")
        cursor.execute(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {making} TEMPLATE template0")
    connection.close()
    connection.settings_dict["NAME"] = making
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = home
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [wanted])
        if cursor.fetchone() is None:
            cursor.execute(f"ALTER DATABASE {making} RENAME TO {wanted}")
        else:  # another run was faster
            cursor.execute(f"DROP DATABASE {making}")
    return wanted


def _migrations() -> str:
    """A digest of every migration's text."""
    from django.apps import apps  # noqa: PLC0415 (Django is set up by house())

    digest = sha256()
    for app in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
