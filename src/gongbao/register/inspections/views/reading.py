"""Reading what forms send: texts cut to a bound, days, whole numbers, files."""

from datetime import date, datetime
from typing import Any

from gongbao.foundation.clock import CHINA
from gongbao.register.inspections import refusals
from gongbao.register.listings.actions import Evidence

LONGEST = 4_000


def text(request: Any, name: str, longest: int = LONGEST) -> str:
    """A text field."""
    return str(request.POST.get(name, "")).replace("\r\n", "\n").strip()[:longest]


def texts(request: Any, name: str, most: int = 60) -> tuple[str, ...]:
    """The chosen values of a field."""
    return tuple(str(one)[:80] for one in request.POST.getlist(name)[:most])


def day(request: Any, name: str) -> date | None:
    """A day, or None for none and for what is no day."""
    try:
        return date.fromisoformat(str(request.POST.get(name, "")))
    except ValueError:
        return None


def moment(request: Any, name: str) -> datetime | None:
    """An instant: with an offset as a device writes it, without one in China."""
    try:
        found = datetime.fromisoformat(str(request.POST.get(name, "")))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def number(request: Any, name: str) -> int:
    """A whole number from 0 to 9999; 0 for anything else."""
    given = str(request.POST.get(name, ""))
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 4 else 0


def files(request: Any, name: str, most: int = 30) -> list[Evidence]:
    """Files sent in a field; empty ones are left out. Refusal for more than `most`: none is dropped unsaid."""
    found = [one for one in request.FILES.getlist(name) if one.size]
    if len(found) > most:
        raise refusals.too_many_files(name, most)
    return [Evidence(stream=one.file, name=one.name or "file") for one in found]
