"""Opening accounts, appointing, ending, blocking."""

import pytest
from tests.integration.accounts.conftest import PASSWORD

from gongbao.foundation.accounts import actions, policies, selectors
from gongbao.foundation.accounts.actions.people import user_actor
from gongbao.foundation.accounts.models import ApiToken, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal, Refusals


def refusal(code):
    return pytest.raises(Refusal, match=f"^{code}:")


def test_a_username_is_folded_and_taken_once(office, now):
    user = actions.create_person(username="Ding.Yi", display_name="丁一某", password=PASSWORD, now=now)
    assert user.username == "ding.yi"
    assert user.check_password(PASSWORD)
    with refusal("username.taken"):
        actions.create_person(username="DING.YI", display_name="x", password=PASSWORD, now=now)
    with refusal("username.malformed"):
        actions.create_person(username="a b", display_name="x", password=PASSWORD, now=now)


def test_a_weak_password_is_refused_in_both_languages(office, now):
    with pytest.raises(Refusals) as caught:
        actions.create_person(username="weak", display_name="x", password="123", now=now)
    assert all(one.field == "password" and one.zh and one.en for one in caught.value.refusals)
    assert any(one.zh != one.en for one in caught.value.refusals)
    assert not User.objects.filter(username="weak").exists()


def test_an_appointment_begins_once_and_ends_today(office, now):
    first = actions.appoint(
        user=office.auditor, organisation=office.authority, role=office.roles["signer"], by=office.by, now=now
    )
    again = actions.appoint(
        user=office.auditor, organisation=office.authority, role=office.roles["signer"], by=office.by, now=now
    )
    assert first.pk == again.pk
    actions.end_membership(membership=first, by=office.by, now=now)
    actions.end_membership(membership=first, by=office.by, now=now)
    first.refresh_from_db()
    assert first.until == now.date()
    assert Event.objects.filter(name="membership.ended").count() == 1
    assert not policies.has(User.objects.get(pk=office.auditor.pk), Permission.SEASON_SIGN)


def test_nobody_appoints_ends_blocks_or_resets_themselves(office, now):
    by = user_actor(office.admin)
    with refusal("membership.own"):
        actions.appoint(user=office.admin, organisation=office.authority, role=office.roles["signer"], by=by, now=now)
    with refusal("membership.own"):
        actions.end_membership(membership=office.admin.memberships.get(), by=by, now=now)
    with refusal("membership.own"):
        actions.set_blocked(user=office.admin, blocked=True, by=by, now=now)
    with refusal("membership.own"):
        actions.issue_password_code(user=office.admin, by=by, now=now)
    with refusal("membership.own"):
        actions.remove_second_factor(user=office.admin, by=by, now=now)


def test_a_firm_gets_no_officers(office, now):
    with refusal("role.does-not-fit"):
        actions.appoint(user=office.clerk, organisation=office.firm, role=office.roles["signer"], by=office.by, now=now)


def test_a_closed_organisation_gives_no_power(office, now):
    actions.close_organisation(organisation=office.firm, by=office.by, now=now)
    assert not policies.has(User.objects.get(pk=office.clerk.pk), Permission.FILING_SUBMIT)
    with refusal("organisation.closed"):
        actions.appoint(
            user=office.stranger, organisation=office.firm, role=office.roles["clerk"], by=office.by, now=now
        )


def test_the_last_appointments_end_takes_the_tokens_with_it(office, now):
    token, _ = actions.create_token(
        user=office.clerk,
        organisation=office.firm,
        permissions=[Permission.FILING_SUBMIT],
        purpose="财务系统",
        days=30,
        by=office.by,
        now=now,
    )
    actions.end_membership(membership=office.clerk.memberships.get(), by=office.by, now=now)
    assert ApiToken.objects.get(pk=token.pk).revoked_at == now


def test_a_code_of_an_organisation_in_force_stands_once(office, now):
    with refusal("organisation.code-taken"):
        actions.create_organisation(
            kind="agent", name="另一家", region="999101", code=office.agent.code, by=office.by, now=now
        )


def test_an_administrator_sees_the_own_region_only(office):
    mine = policies.regions(office.admin, Permission.PEOPLE_MANAGE)
    assert office.stranger.username not in {m.user.username for m in selectors.appointments(mine)}
    assert {m.user.username for m in selectors.appointments(mine, search="松月")} == {"clerk"}
    assert selectors.person_within(office.stranger.pk, mine) is None
    assert selectors.lies_wholly_within(office.clerk, mine)
    assert not selectors.lies_wholly_within(office.stranger, mine)
    assert not selectors.appointments([]).exists()
