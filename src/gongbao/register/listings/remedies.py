"""What put the cause of an entry right: reports filed since, and what other slices know of their own grounds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from gongbao.foundation.clock import china_date
from gongbao.kernel.statutes import Ground
from gongbao.register.filings.models import Filing, FilingVersion
from gongbao.register.filings.models.filing import Channel
from gongbao.register.listings.models import Listing

Known = Callable[[Sequence[Listing]], Mapping[UUID, date | None]]
_known: dict[str, Known] = {}


def offer(ground: str, known: Known) -> None:
    """Let another slice say when the cause of its entries was put right, None: not yet (in AppConfig.ready()).

    Entries it leaves out are judged by what the firm states.
    """
    _known[ground] = known


def put_right(listings: Sequence[Listing]) -> dict[UUID, date | None]:
    """What the slices know of these entries, one call a ground."""
    found: dict[UUID, date | None] = {}
    for ground, known in _known.items():
        if concerned := [one for one in listings if one.ground == ground]:
            found.update(known(concerned))
    return found


def is_known(listing: Listing) -> bool:
    """Whether nobody has to state that the cause was put right: the register knows."""
    return listing.ground == Ground.LATE_REPORT or listing.id in put_right([listing])


def filed_reports(listings: Sequence[Listing]) -> dict[tuple[int, int], tuple[date, bool]]:
    """Entity and year to the day of the first report, and whether the last came on paper."""
    entities = {listing.entity_id for listing in listings}
    years = {listing.period for listing in listings if listing.period}
    if not years:
        return {}
    filings = {row.id: row for row in Filing.objects.filter(entity_id__in=entities, year__in=years, versions__gte=1)}
    paper = set(
        FilingVersion.objects.filter(
            entity_id__in=entities, filing_id__in=list(filings), channel=Channel.PAPER
        ).values_list("filing_id", flat=True)
    )
    return {
        (row.entity_id, row.year): (china_date(row.first_submitted_at), row.id in paper)
        for row in filings.values()
        if row.first_submitted_at is not None
    }


def unfiled_years(entities: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The years for which these entities are listed and still have no report."""
    listed = Listing.objects.filter(entity_id__in=list(entities), ground=Ground.LATE_REPORT, removed_on=None)
    pairs = set(listed.values_list("entity_id", "period"))
    done = set(
        Filing.objects.filter(
            entity_id__in={entity for entity, _ in pairs}, year__in={year for _, year in pairs}, versions__gte=1
        ).values_list("entity_id", "year")
    )
    missing: dict[int, list[int]] = {}
    for entity, year in sorted(pairs - done):
        missing.setdefault(entity, []).append(year)
    return {entity: tuple(years) for entity, years in missing.items()}
