"""How an incident goes to another body. Built in are what people do by hand; another slice adds its own way here.

A carrier that sends by itself gets the hand-off inside the transaction that records it (`send`): it queues its own work
there, and calls `actions.acknowledge` when the other side answers.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongbao.briefing.dutydesk.models import HandOff


@dataclass(frozen=True, slots=True)
class Carrier:
    """A way to hand over. `message`: a CAP file is made; `answered`: whoever takes it says so at once (telephone)."""

    code: str
    words: str | Promise
    message: bool = False
    answered: bool = False
    send: Callable[[HandOff], None] | None = None


_carriers: dict[str, Carrier] = {}


def register(carrier: Carrier) -> None:
    """Add a way (in AppConfig.ready())."""
    _carriers[carrier.code] = carrier


def carriers() -> list[Carrier]:
    """Every way, in the order they were added."""
    return list(_carriers.values())


def carrier(code: str) -> Carrier | None:
    return _carriers.get(code)


register(Carrier("phone", _("电话"), answered=True))
register(Carrier("cap", _("CAP 文件"), message=True))
register(Carrier("paper", _("纸质、传真、机要"), message=False))
