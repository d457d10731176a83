"""The season's pages: the board, the list to call, reminders, the batch to sign; each within its region."""

from datetime import date, datetime

import pytest
from tests.integration.filings.conftest import entity, forms, town  # noqa: F401 (fixtures shared between slices)

from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import Role, User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties.models import ReminderWave
from gongbao.foundation.events.actor import command
from gongbao.register.seasons import actions
from gongbao.register.seasons.models import CallNote, SeasonClose

pytestmark = pytest.mark.django_db
BY = command("test")


@pytest.fixture
def office(client, town, now, settings, monkeypatch):  # noqa: F811 (the fixture imported above)
    settings.DEMO = True
    actions.open_season(year=2025, now=datetime(2026, 1, 1, 8, tzinfo=CHINA), by=BY)
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: now)
    client.force_login(town.regulator)
    return client


def test_the_board_counts_and_leads_down(office, town):  # noqa: F811 (the fixture imported above)
    page = office.get("/office/seasons/", follow=True).content.decode()
    assert "未报" in page
    assert "/office/seasons/2025/missing/" in page
    assert office.get("/office/seasons/2025/?region=999101003").status_code == 200
    assert office.get("/office/seasons/1999/").status_code == 404
    assert office.get("/office/seasons/2025/?region=888").status_code == 403


def test_calling_the_missing(office, town):  # noqa: F811 (the fixture imported above)
    page = office.get("/office/seasons/2025/missing/").content.decode()
    assert town.firm.name in page
    answer = office.post(
        f"/office/seasons/2025/missing/{town.firm.id}/", {"result": "promised", "back": "https://x.example/"}
    )
    assert answer.url == "/office/seasons/2025/missing/"
    assert CallNote.objects.get().result == "promised"
    assert "答应报送" in office.get("/office/seasons/2025/missing/").content.decode()
    office.post(f"/office/seasons/2025/missing/{town.firm.id}/", {"result": "nonsense"})
    assert CallNote.objects.count() == 1
    assert office.post("/office/seasons/2025/missing/999999/", {"result": "reached"}).status_code == 404


def test_the_list_to_call_takes_a_fixed_number_of_queries(office, town, django_assert_max_num_queries):  # noqa: F811 (as above)
    with django_assert_max_num_queries(14):
        office.get("/office/seasons/2025/missing/")


def test_reminding(office, town):  # noqa: F811 (the fixture imported above)
    office.post("/office/seasons/2025/remind/", {"words": "请尽快报送", "region": "999101"})
    assert ReminderWave.objects.get().sent_count == 3


def test_one_prepares_another_signs(office, town, client, monkeypatch, now):  # noqa: F811 (the fixture imported above)
    later = datetime(2026, 7, 7, 10, tzinfo=CHINA)
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: later)
    assert office.post("/office/seasons/2025/close/", {"on": "soon"}).status_code == 302
    assert not SeasonClose.objects.exists()
    answer = office.post("/office/seasons/2025/close/", {"on": "2026-07-07"})
    close = SeasonClose.objects.get()
    assert close.owing == 3
    assert town.firm.name in office.get(answer.url).content.decode()
    assert office.post(f"{answer.url}sign/").status_code == 403
    signer = User.objects.create_user("signer", display_name="乙某某", date_joined=now)
    accounts.appoint(user=signer, organisation=town.office, role=Role.objects.get(code="signer"), by=BY, now=now)
    client.force_login(signer)
    assert "签批" in client.get(answer.url).content.decode()
    client.post(f"{answer.url}sign/")
    close.refresh_from_db()
    assert (close.state, close.on) == ("signed", date(2026, 7, 7))


def test_an_unopened_season_says_how_to_begin(client, town, settings):  # noqa: F811 (the fixture imported above)
    settings.DEMO = True
    client.force_login(town.regulator)
    assert "gongbao season open" in client.get("/office/seasons/").content.decode()
