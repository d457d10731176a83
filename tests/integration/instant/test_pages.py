"""The pages and the API of instant information: a firm publishes, an office hands in, orders, doubts."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongbao.foundation.accounts.models import Mandate, Membership, Organisation, Role, User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import command
from gongbao.register.entities.models import EntityCode
from gongbao.register.instant import actions
from gongbao.register.instant.models import Fact, Order, Query
from gongbao.register.listings.presenters import record_href

pytestmark = pytest.mark.django_db
LICENCE = {"act": "obtained", "name": "食品经营许可证", "number": "JY1", "office": "青岚县市场监督管理局"}


@pytest.fixture
def clock(monkeypatch):
    def set_(moment):
        monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: moment)

    set_(datetime(2026, 6, 29, 10, tzinfo=CHINA))
    return set_


@pytest.fixture
def person(now, clock, settings):
    settings.DEMO = True  # the second factor has tests of its own

    def make(name, organisation, *permissions, region=""):
        role, _ = Role.objects.get_or_create(
            code=name, defaults={"zh": name, "en": name, "permissions": list(permissions)}
        )
        user = User.objects.create(username=name, display_name=name, is_active=True)
        Membership.objects.create(
            user=user, organisation=organisation, role=role, region=region, since=date(2020, 1, 1)
        )
        return user

    return make


@pytest.fixture
def entity(register):
    made = register(1)
    EntityCode.objects.create(value=made.code, scheme="uscc", entity_id=made.id)
    return made


@pytest.fixture
def clerk(person, now, entity):
    home = Organisation.objects.create(kind="enterprise", name=entity.name, region=entity.region, created_at=now)
    Mandate.objects.create(entity_id=entity.id, organisation=home, own=True, since=date(2020, 1, 1))
    return person("丁某某", home, "filing.submit")


def test_a_firm_looks_first_then_publishes_then_corrects(client, clerk, entity):
    client.force_login(clerk)
    home = f"/my/instant/{entity.id}/"
    assert client.get("/my/instant/").headers["Location"] == home
    form = f"{home}new/licence/"
    assert "许可文件名称" in client.get(form).content.decode()
    wrong = client.post(form, {**LICENCE, "arose_on": "2026-07-30"})
    assert wrong.status_code == 422
    assert "日期不能在今天之后" in wrong.content.decode()
    looked = client.post(form, {**LICENCE, "arose_on": "2026-05-20", "step": "preview"}).content.decode()
    assert "公众将看到" in looked
    assert "已超过公示期限" in looked
    assert not Fact.objects.exists()
    client.post(form, {**LICENCE, "arose_on": "2026-05-20", "step": "publish"})
    fact = Fact.objects.get()
    page = f"{home}{fact.id}/"
    assert "逾期公示" in client.get(page).content.decode()
    assert "JY2" in client.post(page, {**LICENCE, "number": "JY2", "reason": "填错"}).content.decode()
    client.post(page, {**LICENCE, "number": "JY2", "reason": "填错", "step": "save"})
    body = client.get(record_href(entity)).content.decode()
    for words in ("企业自行公示的即时信息", "逾期公示：应于", "更正前", "JY2", "JY1"):
        assert words in body
    sheet = "取得、变更、延续或注销的日期*,取得还是变更*,许可文件名称*,许可文件编号*,许可机关*\n" + "\n".join(
        ["2026-06-01,取得,食品经营许可证,JY7,局", "2026-06-01,取得,食品经营许可证,,局", "=1+1,取得,证,JY8,局"]
    )
    upload = SimpleUploadedFile("表.csv", sheet.encode("gb18030"))
    told = client.post(f"{home}file/licence/", {"file": upload, "step": "publish"}).content.decode()
    assert told.count("未接收") == 2
    assert Fact.objects.count() == 2
    assert client.get("/my/instant/template/licence/xlsx/").content[:2] == b"PK"


def test_a_department_hands_in_and_answers_a_doubt(client, person, department, entity):
    officer = person("卯某某", department, "fact.submit", region="999101")
    client.force_login(officer)
    sheet = (
        "来源编号,统一社会信用代码,许可决定日期,准予还是变更,许可文件名称,许可文件编号\n"
        f"L-1,{entity.code},2026-06-15,准予,安全生产许可证,AQ1\nL-2,000,2026-06-15,准予,安全生产许可证,AQ2\n"
    )

    def send(step):
        upload = SimpleUploadedFile("表.csv", sheet.encode())
        return client.post("/office/facts/", {"kind": "licence", "file": upload, "step": step}).content.decode()

    assert "只作了检查" in send("check")
    assert not Fact.objects.exists()
    assert "登记库中没有这个代码的主体" in send("publish")
    fact = Fact.objects.get()
    client.logout()
    ask = f"/doubts/about/{fact.id}/"
    assert department.name in client.get(ask).content.decode()
    assert ask in client.get(record_href(entity)).content.decode()
    asked = client.post(ask, {"kind": "query", "statement": "编号好像不对"})
    query = Query.objects.get()
    receipt = asked.headers["Location"]
    assert "请收好本页的网址" in client.get(receipt).content.decode()
    assert client.get("/doubts/nonsense/").status_code == 404
    client.force_login(officer)
    page = f"/office/queries/{entity.id}/{query.id}/"
    assert "编号好像不对" in client.get(page).content.decode()
    client.post(page, {"outcome": "right", "answer": "经核查，编号无误。"})
    client.logout()
    assert "经核查，编号无误。" in client.get(receipt).content.decode()


def test_an_officer_orders_serves_and_lists(client, person, county, entity, clock):
    officer = person("乙某某", county, "order.issue", "listing.decide", "duty.see-office", region="999101")
    client.force_login(officer)
    given = {"code": entity.code, "kind": "equity", "what": "股权转让"}
    assert client.post("/office/orders/new/", {**given, "what": ""}).status_code == 422
    page = client.post("/office/orders/new/", given).headers["Location"]
    assert "待送达" in client.get(page).content.decode()
    assert client.post(page, {"act": "serve", "how": "", "served_on": "2026-06-29"}).status_code == 422
    client.post(page, {"act": "serve", "how": "direct", "served_on": "2026-06-29"})
    assert Order.objects.get().due_on == date(2026, 7, 9)
    assert entity.name in client.get("/office/instant/?show=running").content.decode()
    clock(datetime(2026, 7, 10, 10, tzinfo=CHINA))
    assert entity.name in client.get("/office/instant/?show=expired").content.decode()
    client.post(page, {"act": "list"})
    assert Order.objects.get().listing_id is not None
    elsewhere = person("外县", county, "order.issue", region="999102")
    client.force_login(elsewhere)
    assert client.get(page).status_code == 403


def test_a_penaltys_last_day_says_what_is_not_certain_about_it(client, person, county, entity):
    raw = {"number": "罚1", "breach": "虚假宣传", "types": "罚款", "content": "罚款1万元", "arose_on": "2026-06-22"}
    actions.submit_facts(
        organisation_id=county.pk,
        kind="penalty",
        rows=[actions.Row(1, "罚1", entity.code, raw)],
        by=command("test"),
        now=datetime(2026, 6, 29, 10, tzinfo=CHINA),
    )
    fact = Fact.objects.get()
    client.force_login(person("乙某某", county, "fact.submit", region="999101"))
    unsure = "信用修复新规可能改变公示期"
    assert client.get(f"/office/facts/{entity.id}/{fact.id}/").content.decode().count(unsure) == 2
    assert unsure in client.get(record_href(entity)).content.decode()


def test_programs_publish_and_hand_in(client, clerk, person, department, entity):
    client.force_login(clerk)
    body = {"code": entity.code, "kind": "licence", "arose_on": "2026-06-01", "values": LICENCE, "dry_run": True}
    tried = client.post("/api/v1/instant", body, content_type="application/json")
    assert (tried.status_code, tried.json()["due_on"], tried.json()["late"]) == (200, "2026-06-30", False)
    made = client.post("/api/v1/instant", {**body, "dry_run": False}, content_type="application/json").json()
    correction = {"code": entity.code, "values": {**LICENCE, "number": "JY2"}, "reason": "填错"}
    fixed = client.post(f"/api/v1/instant/{made['fact']}/corrections", correction, content_type="application/json")
    assert fixed.json()["version"] == 2
    assert len(client.get("/api/v1/instant/kinds").json()) == 6
    client.force_login(person("卯某某", department, "fact.submit", region="999101"))
    values = {"act": "obtained", "name": "安全生产许可证", "number": "AQ1"}
    row = {"source_id": "L-1", "code": entity.code, "arose_on": "2026-06-15", "values": values}
    sent = {"kind": "licence", "facts": [row, {**row, "source_id": ""}]}
    answer = client.post("/api/v1/facts", sent, content_type="application/json").json()
    assert answer["counts"] == {"published": 1, "rejected": 1}
    assert client.post("/api/v1/facts", sent, content_type="application/json").json()["counts"] == {
        "unchanged": 1,
        "rejected": 1,
    }
    gone = client.post("/api/v1/facts/L-1/withdrawal", {"reason": "撤销"}, content_type="application/json")
    assert gone.json()["ended_on"] == "2026-06-29"
