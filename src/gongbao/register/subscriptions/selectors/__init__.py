"""Reading the lists' events, their files, who follows them and what was sent."""

from gongbao.register.subscriptions.selectors.lists import (
    changes,
    edition,
    editions,
    entries,
    event_of,
    head,
    latest_edition,
    over,
    page_of_events,
    recent,
    waiting_changes,
)
from gongbao.register.subscriptions.selectors.notices import notice, notices, owed_by, recipients, standing_of
from gongbao.register.subscriptions.selectors.subscribers import (
    counts,
    deliveries,
    every_subscription,
    organisations_of,
    subscription,
    subscriptions_of,
    waiting_of,
)

__all__ = [
    "changes",
    "counts",
    "deliveries",
    "edition",
    "editions",
    "entries",
    "event_of",
    "every_subscription",
    "head",
    "latest_edition",
    "notice",
    "notices",
    "organisations_of",
    "over",
    "owed_by",
    "page_of_events",
    "recent",
    "recipients",
    "standing_of",
    "subscription",
    "subscriptions_of",
    "waiting_changes",
    "waiting_of",
]
