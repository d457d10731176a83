"""The pages of incidents: the call that is a report, the phone without a network, the desk, rules as data, reach."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.integration.briefing.people import acting

from gongbao.briefing.incidents import actions, selectors
from gongbao.briefing.incidents.models import Clock, Finding, Incident, Limit, Report, Tip
from gongbao.briefing.incidents.presenters import bounded
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import Membership, Role, User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import system

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SYSTEM = system("test")


@pytest.fixture
def night(line, now):
    actions.load_starting_data(by=SYSTEM, now=now)
    return now.replace(hour=2, minute=10)


@pytest.fixture
def at(monkeypatch):
    """at(moment): the pages' clock."""

    def freeze(moment):
        monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: moment)
        return moment

    return freeze


def local(moment):
    return moment.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def signed_in(client):
    def enter(user):
        client.force_login(user)
        return client

    return enter


CALL = {
    "place": "石门镇竹溪口村三组",
    "hazard": "geological",
    "body": "滑坡，两户被埋",
    "caller_name": "甲某某",
    "caller_phone": "13800000000",
    "figure-trapped": "3",
    "sure-trapped": "single",
    "sure-dead": "verifying",
}


@pytest.fixture
def called(line, night, signed_in, at):
    at(night)
    desk = signed_in(line.editor)
    answer = desk.post(
        reverse("incidents:call"), CALL | {"unit": line.shimen.pk, "learned_at": local(night - 5 * MINUTE)}
    )
    assert answer.status_code == 302, answer.content.decode()
    return Incident.objects.get()


def test_saving_the_call_is_the_telephone_report(line, called, signed_in, night):
    report = Report.objects.get()
    assert (report.form, report.unit_id, report.received_at) == ("phone", line.shimen.pk, night)
    page = signed_in(line.editor).get(reverse("incidents:incident", args=[called.pk])).content.decode()
    assert "13800000000" not in page
    assert "甲某某" not in page
    assert report.receipt in page


def test_the_written_report_is_drafted_from_the_call(line, called, signed_in, night, at):
    at(night + 10 * MINUTE)
    unit = signed_in(line.officer)
    page = unit.get(reverse("incidents:own", args=[called.pk])).content.decode()
    assert "关于石门镇竹溪口村三组发生地质灾害的报告" in page
    assert "死亡人数正在核实" in page
    assert "被困3人" in page
    answer = unit.post(reverse("incidents:own", args=[called.pk]), {"kind": "first", "body": "……"})
    assert answer.status_code == 302
    assert Clock.objects.get(incident=called, unit=line.shimen, form="written").state == "met"


def test_a_report_written_without_a_network_arrives_once_and_says_how(line, night, signed_in, at):
    at(night)
    sent = CALL | {
        "record": str(uuid4()),
        "device_at": (night + 180 * MINUTE).isoformat(),
        "away_since": (night - 120 * MINUTE).isoformat(),
        "learned_at": local(night + 170 * MINUTE),
    }
    unit = signed_in(line.officer)
    first = unit.post(reverse("incidents:new"), sent, headers={"X-Sync": "1"})
    again = unit.post(reverse("incidents:new"), sent, headers={"X-Sync": "1"})
    assert first.status_code == again.status_code == 200
    assert first.json()["href"] == again.json()["href"]
    report = Report.objects.get()
    assert report.learned_at == night  # the device's clock was three hours ahead: the server's bounds it
    page = unit.get(first.json()["href"]).content.decode()
    assert "以服务器为准" in page
    assert "没有网络" in page


def test_a_wrong_figure_is_refused_in_words_and_nothing_typed_is_lost(line, night, signed_in, at):
    at(night)
    answer = signed_in(line.officer).post(
        reverse("incidents:new"), CALL | {"figure-dead": "两三个", "sure-dead": "single"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不是数字" in page
    assert "滑坡，两户被埋" in page
    assert not Report.objects.exists()


def test_other_units_see_nothing(line, called, signed_in):
    stranger = signed_in(line.other)
    assert stranger.get(reverse("incidents:own", args=[called.pk])).status_code == 404
    assert stranger.get(reverse("incidents:incident", args=[called.pk])).status_code == 403


def test_disagreements_are_shown_before_it_goes_up(line, called, signed_in, at, night):
    at(night + 30 * MINUTE)
    desk = signed_in(line.editor)
    given = {"do": "check", "title": "滑坡致2人死亡", "body": "目前死亡3人。", "form": "written", "kind": "first"}
    page = desk.post(reverse("incidents:up", args=[called.pk]), given).content.decode()
    assert "标题和正文" in page
    answer = desk.post(reverse("incidents:up", args=[called.pk]), given | {"do": "send"})
    assert answer.status_code == 302
    up = Report.objects.get(to=line.city)
    assert up.meets.filter(form="written", unit=line.desk).exists()


def test_who_called_is_shown_by_role_only_and_written_down(line, called, signed_in, at, night):
    at(night)
    report = Report.objects.get()
    address = reverse("incidents:teller", args=[called.pk, report.pk])
    assert signed_in(line.editor).get(address).status_code == 403
    chief = signed_in(line.chief)
    assert "13800000000" not in chief.get(address).content.decode()
    assert chief.post(address, {"why": ""}).status_code == 422
    assert "13800000000" in chief.post(address, {"why": "回拨核实"}).content.decode()


def test_a_limit_changes_only_as_a_new_version(line, called, signed_in, night, at):
    at(night + MINUTE)
    chief = signed_in(line.chief)
    before = Limit.objects.get(key="township-written")
    terms = {
        "level": "township",
        "form": "written",
        "start": "learned",
        "minutes": "30",
        "citation_zh": "青岚县紧急信息报送办法第五条",
        "confidence": "C",
        "why": "县里新办法",
    }
    address = reverse("incidents:limit", args=["township-written"])
    assert chief.post(address, terms | {"minutes": "0"}).status_code == 422
    assert chief.post(address, terms | {"valid_from": "2020-01-01"}).status_code == 422
    assert chief.post(address, terms).status_code == 302
    before.refresh_from_db()
    assert (before.minutes, before.valid_to) == (40, night.date())
    assert Limit.objects.get(key="township-written", version=2).minutes == 30
    assert Clock.objects.get(incident=called, unit=line.shimen, form="written").limit_id == before.pk
    assert signed_in(line.editor).get(address).status_code == 403
    assert "青岚县紧急信息报送办法" in signed_in(line.officer).get(reverse("incidents:limits")).content.decode()


def test_holding_needs_a_name_and_a_reason_and_tells_the_unit(line, called, signed_in, at, night):
    at(night)
    report = Report.objects.get()
    desk = signed_in(line.editor)
    act = reverse("incidents:act", args=[called.pk])
    assert desk.post(act, {"do": "hold", "report": report.pk, "reason": ""}).status_code == 422
    assert desk.post(act, {"do": "hold", "report": report.pk, "reason": "等公安核实"}).status_code == 302
    assert "等公安核实" in desk.get(reverse("incidents:incident", args=[called.pk])).content.decode()
    assert desk.post(act, {"do": "release", "report": report.pk}).status_code == 302


def test_only_a_person_finds_and_the_unit_is_heard_first(line, called, signed_in, at, night):
    at(night + 60 * MINUTE)
    watcher = User.objects.create_user("du", display_name="督某")
    role = Role.objects.get(pk="briefing-supervisor")
    Membership.objects.create(
        user=watcher, organisation=line.desk.organisation, role=role, region="999101", since=night.date()
    )
    address = reverse("incidents:find", args=[called.pk])
    assert signed_in(line.editor).get(address).status_code == 403
    supervisor = signed_in(watcher)
    finding = {
        "do": "find",
        "unit": line.shimen.pk,
        "kind": "omitted",
        "facts": "漏",
        "evidence": "卷",
        "citation": "条",
    }
    assert supervisor.post(address, finding).status_code == 422
    assert supervisor.post(address, finding | {"heard_at": local(night), "answered": "值班脱岗"}).status_code == 302
    made = Finding.objects.get()
    assert supervisor.post(address, {"do": "set-aside", "finding": made.pk, "reason": "复核不成立"}).status_code == 302
    assert made.set_aside_by.kind == "cleared"


def test_a_code_on_a_wall_needs_no_account_and_has_a_pace(line, night, client, signed_in, at):
    at(night)
    place = actions.put_up(unit=line.shimen, place="竹溪水库大坝", by=acting(line.chief), now=night)
    address = reverse("incidents:tell", args=[place.token])
    assert "竹溪水库大坝" in client.get(address).content.decode()
    answer = client.post(address, {"words": "坝脚渗水", "who_name": "乙某某", "who_phone": "13900000000"})
    tip = Tip.objects.get()
    assert tip.receipt in answer.content.decode()
    assert b"139" not in bytes(tip.sealed)
    for _ in range(5):
        client.post(address, {"words": "又渗了"})
    assert client.post(address, {"words": "还在渗"}).status_code == 429
    desk = signed_in(line.editor)
    page = desk.get(reverse("incidents:tip", args=[tip.pk])).content.decode()
    assert "乙某某" not in page
    given = {"outcome": "reported", "hazard": "flood", "words": "已派人看过，确有渗漏"}
    assert desk.post(reverse("incidents:tip", args=[tip.pk]), given).status_code == 302
    tip.refresh_from_db()
    assert tip.incident.hazard_id == "flood"
    assert client.get("/tell/nothing/").status_code == 404


def test_the_log_can_be_taken_away(line, called, signed_in):
    desk = signed_in(line.editor)
    assert desk.get(reverse("incidents:log-xlsx", args=[called.pk])).content[:2] == b"PK"
    assert desk.get(reverse("incidents:log-docx", args=[called.pk])).content[:2] == b"PK"


def test_every_page_opens_and_asks_a_bounded_number_of_questions(
    line, called, signed_in, at, night, django_assert_max_num_queries
):
    at(night + 5 * MINUTE)
    actions.record_outage(
        since=night - 60 * MINUTE, until=night - 50 * MINUTE, words="断电", by=acting(line.chief), now=night
    )
    pages = ["board", "call", "late", "limits", "grades", "tips", "codes", "outages", "new-limit"]
    chief = signed_in(line.chief)
    for name in pages:
        with django_assert_max_num_queries(40):
            assert chief.get(reverse(f"incidents:{name}")).status_code == 200, name
    with django_assert_max_num_queries(60):
        assert chief.get(reverse("incidents:incident", args=[called.pk])).status_code == 200
    unit = signed_in(line.officer)
    for name in ("urgent", "new"):
        with django_assert_max_num_queries(40):
            assert unit.get(reverse(f"incidents:{name}")).status_code == 200
    assert unit.get(reverse("incidents:sync")).json()["user"] == str(line.officer.pk)


def test_two_who_grade_at_once_are_told(line, called, signed_in, at, night):
    at(night)
    act = reverse("incidents:act", args=[called.pk])
    desk = signed_in(line.editor)
    turn = called.turn
    assert desk.post(act, {"do": "grade", "grade": "4", "reason": "有人被困", "turn": turn}).status_code == 302
    answer = signed_in(line.editor2).post(act, {"do": "grade", "grade": "3", "reason": "可能扩大", "turn": turn})
    assert answer.status_code == 409
    assert "可能扩大" in answer.content.decode()
    called.refresh_from_db()
    assert called.grade == 4
    page = desk.get(reverse("incidents:incident", args=[called.pk])).content.decode()
    assert "建议：无；定为：Ⅳ级 一般。有人被困" in page


def test_a_report_becomes_an_item_and_its_instructions_come_back(line, called, signed_in, at, night):
    at(night + 10 * MINUTE)
    written = actions.lodge(
        unit=line.shimen,
        said=actions.Said(title="滑坡", body="石门镇滑坡。"),
        form="written",
        kind="first",
        learned_at=night,
        incident_id=called.pk,
        by=acting(line.officer),
        now=night + 10 * MINUTE,
    )
    desk = signed_in(line.editor)
    given = {"do": "item", "report": written.pk}
    assert desk.post(reverse("incidents:act", args=[called.pk]), given).status_code == 302
    assert called.items.get().desk_id == line.desk.pk
    assert selectors.instructions(called) == []


def test_watches_end_by_themselves(line, called, night):
    actions.lodge(
        unit=line.shimen,
        said=actions.Said(title="终报", body="处置完毕。"),
        form="written",
        kind="final",
        learned_at=night,
        incident_id=called.pk,
        by=acting(line.officer),
        now=night + 600 * MINUTE,
    )
    assert actions.end_watches(by=SYSTEM, now=night + timedelta(days=29)) == 0
    assert actions.end_watches(by=SYSTEM, now=night + timedelta(days=32)) == 1
    called.refresh_from_db()
    assert called.state == "closed"


def test_a_long_incident_shows_the_last_reports_and_leads_to_the_others(line, night, at, signed_in):
    at(night + 600 * MINUTE)
    said = actions.Said(title="山洪", body="正在转移。", place="石门镇")
    how = {"said": said, "form": "written", "learned_at": night}
    about = actions.About(hazard="flood")
    first = actions.lodge(unit=line.shimen, kind="first", about=about, by=acting(line.officer), now=night, **how)
    for n in range(bounded.REPORTS + 2):
        later = {"incident_id": first.incident_id, "by": acting(line.officer), "now": night + (n + 1) * MINUTE}
        actions.lodge(unit=line.shimen, kind="follow-up", **later, **how)
    seen = signed_in(line.editor).get(reverse("incidents:incident", args=[first.incident_id]))
    [chain] = seen.context["chains"]
    assert [one.report.number for one in chain["reports"]] == list(range(bounded.REPORTS + 3, 3, -1))
    assert chain["left"] == 3
    assert "之前的 3 份" in seen.content.decode()
    whole = signed_in(line.editor).get(
        f"{reverse('incidents:incident', args=[first.incident_id])}?unit={line.shimen.pk}"
    )
    assert len(whole.context["chains"][0]["reports"]) == bounded.REPORTS + 3


def _report(unit, moment):
    made = Report(unit=unit, kind="first", received_at=moment, learned_at=moment)
    made._prefetched_objects_cache = {"figures": [], "holds": []}
    return made


def test_of_many_units_those_that_reported_last_are_shown(line, night):
    units = [Unit(pk=n, short=f"第{n}镇") for n in range(bounded.UNITS + 2)]
    by_unit = {unit: [_report(unit, night + n * MINUTE)] for n, unit in enumerate(units)}
    found = bounded.chains(by_unit)
    assert [chain["unit"].pk for chain in found["chains"]] == list(range(2, bounded.UNITS + 2))
    assert found["others"] == [(units[0], 1), (units[1], 1)]
    assert [chain["unit"].pk for chain in bounded.chains(by_unit, unit="1")["chains"]] == [1]
    assert len(bounded.chains(by_unit, everything=True)["chains"]) == bounded.UNITS + 2
