"""One import at a time: a lock that the database itself lets go when the importing process is gone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction
from psycopg.errors import LockNotAvailable

from gongbao.foundation.events.refusals import Refusal

LOCK = 0x696D7074  # "impt"
PATIENCE = "20s"  # a killed import's last statement may still be ending
WATCH = "1s"  # the database looks whether the importing process still lives, also within a long statement


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock; Refusal when another import is under way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    except DatabaseError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            zh = "另一个导入正在进行，请等它结束后再试。"
            raise Refusal("import.running", zh, "Another import is under way; try again when it has ended.") from error
        raise
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET client_connection_check_interval = '{WATCH}'")
        yield
    finally:
        _let_go()


@contextmanager
def alone_now() -> Iterator[bool]:
    """Hold the lock if nobody does; yields whether it is held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (held,) = cursor.fetchone() or (False,)
    try:
        yield bool(held)
    finally:
        if held:
            _let_go()


def _let_go() -> None:
    if connection.connection is None or connection.connection.closed:
        return  # with the connection the lock is gone
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        cursor.execute("RESET client_connection_check_interval")
