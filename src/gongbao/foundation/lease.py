"""One at a time over all processes: a right to work on something that ends with whoever holds it, even by a kill."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from django.db import connection


@contextmanager
def lease(name: str) -> Iterator[bool]:
    """Whether this process may work on `name` now. The database frees it when its session ends, however it ends.

    For work outside a transaction (background tasks). It saves doubled work; what must not happen twice is kept from
    happening twice by row locks and constraints, for a session may be lost and opened anew in between.
    """
    key = int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (held,) = cursor.fetchone() or (False,)
    try:
        yield bool(held)
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
