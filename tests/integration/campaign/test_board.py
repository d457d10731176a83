"""The board beside the same day a year before, by place, kind, office and line of business, down to whom to call."""

import io
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.actions import Subject, record_facts
from gongbao.foundation.accounts.models import Membership, PersonalReading, Role, User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.models import Event
from gongbao.register.filings.models import FilingVersion
from gongbao.register.seasons import actions, presenters, selectors

pytestmark = pytest.mark.django_db
BY = command("test")


def at(year, month, day, hour=10):
    return datetime(year, month, day, hour, tzinfo=CHINA)


def filed(firm, moment, period=2025):
    duties.discharge(party_id=firm.id, kind="annual-report", period=period, by=BY, now=moment, with_="receipt")


@pytest.fixture
def season(register):
    """Six firms in two townships, two seasons: on 29 June 4 of 6 had filed a year ago, now 3 of 6."""
    firms = [
        register(n, region=f"99910100{1 + n % 2}", industry="A0164" if n < 4 else "F5165", established=date(2015, 1, 1))
        for n in range(1, 7)
    ]
    actions.open_season(year=2024, now=at(2025, 1, 1), by=BY)
    actions.open_season(year=2025, now=at(2026, 1, 1), by=BY)
    for firm, day in zip(firms[:5], (10, 11, 12, 29, 30), strict=True):
        filed(firm, at(2025, 6, day, 23), 2024)
    for firm in firms[:3]:
        filed(firm, at(2026, 6, 20))
    return firms


@pytest.fixture
def officer(client, county, monkeypatch):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: at(2026, 6, 29))
    granted = ["duty.see-office", "season.manage", "personal.read"]
    role = Role.objects.create(code="caller", zh="催报", en="caller", permissions=granted)
    user = User.objects.create(username="caller", display_name="甲某", is_active=True)
    Membership.objects.create(user=user, organisation=county, role=role, region="999101", since=date(2020, 1, 1))
    client.force_login(user)
    return client


def test_a_year_ago_is_the_same_day_not_the_whole_season(season):
    now = at(2026, 6, 29)
    rows = selectors.by_place(2025, "999101", now)
    assert [(one.key, one.owed, one.filed, one.filed_before) for one in rows] == [
        ("999101001", 3, 1, 2),
        ("999101002", 3, 2, 2),
    ]
    (whole,) = selectors.compared(2025, "999101", now, by="kind")
    assert (whole.owed, whole.filed, whole.owed_before, whole.filed_before) == (6, 3, 6, 4)
    assert presenters.change_words(whole) == "低 16.7 个百分点"
    (earlier,) = selectors.compared(2025, "999101", at(2026, 6, 11), by="kind")
    assert earlier.filed_before == 2
    assert selectors.same_day_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_by_line_of_business(season):
    rows = {one.key: one for one in selectors.compared(2025, "999101", at(2026, 6, 29), by="industry")}
    assert {key: (one.owed, one.missing) for key, one in rows.items()} == {"A": (3, 0), "F": (3, 3)}


def test_by_office_the_narrowest_area_is_in_charge(season, county, now):
    accounts.create_organisation(kind="authority", name="城关市场监督管理所", region="999101002", by=BY, now=now)
    rows = selectors.by_office(2025, "999101", at(2026, 6, 29))
    assert [(one.name, one.owed, one.missing) for one in rows] == [
        (county.name, 3, 2),
        ("城关市场监督管理所", 3, 1),
    ]
    assert sum(one.filed_before for one in rows) == 4


@pytest.mark.parametrize("way", ["place", "kind", "office", "industry", "nonsense"])
def test_every_way_leads_to_the_list_to_call(officer, season, way):
    page = officer.get("/office/seasons/2025/", {"by": way}).content.decode()
    assert "上年同日" in page
    assert "2025年6月29日" in page
    assert "/office/seasons/2025/missing/?region=9991" in page
    if way == "industry":
        assert "批发和零售业" in page
        assert "industry=F" in page


def phone_of(firm, moment, number="13812345678"):
    version = FilingVersion(
        entity=firm,
        filing_id=uuid4(),
        year=2024,
        number=1,
        content={},
        shown={},
        channel="screen",
        receipt=f"NB2024-{firm.id}",
        submitted_at=moment,
        submitted_by="x",
        late=False,
        body=b"{}",
        salt=b"0" * 32,
        commitment=b"0" * 32,
    )
    version.save(force_insert=True)
    record_facts(
        subject=Subject("filing-version", str(version.id), firm.id), values={"phone": number}, by=BY, now=moment
    )


def test_an_officer_calls_the_missing_one_after_the_other(officer, season):
    address = reverse("seasons:missing", args=[2025])
    page = officer.get(address).content.decode()
    assert "今天还没有打" in page
    for firm in season[3:]:
        assert firm.name in page
    note = reverse("seasons:note", args=[2025, season[3].id])
    back = officer.post(note, {"result": "promised", "outcome": "none"}, follow=True)
    assert back.redirect_chain[0][0].endswith(f"?region=999101&outcome=none#firm-{season[3].id}")
    page = officer.get(address, {"outcome": "none"}).content.decode()
    assert season[3].name not in page
    assert season[4].name in page
    assert "今天打了 1 个：答应补报 1。" in page
    assert season[3].name in officer.get(address, {"outcome": "promised"}).content.decode()
    officer.post(note, {"result": "no-answer"})
    assert season[3].name not in officer.get(address, {"outcome": "promised"}).content.decode()
    assert selectors.outcomes(selectors.Wanted(2025, "999101")) == {"none": 2, "no-answer": 1}


def test_narrowing_down_and_paging_lose_nobody(season):
    wanted = selectors.Wanted(2025, "999101", industry="F")
    first = selectors.to_call(wanted, limit=2)
    second = selectors.to_call(wanted, after=first[-1].duty.party_id, limit=2)
    assert [one.name for one in (*first, *second)] == [firm.name for firm in season[3:]]
    assert selectors.to_call(selectors.Wanted(2025, "999101", industry="A")) == []
    assert selectors.to_call(selectors.Wanted(2025, "999101", category="individual")) == []


def test_the_list_is_masked_and_full_numbers_are_read_for_a_purpose(officer, season):
    phone_of(season[3], at(2025, 6, 1))
    take = reverse("seasons:missing-list", args=[2025])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(officer.get(take).content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [firm.name for firm in season[3:]]
    assert "138****5678" in str(rows)
    assert not PersonalReading.objects.exists()
    text = officer.get(take, {"format": "csv", "industry": "A"}).content.decode("utf-8-sig")
    assert text.count("\r\n") == 1
    refused = officer.post(take, {"purpose": "  "})
    assert refused.status_code == 422
    assert not PersonalReading.objects.exists()
    full = officer.post(take, {"purpose": "电话催报年度报告"})
    assert "13812345678" in str(
        CalamineWorkbook.from_filelike(io.BytesIO(full.content)).get_sheet_by_index(0).to_python()
    )
    assert PersonalReading.objects.get().purpose == "电话催报年度报告"
    told = Event.objects.get(name="season.numbers-taken").detail
    assert (told["firms"], told["numbers"]) == (3, 1)
    assert "13812345678" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_without_the_permission_no_full_number_and_no_other_county(officer, season):
    phone_of(season[3], at(2025, 6, 1))
    Role.objects.filter(code="caller").update(permissions=["duty.see-office"])
    take = reverse("seasons:missing-list", args=[2025])
    assert officer.post(take, {"purpose": "电话催报年度报告"}).status_code == 403
    assert "需要完整号码" not in officer.get(reverse("seasons:missing", args=[2025])).content.decode()
    assert officer.get(take, {"region": "999102"}).status_code == 403
    assert officer.post(reverse("seasons:note", args=[2025, season[3].id]), {"result": "reached"}).status_code == 403


def test_more_than_500_numbers_are_too_many(officer, season, monkeypatch):
    monkeypatch.setattr("gongbao.register.seasons.actions.numbers.MOST_NUMBERS", 2)
    answer = officer.post(reverse("seasons:missing-list", args=[2025]), {"purpose": "电话催报年度报告"})
    assert answer.status_code == 422
    assert "一次最多带走 2 户" in answer.content.decode()
    assert not PersonalReading.objects.exists()
