"""Reminders with what came of them, by wave and channel; what stops firms, counted without anybody showing through."""

from datetime import datetime

import pytest
from django.urls import reverse
from tests.made_reports import enterprise

from gongbao.foundation.accounts.models import Role
from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.selectors import one as one_duty
from gongbao.foundation.events.actor import command
from gongbao.foundation.notices.models import Notice
from gongbao.register.filings import actions as filings
from gongbao.register.filings.models import Snag
from gongbao.register.seasons import actions, selectors

pytestmark = pytest.mark.django_db
BY = command("test")


def at(month, day, hour=10):
    return datetime(2026, month, day, hour, tzinfo=CHINA)


def filed(firm, moment):
    duties.discharge(party_id=firm.id, kind="annual-report", period=2025, by=BY, now=moment, with_="receipt")


@pytest.fixture
def season(register):
    firms = [register(n, region=f"99910100{1 + n % 3}") for n in range(1, 11)]
    actions.open_season(year=2025, now=at(1, 1), by=BY)
    return firms


def remind(moment, channel="inbox", **given):
    return actions.remind(year=2025, region="999101", channel=channel, words="请尽早报送", by=BY, now=moment, **given)


def test_what_counts_is_what_happened_within_the_days_after_the_wave(season):
    remind(at(5, 20))
    filed(season[0], at(5, 22))
    duties.mark_reacted(party_id=season[1].id, kind="annual-report", period=2025, now=at(5, 23))
    filed(season[1], at(6, 10))
    remind(at(6, 15), channel="list")
    filed(season[2], at(6, 30))
    (first, second) = selectors.by_wave(2025, "999101", 7)
    assert (first.channel, first.reminded, first.reacted, first.filed) == ("inbox", 10, 2, 1)
    assert (second.channel, second.reminded, second.reacted, second.filed) == ("list", 8, 0, 0)
    assert [(one.reacted, one.filed) for one in selectors.by_wave(2025, "999101", 30)] == [(2, 2), (1, 1)]
    here = selectors.by_wave(2025, season[0].region, 7)
    assert here[0].reminded == sum(firm.region == season[0].region for firm in season)
    assert here[0].filed == 1


def test_one_who_is_excused_did_not_react(season):
    remind(at(5, 20))
    duty = one_duty(season[0].id, kind="annual-report", period=2025)
    duties.waive(duty=duty, by=BY, now=at(5, 21), reason="注销")
    (wave,) = selectors.by_wave(2025, "999101", 7)
    assert (wave.reacted, wave.filed) == (0, 0)


def test_the_telephone_is_a_channel_too(season):
    for firm, result in ((season[0], "reached"), (season[1], "promised"), (season[2], "no-answer")):
        actions.note_call(entity_id=firm.id, year=2025, result=result, by=BY, now=at(6, 24))
    filed(season[0], at(6, 25))
    filed(season[2], at(6, 25))
    calls = selectors.called(2025, "999101", 7)
    assert (calls.reminded, calls.reacted, calls.filed) == (2, 1, 1)
    remind(at(6, 26))
    channels = selectors.by_channel(selectors.by_wave(2025, "999101", 7), calls)
    assert [(one.channel, one.reminded, one.rounds) for one in channels] == [("inbox", 8, 1), ("phone", 2, 1)]


def test_a_list_handed_over_sends_nothing(season):
    assert remind(at(6, 22), channel="list").sent_count == 10
    assert not Notice.objects.exists()


def test_nobody_reads_chinese_in_the_english_body(season):
    remind(at(6, 22))
    told = Notice.objects.filter(kind="reminder").first()
    assert "请尽早报送" in told.body_zh
    assert told.body_en.isascii()
    remind(at(6, 23), words_en="A week is left")
    assert Notice.objects.filter(body_en__startswith="A week is left (due 2026-06-30)").count() == 10


class TestTheForm:
    """The counts come from the real form, filled in by a real clerk."""

    @pytest.fixture
    def clerk(self, client, town, monkeypatch):
        monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: at(6, 29))
        client.force_login(town.clerk)
        client.post(reverse("filings:begin", args=[town.firm.id, 2025]))
        return client

    def post(self, clerk, town, section, go, **values):
        return clerk.post(
            reverse("filings:section", args=[town.firm.id, 2025, section]), {"revision": "99", "go": go, **values}
        )

    def test_a_failed_save_is_counted_by_item_and_step(self, clerk, town):
        self.post(clerk, town, "contact", "save", phone="123")
        assert not Snag.objects.exists(), "saving for later is no obstacle"
        answer = self.post(clerk, town, "contact", "next", phone="123", address="青岚县城关镇茶市街18号")
        assert answer.status_code == 422
        assert Snag.objects.get(item="phone").blank is False
        assert Snag.objects.get(item="postcode").blank is True
        assert not Snag.objects.filter(item="address").exists()
        self.post(clerk, town, "contact", "next", phone="123")
        assert Snag.objects.get(item="phone", step="save").count == 2
        kept = {field.name for field in Snag._meta.fields}
        assert not kept & {"entity", "entity_id", "party_id", "by", "user", "actor"}
        assert set(Snag.objects.values_list("region", flat=True)) == {"999101"}

    def test_the_last_part_counts_the_whole_report(self, clerk, town):
        self.post(clerk, town, "large", "next", is_large="no")
        assert Snag.objects.filter(step="check", section="contact").exists()
        assert not Snag.objects.filter(step="check", section="large").exists()

    def test_the_office_sees_what_stops_firms_but_not_whom(self, clerk, town, client, monkeypatch):
        actions.open_season(year=2025, now=at(1, 1), by=BY)
        for _ in range(3):
            self.post(clerk, town, "contact", "next", phone="123", address="青岚县城关镇茶市街18号")
        (top, *rest) = selectors.obstacles(2025, "999101", at(6, 29).date())
        assert (top.count, top.lately, top.steps) == (3, 3, {"save": 3})
        assert {one.item for one in (top, *rest)} >= {"phone", "postcode", "liaison_name"}
        assert selectors.obstacles_by_day(2025, "999101", at(6, 29).date())[-1][1] >= 3
        assert selectors.obstacles(2025, "999102", at(6, 29).date()) == []
        Role.objects.filter(code="regulator").update(second_factor=False)
        client.force_login(town.regulator)
        page = client.get("/office/seasons/2025/obstacles/").content.decode()
        assert "联系电话" in page
        assert "填到“联系方式”" in page
        assert "保存时 3" in page
        assert town.firm.name not in page
        assert client.get("/office/seasons/2025/obstacles/?region=999102").status_code == 403

    def test_where_drafts_were_left(self, clerk, town):
        actions.open_season(year=2025, now=at(1, 1), by=BY)
        self.post(clerk, town, "contact", "save", phone="123")
        self.post(clerk, town, "state", "save", state="open")
        stands = {one.step: (one.count, one.left) for one in selectors.standings(2025, "999101", at(6, 30))}
        assert stands == {"": (2, 0), "state": (1, 0)}
        later = {one.step: one.left for one in selectors.standings(2025, "999101", at(7, 5))}
        assert later["state"] == 1

    def test_last_years_answers_not_looked_at_are_no_progress(self, town):
        filings.file_report(entity_id=town.firm.id, year=2024, values=enterprise(), shown={}, by=BY, now=at(1, 5))
        filings.open_draft(entity_id=town.firm.id, year=2025, by=BY, now=at(6, 20))
        actions.open_season(year=2025, now=at(1, 1), by=BY)
        for section in ("contact", "social"):
            filings.copy_last_year(
                entity_id=town.firm.id, year=2025, section=section, revision=99, by=BY, now=at(6, 20)
            )
        assert "begun" in {one.step for one in selectors.standings(2025, "999101", at(6, 30))}

    def test_beginning_to_fill_in_is_a_reaction(self, client, town, monkeypatch):
        actions.open_season(year=2025, now=at(1, 1), by=BY)
        remind(at(6, 28))
        monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: at(6, 29))
        client.force_login(town.clerk)
        client.post(reverse("filings:begin", args=[town.firm.id, 2025]))
        (wave,) = selectors.by_wave(2025, "999101", 3)
        assert (wave.reacted, wave.filed) == (1, 0)
