"""The season's pages: board, list to call, reminders, and a close prepared by one and signed by another."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongbao.foundation.accounts.models import Membership, Organisation, Role, User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.events.actor import command
from gongbao.foundation.notices.models import Notice
from gongbao.register.listings.models import Listing
from gongbao.register.seasons import actions, tasks
from gongbao.register.seasons.models import CallNote, SeasonClose

pytestmark = pytest.mark.django_db
BY = command("test")


def at(year, month, day, hour=10):
    return datetime(year, month, day, hour, tzinfo=CHINA)


@pytest.fixture
def clock(monkeypatch):
    def set_(moment):
        monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: moment)
        monkeypatch.setattr("gongbao.register.seasons.tasks.read_clock", lambda: moment)

    set_(at(2026, 6, 29))
    return set_


@pytest.fixture
def person(county):
    def make(name, *permissions, region="999101"):
        role = Role.objects.create(code=name, zh=name, en=name, permissions=list(permissions))
        user = User.objects.create(username=name, display_name=name, is_active=True)
        Membership.objects.create(user=user, organisation=county, role=role, region=region, since=date(2020, 1, 1))
        return user

    return make


@pytest.fixture
def clerk(person):
    return person("甲某", "duty.see-office", "season.manage", "season.sign")


@pytest.fixture
def chief(person):
    return person("乙某", "duty.see-office", "season.sign")


@pytest.fixture
def season(register, now):
    firms = [register(n, region=f"99910100{1 + n % 3}") for n in range(1, 7)]
    actions.open_season(year=2025, now=now, by=BY)
    duties.discharge(
        party_id=firms[0].id, kind="annual-report", period=2025, by=BY, now=at(2026, 3, 5), with_="receipt"
    )
    return firms


def test_the_board(client, clock, clerk, season):
    client.force_login(clerk)
    listed = client.get("/office/seasons/").content.decode()
    assert "2025 年度年报季" in listed
    page = client.get("/office/seasons/2025/").content.decode()
    assert "999101002" in page
    assert "未报" in page
    assert "16.7%" in page
    assert 'data-live="season"' in page
    part = client.get("/office/seasons/2025/?region=999101", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert client.get("/office/seasons/2025/?region=999102").status_code == 403
    assert client.get("/office/seasons/2019/").status_code == 404


def test_reminders_and_calls(client, clock, clerk, season):
    client.force_login(clerk)
    assert client.post("/office/seasons/2025/remind/", {"words": "请尽早报送"}).status_code == 302
    assert Notice.objects.filter(kind="reminder").count() == 5
    assert "请尽早报送" in Notice.objects.first().body_zh
    page = client.get("/office/seasons/2025/missing/").content.decode()
    assert "提醒过 1 次，无反应" in page
    assert season[0].name not in page
    note = f"/office/seasons/2025/missing/{season[1].id}/note/"
    assert client.post(note, {"result": "promised"}).status_code == 302
    tapped = client.post(note, {"result": "reached"}, headers={"hx-request": "true"}).content.decode()
    assert tapped.startswith("已通知到")
    assert CallNote.objects.count() == 2
    assert "已通知到" in client.get("/office/seasons/2025/missing/").content.decode()
    board = client.get("/office/seasons/2025/").content.decode()
    assert "第 1 轮" in board


def test_more_to_call_costs_no_more_queries(client, clock, clerk, season, register, now):
    client.force_login(clerk)
    client.get("/office/seasons/2025/missing/")
    with CaptureQueriesContext(connection) as few:
        client.get("/office/seasons/2025/missing/")
    for number in range(20, 40):
        register(number)
    actions.sync_season(year=2025, now=now, by=BY)
    with CaptureQueriesContext(connection) as many:
        client.get("/office/seasons/2025/missing/")
    assert len(many) == len(few)


def test_prepared_by_one_signed_by_another_done_by_the_worker(client, clock, clerk, chief, season, monkeypatch):
    deferred = []
    monkeypatch.setattr(tasks.carry_out_close, "defer", lambda **given: deferred.append(given))
    client.force_login(clerk)
    early = client.post("/office/seasons/2025/close/", {"on": "2026-06-29"})
    assert early.status_code == 422
    assert "报送期尚未结束" in early.content.decode()
    clock(at(2026, 7, 6))
    answer = client.post("/office/seasons/2025/close/", {"on": "2026-07-06"})
    close = SeasonClose.objects.get()
    assert answer.url == f"/office/closes/{close.id}/"
    assert close.region == "999101"
    page = client.get(answer.url).content.decode()
    assert "随机样本" in page
    assert "《企业经营异常名录管理办法》第四条第（一）项" in page
    assert close.id.hex in page
    assert client.post(f"{answer.url}sign/").status_code == 403
    client.force_login(chief)
    assert "待签的决定" in client.get("/office/seasons/").content.decode()
    assert client.post(f"{answer.url}sign/").status_code == 302
    assert deferred == [{"close_id": str(close.id)}]
    assert "正在执行" in client.get(answer.url).content.decode()
    tasks.carry_out_close(str(close.id))
    assert Listing.objects.count() == 5
    assert "已执行" in client.get(answer.url).content.decode()
    assert "已完成" in client.get(f"{answer.url}progress/").content.decode()
    tasks.finish_signed_closes(0)
    assert Listing.objects.count() == 5


def test_discarded_unsigned(client, clock, clerk, season):
    client.force_login(clerk)
    clock(at(2026, 7, 6))
    url = client.post("/office/seasons/2025/close/", {"on": "2026-07-06"}).url
    assert client.post(f"{url}discard/").status_code == 302
    assert SeasonClose.objects.get().state == "discarded"
    assert not Listing.objects.exists()
    assert client.post("/office/seasons/2025/close/", {"on": "2026-07-06"}).status_code == 302


def test_another_place_sees_nothing_of_it(client, clock, season, now):
    other = Organisation.objects.create(kind="authority", name="邻县局", region="999102", created_at=now)
    role = Role.objects.create(code="x", zh="x", en="x", permissions=["duty.see-office", "season.manage"])
    user = User.objects.create(username="丙", display_name="丙")
    Membership.objects.create(user=user, organisation=other, role=role, region="999102", since=date(2020, 1, 1))
    client.force_login(user)
    assert season[1].name not in client.get("/office/seasons/2025/missing/").content.decode()
    note = f"/office/seasons/2025/missing/{season[1].id}/note/"
    assert client.post(note, {"result": "reached"}).status_code == 403
