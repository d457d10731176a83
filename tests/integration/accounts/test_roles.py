"""Roles are data that an authority may change."""

import pytest

from gongbao.foundation.accounts.actions import ensure_roles
from gongbao.foundation.accounts.actions.roles import packaged_roles
from gongbao.foundation.accounts.models import Role
from gongbao.foundation.events.models import Event

pytestmark = pytest.mark.django_db


def test_the_packaged_roles_are_installed_once(now):
    packaged = {role.code for role in packaged_roles()}
    assert {"clerk", "agent", "regulator", "signer", "registrar", "county-admin", "auditor"} <= packaged
    assert ensure_roles(now=now) == len(packaged)
    assert ensure_roles(now=now) == 0
    assert set(Role.objects.values_list("code", flat=True)) == packaged
    assert Event.objects.filter(name="role.installed").count() == len(packaged)


def test_a_role_the_authority_changed_is_left_alone(now):
    ensure_roles(now=now)
    Role.objects.filter(code="signer").update(permissions=["season.sign"])
    ensure_roles(now=now)
    assert Role.objects.get(code="signer").permissions == ["season.sign"]


def test_whoever_acts_for_the_authority_needs_a_second_factor(now):
    ensure_roles(now=now)
    without = set(Role.objects.filter(second_factor=False).values_list("code", flat=True))
    assert without == {
        "clerk",
        "agent",
        "info-officer",
        "screener",
        "subscriber",
    }  # none of them decides anything about others
