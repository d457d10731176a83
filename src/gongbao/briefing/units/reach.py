"""Whose items somebody may see and touch: a unit's people their own unit's, a desk's people those reported to it."""

from collections.abc import Sequence

from django.db.models import QuerySet

from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor


def organisations(user: Visitor, permission: Permission) -> list[int]:
    """The organisations for which the user holds the permission now."""
    return sorted({m.organisation_id for m in policies.memberships(user) if permission.value in m.role.permissions})


def units(user: Visitor, permission: Permission) -> QuerySet[Unit]:
    """The units in force among them, in order."""
    return Unit.objects.filter(pk__in=organisations(user, permission), until=None).order_by("order", "short")


def unit_for(user: Visitor, permission: Permission, unit_id: int | None = None) -> Unit | None:
    """The named unit if the user may act there, or the user's first; None without one."""
    mine = units(user, permission)
    if unit_id is not None:
        mine = mine.filter(pk=unit_id)
    return mine.select_related("reports_to", "organisation").first()


def desk_for(user: Visitor, permission: Permission, unit_id: int | None = None) -> Unit | None:
    """The desk at which the user holds the permission."""
    mine = units(user, permission).filter(desk=True)
    if unit_id is not None:
        mine = mine.filter(pk=unit_id)
    return mine.select_related("organisation").first()


def people(unit_ids: Sequence[int], permission: Permission) -> QuerySet[User]:
    """Who holds the permission for any of these units, by name."""
    return (
        User.objects.filter(
            is_active=True,
            memberships__until=None,
            memberships__organisation_id__in=list(unit_ids),
            memberships__role__permissions__contains=[permission.value],
        )
        .distinct()
        .order_by("display_name", "id")
    )
