"""The lists of a version are what its events add up to; from one version to another lead the events between.

A whole file has a line for every entry there ever was. The party is named while the entry is in force: with its end the
law ends its publication (A25 10, S21 18), and the line keeps number, days and reason. So with changes: what is told
after an entry's end, of whatever version, names nobody; its end gives the code to who has the entry, and no name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from gongbao.register.subscriptions.kinds import BEGINNINGS, ENDINGS, RENAMED

FORMAT = "gongbao/lists/v1"
IN_FORCE = "in-force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change, as files and messages carry it. `version` is its number, and that of the lists from then on."""

    version: int
    change: str
    list: str
    entry: UUID | None
    name: str
    code: str
    region: str
    category: str
    ground: str
    ground_zh: str
    ground_en: str
    reason_zh: str
    reason_en: str
    article: str
    authority: str
    decision: UUID | None
    document: str
    since: date | None
    until: date | None
    on: date
    known_at: datetime
    notice: UUID | None
    begun: int
    previous: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a whole file: an entry as a version has it. `state`: in-force, or the change that ended it."""

    entry: UUID
    list: str
    state: str
    name: str
    code: str
    region: str
    category: str
    ground: str
    ground_zh: str
    ground_en: str
    article: str
    authority: str
    decision: UUID | None
    document: str
    since: date | None
    until: date | None
    ended_on: date | None
    ended_article: str
    ended_decision: UUID | None
    ended_document: str
    begun: int
    version: int


def begin(event: Event) -> Entry:
    """The entry that a listing begins."""
    assert event.entry is not None
    return Entry(
        entry=event.entry,
        list=event.list,
        state=IN_FORCE,
        name=event.name,
        code=event.code,
        region=event.region,
        category=event.category,
        ground=event.ground,
        ground_zh=event.ground_zh,
        ground_en=event.ground_en,
        article=event.article,
        authority=event.authority,
        decision=event.decision,
        document=event.document,
        since=event.since,
        until=event.until,
        ended_on=None,
        ended_article="",
        ended_decision=None,
        ended_document="",
        begun=event.version,
        version=event.version,
    )


def after(entry: Entry | None, event: Event) -> Entry:
    """The entry after one more event. ValueError for an event that can't follow: a lost or doubled one."""
    if event.change in BEGINNINGS:
        if entry is not None:
            raise ValueError(f"{event.version}: this entry began before")
        return begin(event)
    if entry is None or entry.begun != event.begun or event.version <= entry.version:
        raise ValueError(f"{event.version}: an event before it is missing")
    if event.change == RENAMED:
        if entry.state != IN_FORCE:
            return replace(entry, version=event.version)
        return replace(entry, version=event.version, name=event.name, code=event.code)
    return replace(
        entry,
        state=event.change,
        name="",
        code="",
        ended_on=event.on,
        ended_article=event.article,
        ended_decision=event.decision,
        ended_document=event.document,
        version=event.version,
    )


def folded(events: Iterable[Event]) -> Iterator[Entry]:
    """The entries of events that come sorted by entry, then by number."""
    for _entry, mine in groupby(events, key=lambda event: event.entry):
        found: Entry | None = None
        for event in mine:
            found = after(found, event)
        if found is not None:
            yield found


def applied(entries: Mapping[UUID, Entry], events: Iterable[Event]) -> dict[UUID, Entry]:
    """A whole file's entries after the changes that follow its version: those of the later whole file."""
    found = dict(entries)
    for event in events:
        if event.entry is not None:
            found[event.entry] = after(found.get(event.entry), event)
    return found


def told(event: Event, since: int, *, over: bool) -> Event:
    """An event as it may be told to who has version `since`. `over`: its entry has ended by now, whenever that was."""
    if not over:
        return event
    held = event.begun <= since and is_ending(event.change)
    return replace(event, name="", code=event.code if held else "")


def is_ending(change: str) -> bool:
    """Whether it ends an entry."""
    return change in ENDINGS


def as_row(one: Event | Entry) -> dict[str, Any]:
    """Its columns by name, in the order of the files."""
    return asdict(one)
