"""When an alarm is answered, and which policy an event begins with."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, TypeVar


class Answer(NamedTuple):
    """One call of a step: whether it is answered, and whether by somebody who was not called."""

    answered: bool
    volunteer: bool


class Chooses(Protocol):
    """What of a policy decides whether it applies."""

    gravest_from: int | None
    percent: int


Chosen = TypeVar("Chosen", bound=Chooses)


def answered(calls: Sequence[Answer], *, require_all: bool) -> bool:
    """Whether a step is satisfied: one answer will do, or everybody called must; who came uncalled replaces nobody."""
    if require_all:
        called = [one for one in calls if not one.volunteer]
        return bool(called) and all(one.answered for one in called)
    return any(one.answered for one in calls)


def chosen_policy(policies: Iterable[Chosen], *, grade: int | None, percent: int) -> Chosen | None:
    """The policy for an event of this grade and share used: the most specific of those that fit.

    An incident without a grade yet is treated as the gravest: it may be.
    """
    weight = grade or 1
    fitting = [
        one for one in policies if one.percent == percent and (one.gravest_from is None or weight <= one.gravest_from)
    ]
    return min(fitting, key=lambda one: one.gravest_from or 5, default=None)
