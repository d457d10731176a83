"""Entries whose time of display has passed leave the records (G 13: shown until 30 June of the next year)."""

from datetime import date, datetime

from django.db import connection, transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare

ENDED = declare("listing.display-ended", "公示期届满", "time of display ended")
_EXPIRED = """
INSERT INTO records_pendingpublication (entity_id, reason, since)
SELECT DISTINCT entity_id, 'display-ended', %s::timestamptz FROM listings_listing
WHERE removed_on IS NULL AND shown_until >= %s AND shown_until < %s
ON CONFLICT (entity_id) DO NOTHING
"""


@transaction.atomic
def end_display(*, since: date, on: date, by: Actor, now: datetime) -> int:
    """Have the records published anew whose entries' last day of display lies in [since, on); returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRED, [now, since, on])
        ended: int = cursor.rowcount
    if ended:
        record_event(
            name=ENDED, by=by, now=now, subject=("listing", "many"), detail={"count": ended, "on": on.isoformat()}
        )
    return ended
