"""The pages of duty: who sees what, bounded queries, what is typed wrong is said and kept."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.integration.briefing.people import acting

from gongbao.briefing.dutydesk import actions, sheets, wall
from gongbao.briefing.dutydesk.models import Alarm, HandOff, Policy, Roster, Shift
from gongbao.foundation.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_night(settings, night, monkeypatch):
    """Requests at two in the morning."""
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: night)
    return night


def test_the_wall_is_for_who_watches_the_desk_and_each_unit_sees_its_own(client, line, roster, lodge, at_night, leader):
    lodge()
    client.force_login(line.editor)
    page = client.get("/duty/wall/")
    assert page.status_code == 200
    assert f'data-live="{wall.topic(line.desk.pk)}"' in page.content.decode()
    rows = client.get("/duty/wall/rows/").json()["rows"]
    assert rows
    assert rows[0]["title"] == "石门镇竹溪口村山体滑坡"
    client.force_login(leader)  # belongs elsewhere, sits on the roster
    assert client.get("/duty/wall/rows/").json()["rows"] == rows
    client.force_login(line.other)
    assert client.get("/duty/wall/rows/").json()["rows"] == []
    assert client.get(f"/duty/wall/rows/?unit={line.desk.pk}").status_code == 404
    client.force_login(line.officer)
    assert {row["unit"] for row in client.get("/duty/wall/rows/").json()["rows"]} == {"石门镇"}
    client.force_login(User.objects.create_user("nobody", display_name="x"))
    assert client.get("/duty/wall/").status_code == 403


def test_what_open_walls_are_told_fits_and_says_who_may_hear(
    line, roster, lodge, night, django_capture_on_commit_callbacks
):
    heard = []

    def listen(topic, data, audience):
        heard.append((topic, data, audience))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gongbao.briefing.dutydesk.wall.push", listen)
        lodge()
    desk = [one for one in heard if one[0] == wall.topic(line.desk.pk)]
    own = [one for one in heard if one[0] == wall.topic(line.shimen.pk)]
    assert desk
    assert own
    assert f"organisation:{line.desk.pk}" in desk[-1][2]
    assert own[-1][2] == [f"organisation:{line.shimen.pk}"]
    assert {row["unit"] for row in own[-1][1]["rows"]} == {"石门镇"}
    assert len(json.dumps(desk[-1][1], ensure_ascii=False).encode()) < 4_000


def test_answering_by_page_and_by_key(client, line, roster, lodge, at_night):
    lodge()
    alarm = Alarm.objects.get(clock=None)
    client.force_login(line.other)
    assert client.post(f"/duty/alarms/{alarm.pk}/answer/").status_code == 404
    client.force_login(line.editor)
    assert "应答" in client.get("/duty/").content.decode()
    assert client.get(f"/duty/alarms/{alarm.pk}/").status_code == 200
    done = client.post(f"/duty/alarms/{alarm.pk}/answer/", headers={"accept": "application/json"})
    assert done.json() == {"words": "已应答。"}
    again = client.post(f"/duty/alarms/{alarm.pk}/answer/", headers={"accept": "application/json"})
    assert again.status_code == 409


def test_a_sheet_with_wrong_rows_plans_nothing_and_names_them(client, line, roster, at_night):
    client.force_login(line.chief)
    page = f"/duty/rosters/{roster.pk}/"
    assert client.get(page).status_code == 200
    before = Shift.objects.count()
    empty = client.get(f"{page}template.xlsx").content
    assert empty[:2] == b"PK"
    fake = SimpleUploadedFile("x.xlsx", b"no sheet")
    assert client.post(f"{page}upload/", {"file": fake}).status_code == 422
    bad = client.post(f"{page}add/", {"begins": "x", "ends": "", "officer": line.editor.pk})
    assert bad.status_code == 422
    assert Shift.objects.count() == before
    client.force_login(line.officer)
    assert client.post(f"{page}add/", {}).status_code == 404


def test_the_officer_opens_their_units_roster_only(client, line, roster, at_night):
    client.force_login(line.officer)
    assert client.post("/duty/rosters/new/", {"unit": line.desk.pk, "name": "x"}).status_code == 422
    assert client.post("/duty/rosters/new/", {"unit": line.shimen.pk, "name": "值班室"}).status_code == 302
    assert Roster.objects.filter(unit=line.shimen).exists()


def test_a_policy_by_form(client, line, roster, at_night):
    client.force_login(line.chief)
    given = {"name": "试", "trigger": "lodged", "role_1": "officer", "whose_1": "desk", "after_1": "0", "all_1": "on"}
    assert client.get("/duty/policies/").status_code == 200
    assert client.post("/duty/policies/", given).status_code == 302
    made = Policy.objects.get(name="试")
    assert made.steps.get().require_all
    for wrong in ({"after_1": "x"}, {"role_1": ""}, {"name": ""}, {"whose_1": "mine"}):
        assert client.post("/duty/policies/", given | wrong).status_code == 422


def test_handing_on_by_form_and_its_file(client, line, roster, lodge, at_night):
    report = lodge()
    client.force_login(line.editor)
    page = f"/duty/incidents/{report.incident_id}/"
    given = {"direction": "up", "to": "市委值班室", "carrier": "cap", "report": str(report.pk)}
    assert client.post(page, given | {"to": ""}).status_code == 422
    assert client.post(page, given).status_code == 302
    made = HandOff.objects.get()
    assert client.get(f"/duty/hand-offs/{made.pk}/cap.xml").content == bytes(made.message)
    assert client.post(f"/duty/hand-offs/{made.pk}/answer/", {"name": "王某", "do": "taken"}).status_code == 302
    assert "王某" in client.get(page).content.decode()
    assert client.get("/duty/received/").status_code == 200
    hostile = SimpleUploadedFile("x.xml", b"<!DOCTYPE a><a/>")
    assert client.post("/duty/received/", {"file": hostile}).status_code == 422


def test_shift_page_swap_and_handover(client, line, roster, at_night):
    shift = Shift.objects.order_by("begins_at").first()
    seat = shift.seats.get(user=line.editor)
    client.force_login(line.editor)
    assert client.get(f"/duty/shifts/{shift.pk}/").status_code == 200
    assert client.post(f"/duty/seats/{seat.pk}/swap/", {"taker": line.chief.pk}).status_code == 302
    assert client.post(f"/duty/shifts/{shift.pk}/give-over/", {"note": "交代"}).status_code == 302
    client.force_login(line.chief)
    assert "请您换班" in client.get("/duty/").content.decode()
    assert client.post(f"/duty/shifts/{shift.pk}/take-over/").status_code == 302
    assert client.post("/duty/calendar/", {"do": "make"}).status_code == 302
    assert "/duty/calendar/" in client.get("/duty/").content.decode()
    assert sheets.HEADS[0] == "日期"


def test_the_duty_page_is_bounded_in_queries(client, line, roster, lodge, at_night, django_assert_max_num_queries):
    for _ in range(4):
        lodge()
    for n in range(6):
        actions.open_roster(unit=line.shimen, name=f"第{n}", round_the_clock=False, by=acting(line.chief), now=at_night)
    client.force_login(line.chief)
    with django_assert_max_num_queries(40):
        client.get("/duty/")
