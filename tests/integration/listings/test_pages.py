"""The pages of listings: the public list and entry, the firm's way out, the office's work and decisions."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongbao.foundation.accounts.models import Mandate, Membership, Organisation, Role, User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import command
from gongbao.register.entities.models import EntityCode
from gongbao.register.listings import actions
from gongbao.register.listings.models import Application, Listing
from gongbao.register.records import selectors as records
from gongbao.register.records.actions import publish

pytestmark = pytest.mark.django_db
BY = command("test")
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


def at(year, month, day, hour=10):
    return datetime(year, month, day, hour, tzinfo=CHINA)


@pytest.fixture
def clock(monkeypatch):
    def set_(moment):
        monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: moment)

    set_(at(2026, 7, 8))
    return set_


@pytest.fixture
def person(now, client):
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
def officer(person, county):
    return person("乙某某", county, "duty.see-office", "listing.decide", region="999101")


@pytest.fixture
def listed(register):
    def make(number=1, category="enterprise", ground="late-report", statement=""):
        return actions.list_entity(
            entity_id=register(number, category).id,
            ground=ground,
            statement=statement,
            period=2025 if ground == "late-report" else 0,
            by=BY,
            now=at(2026, 7, 6),
        )

    return make


@pytest.fixture
def clerk(person, now):
    def make(entity):
        firm = Organisation.objects.create(kind="enterprise", name=entity.name, region="999101", created_at=now)
        Mandate.objects.create(entity_id=entity.id, organisation=firm, own=True, since=date(2020, 1, 1))
        return person(f"甲{entity.id}", firm, "filing.submit")

    return make


def test_the_public_list_says_the_step_and_filters(client, clock, listed, django_assert_max_num_queries):
    firm, shop = listed(1), listed(2, "individual")
    with django_assert_max_num_queries(14):
        page = client.get("/lists/abnormal/").content.decode()
    assert firm.entity.name in page
    assert shop.entity.name in page
    assert "补报未报年份的年度报告并公示" in page
    assert "《企业经营异常名录管理办法》第四条第（一）项" in page
    only = client.get("/lists/abnormal/?category=individual").content.decode()
    assert shop.entity.name in only
    assert firm.entity.name not in only
    assert "没有符合条件" in client.get("/lists/abnormal/?region=888888").content.decode()
    english = client.get("/lists/abnormal/", headers={"accept-language": "en"}, follow=True)
    assert english.status_code == 200


def test_more_entries_cost_no_more_queries(client, clock, listed):
    listed(1)
    client.get("/lists/abnormal/")
    with CaptureQueriesContext(connection) as one:
        client.get("/lists/abnormal/")
    for number in range(2, 9):
        listed(number)
    with CaptureQueriesContext(connection) as many:
        client.get("/lists/abnormal/")
    assert len(many) == len(one)


def test_the_api_lists_page_by_page(client, clock, listed, monkeypatch):
    listings = [listed(number) for number in range(1, 6)]
    monkeypatch.setattr("gongbao.register.listings.api.PAGE", 2)
    seen, after = [], ""
    while after is not None:
        answer = client.get("/api/v1/listings", {"after": after}).json()
        seen += [row["listing"] for row in answer["listings"]]
        after = answer["next_after"]
    assert sorted(seen) == sorted(str(one.id) for one in listings)
    row = client.get("/api/v1/listings").json()["listings"][0]
    assert (row["ground"], row["period"], row["since"], row["clock"]) == ("late-report", 2025, "2026-07-06", None)
    assert client.get("/api/v1/listings?category=enterprise&ground=unreachable").json()["listings"] == []


def test_the_whole_way_out_on_screen(client, clock, listed, clerk, officer, file_report):
    listing = listed()
    entity = listing.entity
    mine = f"/my/listings/{entity.id}/{listing.id}/"
    assert client.get(mine).status_code == 302
    client.force_login(clerk(entity))
    assert "去补报年度报告" in client.get(mine).content.decode()
    assert client.post(mine + "apply/").status_code == 422
    file_report(entity, at=at(2026, 8, 3))
    clock(at(2026, 8, 4))
    assert "申请移出" in client.get(mine).content.decode()
    assert client.post(mine + "apply/").status_code == 302
    assert "机关期限" in client.get(mine).content.decode()
    application = Application.objects.get()
    office = f"/office/applications/{entity.id}/{application.id}/"
    assert client.get(office).status_code == 403
    client.force_login(officer)
    work = client.get("/office/").content.decode()
    assert entity.name in work
    assert "决定是否移出" in work
    assert office in work
    assert "决定移出" in client.get(office).content.decode()
    assert client.post(office, {"decide": "refuse", "reason": ""}).status_code == 422
    assert client.post(office, {"decide": "grant"}).status_code == 302
    assert Listing.objects.get().removed_on == date(2026, 8, 4)
    client.logout()
    gone = client.get(f"/lists/abnormal/{entity.id}/{listing.id}/")
    assert gone.status_code == 410
    assert client.get(f"/decisions/{entity.id}/{listing.decision_id}/").status_code == 404
    assert entity.name not in client.get("/lists/abnormal/").content.decode()


def test_evidence_goes_to_the_office_only(client, clock, listed, clerk, officer):
    listing = listed()
    client.force_login(clerk(listing.entity))
    url = f"/my/listings/{listing.entity_id}/{listing.id}/object/"
    assert client.post(url, {"statement": "已报"}).status_code == 422
    file = SimpleUploadedFile("证明.png", PNG)
    assert client.post(url, {"statement": "已报", "evidence": file}).status_code == 302
    client.force_login(officer)
    application = Application.objects.get()
    page = client.get(f"/office/applications/{listing.entity_id}/{application.id}/").content.decode()
    assert "证明.png" in page
    for decide, reason in (("accept", ""), ("wrong", "漏收"), ("correct", "更正")):
        answer = client.post(
            f"/office/applications/{listing.entity_id}/{application.id}/", {"decide": decide, "reason": reason}
        )
        assert answer.status_code == 302, decide
    assert Listing.objects.get().removed_on


def test_an_officer_of_another_place_sees_nothing(client, clock, listed, person, now):
    other = Organisation.objects.create(kind="authority", name="邻县局", region="999102", created_at=now)
    listing = listed()
    client.force_login(person("丙某某", other, "duty.see-office", "listing.decide", region="999102"))
    assert listing.entity.name not in client.get("/office/").content.decode()
    answer = client.post(
        "/office/listings/new/", {"code": listing.entity.code, "ground": "unreachable", "statement": "x"}
    )
    assert answer.status_code in {403, 422}


def test_listing_one_from_the_office(client, clock, register, officer):
    entity = register(7)
    EntityCode.objects.create(value=entity.code, scheme="uscc", entity_id=entity.id)
    client.force_login(officer)
    wrong = client.post("/office/listings/new/", {"code": entity.code, "ground": "false-information", "statement": "x"})
    assert wrong.status_code == 422
    assert "没有对企业适用" in wrong.content.decode()
    right = {"code": entity.code, "ground": "unreachable", "statement": "两次信函退回"}
    assert client.post("/office/listings/new/", right).status_code == 302
    assert Listing.objects.get().ground == "unreachable"
    decision = client.get(f"/decisions/{entity.id}/{Listing.objects.get().decision_id}/").content.decode()
    assert "青岚县市场监督管理局" in decision
    assert "青岚市监异列〔2026〕1号" in decision


def test_the_record_follows_the_law_of_each_day(register, file_report, county):
    """By A14 a removed entry stays on record; by A25 it goes."""
    old = actions.list_entity(
        entity_id=register(1).id, ground="late-report", statement="", period=2022, by=BY, now=at(2023, 7, 6)
    )
    new = actions.list_entity(
        entity_id=register(2).id, ground="late-report", statement="", period=2025, by=BY, now=at(2026, 7, 6)
    )
    for listing, year, applied, decided in (
        (old, 2022, at(2023, 8, 1), at(2023, 8, 2)),
        (new, 2025, at(2026, 8, 4), at(2026, 8, 5)),
    ):
        part = records.current(listing.entity_id).sections()["listings"]
        assert part["current"][0]["since"] == listing.listed_on.isoformat()
        assert len(part["current"][0]["steps"]) == 3
        file_report(listing.entity, year=year, at=applied)
        application = actions.apply_for_removal(
            entity_id=listing.entity_id, listing_id=listing.id, statement="", by=BY, now=applied
        )
        actions.decide_removal(
            entity_id=listing.entity_id, application_id=application.id, grant=True, reason="", by=BY, now=decided
        )
    kept = records.current(old.entity_id).sections()["listings"]
    assert (kept["current"], kept["former"][0]["removed_on"]) == ([], "2023-08-02")
    assert "listings" not in records.current(new.entity_id).sections()
    assert publish(entity_ids=[old.entity_id, new.entity_id], reason="x", by=BY, now=at(2026, 8, 6)) == 0


def test_shown_in_the_record_in_words(client, clock, register, county):
    entity = register(1)
    EntityCode.objects.create(value=entity.code, scheme="uscc", entity_id=entity.id)
    publish(entity_ids=[entity.id], reason="registered", by=BY, now=at(2026, 7, 1))
    assert "未列入经营异常名录" in client.get(f"/e/{entity.code}/").content.decode()
    actions.list_entity(entity_id=entity.id, ground="late-report", statement="", period=2025, by=BY, now=at(2026, 7, 6))
    page = client.get(f"/e/{entity.code}/").content.decode()
    assert "列入经营异常名录" in page
    assert "补报未报年份的年度报告并公示" in page
