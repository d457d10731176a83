"""When to try again, when a whole subscriber rests, and when messages to it stop."""

from datetime import datetime, timedelta

#: After the first, second, … failed try of a message.
WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
)
#: So many tries in a row that failed: not the message but the receiver is at fault, and it rests.
RESTS_AFTER = 3
#: A subscriber that took nothing for so long is stopped, and told.
STOPS_AFTER = timedelta(days=5)
#: The same for one message that is refused while others are taken: tries over about five days.
MOST_TRIES = 26
LONGEST_ASKED = timedelta(hours=24)
GONE = 410


def next_try(attempts: int, now: datetime, *, asked: timedelta | None = None) -> datetime:
    """When a message that failed `attempts` times is tried again; later where the receiver asked (Retry-After)."""
    wait = WAITS[min(max(attempts, 1), len(WAITS)) - 1]
    return now + max(wait, min(asked or timedelta(0), LONGEST_ASKED))


def rests(failures: int, *, reached: bool) -> bool:
    """Whether the whole subscriber waits: it could not be reached, or too many tries in a row failed."""
    return not reached or failures >= RESTS_AFTER


def stops(failing_since: datetime | None, status: int | None, now: datetime) -> bool:
    """Whether messages to a subscriber stop: it said that it is gone (410), or took nothing for five days."""
    return status == GONE or (failing_since is not None and now - failing_since >= STOPS_AFTER)


def taken(status: int | None) -> bool:
    """Whether an answer says that the message was taken."""
    return status is not None and 200 <= status < 300


def retry_after(text: str) -> timedelta | None:
    """What a Retry-After in seconds asks for."""
    return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() and len(text) <= 6 else None
