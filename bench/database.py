"""A database of the benchmarks' own, so that measuring never touches what somebody keeps."""

import contextlib
import os
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def own_database(job: str = "job") -> Iterator[Any]:
    """A database of our own beside the others, with the product's tables, dropped at the end."""
    from gongbao.cli.house import house  # noqa: PLC0415 (the house is entered only when the job runs)

    name = f"bench_{job}_{os.getpid()}"
    with house():
        from django.core.management import call_command  # noqa: PLC0415 (Django is set up by house())
        from django.db import connection  # noqa: PLC0415 (as above)

        home = connection.settings_dict["NAME"]
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            call_command("migrate", verbosity=0)
            yield connection
        finally:
            connection.close()
            connection.settings_dict["NAME"] = home
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.close()
