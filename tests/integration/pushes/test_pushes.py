"""A penalty on a party of another province: owed, sent, acknowledged there, published there; and what may go wrong."""

import json
from datetime import date, datetime

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.entities.models import EntityCode
from gongbao.register.instant import actions as instant
from gongbao.register.instant.models import Fact
from gongbao.register.pushes import actions, packages
from gongbao.register.pushes.models import Arrival, Dispatch

pytestmark = pytest.mark.django_db
BY = command("test")
PENALTY = {
    "arose_on": "2026-09-18",
    "number": "青市监罚〔2026〕9号",
    "breach": "虚假宣传",
    "types": "罚款（较大数额）",
    "content": "罚款三万元",
}


def at(year, month, day, hour=10):
    return datetime(year, month, day, hour, tzinfo=CHINA)


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: at(2026, 9, 21))


@pytest.fixture
def penalty():
    return {**PENALTY, "types": "罚款"}


@pytest.fixture
def owed(county, penalty):
    return actions.open_dispatch(
        organisation_id=county.pk,
        source_id="青市监罚〔2026〕9号",
        name="白沙县某某商贸有限公司",
        code="91980101MA0AGENT0X",
        home_region="980101",
        home_office="海云省白沙县市场监督管理局",
        raw=penalty,
        by=BY,
        now=at(2026, 9, 21),
    )


def duty(kind):
    return Duty.objects.get(kind=kind)


def test_the_push_is_owed_ten_working_days_from_the_decision_and_its_package_is_signed(owed, county):
    assert owed.due_on == date(2026, 10, 9)  # the autumn and national holidays of 2026 in between
    assert (duty("push-penalty").party_id, duty("push-penalty").due_on) == (county.pk, owed.due_on)
    package = packages.read(bytes(owed.package))
    assert package.sha256 == owed.sha256
    assert package.said["to"] == {"authority": "海云省白沙县市场监督管理局", "region": "980101"}
    assert package.said["values"]["content"] == "罚款三万元"


@pytest.mark.parametrize(
    ("change", "zh"),
    [
        (lambda whole: whole["package"]["party"].update(name="别人"), "内容与散列不符"),
        (lambda whole: whole.update(signature=whole["signature"][:-8] + "AAAAAAA="), "签名不对"),
        (lambda whole: whole.update(vkey="x+y+z"), "签名不对"),
        (lambda whole: whole["package"].pop("party"), "不是推送文件"),
        (lambda whole: whole["package"].update(decided_on="昨天"), "不是推送文件"),
    ],
)
def test_a_package_that_was_touched_is_not_taken_in(owed, elsewhere, change, zh):
    whole = json.loads(bytes(owed.package))
    change(whole)
    with pytest.raises(Refusal, match=r".") as refused:
        actions.take_in(organisation_id=elsewhere.pk, data=json.dumps(whole).encode(), by=BY, now=at(2026, 9, 22))
    assert zh in refused.value.zh
    assert not Arrival.objects.exists()


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff\xfe", b'{"package": 1}', b"[" * 100_000])
def test_what_is_no_package_is_said_to_be_none(elsewhere, data):
    with pytest.raises(Refusal, match=r"."):
        actions.take_in(organisation_id=elsewhere.pk, data=data, by=BY, now=at(2026, 9, 22))


def test_what_needs_no_push_is_refused(county, penalty, owed):
    def wrong(**changed):
        given = {
            "source_id": "甲",
            "name": "某某公司",
            "code": "91980101MA0AGENT0X",
            "home_region": "98",
            "home_office": "某局",
            "raw": penalty,
            **changed,
        }
        with pytest.raises(Refusal) as refused:
            actions.open_dispatch(organisation_id=county.pk, by=BY, now=at(2026, 9, 21), **given)
        return refused.value.code

    assert wrong(home_region="9992") == "push.same-province"
    assert wrong(raw={**penalty, "types": "warning"}) == "push.not-published"
    assert wrong(source_id="青市监罚〔2026〕9号") == "push.known"
    assert wrong(home_region="省") == "push.missing"
    assert wrong(code="") == "push.missing"


def test_the_intake_hands_a_penalty_on_a_party_of_another_province_over_to_be_pushed(county, register, now, penalty):
    entity = register(7, region="980101002", code="91980101MA0SECND03")
    EntityCode.objects.create(value=entity.code, scheme="uscc", entity_id=entity.id)
    row = instant.Row(1, "罚-1", entity.code, penalty)

    def submit(**more):
        return instant.submit_facts(
            organisation_id=county.pk, kind="penalty", rows=[row], by=BY, now=at(2026, 9, 21), **more
        )[0].state

    assert submit(dry_run=True) == "to-push"
    assert not Dispatch.objects.exists()
    assert submit() == "to-push"
    assert submit() == "to-push"  # again: the same one
    made = Dispatch.objects.get()
    assert (made.party_name, made.home_region, Fact.objects.count()) == (entity.name, "980101002", 0)


def answering(status, body):
    return httpx.Client(transport=httpx.MockTransport(lambda _request: httpx.Response(status, json=body)))


def test_posting_discharges_the_duty_only_when_it_arrived(owed, settings):
    def post(client):
        return actions.post(dispatch_id=owed.pk, by=BY, now=at(2026, 9, 22), client=client)

    with pytest.raises(Refusal, match="No address"):
        post(answering(201, {}))
    settings.PUSH_TARGETS = {"98": {"name": "海云省", "url": "https://register.example/arrivals", "key": "gb_x"}}
    with pytest.raises(Refusal, match="HTTP 503"):
        post(answering(503, {}))

    def down(_request):
        raise httpx.ConnectError("no route")

    with pytest.raises(Refusal, match="ConnectError"):
        post(httpx.Client(transport=httpx.MockTransport(down)))
    owed.refresh_from_db()
    assert (owed.trouble, owed.sent_at, duty("push-penalty").state) == ("ConnectError", None, "open")
    sent = post(answering(201, {"received": "收-15"}))
    assert (sent.state, sent.receipt, sent.trouble) == ("acknowledged", "收-15", "")
    assert (duty("push-penalty").state, duty("push-penalty").closed_with) == ("discharged", "posted")
    with pytest.raises(Refusal, match="sent already"):
        post(answering(201, {}))


def test_an_officer_sends_by_letter_and_records_the_acknowledgement(owed, client, clock, officer, county, elsewhere):
    client.force_login(officer("乙某某", county))
    assert "白沙县某某商贸有限公司" in client.get("/office/pushes/").content.decode()
    place = f"/office/pushes/{owed.pk}/"
    assert place in client.get("/office/").content.decode()  # on the work list
    assert client.get(f"{place}file/").content == bytes(owed.package)
    assert "行政处罚信息推送函" in client.get(f"{place}sheet/").content.decode()
    assert client.post(place, {"act": "acknowledge", "receipt": "1", "on": "2026-09-21"}).status_code == 409
    assert client.post(place, {"act": "note", "how": "letter"}).status_code == 422
    client.post(place, {"act": "note", "how": "letter", "note": "青市监函〔2026〕3号"})
    assert duty("push-penalty").state == "discharged"
    assert "白沙县某某商贸有限公司" in client.get("/office/pushes/?show=waiting").content.decode()
    assert client.post(place, {"act": "acknowledge", "receipt": "收-1", "on": "2026-09-20"}).status_code == 422
    client.post(place, {"act": "acknowledge", "receipt": "收-1", "on": "2026-09-21"})
    assert Dispatch.objects.get().state == "acknowledged"
    client.force_login(officer("外某某", elsewhere))
    assert client.get(place).status_code == 403


def test_only_market_authorities_are_shown_the_way_to_pushes(client, clock, officer, county):
    """Another department hands in facts too, but pushes nothing to other provinces."""
    bureau = Organisation.objects.create(
        kind="department", name="青岚县某局", region="999101", created_at=at(2026, 1, 1)
    )
    for name, office, shown in (("乙某某", county, True), ("丑某某", bureau, False)):
        client.force_login(officer(name, office))
        assert ('href="/office/pushes/"' in client.get("/office/facts/").content.decode()) is shown
        assert client.get("/office/pushes/").status_code == (200 if shown else 403)


def test_an_officer_enters_a_party_the_register_does_not_know(client, clock, officer, county, penalty):
    client.force_login(officer("乙某某", county))
    given = {"source_id": "1", "name": "某某公司", "code": "91980101MA0AGENT0X", "home_region": "98"}
    refused = client.post("/office/pushes/new/", given | {"home_office": "某局"})
    assert refused.status_code == 422
    assert "某某公司" in refused.content.decode()
    done = client.post("/office/pushes/new/", given | penalty | {"home_office": "某局"})
    assert done.url == f"/office/pushes/{Dispatch.objects.get().pk}/"


def test_the_other_office_takes_it_in_and_publishes_it_by_the_intake(
    owed, client, clock, officer, elsewhere, register, now
):
    home = register(9, region="980101001", name="白沙县某某商贸有限公司", code="91980101MA0AGENT0X")
    EntityCode.objects.create(value=home.code, scheme="uscc", entity_id=home.id)
    client.force_login(officer("外某某", elsewhere))
    told = client.post("/api/v1/pushes/arrivals", bytes(owed.package), content_type="application/json")
    assert (told.status_code, told.json()["publish_by"]) == (201, "2026-10-12")
    again = client.post("/api/v1/pushes/arrivals", bytes(owed.package), content_type="application/json")
    assert again.json()["received"] == told.json()["received"]
    page = client.post("/office/pushes/received/", {"file": SimpleUploadedFile("a.json", bytes(owed.package))})
    place = f"/office/pushes/received/{told.json()['received']}/"
    assert page.url == place
    assert "罚款三万元" in client.get(place).content.decode()
    assert place in client.get("/office/").content.decode()
    client.post(place, {"act": "publish"})
    fact = Fact.objects.get(entity=home)
    assert (fact.source_id, fact.organisation_id) == ("999101:青市监罚〔2026〕9号", elsewhere.pk)
    assert Arrival.objects.get().fact_id == fact.id
    assert duty("publish-pushed-penalty").state == "discharged"
    assert client.post(place, {"act": "publish"}).status_code == 409


def test_what_is_not_registered_here_is_sent_back_with_a_reason(owed, client, clock, officer, elsewhere):
    client.force_login(officer("外某某", elsewhere))
    made = actions.take_in(organisation_id=elsewhere.pk, data=bytes(owed.package), by=BY, now=at(2026, 9, 21))
    place = f"/office/pushes/received/{made.pk}/"
    refused = client.post(place, {"act": "publish"})
    assert "没有这个代码的主体" in refused.content.decode()
    assert duty("publish-pushed-penalty").state == "open"
    assert client.post(place, {"act": "return", "reason": " "}).status_code == 422
    client.post(place, {"act": "return", "reason": "不在本县登记"})
    assert Arrival.objects.get().returned == "不在本县登记"
    assert duty("publish-pushed-penalty").closed_with == "returned"
