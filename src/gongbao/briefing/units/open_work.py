"""What lies open in a unit or in somebody's hand: each slice above says its part, so that nothing is forgotten when
an officer goes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actor import Actor

MOST = 100


@dataclass(frozen=True, slots=True)
class Work:
    """One open piece: what, how it stands, where it is. `personal`: it waits in this person's own hand."""

    what: str
    state: str
    href: str = ""
    personal: bool = False

    def __str__(self) -> str:
        return f"{self.what}（{self.state}）"


Finds = Callable[[Unit, User], list[Work]]
Passes = Callable[[Unit, User, User, Actor, datetime], None]
_finds: dict[str, Finds] = {}
_passes: dict[str, Passes] = {}


def register(name: str, finds: Finds, passes: Passes | None = None) -> None:
    """Say what is open, and (where it lies in a hand) how it passes to another (in AppConfig.ready())."""
    _finds[name] = finds
    if passes is not None:
        _passes[name] = passes


def of(unit: Unit, user: User) -> list[Work]:
    """Everything open for the user in this unit, at most `MOST` pieces."""
    return [work for finds in _finds.values() for work in finds(unit, user)][:MOST]


def pass_on(unit: Unit, giver: User, taker: User, by: Actor, now: datetime) -> None:
    """What lay in the giver's hand lies in the taker's. Called within the transaction of the taking over."""
    for passes in _passes.values():
        passes(unit, giver, taker, by, now)
