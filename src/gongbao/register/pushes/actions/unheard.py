"""Listings that were decided before pushes existed, or about parties that moved since: dispatched like the others."""

import logging
from datetime import datetime

from django.db import transaction

from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes import NoLawInForce
from gongbao.register.pushes import selectors
from gongbao.register.pushes.actions.listed import hear_listed
from gongbao.register.serious.models import Entry

log = logging.getLogger("gongbao.pushes")
AT_ONCE, MOST, MOST_LOOKED_AT = 100, 500, 10_000


def hear_unheard(*, by: Actor, now: datetime) -> int:
    """Make what is missing (S21 14.2), the oldest first, at most so many a night; returns how many. Safe to run again.

    Each is a transaction of its own. What no office here can sign, and what no law of its day orders, stays as it is.
    """
    made = looked_at = 0
    after: selectors.Unheard | None = None
    while made < MOST and looked_at < MOST_LOOKED_AT:
        found = selectors.unheard(limit=min(AT_ONCE, MOST - made), after=after)
        if not found:
            break
        made += sum(_hear(one, by, now) for one in found)
        looked_at, after = looked_at + len(found), found[-1]
    return made


def _hear(one: selectors.Unheard, by: Actor, now: datetime) -> bool:
    try:
        with transaction.atomic():
            rows = Entry.objects.select_for_update(of=("self",)).select_related("entity")
            entry = rows.get(entity_id=one.entity_id, id=one.entry_id)
            if not selectors.is_unheard(entry):
                return False
            hear_listed(entry=entry, number=one.number, by=by, now=now)
    except (Refusal, NoLawInForce) as why:
        log.warning("the listing %s is not pushed: %s", one.entry_id, why)
        return False
    except Exception:
        log.exception("the listing %s could not be pushed; it is tried again the next night", one.entry_id)
        return False
    return True
