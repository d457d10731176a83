"""Who may do what where. Four questions: may this user, to this object, to which objects, and which users may.

An officer's reach is a region: a division code covers every code that begins with it. A firm's or agent's reach is
its mandates.
"""

from copy import copy
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from gongbao.foundation.accounts.models import Mandate, Membership, Organisation, Role, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.asking import Rows, ask

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Visitor = User | AnonymousUser
_MEMBERSHIP, _ORGANISATION, _ROLE = Rows(Membership, "membership"), Rows(Organisation, "body"), Rows(Role, "role")
_OF_USERS = f"""
SELECT {_MEMBERSHIP.columns}, {_ORGANISATION.columns}, {_ROLE.columns} FROM {_MEMBERSHIP.table}
JOIN {_ORGANISATION.table} ON body.id = membership.organisation_id
JOIN {_ROLE.table} ON role.code = membership.role_id
WHERE membership.user_id = ANY(%s::bigint[]) AND membership.until IS NULL AND body.active
"""  # noqa: S608 (names of ours; values go apart)
_MANDATES = """
SELECT entity_id, organisation_id FROM accounts_mandate WHERE entity_id = ANY(%s::bigint[]) AND until IS NULL
"""


def memberships(user: Visitor) -> "Sequence[Membership]":
    """The user's memberships in force, asked of the database once per user object."""
    if not user.is_authenticated or not user.is_active:
        return []
    known: list[Membership] | None = getattr(user, "_memberships", None)
    if known is None:
        known = list(
            Membership.objects.filter(user_id=user.pk, until=None, organisation__active=True).select_related(
                "organisation", "role"
            )
        )
        user.__dict__["_memberships"] = known  # lives as long as the request's user object
    return known


def learn_memberships(users: "Sequence[User]") -> None:
    """Ask for the memberships of several users at once; `memberships` then knows them."""
    found: dict[int, list[Membership]] = {}
    for row in ask(_OF_USERS, list({user.pk for user in users})) if users else ():
        one = _MEMBERSHIP.made(row[: _MEMBERSHIP.width])
        one.organisation = _ORGANISATION.made(row[_MEMBERSHIP.width : -_ROLE.width])
        one.role = _ROLE.made(row[-_ROLE.width :])
        found.setdefault(one.user_id, []).append(one)
    for user in users:
        user.__dict__["_memberships"] = [copy(one) for one in found.get(user.pk, ())]


def confine(user: User, *, organisation_id: int, permissions: "Sequence[str]") -> None:
    """Let this user object do no more than `permissions`, for one organisation: a token's reach."""
    reach = [m for m in memberships(user) if m.organisation_id == organisation_id]
    for membership in reach:
        role = copy(membership.role)
        role.permissions = [one for one in role.permissions if one in permissions]
        membership.role = role
    user.__dict__["_memberships"] = reach


def _holding(user: Visitor, permission: Permission) -> list[Membership]:
    return [m for m in memberships(user) if permission.value in m.role.permissions]


def has(user: Visitor, permission: Permission) -> bool:
    """Whether the user holds the permission anywhere."""
    return bool(_holding(user, permission))


def regions(user: Visitor, permission: Permission) -> list[str]:
    """The division codes in which an officer holds the permission; an empty code is everywhere."""
    return sorted({m.region for m in _holding(user, permission)})


def may(user: Visitor, permission: Permission, *, region: str | None = None, entity_id: int | None = None) -> bool:
    """Whether the user may do it there: an officer by region, a firm's or agent's member by mandate on the entity."""
    holding = _holding(user, permission)
    if entity_id is not None and _has_mandate(holding, entity_id):
        return True
    officers = [m for m in holding if m.organisation.kind in {"authority", "department"}]
    if region is not None:
        return any(region.startswith(m.region) for m in officers)
    return bool(holding) if entity_id is None else False


def _has_mandate(holding: "Sequence[Membership]", entity_id: int) -> bool:
    organisations = [m.organisation_id for m in holding]
    return (
        bool(organisations)
        and Mandate.objects.filter(entity_id=entity_id, organisation_id__in=organisations, until=None).exists()
    )


def may_for(user: Visitor, permission: Permission, mandates: "Collection[tuple[int, int]]", entity_id: int) -> bool:
    """Whether the user may do it for the entity, by mandates (entity, organisation) read for many at once."""
    return any((entity_id, m.organisation_id) in mandates for m in _holding(user, permission))


def mandates_of(entity_ids: "Sequence[int]") -> set[tuple[int, int]]:
    """The mandates in force on these entities, as (entity, organisation)."""
    return {(entity, organisation) for entity, organisation in ask(_MANDATES, list(entity_ids))}


def entity_ids(user: Visitor) -> QuerySet[Mandate, int]:
    """The entities the user's organisations may act for."""
    organisations = [m.organisation_id for m in memberships(user)]
    return Mandate.objects.filter(organisation_id__in=organisations, until=None).values_list("entity_id", flat=True)


def users_who_may(permission: Permission, *, region: str) -> QuerySet[User]:
    """The officers who hold the permission over a region."""
    covering = [region[:length] for length in range(len(region) + 1)]
    return User.objects.filter(
        is_active=True,
        memberships__until=None,
        memberships__role__permissions__contains=[permission.value],
        memberships__region__in=covering,
        memberships__organisation__kind__in=["authority", "department"],
    ).distinct()
