"""What can be read off the database and the folder at the moment of asking: how the house stands."""

from datetime import datetime

from django.conf import settings
from django.db import connection

from gongbao.foundation.ledger import guard

MANY = 100_000
_STANDING = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM ledger_outbox LIMIT %(many)s) w),
  (SELECT size FROM ledger_head WHERE origin = %(origin)s),
  (SELECT max(size) FROM ledger_signedhead),
  (SELECT extract(epoch FROM %(now)s - max(signed_at)) FROM ledger_signedhead),
  (SELECT count(*) FROM (SELECT 1 FROM records_pendingpublication LIMIT %(many)s) p),
  (SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' LIMIT %(many)s) t),
  (SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs WHERE status = 'failed' LIMIT %(many)s) f),
  (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
  pg_database_size(current_database())
"""
_NAMES = (
    ("gongbao_ledger_waiting", "Entries waiting for their place in the log"),
    ("gongbao_ledger_size", "Entries in the log"),
    ("gongbao_ledger_published", "Entries under the newest signed head"),
    ("gongbao_ledger_head_age_seconds", "Since the newest head was signed"),
    ("gongbao_records_waiting", "Public records waiting to be published"),
    ("gongbao_tasks_waiting", "Background tasks waiting"),
    ("gongbao_tasks_failed", "Background tasks that failed"),
    ("gongbao_database_connections", "Connections to the database"),
    ("gongbao_database_bytes", "Size of the database"),
)


def standing(now: datetime) -> list[tuple[str, str, float]]:
    """(name, meaning, value) of each gauge; what does not exist yet is left out. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"now": now, "origin": settings.LEDGER_ORIGIN, "many": MANY})
        row = cursor.fetchone() or ()
    found = [
        (name, meaning, float(value)) for (name, meaning), value in zip(_NAMES, row, strict=True) if value is not None
    ]
    stopped = guard.last_signed() is None or guard.restored()
    return [*found, ("gongbao_ledger_stopped", "1 when the log refuses to sign until it is reconciled", float(stopped))]


def as_text(gauges: list[tuple[str, str, float]]) -> str:
    """The gauges in Prometheus's text form."""
    return "".join(
        f"# HELP {name} {meaning}\n# TYPE {name} gauge\n{name} {value:.15g}\n" for name, meaning, value in gauges
    )
