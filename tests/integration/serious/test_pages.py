"""The pages and the API of the serious list: public, the firm's, the office's, the level above's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.made_serious import at, id_number, proof

from gongbao.register.entities.models import EntityPerson
from gongbao.register.listings.models import Application
from gongbao.register.serious.models import Entry
from gongbao.register.serious.selectors import listed_now

pytestmark = pytest.mark.django_db
FORM = {
    "ground": "s21-5-2",
    "penalty": "licence",
    "penalty_number": "青市监处罚〔2026〕12号",
    "penalty_on": "2026-03-02",
    "facts": "用非食品原料加工糕点",
    "factor-0": "明知",
    "grave": "yes",
}


def test_a_case_from_notice_to_publication_on_screen(client, clock, firm, officer, superior, clerk):
    entity = firm()
    clock(at(2026, 3, 2))
    client.force_login(officer)
    assert client.get("/office/serious/new/").status_code == 200
    refused = client.post("/office/serious/new/", FORM | {"code": entity.code, "grave": "no"})
    assert refused.status_code == 422
    assert "不属于性质恶劣" in refused.content.decode()
    assert client.post("/office/serious/new/", FORM | {"code": entity.code}).status_code == 302
    case = Entry.objects.get()
    page = f"/office/serious/{entity.id}/{case.id}/"
    assert "等待当事人陈述" in client.get(page).content.decode()
    assert client.post(page, {"act": "hear", "reason": ""}).status_code == 422
    assert client.post(page, {"act": "hear", "reason": "放弃陈述申辩"}).status_code == 302
    assert client.post(page, {"act": "consent"}).status_code == 403
    assert client.post(page, {"act": "ask-consent"}).status_code == 302
    client.force_login(superior)
    assert entity.name in client.get("/office/serious/consents/").content.decode()
    assert "是否同意列入严重违法失信名单" in client.get("/office/").content.decode()
    assert client.post(page, {"act": "decide"}).status_code == 403
    assert client.post(page, {"act": "consent"}).status_code == 302
    client.force_login(officer)
    assert "癸某某" in client.get(page).content.decode()
    assert client.post(page, {"act": "decide"}).status_code == 302
    assert client.get(f"/lists/serious/{entity.id}/{case.id}/").status_code == 404
    case.refresh_from_db()
    decision = f"/decisions/{entity.id}/{case.decision_id}/"
    assert client.get(decision).status_code == 200
    client.logout()
    assert client.get(decision).status_code == 404
    client.force_login(officer)
    assert client.post(page, {"act": "publish"}).status_code == 302
    client.force_login(clerk(entity))
    mine = client.get(f"/my/serious/{entity.id}/{case.id}/").content.decode()
    assert "自2027-03-02起可申请提前移出" in mine
    client.logout()
    assert "不适用告知承诺制" in client.get(f"/lists/serious/{entity.id}/{case.id}/").content.decode()
    assert client.get(decision).status_code == 200
    assert "列入严重违法失信名单" in client.get(f"/e/{entity.code}/").content.decode()


def test_the_public_list_costs_the_same_for_many(client, clock, listed, firm):
    listed()
    client.get("/lists/serious/")
    with CaptureQueriesContext(connection) as few:
        page = client.get("/lists/serious/").content.decode()
    assert "《市场监督管理严重违法失信名单管理办法》第五条第（二）项" in page
    for number in range(2, 6):
        listed(firm(number), ground="s21-9-5")
    with CaptureQueriesContext(connection) as many:
        client.get("/lists/serious/")
    assert len(many) == len(few)
    assert "没有符合条件" in client.get("/lists/serious/?area=s21-6").content.decode()
    assert client.get("/lists/serious/?area=s21-9").content.decode().count("<tr") > 4
    condition, values = listed_now("serious", at(2026, 6, 29).date())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM entities_entity e WHERE {condition}", values)
        assert cursor.fetchone() == (5,)
        condition, values = listed_now("none", at(2026, 6, 29).date())
        cursor.execute(f"SELECT count(*) FROM entities_entity e WHERE {condition}", values)
        assert cursor.fetchone() == (0,)


def test_the_api_pages_by_key(client, clock, listed, firm, monkeypatch):
    entries = [listed(firm(number)) for number in range(1, 6)]
    monkeypatch.setattr("gongbao.register.serious.api.PAGE", 2)
    seen, after = [], ""
    while after is not None:
        answer = client.get("/api/v1/serious", {"after": after}).json()
        seen += [row["entry"] for row in answer["entries"]]
        after = answer["next_after"]
    assert sorted(seen) == sorted(str(one.id) for one in entries)
    row = client.get("/api/v1/serious").json()["entries"][0]
    assert (row["article"], row["since"], row["until"], row["early_from"], row["clock"]) == (
        "S21:5(2)[C]",
        "2026-03-16",
        "2029-03-16",
        "2027-03-16",
        None,
    )


def test_early_removal_on_screen(client, clock, listed, officer, clerk):
    entry = listed()
    entity = entry.entity
    mine = f"/my/serious/{entity.id}/{entry.id}/"
    client.force_login(clerk(entity))
    clock(at(2027, 3, 15))
    early = client.post(mine + "apply/", {"statement": "已缴清", "commitment": "on", "evidence": proof()})
    assert early.status_code == 422
    clock(at(2027, 3, 16))
    assert client.post(mine + "apply/", {"statement": "已缴清", "evidence": proof()}).status_code == 422
    sent = {"statement": "已缴清罚款，召回产品", "commitment": "on", "evidence": proof()}
    assert client.post(mine + "apply/", sent).status_code == 302
    asked = Application.objects.get()
    client.force_login(officer)
    work = client.get("/office/").content.decode()
    assert f"/office/serious/applications/{entity.id}/{asked.id}/" in work
    page = f"/office/serious/applications/{entity.id}/{asked.id}/"
    assert "未查到全文" in client.get(page).content.decode()
    assert client.post(page, {"decide": "accept"}).status_code == 302
    assert client.post(page, {"decide": "grant", "performed_on": "2026-05-01"}).status_code == 422
    done = {"decide": "grant", "performed_on": "2026-05-01", "harm_removed_on": "2026-06-01", "now": "on"}
    assert client.post(page, done).status_code == 302
    client.logout()
    assert client.get(f"/lists/serious/{entity.id}/{entry.id}/").status_code == 410
    assert "没有符合条件" in client.get("/lists/serious/").content.decode()


def test_a_registrar_asks_records_not_me_and_nothing_personal_leaks(client, clock, listed, registrar, firm):
    entry = listed()
    client.force_login(registrar)
    ask = {"name": "丁某某", "post": "legal-representative", "act": "appoint", "purpose": "受理2026-77"}
    other = firm(2)
    page = client.post("/office/people/check/", ask | {"code": other.code}).content.decode()
    assert "仅姓名相同" in page
    number = id_number()
    person = EntityPerson.objects.get(entity=entry.entity)
    record = f"/office/people/not-me/{entry.entity_id}/{person.id}/"
    stated = {"id_number": number, "document": "居民身份证", "statement": "本人未在该企业任职"}
    assert client.get(record).status_code == 200
    assert (
        client.post(record, stated | {"id_number": number[:-1] + ("1" if number[-1] != "1" else "2")}).status_code
        == 422
    )
    assert client.post(record, stated).status_code == 302
    page = client.post("/office/people/check/", ask | {"code": other.code, "id_number": number}).content.decode()
    assert "未发现任职限制" in page
    assert number not in page
    assert "居民身份证" in client.get("/office/people/not-me/").content.decode()
    answer = client.post(
        "/api/v1/people/check",
        {"name": "丁某某", "code": other.code, "purpose": "受理2026-78"},
        content_type="application/json",
    ).json()
    assert (answer["answer"], answer["hits"][0]["strength"]) == ("possible", "possible")
    own = client.post(
        "/api/v1/people/check",
        {"name": "丁某某", "code": entry.entity.code, "purpose": "受理2026-79"},
        content_type="application/json",
    ).json()
    assert (own["answer"], own["hits"][0]["applies"]) == ("clear", False)
