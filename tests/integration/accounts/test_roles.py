"""Roles are data that an authority may change."""

import pytest

from gongbao.foundation.accounts.actions import ensure_roles
from gongbao.foundation.accounts.models import Role
from gongbao.foundation.events.models import Event

pytestmark = pytest.mark.django_db


def test_the_packaged_roles_are_installed_once(now):
    assert ensure_roles(now=now) == 7
    assert ensure_roles(now=now) == 0
    assert set(Role.objects.values_list("code", flat=True)) == {
        "clerk", "agent", "regulator", "signer", "registrar", "county-admin", "auditor",
    }  # fmt: skip
    assert Event.objects.filter(name="role.installed").count() == 7


def test_a_role_the_authority_changed_is_left_alone(now):
    ensure_roles(now=now)
    Role.objects.filter(code="signer").update(permissions=["season.sign"])
    ensure_roles(now=now)
    assert Role.objects.get(code="signer").permissions == ["season.sign"]


def test_whoever_acts_for_the_authority_needs_a_second_factor(now):
    ensure_roles(now=now)
    assert set(Role.objects.filter(second_factor=False).values_list("code", flat=True)) == {"clerk", "agent"}
