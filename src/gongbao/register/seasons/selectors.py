"""Reading the season: who is missing, how places and days stand, what a close would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class Place:
    """One place on the board: its name and how many of its duties stand how."""

    name: str
    count: duties.Count


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


def board(year: int, region: str) -> list[Place]:
    """How the season stands in the places one step below `region`; a region alone at its step is stepped through."""
    width = width_below(region)
    counts = duties.board(kind=ANNUAL_REPORT, period=year, region=region, width=width)
    while len(counts) == 1 and width < WIDTHS[-1] and not region:
        width = width_below(counts[0].place)
        counts = duties.board(kind=ANNUAL_REPORT, period=year, region=region, width=width)
        if width > 6:
            break
    names = names_of([count.place for count in counts])
    return [Place(names.get(count.place, ""), count) for count in counts]


def names_of(codes: Sequence[str]) -> dict[str, str]:
    """The present names of divisions; short codes are looked up in full too (3704 → 370400)."""
    wanted = {code: code if len(code) >= 6 else code.ljust(6, "0") for code in codes}
    rows = Division.objects.filter(code__in={*wanted, *wanted.values()}, valid_to=None).values_list("code", "name")
    known = dict(rows)
    return {code: known.get(code) or known.get(full, "") for code, full in wanted.items()}
