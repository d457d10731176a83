"""Programs at the API: known by key, confined, counted."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from gongbao.foundation.accounts import actions, gate, pace
from gongbao.foundation.accounts.callers import CALLERS, KeyAuth
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.actor import ActorKind
from gongbao.foundation.events.refusals import Refusal


@pytest.fixture
def call(office, now):
    cache.clear()
    key = actions.create_token(
        user=office.helper,
        organisation=office.agent,
        permissions=[Permission.FILING_SUBMIT],
        purpose="批量报送",
        days=30,
        by=office.by,
        now=now,
    ).key

    def make(authorization=f"Bearer {key}"):
        request = RequestFactory().get("/api/v1/filings", headers={"Authorization": authorization})
        request.now, request.request_id, request.user = now, office.by.request, SimpleNamespace(is_authenticated=False)
        return request, KeyAuth()(request)

    return make


def test_the_key_is_the_actor(call, office):
    request, user = call()
    assert user == request.user == office.helper
    actor = gate.actor_of(request)
    assert (actor.kind, actor.organisation_id) == (ActorKind.TOKEN, office.agent.pk)
    gate.check(request, Permission.FILING_SUBMIT)


def test_no_key_no_caller(call):
    assert call("Bearer gb_x_y")[1] is None
    assert call("")[1] is None
    assert len(CALLERS) == 2


def test_a_program_in_a_hurry_is_slowed_down(call, monkeypatch):
    monkeypatch.setattr(pace, "TOKEN_PER_MINUTE", 3)
    for _ in range(3):
        assert call()[1]
    with pytest.raises(Refusal, match=r"^calls\.too-many:") as caught:
        call()
    assert caught.value.status == 429
