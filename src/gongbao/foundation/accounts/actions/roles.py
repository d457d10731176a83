"""Roles are data: an installation begins with those of `roles.toml` and changes them as it likes."""

import tomllib
from datetime import datetime
from importlib.resources import files

from django.db import transaction

from gongbao.foundation.accounts.models import Role
from gongbao.foundation.accounts.models.organisation import OrganisationKind
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor, system
from gongbao.foundation.events.registry import register as declare

INSTALLED = declare("role.installed", "角色已建立", "role installed")


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
    """Install the packaged roles that are missing; returns how many were new. Those there already stay as they are."""
    known = set(Role.objects.values_list("code", flat=True))
    missing = [role for role in packaged_roles() if role.code not in known]
    Role.objects.bulk_create(missing, ignore_conflicts=True)
    for role in missing:
        record_event(
            name=INSTALLED,
            by=by or system("base-data"),
            now=now,
            subject=("role", role.code),
            detail={"permissions": role.permissions, "second_factor": role.second_factor},
        )
    return len(missing)
