"""An instruction from the page where it was read to its answer on the same page; one duty, one clock."""

from datetime import date, timedelta

import pytest
from tests.integration.briefing.people import acting

from gongbao.briefing.bulletins import actions as bulletins
from gongbao.briefing.bulletins.models import Copy
from gongbao.briefing.instructions import actions
from gongbao.briefing.instructions.models import Instruction
from gongbao.briefing.units import open_work
from gongbao.foundation.accounts.models import Membership, Role, User
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.models import Notice

DUE = date(2026, 7, 10)


@pytest.fixture
def leader(line):
    user = User.objects.create_user("leader", display_name="某县领导")
    Membership.objects.create(
        user=user,
        organisation=line.desk.organisation,
        role=Role.objects.get(pk="leader"),
        region="999101",
        since=date(2026, 1, 1),
    )
    return user


@pytest.fixture
def printed(line, periodical, adopted, make_issue, leader, now):
    by = acting(line.chief)
    bulletins.add_reader(periodical=periodical, line="peers", words="某县领导", user=leader, copies=1, by=by, now=now)
    issue = make_issue([adopted("石门镇滑坡")])
    return bulletins.sign(issue_id=issue.pk, by=by, now=now)


def duty_of(given):
    return Duty.objects.get(kind="instruction", subject_id=str(given.pk), party_id=given.owner_id)


def test_from_the_leader_to_the_unit_and_back(line, printed, leader, now):
    entry = printed.entries.get()
    given = actions.give(entry=entry, leader=leader, words="请核实。", by=acting(leader), now=now)
    assert Notice.objects.filter(kind="instruction", party_id=line.shimen.pk).exists()  # who reported it hears
    actions.assign(
        instruction_id=given.pk, owner=line.songping, helpers=[line.shimen], due_on=DUE, by=acting(line.editor), now=now
    )
    given.refresh_from_db()
    assert (duty_of(given).due_on, duty_of(given).state) == (DUE, "open")
    actions.answer(instruction_id=given.pk, words="已核。", final=False, by=acting(line.other), now=now)
    assert duty_of(given).state == "open"
    actions.answer(instruction_id=given.pk, words="已办。", final=True, by=acting(line.other), now=now)
    assert duty_of(given).state == "discharged"
    actions.ask_more(instruction_id=given.pk, words="还差照片", due_on=DUE, by=acting(leader), now=now)
    assert duty_of(given).state == "open"
    late = now + timedelta(days=20)
    actions.answer(instruction_id=given.pk, words="补齐。", final=True, by=acting(line.other), now=late)
    assert duty_of(given).state == "late"
    assert actions.close(instruction_id=given.pk, words="", by=acting(leader), now=late).state == "closed"


def test_what_is_owed_stands_among_the_open_work(line, printed, leader, now):
    given = actions.give(entry=printed.entries.get(), leader=leader, words="请核实。", by=acting(leader), now=now)
    actions.assign(instruction_id=given.pk, owner=line.shimen, helpers=[], due_on=DUE, by=acting(line.editor), now=now)
    mine = [str(work) for work in open_work.of(line.shimen, line.officer)]
    assert any(given.entry.title in words for words in mine)


def test_more_time_is_asked_and_granted_once(line, printed, leader, now):
    given = actions.give(
        entry=printed.entries.get(),
        leader=leader,
        words="请办。",
        owner=line.songping,
        due_on=DUE,
        by=acting(leader),
        now=now,
    )
    by, later = acting(line.other), DUE + timedelta(days=7)
    with pytest.raises(Refusal, match=r"due"):
        actions.ask_extension(instruction_id=given.pk, words="雨天", due_on=DUE, by=by, now=now)
    actions.ask_extension(instruction_id=given.pk, words="雨天", due_on=later, by=by, now=now)
    assert duty_of(given).due_on == DUE
    actions.answer_extension(instruction_id=given.pk, grant=True, words="", by=acting(leader), now=now)
    assert duty_of(given).due_on == later
    with pytest.raises(Refusal, match=r"not-now"):
        actions.answer_extension(instruction_id=given.pk, grant=True, words="", by=acting(leader), now=now)


def test_reminders_come_once_a_day_and_say_how_late(line, printed, leader, now):
    actions.give(
        entry=printed.entries.get(),
        leader=leader,
        words="请办。",
        owner=line.songping,
        due_on=DUE,
        by=acting(leader),
        now=now,
    )
    by = acting(line.editor)
    before, after = now.replace(month=7, day=9), now.replace(month=7, day=12)
    assert [actions.remind_due(by=by, now=when) for when in (now, before, before, after)] == [0, 1, 0, 1]
    assert Notice.objects.filter(title_zh__startswith="批示已逾期 2 天", party_id=line.songping.pk).exists()


def test_handing_it_to_another_unit_moves_the_duty(line, printed, leader, now):
    given = actions.give(
        entry=printed.entries.get(),
        leader=leader,
        words="请办。",
        owner=line.songping,
        due_on=DUE,
        by=acting(leader),
        now=now,
    )
    by = acting(line.editor)
    for owner in (line.shimen, line.songping):
        actions.assign(instruction_id=given.pk, owner=owner, helpers=[], due_on=DUE, by=by, now=now)
    states = dict(Duty.objects.filter(subject_id=str(given.pk)).values_list("party_id", "state"))
    assert states == {line.songping.pk: "open", line.shimen.pk: "waived"}


def test_the_pages_and_who_may_see_them(client, line, printed, leader, now):
    copy = Copy.objects.get(user=leader)
    client.force_login(leader)
    page = client.get(f"/read/{copy.issue_id}/1/").content.decode()
    assert "石门镇滑坡" in page
    entry = printed.entries.get()
    page = client.post(
        f"/read/{copy.issue_id}/entries/{entry.pk}/instruct/", {"words": "请松坪镇也查一查。"}, follow=True
    ).content.decode()
    assert "请松坪镇也查一查。" in page
    given = Instruction.objects.get()
    client.force_login(line.editor)
    assert "请松坪镇也查一查。" in client.get("/instructions/").content.decode()
    done = client.post(
        f"/instructions/{given.pk}/act/",
        {"do": "assign", "owner": line.songping.pk, "due_on": "2099-07-10"},
        follow=True,
    ).content.decode()
    assert "已交办" in done
    client.force_login(line.other)
    assert "请松坪镇也查一查。" in client.get("/instructions/ours/").content.decode()
    assert client.post(f"/instructions/{given.pk}/act/", {"do": "close"}).status_code == 403
    client.post(f"/instructions/{given.pk}/act/", {"do": "final", "words": "已查3处，无险情。"})
    client.force_login(leader)
    assert "已查3处，无险情。" in client.get(f"/read/{copy.issue_id}/1/").content.decode()
    client.force_login(line.editor2)
    made = client.post("/instructions/follow-up/", {"chosen": str(given.pk)}, follow=True).content.decode()
    assert "已查3处" in made
    outsider = User.objects.create_user("outsider", display_name="外")
    client.force_login(outsider)
    assert client.get(f"/instructions/{given.pk}/").status_code == 403


def test_a_recalled_issue_is_read_no_more(client, line, printed, leader, now):
    copy = Copy.objects.get(user=leader)
    bulletins.recall(issue_id=printed.pk, why="有误", by=acting(line.chief), now=now)
    assert Notice.objects.get(kind="issue.recalled", party_id=line.desk.pk).body_zh == "有误"
    client.force_login(leader)
    assert client.get(f"/read/{copy.issue_id}/1/").status_code == 404
