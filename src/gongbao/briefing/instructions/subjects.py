"""What instructions are on besides print: a slice above says where it is, and writes down what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongbao.briefing.instructions.models import Instruction, Step
from gongbao.foundation.accounts.policies import Visitor
from gongbao.foundation.events.actor import Actor


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing of another slice: its kind as registered, its id, its title as it stood."""

    kind: str
    id: UUID
    title: str


#: (instruction, step or None when it is given, by, now); called within the transaction of the step.
Follows = Callable[[Instruction, Step | None, Actor, datetime], None]
#: The address of its page for a reader; blank where the reader has none.
Places = Callable[[Visitor, UUID], str]
_follows: dict[str, Follows] = {}
_places: dict[str, Places] = {}


def register(kind: str, follows: Follows, places: Places) -> None:
    """Say who writes its steps down and where it is (in AppConfig.ready())."""
    _follows[kind], _places[kind] = follows, places


def follow(held: Instruction, step: Step | None, *, by: Actor, now: datetime) -> None:
    if held.subject_kind in _follows:
        _follows[held.subject_kind](held, step, by, now)


def place_of(user: Visitor, held: Instruction) -> str:
    """Where the reader sees what it is on."""
    places = _places.get(held.subject_kind)
    return places(user, held.subject_id) if places is not None and held.subject_id is not None else ""
