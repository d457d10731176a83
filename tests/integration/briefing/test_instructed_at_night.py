"""What a leader says at night: an owner, an hour, the answer back in the incident's log; hand-offs beside it."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.integration.briefing.people import acting

from gongbao.briefing.dutydesk import actions as dutydesk
from gongbao.briefing.incidents import actions, selectors
from gongbao.briefing.incidents.models import LogEntry
from gongbao.briefing.instructions import actions as instructions
from gongbao.briefing.instructions.models import Instruction
from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.models import Notice

HOUR = timedelta(hours=1)


@pytest.fixture
def incident(lodge):
    return lodge().incident


@pytest.fixture
def instruct(line, leader, incident, night):
    def make(**kw):
        said = "先把三组的人全部撤出来。"
        given = {"leader": leader, "words": said, "owner": line.shimen, "due_at": night + 2 * HOUR}
        return actions.instruct(incident_id=incident.pk, by=acting(line.editor), now=night, **given | kw)

    return make


def words_of(incident):
    rows = LogEntry.objects.filter(incident=incident, kind="instruction").order_by("at", "id")
    return list(rows.values_list("words_zh", flat=True))


def test_it_is_owned_due_by_the_hour_and_comes_back_into_the_log(line, instruct, incident, leader, night):
    given = instruct()
    duty = Duty.objects.get(kind="instruction", subject_id=str(given.pk))
    assert (duty.party_id, duty.due_at) == (line.shimen.pk, night + 2 * HOUR)
    assert (given.state, given.medium) == ("open", "phone")
    assert instructions.remind_hours(by=acting(line.chief), now=night + HOUR) == 0
    assert instructions.remind_hours(by=acting(line.chief), now=night + 2 * HOUR) == 1
    assert instructions.remind_hours(by=acting(line.chief), now=night + 3 * HOUR) == 0
    by = acting(line.officer)
    instructions.answer(
        instruction_id=given.pk, words="三组43人已全部撤到村小学。", final=True, by=by, now=night + 3 * HOUR
    )
    local = (night + 2 * HOUR).astimezone(CHINA)
    assert words_of(incident) == [
        "某县领导批示：先把三组的人全部撤出来。",
        f"批示交办（先把三组的人全部撤出来。）石门镇，{local.month}月{local.day}日{local:%H:%M}前",
        "批示催办（先把三组的人全部撤出来。）石门镇：已到时限",
        "批示办结反馈（先把三组的人全部撤出来。）石门镇：三组43人已全部撤到村小学。",
    ]
    assert selectors.instructions(incident) == [given]
    assert Notice.objects.filter(kind="instruction", party_id=line.shimen.pk).exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"leader": None}, "leader"), ({"words": " "}, "words"), ({"due_at": None}, "hour")],
)
def test_it_needs_somebody_words_and_an_hour_to_come(instruct, wrong, code, night):
    with pytest.raises(Refusal, match=code):
        instruct(**wrong)
    with pytest.raises(Refusal, match="hour"):
        instruct(due_at=night)
    assert not Instruction.objects.exists()


def test_the_database_asks_for_one_thing_it_is_on(instruct):
    given = instruct(owner=None, due_at=None)
    assert given.state == "given"
    for wrong in ({"subject_id": None}, {"subject_title": ""}, {"subject_kind": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Instruction.objects.filter(pk=given.pk).update(**wrong)


def test_from_the_page_of_the_incident_to_the_unit_and_back(line, client, incident, leader, night, monkeypatch):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: night)
    client.force_login(line.editor)
    due = (night + HOUR).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
    typed = {"do": "instruct", "words": "先撤人。", "owner": line.shimen.pk, "due_at": due}
    refused = client.post(reverse("incidents:act", args=[incident.pk]), typed)
    assert refused.status_code == 422
    assert "先撤人。" in refused.content.decode()
    wrong = client.post(
        reverse("incidents:act", args=[incident.pk]), typed | {"leader": leader.pk, "owner": "没有这个镇"}
    )
    assert wrong.status_code == 422, "nothing is left unassigned for a slip of the pen"
    assert "没有这个单位" in wrong.content.decode()
    assert not Instruction.objects.exists()
    client.post(reverse("incidents:act", args=[incident.pk]), typed | {"leader": leader.pk})
    given = Instruction.objects.get()
    page = client.get(reverse("incidents:incident", args=[incident.pk])).content.decode()
    assert reverse("instructions:instruction", args=[given.pk]) in page
    assert reverse("dutydesk:hand-offs", args=[incident.pk]) in page
    client.force_login(line.officer)
    own = client.get(reverse("instructions:instruction", args=[given.pk])).content.decode()
    assert reverse("incidents:own", args=[incident.pk]) in own
    client.force_login(line.other)
    assert client.get(reverse("instructions:instruction", args=[given.pk])).status_code == 404


def test_of_many_units_the_one_that_acts_is_named_by_its_short_name(line, client, incident, leader, night, monkeypatch):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: night)
    monkeypatch.setattr("gongbao.briefing.incidents.views.desk.MOST_TO_CHOOSE", 1)
    client.force_login(line.editor)
    assert "承办单位简称" in client.get(reverse("incidents:incident", args=[incident.pk])).content.decode()
    typed = {"do": "instruct", "words": "先撤人。", "owner": " 石门镇 ", "leader": leader.pk}
    due = (night + HOUR).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
    assert client.post(reverse("incidents:act", args=[incident.pk]), typed | {"due_at": due}).status_code == 302
    assert Instruction.objects.get().owner == line.shimen


def test_a_hand_off_and_its_answer_stand_in_the_log_and_on_the_page(line, client, incident, night):
    by = acting(line.editor)
    given = dutydesk.Given(to="市委值班室", direction="up", carrier="paper")
    made = dutydesk.hand_off(incident=incident, report=None, given=given, by=by, now=night)
    dutydesk.acknowledge(hand_off_id=made.pk, name="王某", how="phone", words="已报领导", by=by, now=night + HOUR)
    rows = LogEntry.objects.filter(incident=incident, kind="note").order_by("at")
    assert [one.words_zh for one in rows] == ["报市委值班室（纸质、传真、机要）", "市委值班室 王某 收到：已报领导"]
    client.force_login(line.chief)
    assert "市委值班室" in client.get(reverse("incidents:incident", args=[incident.pk])).content.decode()


def test_the_late_list_is_taken_away_and_text_stays_text(line, client, lodge, night, monkeypatch):
    lodge(title="=HYPERLINK(1)")
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: night + 30 * HOUR)
    client.force_login(line.editor)
    answer = client.get(reverse("incidents:late-xlsx"))
    [heads, *rows] = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert heads[:3] == ["事件", "单位", "应报"]
    assert rows[0][0] == "=HYPERLINK(1)"
    with ZipFile(BytesIO(answer.content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    client.force_login(line.officer)
    assert client.get(reverse("incidents:late-xlsx")).status_code == 403
