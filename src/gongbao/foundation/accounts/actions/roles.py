"""Roles are data: an installation begins with those of `roles.toml` and changes them as it likes.

A release may add permissions to its roles. An installation that began earlier is given each of them once: what a role
was installed with, and what it was given since, stands in the trail. What an authority took away is not given back.
"""

import tomllib
from datetime import datetime
from importlib.resources import files

from django.db import transaction

from gongbao.foundation.accounts.models import Role
from gongbao.foundation.accounts.models.organisation import OrganisationKind
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor, system
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.registry import register as declare

INSTALLED = declare("role.installed", "角色已建立", "role installed")
EXTENDED = declare("role.extended", "新版本给角色增加了权限", "role given what a release added")


def packaged_roles() -> list[Role]:
    """The roles of `roles.toml`, unsaved. ValueError if one names a permission or a kind that does not exist."""
    text = (files("gongbao.foundation.accounts") / "roles.toml").read_text(encoding="utf-8")
    return [
        Role(
            code=code,
            zh=given["zh"],
            en=given["en"],
            permissions=[Permission(one).value for one in given["permissions"]],
            kinds=[OrganisationKind(one).value for one in given["kinds"]],
            second_factor=given.get("second_factor", False),
        )
        for code, given in tomllib.loads(text).items()
    ]


@transaction.atomic
def ensure_roles(*, now: datetime, by: Actor | None = None) -> int:
    """Install the packaged roles that are missing; returns how many were new. Those there already stay as they are,
    but for permissions that a later release brought.
    """
    actor = by or system("base-data")
    held = {role.code: role for role in Role.objects.all()}
    packaged = packaged_roles()
    missing = [role for role in packaged if role.code not in held]
    Role.objects.bulk_create(missing, ignore_conflicts=True)
    for role in missing:
        record_event(
            name=INSTALLED,
            by=actor,
            now=now,
            subject=("role", role.code),
            detail={"permissions": role.permissions, "second_factor": role.second_factor},
        )
    offered = _offered()
    for role in packaged:
        if role.code in held and role.code in offered:
            _extend(role.code, [one for one in role.permissions if one not in offered[role.code]], actor, now)
    return len(missing)


def _offered() -> dict[str, set[str]]:
    """By role, every permission a release has given it so far; a role that no release installed is not in it."""
    found: dict[str, set[str]] = {}
    rows = Event.objects.filter(subject_kind="role", name__in=[INSTALLED, EXTENDED])
    for code, detail in rows.values_list("subject_id", "detail"):
        found.setdefault(code, set()).update(detail.get("permissions", []))
    return found


def _extend(code: str, new: list[str], by: Actor, now: datetime) -> None:
    if not new:
        return
    role = Role.objects.select_for_update().get(pk=code)
    given = [one for one in new if one not in role.permissions]  # some may have been given by hand meanwhile
    if given:
        role.permissions = [*role.permissions, *given]
        role.save(update_fields=["permissions"])
    record_event(name=EXTENDED, by=by, now=now, subject=("role", code), detail={"permissions": new, "given": given})
