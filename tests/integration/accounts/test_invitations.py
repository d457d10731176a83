"""Codes: once, in time, from the right hands, and never kept."""

from datetime import timedelta

import pytest
from tests.integration.accounts.conftest import PASSWORD

from gongbao.foundation.accounts import actions, policies
from gongbao.foundation.accounts.actions.people import user_actor
from gongbao.foundation.accounts.models import Invitation, PasswordCode, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal, Refusals


def refusal(code):
    return pytest.raises(Refusal, match=f"^{code}:")


@pytest.fixture
def issued(office, now):
    return actions.invite(organisation=office.firm, role=office.roles["clerk"], by=office.by, now=now)


def join(code, now, username="newclerk", password=PASSWORD):
    return actions.join(code=code, username=username, display_name="戊某某", password=password, now=now)


def test_a_code_makes_one_liaison_officer(office, issued, now):
    user = join(issued.code.lower().replace("-", " "), now)
    assert policies.may(user, Permission.FILING_SUBMIT, entity_id=7)
    with refusal("code.used"):
        join(issued.code, now, "second")
    assert not User.objects.filter(username="second").exists()


def test_neither_code_nor_hash_of_it_is_in_the_trail(issued, now):
    join(issued.code, now)
    trail = " ".join(str(row) for row in Event.objects.values_list("subject_id", "detail"))
    assert issued.code not in trail
    assert issued.invitation.code_hash not in trail
    assert not Invitation.objects.filter(code_hash=issued.code).exists()


def test_an_expired_a_withdrawn_and_a_wrong_code_say_so(office, issued, now):
    with refusal("code.expired"):
        join(issued.code, now + timedelta(days=14))
    actions.revoke_invitation(invitation=issued.invitation, by=office.by, now=now)
    with refusal("code.revoked"):
        join(issued.code, now)
    with refusal("code.unknown"):
        join("AAAA-BBBB-CCCC-DDDD", now)


def test_a_refused_password_does_not_use_up_the_code(issued, now):
    with pytest.raises(Refusals):
        join(issued.code, now, password="short")
    assert join(issued.code, now).pk


def test_somebody_with_an_account_joins_with_it(office, issued, now):
    membership = actions.join_signed_in(code=issued.code, user=office.helper, now=now)
    assert membership.organisation == office.firm
    assert Invitation.objects.get().used_by == office.helper


def test_an_officers_role_is_not_for_a_firm(office, now):
    with refusal("role.does-not-fit"):
        actions.invite(organisation=office.firm, role=office.roles["regulator"], by=office.by, now=now)


def test_a_password_code_works_once_within_a_day(office, now):
    code = actions.issue_password_code(user=office.clerk, by=user_actor(office.admin), now=now)
    with refusal("code.unknown"):
        actions.reset_password(username="helper", code=code, password="another-horse-9", now=now)
    with refusal("code.expired"):
        actions.reset_password(username="clerk", code=code, password="another-horse-9", now=now + timedelta(hours=24))
    user = actions.reset_password(username="Clerk", code=code, password="another-horse-9", now=now)
    assert user.check_password("another-horse-9")
    with refusal("code.used"):
        actions.reset_password(username="clerk", code=code, password="third-horse-99", now=now)


def test_a_new_password_code_ends_the_one_before(office, now):
    old = actions.issue_password_code(user=office.clerk, by=office.by, now=now)
    actions.issue_password_code(user=office.clerk, by=office.by, now=now)
    with refusal("code.expired"):
        actions.reset_password(username="clerk", code=old, password="another-horse-9", now=now)
    assert PasswordCode.objects.count() == 2
