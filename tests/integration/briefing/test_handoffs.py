"""Up and across: who has it is recorded, follow-ups refer to what went before, hostile files are refused."""

from dataclasses import replace

import pytest
from tests.integration.briefing.people import acting

from gongbao.briefing.dutydesk import actions, capping, carriers
from gongbao.briefing.dutydesk.actions import Given
from gongbao.briefing.dutydesk.models import HandOff, ReceivedMessage
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.cap import answering
from gongbao.kernel.cap.message import MessageType, Scope, Status
from gongbao.kernel.cap.reading import read
from gongbao.kernel.cap.writing import written


@pytest.fixture
def hand(line, lodge, night):
    def make(report, now=night, **kw):
        given = Given(**{"to": "市委办公室值班室", "direction": "up", "carrier": "cap"} | kw)
        return actions.hand_off(incident=report.incident, report=report, given=given, by=acting(line.editor), now=now)

    return make


def test_a_cap_message_goes_up_and_its_ack_comes_back(line, hand, lodge, night):
    made = hand(lodge())
    alert = read(bytes(made.message))
    assert (alert.status, alert.type, alert.scope) == (Status.ACTUAL, MessageType.ALERT, Scope.RESTRICTED)
    ack = answering.ack(alert, identifier="c1", sender="duty@city.example", sent=night, note="王某收到")
    came = actions.receive(desk=line.desk, data=written(ack), by=acting(line.editor), now=night)
    made.refresh_from_db()
    assert came.about == made
    assert (made.answered_name, made.answered_how, made.answered_words) == ("duty@city.example", "cap", "王某收到")
    with pytest.raises(Refusal, match="known"):
        actions.receive(desk=line.desk, data=written(ack), by=acting(line.editor), now=night)


def test_follow_ups_are_updates_a_withdrawal_cancels_a_drill_is_an_exercise(hand, lodge, night):
    report = lodge(drill=True)
    first, second = hand(report), hand(report)
    third = hand(report, withdraw=True, words="误报")
    other = hand(report, to="消防救援大队", direction="across")
    kinds = [read(bytes(one.message)).type for one in (first, second, third, other)]
    assert kinds == [MessageType.ALERT, MessageType.UPDATE, MessageType.CANCEL, MessageType.ALERT]
    last = read(bytes(third.message))
    assert [one.identifier for one in last.references] == [first.identifier, second.identifier]
    assert last.status is Status.EXERCISE
    assert all("【演练】" in text for text in (last.note, last.infos[0].headline, last.infos[0].event))
    with pytest.raises(Refusal, match="to"):
        hand(report, to="没报过的", withdraw=True)


def test_by_telephone_a_name_is_needed_and_recorded_at_once(line, hand, lodge, night):
    report = lodge()
    with pytest.raises(Refusal, match="name"):
        hand(report, carrier="phone")
    made = hand(report, carrier="phone", answered_name="李某")
    assert (made.answered_name, made.answered_at, made.message) == ("李某", night, None)
    with pytest.raises(Refusal, match="answered"):
        actions.acknowledge(hand_off_id=made.pk, name="x", how="phone", by=acting(line.editor), now=night)
    with pytest.raises(Refusal, match="carrier"):
        hand(report, carrier="pigeon")
    with pytest.raises(Refusal, match=r"handoff.to"):
        hand(report, to=" ")


def test_another_slice_can_carry(hand, lodge, monkeypatch):
    sent = []
    monkeypatch.setattr(carriers, "_carriers", dict(carriers._carriers))
    carriers.register(carriers.Carrier("bridge", "系统对接", send=sent.append))
    made = hand(lodge(), carrier="bridge")
    assert sent == [made]
    assert read(bytes(made.message)).identifier == made.identifier


def test_a_neighbours_alert_is_taken_in_and_answered(line, hand, lodge, night):
    theirs = read(bytes(hand(lodge()).message))
    alert = replace(theirs, sender="duty@neighbour.example", identifier="n1")
    by = acting(line.editor)
    came = actions.receive(desk=line.desk, data=written(alert), by=by, now=night)
    assert came.about is None
    done = actions.answer_received(received_id=came.pk, take=True, words="", by=by, now=night)
    reply = read(bytes(done.answer))
    assert (reply.type, reply.references[0].identifier) == (MessageType.ACK, "n1")
    assert reply.sender == capping.sender()
    with pytest.raises(Refusal, match="answered"):
        actions.answer_received(received_id=came.pk, take=False, words="晚了", by=by, now=night)


def test_an_ack_of_a_stranger_about_nothing_of_ours_answers_nothing(line, hand, lodge, night):
    made = hand(lodge())
    alert = read(bytes(made.message))
    fake = answering.ack(replace(alert, identifier="other"), identifier="f", sender="x@y", sent=night)
    actions.receive(desk=line.desk, data=written(fake), by=acting(line.editor), now=night)
    made.refresh_from_db()
    assert made.answered_at is None


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', b"x" * 2_000_000]
)
def test_a_hostile_file_is_refused_and_nothing_is_kept(line, night, data):
    with pytest.raises(Refusal, match="cap"):
        actions.receive(desk=line.desk, data=data, by=acting(line.editor), now=night)
    assert not ReceivedMessage.objects.exists()
    assert not HandOff.objects.exists()
