"""A record in time, for programs: a day as known at an instant, one fact's history, what each version changed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import translation
from ninja import Query, Router, Schema

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.history import selectors
from gongbao.register.history.rules import (
    Assertion,
    Difference,
    Seen,
    Standing,
    differences,
    follow,
    on_day,
    standing,
    steps,
)
from gongbao.register.records import selectors as records
from gongbao.register.records.sections import Told

router = Router(tags=["history"])
BOTH = {"zh": settings.LANGUAGE_CODE, "en": "en"}
Number = Annotated[int, Query(ge=1, le=2_147_483_647)]


class WordsOut(Schema):
    """The same words in Chinese and English."""

    zh: str
    en: str


class SaidOut(Schema):
    """What the register says of a fact.

    `standing`: stated (valid since `since`, by the register's own word), recorded (only known since it was published),
    absent, erased (by law), withdrawn (the law ended its publication), unknown (before anything the register knows).
    `proof` is the address of the `.tlog-proof` of the version that said it.
    """

    standing: str
    words: WordsOut | None
    since: date | None
    version: int | None
    published_at: datetime | None
    reason: str | None
    href: str | None
    proof: str | None


class FactOut(Schema):
    """One fact under its lasting key, with what the register says of it."""

    key: str
    label: WordsOut
    said: SaidOut
    changed_since: bool


class AsOfOut(Schema):
    """A day as it was known. `changed_since` on a fact: what is known of that day today differs.

    `whole` is false when the record has more versions than are looked through.
    """

    code: str
    on: date
    known_at: datetime
    version: int | None
    whole: bool
    facts: list[FactOut]


class FactHistoryOut(Schema):
    """Everything ever published of one fact, newest first."""

    code: str
    key: str
    label: WordsOut
    whole: bool
    said: list[SaidOut]


class ChangeOut(Schema):
    """One fact in two versions; null where a version doesn't have it."""

    key: str
    label: WordsOut
    before: WordsOut | None
    after: WordsOut | None
    since_before: date | None
    since_after: date | None


class StepOut(Schema):
    """One version and what it changed. `erased`: its content is gone; `comparable` is false beside an erased one."""

    version: int
    previous: int | None
    published_at: datetime
    reason: str
    erased: bool
    comparable: bool
    changes: list[ChangeOut]


class ChangesOut(Schema):
    """A page of versions, newest first; `next_before` asks for the next page, null at the end."""

    versions: list[StepOut]
    next_before: int | None


class DiffOut(Schema):
    """Two versions compared fact by fact."""

    first: int
    second: int
    changes: list[ChangeOut]


Lines = Mapping[str, list[Assertion]]


def _entity(code: str) -> int:
    entity = records.entity_id_of(code)
    if entity is None or records.current(entity) is None:
        raise Http404
    return entity


def _instant(text: str, now: datetime) -> datetime:
    found = selectors.instant_of(text.strip().replace(" ", "+")) if text else now
    if found is None:
        raise Refusal(
            "history.known",
            "known 应为日期(如 2026-06-30)或带时区的时间(如 2026-06-30T12:00:00+08:00)。",
            "known must be a day such as 2026-06-30 or an instant such as 2026-06-30T12:00:00+08:00.",
            field="known",
            status=422,
        )
    return found


def _both(entity: int, **asked: Any) -> tuple[selectors.Through, Lines, Lines]:
    """The lines of every fact in Chinese and English, from one reading each."""
    lines = []
    for language in BOTH.values():
        with translation.override(language):
            found = selectors.through(entity, **asked)
            lines.append(follow(found.versions))
    return found, lines[0], lines[1]


def _label(zh: list[Assertion], en: list[Assertion]) -> dict[str, str]:
    return {
        name: next((one.told.label for one in reversed(line) if one.told), "")
        for name, line in (("zh", zh), ("en", en))
    }


def _said(code: str, key: str, zh: Assertion | None, en: Assertion | None) -> dict[str, Any]:
    known = standing(zh)
    if zh is None:
        return {"standing": known.value} | dict.fromkeys(SaidOut.model_fields.keys() - {"standing"})
    words = None
    if zh.told and zh.told.words:
        words = {"zh": zh.told.words, "en": en.told.words if en and en.told else zh.told.words}
    return {
        "standing": known.value,
        "words": words,
        "since": zh.told.since if zh.told and known is not Standing.WITHDRAWN else None,
        "version": zh.version,
        "published_at": zh.at,
        "reason": zh.reason,
        "href": settings.PUBLIC_URL + reverse("history:moment", args=[code, zh.version, key]),
        "proof": None if zh.erased else settings.PUBLIC_URL + reverse("records:proof-file", args=[code, zh.version]),
    }


@router.get("/{code}/as-of", response=AsOfOut, summary="某日的情况 / a day as known at an instant", auth=None)
def as_of(request: HttpRequest, code: str, on: date | None = None, known: str = "") -> dict[str, Any]:
    """What was true on the day `on` (today if left out), by what the register had published at `known`: a day (its end
    in China) or an instant; now if left out. Facts nobody had heard of by then are left out.
    """
    now: datetime = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    entity, day, moment = _entity(code), on or china_date(now), _instant(known, now)
    found, zh, en = _both(entity)
    version = max((seen.version for seen in found.versions if seen.at <= moment), default=None)
    facts = []
    for key, line in zh.items():
        if line[0].at > moment:
            continue
        said, said_en, today = on_day(line, day, moment), on_day(en.get(key, []), day, moment), on_day(line, day, now)
        facts.append(
            {
                "key": key,
                "label": _label(line, en.get(key, [])),
                "said": _said(code, key, said, said_en),
                "changed_since": (standing(said), said.told if said else None)
                != (standing(today), today.told if today else None),
            }
        )
    return {
        "code": code,
        "on": day,
        "known_at": moment,
        "version": version,
        "whole": found.whole,
        "facts": facts,
    }


@router.get("/{code}/facts/{key}", response=FactHistoryOut, summary="一项的历史 / one fact's history", auth=None)
def fact(request: HttpRequest, code: str, key: str) -> dict[str, Any]:
    """Everything the register ever published of one fact, newest first, each with the address of its proof."""
    found, zh, en = _both(_entity(code))
    line, english = zh.get(key), en.get(key, [])
    if not line:
        raise Http404
    by_version = {one.version: one for one in english}
    said = [_said(code, key, one, by_version.get(one.version)) for one in reversed(line)]
    return {"code": code, "key": key, "label": _label(line, english), "whole": found.whole, "said": said}


@router.get("/{code}/changes", response=ChangesOut, summary="每一版改了什么 / what each version changed", auth=None)
def changes(request: HttpRequest, code: str, before: Number | None = None) -> dict[str, Any]:
    """The versions, newest first, twenty at a time, each with the facts it changed and why it was published."""
    entity = _entity(code)
    told = []
    for language in BOTH.values():
        with translation.override(language):
            told.append(steps(selectors.through(entity, limit=selectors.PAGE + 1, before=before).versions))
    zh, en = told
    more = len(zh) > selectors.PAGE
    pairs = list(zip(zh, en, strict=True))[1 if more else 0 :]
    rows = [
        {
            "version": one.seen.version,
            "previous": one.previous,
            "published_at": one.seen.at,
            "reason": one.seen.reason,
            "erased": one.seen.facts is None,
            "comparable": not one.blind,
            "changes": _changes(one.changes, english.changes),
        }
        for one, english in reversed(pairs)
    ]
    return {"versions": rows, "next_before": pairs[0][0].seen.version if more else None}


@router.get("/{code}/diff", response=DiffOut, summary="比较两个版本 / two versions compared", auth=None)
def diff(
    request: HttpRequest,
    code: str,
    first: Annotated[int, Query(alias="from", ge=1, le=2_147_483_647)],
    second: Annotated[int, Query(alias="to", ge=1, le=2_147_483_647)],
) -> dict[str, Any]:
    """Every fact in which two versions differ, before and after. Answers 410 where one of them was erased by law."""
    entity = _entity(code)
    told: list[list[Difference]] = []
    for language in BOTH.values():
        with translation.override(language):
            *published, seen = selectors.pair(entity, first, second)
            if None in published:
                raise Http404
            told.append(_compared(seen, first, second))
    return {"first": first, "second": second, "changes": _changes(*told)}


def _compared(seen: Mapping[int, Seen], first: int, second: int) -> list[Difference]:
    before, after = seen[first].facts, seen[second].facts
    if before is None or after is None:
        raise Refusal(
            "record.erased",
            "其中一版的内容已依法删除，无法比较。",
            "The content of one of them was erased by law: they can't be compared.",
            status=410,
        )
    return differences(before, after)


def _changes(zh: Any, en: Any) -> list[dict[str, Any]]:
    english = {one.key: one for one in en}
    return [_change(one, english.get(one.key, one)) for one in zh]


def _change(zh: Difference, en: Difference) -> dict[str, Any]:
    return {
        "key": zh.key,
        "label": {"zh": zh.label, "en": en.label},
        "before": _words(zh.before, en.before),
        "after": _words(zh.after, en.after),
        "since_before": zh.before.since if zh.before else None,
        "since_after": zh.after.since if zh.after else None,
    }


def _words(zh: Told | None, en: Told | None) -> dict[str, str] | None:
    return {"zh": zh.words, "en": en.words if en else zh.words} if zh else None
