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


def an_older_installation(now, code, without):
    """A role as a release installed it that did not know these permissions yet."""
    ensure_roles(now=now)
    role = Role.objects.get(code=code)
    role.permissions = [one for one in role.permissions if one not in without]
    role.save()
    installed = Event.objects.get(name="role.installed", subject_id=code)
    Event.objects.filter(pk=installed.pk).update(detail={**installed.detail, "permissions": role.permissions})


def test_what_a_release_adds_is_given_once_to_roles_installed_earlier(now):
    an_older_installation(now, "editor", {"watch.keep", "channels.manage"})
    ensure_roles(now=now)
    assert {"desk.work", "watch.keep", "channels.manage"} <= set(Role.objects.get(code="editor").permissions)
    told = Event.objects.get(name="role.extended")
    assert (told.subject_id, sorted(told.detail["given"])) == ("editor", ["channels.manage", "watch.keep"])
    ensure_roles(now=now)
    assert Event.objects.filter(name="role.extended").count() == 1


def test_what_an_authority_took_away_is_not_given_back(now):
    an_older_installation(now, "editor", {"watch.keep"})
    Role.objects.filter(code="editor").update(permissions=["desk.work"])
    ensure_roles(now=now)
    assert Role.objects.get(code="editor").permissions == ["desk.work", "watch.keep"]
    Role.objects.filter(code="editor").update(permissions=["desk.work"])
    ensure_roles(now=now)
    assert Role.objects.get(code="editor").permissions == ["desk.work"]


def test_what_was_given_by_hand_before_the_release_is_not_doubled(now):
    an_older_installation(now, "leader", {"watch.keep"})
    Role.objects.filter(code="leader").update(permissions=["bulletin.read", "watch.keep"])
    ensure_roles(now=now)
    assert Role.objects.get(code="leader").permissions == ["bulletin.read", "watch.keep"]
    assert Event.objects.get(name="role.extended").detail["given"] == []


def test_a_role_made_by_hand_is_nobodys_but_theirs(now):
    ensure_roles(now=now)
    Event.objects.filter(subject_id="leader").delete()
    Role.objects.filter(code="leader").update(permissions=["bulletin.read"])
    ensure_roles(now=now)
    assert Role.objects.get(code="leader").permissions == ["bulletin.read"]


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
