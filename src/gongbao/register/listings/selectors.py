"""Reading listings, applications and decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models.functions import Length

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.accounts.models.organisation import OrganisationKind
from gongbao.foundation.codes.models import Division
from gongbao.register.listings.rules import short_name

COUNTY = 6


@dataclass(frozen=True, slots=True)
class Office:
    """The authority that registered the entities of a place and decides about them (A25 3, county level and up)."""

    name: str
    short: str
    organisation_id: int | None = None
    region: str = ""


def offices(regions: Iterable[str]) -> Mapping[str, Office]:
    """The deciding office of each division code: the authority with the longest matching region.

    Without one in the house the name is that of the county's division; a code that no list knows is left out, and so
    is an empty code, unless one authority answers for everything.
    """
    wanted = {region[:COUNTY] for region in regions}
    authorities = list(
        Organisation.objects.filter(kind=OrganisationKind.AUTHORITY, active=True)
        .annotate(width=Length("region"))
        .filter(width__lte=COUNTY)
        .order_by("region", "id")[:5_000]
    )
    divisions = {
        row["code"]: row["name"]
        for row in Division.objects.filter(
            code__in={*wanted, *(a.region[:COUNTY] for a in authorities)}, valid_to=None
        ).values("code", "name")
    }
    found: dict[str, Office] = {}
    for place in wanted:
        covering = [a for a in authorities if place.startswith(a.region)]
        if covering:
            best = max(covering, key=lambda a: (len(a.region), -a.id))
            short = short_name(divisions.get(best.region[:COUNTY], "")) or short_name(
                best.name.removesuffix("市场监督管理局")
            )
            found[place] = Office(best.name, short, best.id, best.region)
        elif place in divisions:
            found[place] = Office(f"{divisions[place]}市场监督管理局", short_name(divisions[place]), None, place)
    return found


def office(region: str) -> Office | None:
    """The deciding office of one division code."""
    return offices([region]).get(region[:COUNTY])
