"""Reading the season: who is missing, how places and days stand, what a close would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from gongbao.foundation.codes.models import Division
from gongbao.foundation.duties import selectors as duties
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.duties.owed import first_late_instant
from gongbao.kernel.statutes import Ground
from gongbao.register.seasons.models import CloseState, Season, SeasonClose

WIDTHS = (2, 4, 6, 9, 12)

# Nobody is listed who filed before the decision, nor twice for one year: not even after a removal or a correction.
STILL_MISSING = """
NOT EXISTS (SELECT FROM filings_filing AS filing
  WHERE filing.entity_id = {entity} AND filing.year = %s AND filing.versions > 0)
AND NOT EXISTS (SELECT FROM listings_listing AS listing WHERE listing.entity_id = {entity}
  AND listing.register = 'abnormal' AND listing.ground = %s AND listing.period = %s)
"""
MISSING = f"""
SELECT duty.party_id AS entity_id FROM duties_duty AS duty
WHERE duty.kind = %s AND duty.period = %s AND duty.region LIKE %s AND duty.state = 'open'
  AND {STILL_MISSING.format(entity="duty.party_id")}
"""  # noqa: S608 (only constants stand between the parameters)


def still_params(year: int) -> tuple[int, str, int]:
    """The parameters of STILL_MISSING."""
    return year, Ground.LATE_REPORT.value, year


def missing_params(year: int, region: str) -> tuple[str | int, ...]:
    """The parameters of MISSING."""
    return ANNUAL_REPORT, year, f"{region}%", *still_params(year)


def filed_between(year: int, region: str, *, after: date, until: date) -> int:
    """How many filed their report on `year` after one China day, up to another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM duties_duty WHERE kind = %s AND period = %s AND region LIKE %s"
            " AND state IN ('discharged', 'late') AND closed_at >= %s AND closed_at < %s",
            [ANNUAL_REPORT, year, f"{region}%", first_late_instant(after), first_late_instant(until)],
        )
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def revoked_without_report(year: int, region: str) -> int:
    """How many with a revoked licence have no report on `year`: no text says whether they owe one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM entities_entity AS entity WHERE entity.standing = 'revoked'"  # noqa: S608 (constants)
            " AND entity.region LIKE %s AND entity.established_on < %s"
            f" AND {STILL_MISSING.format(entity='entity.id')}",
            [f"{region}%", date(year + 1, 1, 1), *still_params(year)],
        )
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def season(year: int) -> Season | None:
    """One year's season, if it is open."""
    return Season.objects.filter(year=year).first()


def seasons() -> Sequence[Season]:
    """All seasons, newest first."""
    return list(Season.objects.order_by("-year")[:50])


def closes(year: int) -> Sequence[SeasonClose]:
    """A season's closes, newest first."""
    return list(SeasonClose.objects.filter(season_id=year).order_by("-prepared_at")[:50])


def unfinished(year: int, region: str) -> Sequence[SeasonClose]:
    """Closes that were signed and not carried out to the end: a crash, or a worker still at it."""
    return list(
        SeasonClose.objects.filter(season_id=year, region__startswith=region, state=CloseState.SIGNED).order_by(
            "signed_at"
        )[:50]
    )


def width_below(region: str) -> int:
    """How many characters of a division code tell apart the places one step below `region`."""
    return next((width for width in WIDTHS if width > len(region)), WIDTHS[-1])


def names_of(codes: Sequence[str]) -> dict[str, str]:
    """The present names of divisions; short codes are looked up in full too (3704 → 370400)."""
    wanted = {code: code if len(code) >= 6 else code.ljust(6, "0") for code in codes}
    rows = Division.objects.filter(code__in={*wanted, *wanted.values()}, valid_to=None).values_list("code", "name")
    known = dict(rows)
    return {code: known.get(code) or known.get(full, "") for code, full in wanted.items()}


def close(close_id: UUID) -> SeasonClose | None:
    """One close with its season."""
    return SeasonClose.objects.filter(id=close_id).select_related("season").first()


def waiting(regions: Sequence[str]) -> list[SeasonClose]:
    """The batches of these regions that wait to be signed, oldest first."""
    rows = SeasonClose.objects.filter(state=CloseState.PREPARED).select_related("season").order_by("prepared_at")
    return [one for one in rows[:200] if any(one.region.startswith(region) for region in regions)]


@dataclass(frozen=True, slots=True)
class Case:
    """One entity of a batch with its name, as pages show it."""

    entity_id: int
    code: str
    name: str
    category: str
    standing: str
    region: str
    reason: str


_CASES = """
SELECT item.entity_id, entity.code, entity.name, entity.category, entity.standing, entity.region, item.reason
FROM seasons_closecase AS item JOIN entities_entity AS entity ON entity.id = item.entity_id
WHERE item.close_id = %s AND item.outcome = %s
"""


def sample(close_id: UUID, seed: str, size: int = 8) -> list[Case]:
    """A random sample of the batch that anybody can draw again: by the SHA-256 of seed and entity number."""
    drawn = " ORDER BY sha256(convert_to(%s || ':' || item.entity_id, 'UTF8')) LIMIT %s"
    return _cases(_CASES + drawn, close_id, "list", seed, size)


def exceptions(close_id: UUID, *, after: int = 0, limit: int = 50) -> list[Case]:
    """The entities nobody can decide about from the register alone, a page at a time."""
    paged = " AND item.entity_id > %s ORDER BY item.entity_id LIMIT %s"
    return _cases(_CASES + paged, close_id, "except", after, limit)


def _cases(query: str, *params: str | int | UUID) -> list[Case]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(params))
        return [Case(*row) for row in cursor.fetchall()]


def case_counts(close_id: UUID) -> tuple[dict[str, int], dict[str, int]]:
    """How many of the batch are to be listed, by category and by county."""
    found: list[dict[str, int]] = []
    for column in ("category", "left(region, 6)"):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {column}, count(*) FROM seasons_closecase"  # noqa: S608 (the column is this module's own word)
                " WHERE close_id = %s AND outcome = 'list' GROUP BY 1 ORDER BY 1",
                [close_id],
            )
            found.append(dict(cursor.fetchall()))
    return found[0], found[1]


@dataclass(frozen=True, slots=True)
class Line:
    """How many had filed by each day of the window, this year and the year before; None for days to come."""

    days: list[date]
    this: list[int | None]
    last: list[int | None]


def by_day(year: int, region: str, today: date) -> Line:
    """The running count of reports by day from 1 January to the last day, beside last year's."""
    window = season(year)
    if window is None:
        return Line([], [], [])
    length = (window.closes_on - window.opens_on).days + 1
    days = [window.opens_on + timedelta(days=n) for n in range(length)]
    return Line(days, _running(year, region, days, today), _running(year - 1, region, days, None))


def _running(year: int, region: str, days: Sequence[date], today: date | None) -> list[int | None]:
    start, end = date(year + 1, 1, 1), date(year + 1, 6, 30)
    counted = {
        (day.month, day.day): count
        for day, count in duties.by_day(kind=ANNUAL_REPORT, period=year, region=region, start=start, end=end)
    }
    if not counted and today is None:
        return [None] * len(days)
    total, line = 0, list[int | None]()
    for day in days:
        total += counted.get((day.month, day.day), 0)
        line.append(None if today is not None and day > today else total)
    return line


def signed() -> list[SeasonClose]:
    """Closes of all seasons that are signed and not finished."""
    return list(SeasonClose.objects.filter(state=CloseState.SIGNED).order_by("signed_at")[:200])


def path_of(region: str, own: Sequence[str]) -> list[tuple[str, str]]:
    """The divisions from the officer's own down to this one: code and name."""
    codes = [region[:width] for width in WIDTHS if width <= len(region)]
    names = names_of(codes)
    return [(code, names[code] or code) for code in codes if any(code.startswith(one) for one in own)]
