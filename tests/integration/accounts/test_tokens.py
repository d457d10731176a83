"""Keys for programs: shown once, kept as a hash, confined to what was asked."""

from datetime import timedelta

import pytest

from gongbao.foundation.accounts import actions, policies
from gongbao.foundation.accounts.models import ApiToken
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.tokens import authenticate
from gongbao.foundation.events.refusals import Refusal


def make(office, now, user="helper", organisation="agent", permissions=(Permission.FILING_SUBMIT,), purpose="批量报送"):
    return actions.create_token(
        user=getattr(office, user),
        organisation=getattr(office, organisation),
        permissions=list(permissions),
        purpose=purpose,
        days=30,
        by=office.by,
        now=now,
    )


def test_a_key_opens_only_what_it_was_made_for(office, now):
    actions.grant_mandate(entity_id=7, organisation=office.agent, by=office.by, now=now)
    actions.appoint(
        user=office.helper, organisation=office.authority, role=office.roles["auditor"], by=office.by, now=now
    )
    made = make(office, now)
    user, token = authenticate(f"Bearer {made.key}", now=now)
    assert (user, token) == (office.helper, made.token)
    assert policies.may(user, Permission.FILING_SUBMIT, entity_id=7)
    assert not policies.has(user, Permission.FILING_AGENT_BATCH)
    assert not policies.has(user, Permission.AUDIT_READ)
    assert made.key not in str(ApiToken.objects.values().get())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: f"Bearer {key}x",
        lambda key: f"Basic {key}",
        lambda key: key,
        lambda key: "Bearer gb_0000000000_zzz",
        lambda key: "",
    ],
)
def test_a_wrong_key_opens_nothing(office, now, spoil):
    assert authenticate(spoil(make(office, now).key), now=now) is None


def test_an_old_a_revoked_and_a_blocked_persons_key_open_nothing(office, now):
    made = make(office, now)
    assert authenticate(f"Bearer {made.key}", now=now + timedelta(days=30)) is None
    actions.set_blocked(user=office.helper, blocked=True, by=office.by, now=now)
    assert authenticate(f"Bearer {made.key}", now=now) is None
    actions.set_blocked(user=office.helper, blocked=False, by=office.by, now=now)
    assert authenticate(f"Bearer {made.key}", now=now)
    actions.revoke_token(token=made.token, by=office.by, now=now)
    assert authenticate(f"Bearer {made.key}", now=now) is None


def test_a_key_cannot_do_more_than_its_maker(office, now):
    with pytest.raises(Refusal, match=r"^token\.reaches-too-far:"):
        make(office, now, permissions=[Permission.SEASON_SIGN])
    with pytest.raises(Refusal, match=r"^token\.reaches-too-far:"):
        make(office, now, user="clerk", organisation="agent")


def test_a_key_has_a_purpose(office, now):
    with pytest.raises(Refusal, match=r"^token\.no-purpose:"):
        make(office, now, purpose=" ")


def test_use_is_remembered_without_a_write_each_time(office, now, django_assert_num_queries):
    made = make(office, now)
    authenticate(f"Bearer {made.key}", now=now)
    assert ApiToken.objects.get().last_used_at == now
    with django_assert_num_queries(2):
        authenticate(f"Bearer {made.key}", now=now + timedelta(minutes=5))
