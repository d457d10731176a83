"""Reading the line: the tree, who serves where, handovers, training, materials and who has read them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from gongbao.briefing.units import reach
from gongbao.briefing.units.models import (
    Commendation,
    Handover,
    Level,
    Material,
    MaterialReading,
    Standing,
    Training,
    Unit,
)
from gongbao.foundation.accounts.models import Membership, Role, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

MOST = 200
MOST_OFFICERS = 5_000
DEEPEST = 8
#: Below what may be a chain of desks: a page shows one desk's units at a time.
SERVING = Count("organisation__memberships__user", filter=Q(organisation__memberships__until=None), distinct=True)


def desks_seen(user: Visitor) -> list[Unit]:
    """The desks whose line the user looks at: where they work or manage, or which they supervise."""
    own = {
        pk
        for permission in (Permission.DESK_WORK, Permission.UNITS_MANAGE)
        for pk in reach.organisations(user, permission)
    }
    watched = reach.organisations(user, Permission.BRIEFING_SUPERVISE)
    above = Unit.objects.filter(pk__in=watched, desk=False).values_list("reports_to_id", flat=True)
    wanted = own | set(watched) | {pk for pk in above if pk is not None}
    return list(Unit.objects.filter(pk__in=wanted, desk=True, until=None).order_by("order", "short")[:MOST])


def unit_within(desks: Sequence[Unit], unit_id: int) -> Unit | None:
    """The unit, if it is one of these desks or lies below one of them."""
    found = Unit.objects.select_related("organisation", "reports_to").filter(pk=unit_id).first()
    wanted = {desk.pk for desk in desks}
    above = found
    for _step in range(DEEPEST):
        if above is None:
            return None
        if above.pk in wanted:
            return found
        above = above.reports_to
    return None


def path_to(unit: Unit, desks: Sequence[Unit]) -> list[Unit]:
    """From the desk the reader begins at down to the unit."""
    tops = {desk.pk for desk in desks}
    found = [unit]
    while found[0].pk not in tops and found[0].reports_to is not None and len(found) < DEEPEST:
        found.insert(0, found[0].reports_to)
    return found


def below(desk: Unit, *, search: str = "", level: str = "", closed: bool = False) -> QuerySet[Unit]:
    """The units that report to a desk (or did), with how many people serve there and how many report to them."""
    rows = Unit.objects.filter(reports_to=desk, until__isnull=not closed).select_related("organisation")
    if level:
        rows = rows.filter(level=level)
    if search:
        rows = rows.filter(Q(short__icontains=search) | Q(organisation__name__icontains=search))
    return rows.annotate(serving=SERVING, under=Count("below", filter=Q(below__until=None), distinct=True)).order_by(
        "order", "short"
    )


def levels(desk: Unit) -> dict[str, int]:
    """How many units of each level report to a desk, in the order of levels."""
    rows = Unit.objects.filter(reports_to=desk, until=None).values("level").annotate(n=Count("pk")).order_by()
    found = {row["level"]: row["n"] for row in rows}
    return {level: found[level] for level in Level.values if level in found}


def vacant(desk: Unit) -> list[Unit]:
    """The units in force where nobody may write: nothing can come from there."""
    served = Membership.objects.filter(until=None, role__permissions__contains=[Permission.ITEM_WRITE.value])
    rows = Unit.objects.filter(reports_to=desk, until=None, desk=False)
    return list(rows.exclude(pk__in=served.values("organisation_id")).order_by("order", "short")[:MOST])


def serving(unit: Unit, *, past: bool = False) -> list[Membership]:
    """Who serves there (or served), in which role, full-time or beside other work, since when."""
    rows = Membership.objects.filter(organisation_id=unit.pk, until__isnull=not past)
    rows = rows.select_related("user", "role", "post")
    return list(rows.order_by("-until" if past else "since", "user__display_name", "id")[:MOST])


def standings(unit: Unit) -> list[Standing]:
    return list(unit.standings.select_related("reports_to").order_by("-since")[:MOST])


def short_on(unit: Unit, day: date) -> str:
    """What the unit was called on that day."""
    rows = unit.standings.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))
    return rows.values_list("short", flat=True).first() or unit.short


def handovers(unit: Unit) -> list[Handover]:
    return list(unit.handovers.select_related("giver", "taker").order_by("-given_at")[:20])


def handed_to(unit: Unit, user: User) -> Handover | None:
    """What waits for the user to be taken over."""
    return unit.handovers.select_related("giver").filter(taker=user, taken_at=None).first()


def colleagues(unit: Unit) -> list[User]:
    """Who serves in the unit now, each once."""
    rows = User.objects.filter(is_active=True, memberships__until=None, memberships__organisation_id=unit.pk)
    return list(rows.distinct().order_by("display_name", "id")[:MOST])


def roles(kind: str) -> list[Role]:
    """The roles of the reporting line that somebody of such an organisation may hold."""
    return list(Role.objects.filter(kinds__contains=["unit"]).filter(kinds__contains=[kind]).order_by("code"))


def person(username: str) -> User | None:
    return User.objects.filter(username__iexact=username.strip()[:150], is_active=True).first()


def commendations(unit: Unit) -> list[Commendation]:
    return list(unit.commended.select_related("person").order_by("-year", "-given_at")[:MOST])


def trainings(desk: Unit) -> QuerySet[Training]:
    return desk.trainings.annotate(there=Count("attendees")).order_by("-held_on", "-id")


def trainings_of(unit: Unit) -> list[Training]:
    """The sessions at which somebody who serves in the unit was present."""
    people = Membership.objects.filter(organisation_id=unit.pk, until=None).values("user_id")
    rows = Training.objects.filter(attendees__in=people).distinct()
    return list(rows.order_by("-held_on")[:MOST])


def officers(desk: Unit) -> QuerySet[Membership]:
    """Everybody who writes for a unit of this desk, by unit."""
    rows = Membership.objects.filter(
        until=None,
        organisation__unit__reports_to=desk,
        organisation__unit__until=None,
        role__permissions__contains=[Permission.ITEM_WRITE.value],
        user__is_active=True,
    )
    return rows.select_related("user", "organisation__unit").order_by("organisation__unit__order", "user_id")


def officer_names(desk: Unit) -> list[tuple[int, str, str]]:
    """Everybody who writes for a unit of this desk, once: key, name, unit. Names only: there may be thousands."""
    columns = ("user_id", "user__display_name", "user__username", "organisation__unit__short")
    found: dict[int, tuple[int, str, str]] = {}
    for key, name, login, short in officers(desk).values_list(*columns)[:MOST_OFFICERS]:
        found.setdefault(key, (key, name or login, short))
    return list(found.values())


def materials(desk: Unit) -> QuerySet[Material]:
    """What a desk gave its officers to read, newest first, with how many have read it."""
    read = Count("readings", filter=Q(readings__acknowledged_at__isnull=False))
    return desk.materials.annotate(read=read).order_by("-issued_at", "-id")


def material_of(desks: Sequence[Unit], material_id: UUID) -> Material | None:
    return Material.objects.filter(pk=material_id, desk__in=desks).select_related("desk").first()


def receipts(material: Material) -> QuerySet[Membership]:
    """Who was meant to read it, whoever has not said so first."""
    done = material.readings.filter(user=OuterRef("user"), acknowledged_at__isnull=False)
    return officers(material.desk).order_by(Exists(done), "organisation__unit__order", "user_id")


def readings(material: Material, user_ids: Sequence[int]) -> dict[int, MaterialReading]:
    """By user: when these people opened it, and when they said that they had read it."""
    return {one.user_id: one for one in material.readings.filter(user_id__in=list(user_ids))}


def read_by(user: User, material_ids: Sequence[UUID]) -> dict[UUID, MaterialReading]:
    """The user's own readings of these materials."""
    rows = MaterialReading.objects.filter(user=user, material_id__in=list(material_ids))
    return {one.material_id: one for one in rows}


def unread(desk: Unit, user: User) -> int:
    """How many materials the user has not yet said to have read."""
    read = MaterialReading.objects.filter(user=user, acknowledged_at__isnull=False)
    return desk.materials.exclude(pk__in=read.values("material_id")).count()


def may_open_files(user: Visitor, subject_id: str) -> bool:
    """A material's files: the desk that issued it, and whoever writes for a unit below it."""
    try:
        found = Material.objects.filter(pk=UUID(subject_id)).only("desk_id").first()
    except ValueError:
        return False
    if found is None:
        return False
    if found.desk_id in reach.organisations(user, Permission.DESK_WORK):
        return True
    mine = reach.organisations(user, Permission.ITEM_WRITE)
    return Unit.objects.filter(pk__in=mine, reports_to_id=found.desk_id).exists()
