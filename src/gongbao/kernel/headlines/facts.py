"""A text read once: its kind, place, time and figures together."""

from datetime import datetime
from typing import NamedTuple

from .casualties import Casualties, casualties
from .hazards import Hazard, Rules, hazard
from .places import Gazetteer, Place
from .text import headline, joined, normalise
from .times import When, event_time


class Facts(NamedTuple):
    """What a title and its extract say of an incident; each part None or empty where they do not."""

    title: str
    text: str
    published: datetime
    hazard: Hazard | None
    place: Place | None
    when: When | None
    hurt: Casualties


def read(title: str, text: str, published: datetime, *, gazetteer: Gazetteer, rules: Rules | None = None) -> Facts:
    """The facts of a text published at a time (with a zone): the time every relative word leans on."""
    head = joined(headline(title))
    body = joined(normalise(text)) if text else ""
    whole = f"{head}。{body}" if body else head
    hurt = casualties(whole[:1200])
    # Of those trapped, ill or moved one headline in two tells of rescue or advice; they weigh as one.
    grave = max(hurt.dead or 0, hurt.missing or 0)
    harmed = grave or int(any((getattr(hurt, kind) or 0) > 0 for kind in ("injured", "trapped", "sick")))
    found = hazard(head, body, hurt=harmed, rules=rules)
    return Facts(
        head, body, published, found, gazetteer.place(head, body[:400]), event_time(whole[:1200], published), hurt
    )
