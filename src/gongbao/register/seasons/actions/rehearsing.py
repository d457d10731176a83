"""A close rehearsed: the very same pass, looked at, and taken back. Nothing stays written."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from gongbao.foundation.events.actor import Actor
from gongbao.kernel.statutes import DEFAULT_LAW, Kind, LawSettings, Sentence
from gongbao.register.listings.selectors import COUNTY, offices
from gongbao.register.seasons import rules, selectors
from gongbao.register.seasons.actions.closing import check, lay_out
from gongbao.register.seasons.models import Season

FIRST_KNOWN = date(2025, 3, 18)  # the day Order 101 was made: it cannot be in force before
NEVER = date(9999, 1, 1)
PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """One entity of the batch as it is shown or written to a file. `reason` is set for exceptions."""

    entity_id: int
    code: str
    name: str
    category: str
    region: str
    office: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """By which law one category is dealt with: the measure, its articles, why, and what to beware of."""

    category: str
    count: int
    measure: Sentence
    citations: tuple[Sentence, ...]
    reasons: tuple[Sentence, ...]
    cautions: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """What another rule or day would give: `count` to be listed, or None where only the grounds change."""

    words: Sentence
    count: int | None
    difference: Sentence


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a close on that day would do. Nothing of it is written."""

    year: int
    on: date
    owing: int
    to_list: int
    excepted: int
    by_place: tuple[tuple[str, str, int], ...]
    rulings: tuple[Ruling, ...]
    exceptions: tuple[tuple[str, int], ...]
    alternatives: tuple[Alternative, ...]
    lines: tuple[Line, ...] = field(repr=False)


def rehearse(
    *, year: int, on: date, now: datetime, by: Actor, region: str = "", show: int = 20, whole: bool = False
) -> Rehearsal:
    """Who would be listed on that day and why. `show` lines, or every line where `whole` (for a file)."""
    season = check(year=year, on=on, now=now, looking_only=True)
    with transaction.atomic():
        try:
            close = lay_out(season=season, on=on, now=now, by=by, region=region)
            by_category = _counted("category", close.id)
            return Rehearsal(
                year=year,
                on=on,
                owing=close.owing,
                to_list=close.owing - close.excepted,
                excepted=close.excepted,
                by_place=_places(close.id),
                rulings=_rulings(year, on, by_category),
                exceptions=tuple(_exceptions(close.id)),
                alternatives=tuple(_alternatives(season, on, region, close.owing - close.excepted)),
                lines=tuple(_lines(close.id, None if whole else show)),
            )
        finally:
            transaction.set_rollback(True)


def _counted(column: str, close_id: UUID) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column}, count(*) FROM seasons_closecase"  # noqa: S608 (the column is this module's own word)
            " WHERE close_id = %s AND outcome = 'list' GROUP BY 1",
            [close_id],
        )
        return dict(cursor.fetchall())


def _places(close_id: UUID) -> tuple[tuple[str, str, int], ...]:
    counts = _counted(f"left(region, {COUNTY})", close_id)
    names = offices(counts)
    return tuple((place, names[place].name if place in names else "", n) for place, n in sorted(counts.items()))


def _exceptions(close_id: UUID) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reason, count(*) FROM seasons_closecase WHERE close_id = %s AND outcome = 'except' GROUP BY 1"
            " ORDER BY 1",
            [close_id],
        )
        return list(cursor.fetchall())


def _rulings(year: int, on: date, counts: dict[str, int]) -> tuple[Ruling, ...]:
    found = []
    for one in rules.decisions(year, on):
        if one.standing != "active" or not counts.get(one.category) or one.decision.measure is None:
            continue
        found.append(
            Ruling(
                one.category,
                counts[one.category],
                one.decision.measure.words,
                tuple(citation.words for citation in one.decision.citations),
                one.decision.reasons,
                one.decision.cautions,
            )
        )
    return tuple(found)


def _lines(close_id: UUID, limit: int | None) -> Iterator[Line]:
    last, left = 0, limit
    while left is None or left > 0:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT item.entity_id, entity.code, entity.name, item.category, item.region, item.outcome, item.reason"
                " FROM seasons_closecase AS item JOIN entities_entity AS entity ON entity.id = item.entity_id"
                " WHERE item.close_id = %s AND item.entity_id > %s ORDER BY item.entity_id LIMIT %s",
                [close_id, last, PAGE if left is None else min(left, PAGE)],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        names = offices({row[4] for row in rows})
        for entity, code, name, category, region, outcome, reason in rows:
            office = names.get(region[:COUNTY])
            yield Line(entity, code, name, category, region, office.name if office else "", outcome, reason)
        last = rows[-1][0]
        left = None if left is None else left - len(rows)


def _alternatives(season: Season, on: date, region: str, count: int) -> Iterator[Alternative]:
    """The same register under other readings of the law and on other days."""
    year = season.year
    for law in (replace(DEFAULT_LAW, order_101_from=FIRST_KNOWN), replace(DEFAULT_LAW, order_101_from=NEVER)):
        yield Alternative(_reading(law), None, _difference(year, on, law))
    last = rules.last_day_to_list(Kind.ENTERPRISE, year).date
    for day in sorted({last, on} - {season.closes_on}):
        if day == on:
            continue
        filed = selectors.filed_between(year, region, after=min(on, day), until=max(on, day))
        yield Alternative(
            Sentence(f"若在{day}收季（机关期限的最后一日）", f"if closed on {day}, the office's last day"),
            count - filed if day > on else count + filed,
            Sentence(f"其间补报 {filed} 户", f"{filed} filed between the two days"),
        )
    late = selectors.filed_between(year, region, after=season.closes_on, until=on)
    yield Alternative(
        Sentence("若逾期但已补报者也列入", "if those who filed late were listed all the same"),
        count + late,
        Sentence(f"多列 {late} 户", f"{late} more"),
    )
    revoked = selectors.revoked_without_report(year, region)
    yield Alternative(
        Sentence("若已被吊销者仍须年报", "if those with a revoked licence still owed the report"),
        count + revoked,
        Sentence(f"多列 {revoked} 户", f"{revoked} more"),
    )


def _reading(law: LawSettings) -> Sentence:
    if law.order_101_from == NEVER:
        return Sentence("若仍适用2014年各办法", "under the measures of 2014")
    return rules.reading(law)


def _difference(year: int, on: date, law: LawSettings) -> Sentence:
    """What changes in grounds and measures; nothing where the reading makes no difference on that day."""
    ours = {(one.category, one.standing): one.decision for one in rules.decisions(year, on)}
    changed: dict[str, Sentence] = {}
    for one in rules.decisions(year, on, law):
        before = ours.get((one.category, one.standing))
        if before is None or one.decision.ground is None or one.decision.measure is None:
            continue
        if before.citations != one.decision.citations or before.measure != one.decision.measure:
            place, how = one.decision.ground.citation, one.decision.measure.words
            words = Kind(one.category).words
            changed[one.category] = Sentence(
                f"{words.zh}：{how.zh}（{place.zh}）", f"{words.en}: {how.en} ({place.en})"
            )
    if not changed:
        return Sentence("依据与措施不变", "neither grounds nor measure change")
    return Sentence("；".join(s.zh for s in changed.values()), "; ".join(s.en for s in changed.values()))
