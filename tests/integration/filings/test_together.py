"""Reports filed together: each stands or is refused by itself, and many cost as few statements as one."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from tests.made_reports import enterprise
from tests.processes import Program, free_port, wait_for_port

from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts import pace
from gongbao.foundation.accounts.models import ApiToken, Mandate, Organisation, PersonalFact, Role, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.ledger.models import Outbox
from gongbao.register.filings import actions
from gongbao.register.filings.actions import filing_many
from gongbao.register.filings.api.together import Sent, file_together
from gongbao.register.filings.models import Filing, FilingVersion

NOON = datetime(2026, 6, 29, 12, 0, tzinfo=CHINA).astimezone(UTC)
BY = command("test")


@pytest.fixture
def key(town, now):
    """A program's key for the agent."""
    return accounts.create_token(
        user=town.helper,
        organisation=town.agent,
        permissions=[Permission.FILING_SUBMIT],
        purpose="代理记账软件",
        days=30,
        by=BY,
        now=now,
    ).key


def body(firm, **changed):
    return {"code": firm.code, "year": 2025, "values": enterprise(**changed), "shown": {"tax": True}}


def sent(key, firm, **changed):
    return Sent(f"Bearer {key}", json.dumps(body(firm, **changed)).encode(), NOON)


def report(firm, at=NOON, **changed):
    return actions.Report(firm.id, 2025, enterprise(**changed), {"tax": True}, BY, at)


def file_all(*reports):
    return actions.file_reports(reports=reports, channel="api", now=NOON)


def again(client, key, one, monkeypatch):
    """What the endpoint answers to the same request."""
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: NOON)
    return client.post(
        "/api/v1/filings", one.body, content_type="application/json", headers={"Authorization": one.authorization}
    )


def test_a_bad_one_among_good_ones_is_left_to_the_endpoint(client, town, key, monkeypatch):
    asked = [sent(key, town.firms[0]), sent(key, town.firms[1], assets="x"), sent(key, town.firms[2])]
    first, bad, last = file_together(asked, now=NOON)
    assert bad is None
    assert FilingVersion.objects.count() == 2
    assert first.account == str(town.helper.pk)
    told = again(client, key, asked[0], monkeypatch)
    assert (told.status_code, told.content) == (201, first.body)
    assert again(client, key, asked[2], monkeypatch).content == last.body
    refused = again(client, key, asked[1], monkeypatch)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "assets"


def test_each_writes_all_that_one_alone_writes(town, key):
    file_together([sent(key, firm) for firm in town.firms], now=NOON)
    for firm in town.firms:
        version = FilingVersion.objects.get(entity=firm)
        assert Outbox.objects.filter(record=version.filing_id, version=1, kind="publish").exists()
        assert PersonalFact.objects.get(subject_id=str(version.id), field="liaison.phone").value == "13800005678"
        duty = Duty.objects.get(party_id=firm.id)
        assert (duty.state, duty.closed_with) == ("discharged", version.receipt)
        trail = Event.objects.filter(party_id=firm.id, at=NOON, actor_kind="token")
        assert set(trail.values_list("name", flat=True)) == {"personal.recorded", "duty.discharged", "filing.submitted"}
        assert trail.values("request").distinct().count() == 1
    assert Event.objects.filter(name="filing.submitted").values("request").distinct().count() == 3


def test_the_same_request_twice_is_one_filing(client, town, key, monkeypatch):
    one = sent(key, town.firm)
    first, second = file_together([one, one], now=NOON)
    assert second is None
    assert again(client, key, one, monkeypatch).content == first.body
    assert FilingVersion.objects.count() == 1


def test_one_firm_twice_together_the_first_counts(town):
    first, same, other, neighbour = file_all(
        report(town.firm), report(town.firm), report(town.firm, tax="15"), report(town.firms[1])
    )
    assert same.receipt == first.receipt
    assert isinstance(other, Refusal)
    assert other.code == "filing.already-filed"
    assert neighbour.entity_id == town.firms[1].id
    assert FilingVersion.objects.count() == 2


def test_a_refused_one_leaves_nothing(town):
    refused, filed = file_all(report(town.firm, phone="1"), report(town.firms[1]))
    assert isinstance(refused, Refusals)
    assert isinstance(filed, FilingVersion)
    assert not Filing.objects.filter(entity=town.firm).exists()


def test_what_came_before_midnight_is_in_time(town):
    evening = datetime(2026, 6, 30, 23, 59, 59, tzinfo=CHINA)
    night = datetime(2026, 7, 1, 0, 0, 1, tzinfo=CHINA)
    reports = [report(town.firm, at=evening), report(town.firms[1], at=night)]
    in_time, late = actions.file_reports(reports=reports, channel="api", now=night)
    assert (in_time.late, late.late) == (False, True)
    assert Duty.objects.get(party_id=town.firm.id).state == "discharged"


def test_a_draft_that_was_begun_is_filed_and_emptied(town):
    begun = actions.open_draft(entity_id=town.firm.id, year=2025, by=BY, now=NOON)
    filed, _ = file_all(report(town.firm), report(town.firms[1]))
    assert filed.filing_id == begun.id
    kept = Filing.objects.get(entity=town.firm)
    assert (kept.draft, kept.versions, kept.first_submitted_at) == ({}, 1, NOON)


def test_many_cost_as_few_statements_as_one(town, key, entity):
    counted = []
    firms = [entity(n) for n in range(20, 34)]
    for firm in firms:
        accounts.grant_mandate(entity_id=firm.id, organisation=town.agent, own=False, by=BY, now=NOON)
    for some in (firms[:1], firms[1:3], firms[3:]):
        with CaptureQueriesContext(connection) as asked:
            assert all(file_together([sent(key, firm) for firm in some], now=NOON))
        counted.append(len(asked))
    # The first use of a key is noted, and an edition of the form that no report asked for before is read.
    assert counted[0] - counted[1] in {1, 2}
    assert counted[1] == counted[2] < 22


@pytest.mark.parametrize("ended", ["key", "user", "organisation", "role"])
def test_a_key_that_was_just_good_is_not_once_its_ground_is_gone(town, key, ended):
    assert all(file_together([sent(key, town.firm)], now=NOON))
    if ended == "key":
        accounts.revoke_token(token=ApiToken.objects.get(), by=BY, now=NOON)
    elif ended == "user":
        User.objects.filter(pk=town.helper.pk).update(is_active=False)
    elif ended == "organisation":
        Organisation.objects.filter(pk=town.agent.pk).update(active=False)
    else:
        Role.objects.filter(code="agent").update(permissions=[])
    assert file_together([sent(key, town.firms[1])], now=NOON) == [None]


@pytest.mark.parametrize("spoiled", ["key", "body", "mandate", "year", "code"])
def test_what_is_not_plainly_good_is_left_alone(town, key, spoiled):
    one = sent(key, town.firm)
    if spoiled == "key":
        one = replace(one, authorization="Bearer gb_nobody_nothing")
    elif spoiled == "body":
        one = replace(one, body=one.body[:-1])
    elif spoiled == "mandate":
        Mandate.objects.filter(entity_id=town.firm.id).update(until=NOON.date())
    elif spoiled == "year":
        one = replace(one, body=one.body.replace(b'"year": 2025', b'"year": "x"'))
    else:
        one = replace(one, body=json.dumps({**body(town.firm), "code": "91\ud800"}).encode())
    bad, good = file_together([one, sent(key, town.firms[1])], now=NOON)
    assert bad is None
    assert good is not None


def test_what_fails_for_all_is_undone_for_all_and_not_counted(town, key, monkeypatch):
    def broken(acts, *, now):
        raise DatabaseError("lock timeout")

    monkeypatch.setattr(filing_many, "submit", broken)
    freed = []

    def free(who, *, now):
        freed.append(who)

    monkeypatch.setattr(pace, "free_share", free)
    assert file_together([sent(key, firm) for firm in town.firms], now=NOON) == [None] * 3
    assert not Filing.objects.exists()
    assert len(freed) == 3


def test_a_key_in_a_hurry_is_left_to_the_endpoint(town, key, monkeypatch):
    monkeypatch.setattr(pace, "TOKEN_PER_MINUTE", 2)
    minute = datetime(2026, 6, 29, 12, 7, tzinfo=CHINA)
    answers = file_together([sent(key, firm) for firm in town.firms], now=minute)
    assert [one is not None for one in answers] == [True, True, False]


@pytest.mark.django_db(transaction=True)
def test_programs_at_once_over_http(town, key, data_folder):
    port = free_port()
    program = Program(data_folder, "web", "--port", str(port), GONGBAO_NOW="2026-06-29T10:00:00+08:00")

    def post(what):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as asking:
            headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
            asking.request("POST", "/api/v1/filings", json.dumps(what), headers)
            answer = asking.getresponse()
            return answer.status, json.loads(answer.read())

    try:
        wait_for_port(port)
        wanted = [body(firm) for firm in town.firms]
        with ThreadPoolExecutor(8) as pool:
            answers = list(
                pool.map(post, [*wanted, body(town.firm), {**body(town.firm), "code": "91999101MA99999999"}])
            )
    finally:
        program.stop()
    assert [status for status, _ in answers] == [201, 201, 201, 201, 404]
    assert answers[0][1]["receipt"] == answers[3][1]["receipt"]
    assert FilingVersion.objects.filter(channel="api").count() == 3
