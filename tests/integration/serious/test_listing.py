"""A case of the serious list from notice to publication, in the province and out of it."""

import pytest
from django.db import IntegrityError, transaction
from tests.made_serious import BY, at, weighed

from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.ledger.models import Outbox
from gongbao.foundation.notices.models import Notice
from gongbao.register.listings.models import Decision
from gongbao.register.people.models import Bar
from gongbao.register.records import selectors as records
from gongbao.register.serious import actions
from gongbao.register.serious.models import Entry, State

pytestmark = pytest.mark.django_db
ABOVE = command("superior")


def steps(entity, case):
    return {"entity_id": entity.id, "entry_id": case.id}


def test_from_notice_to_publication(firm):
    entity = firm()
    case = actions.notify(entity_id=entity.id, region="999101", weighed=weighed(), by=BY, now=at(2026, 3, 2))
    assert "2026-03-09" in Notice.objects.get().body_zh
    with pytest.raises(Refusal, match="serious-law"):
        actions.ask_consent(by=BY, now=at(2026, 3, 9), **steps(entity, case))
    with pytest.raises(Refusal, match="serious-law"):
        actions.decide(by=BY, now=at(2026, 3, 10), **steps(entity, case))
    case = actions.ask_consent(by=BY, now=at(2026, 3, 10), **steps(entity, case))
    duty = Duty.objects.get(kind="serious-consent")
    assert (case.consent_from, duty.region, duty.citation) == ("青云市市场监督管理局", "9991", "S21:22[M]")
    with pytest.raises(Refusal, match="own-consent"):
        actions.answer_consent(given=True, reason="", by=BY, now=at(2026, 3, 11), **steps(entity, case))
    actions.answer_consent(given=True, reason="", by=ABOVE, now=at(2026, 3, 12), **steps(entity, case))
    case = actions.decide(by=BY, now=at(2026, 3, 13), **steps(entity, case))
    decision = Decision.objects.get()
    assert decision.number == "青岚市监严列〔2026〕1号"
    assert "S21:22[C]" in decision.citations
    assert "不适用告知承诺制" in decision.reason_zh
    assert Outbox.objects.filter(record=decision.id, kind="decision").exists()
    duty = Duty.objects.get(kind="serious-publish")
    assert (duty.due_on.isoformat(), duty.citation) == ("2026-04-13", "S21:14.1[C]")
    assert records.current(entity.id) is None
    bar = Bar.objects.get()
    assert (bar.name, bar.since.isoformat(), bar.until.isoformat()) == ("丁某某", "2026-03-13", "2029-03-13")
    case = actions.publish_entry(by=BY, now=at(2026, 3, 16), **steps(entity, case))
    duty.refresh_from_db()
    assert (case.state, duty.state) == (State.PUBLISHED, "discharged")
    (told,) = records.current(entity.id).sections()["serious"]["current"]
    assert (told["since"], told["until"], told["number"]) == ("2026-03-13", "2029-03-13", decision.number)


def test_what_is_no_case(firm):
    entity = firm()

    def refused(code, **changed):
        with pytest.raises(Refusal) as said:
            actions.notify(entity_id=entity.id, region="999101", weighed=weighed(**changed), by=BY, now=at(2026, 3, 2))
        assert said.value.code == code

    refused("serious-law", penalty="none")
    refused("serious-law", grave=False)
    refused("serious-law", grave=None)
    refused("serious-law", ground="s15-5-1")
    refused("serious-ground-needed", ground="nothing")
    refused("serious-factors-needed", factors=[" "])
    refused("serious-penalty-on-needed", penalty_on=at(2026, 3, 3).date())
    assert not Entry.objects.exists()
    actions.notify(entity_id=entity.id, region="999101", weighed=weighed(), by=BY, now=at(2026, 3, 2))
    refused("serious-already")
    actions.notify(
        entity_id=entity.id,
        region="999101",
        weighed=weighed(ground="s21-11", penalty="none"),
        by=BY,
        now=at(2026, 3, 2),
    )


def test_no_intent_and_no_consent_end_the_case(firm):
    entity = firm()
    for number, end in enumerate(("drop", "withhold")):
        case = actions.notify(
            entity_id=entity.id,
            region="999101",
            weighed=weighed(penalty_number=f"第{number}号"),
            by=BY,
            now=at(2026, 3, 2),
        )
        if end == "drop":
            with pytest.raises(Refusal):
                actions.drop(reason=" ", by=BY, now=at(2026, 3, 3), **steps(entity, case))
            case = actions.drop(reason="有证据证明没有主观故意", by=BY, now=at(2026, 3, 3), **steps(entity, case))
        else:
            actions.hear(heard="听证", by=BY, now=at(2026, 3, 3), **steps(entity, case))
            actions.ask_consent(by=BY, now=at(2026, 3, 3), **steps(entity, case))
            case = actions.answer_consent(
                given=False, reason="证据不足", by=ABOVE, now=at(2026, 3, 4), **steps(entity, case)
            )
            assert "证据不足" in case.dropped_reason
        assert case.state == State.DROPPED
    assert not Decision.objects.exists()
    assert not Duty.objects.filter(state="open").exists()


def test_another_province_publishes_what_was_pushed(firm, listed):
    entity = firm(2, region="980101002")
    case = listed(entity, publish=False)
    assert Duty.objects.get(kind="push-listing").due_on.isoformat() == "2026-03-30"
    with pytest.raises(Refusal):
        actions.publish_entry(by=BY, now=at(2026, 3, 17), **steps(entity, case))
    actions.push_entry(by=BY, now=at(2026, 3, 17), **steps(entity, case))
    actions.receive_push(by=BY, now=at(2026, 3, 18), **steps(entity, case))
    duty = Duty.objects.get(kind="serious-publish-pushed")
    assert (duty.region, duty.due_on.isoformat()) == ("980101", "2026-04-01")
    case = actions.publish_entry(by=BY, now=at(2026, 3, 19), **steps(entity, case))
    assert case.state == State.PUBLISHED
    assert not Duty.objects.filter(state="open").exists()


def test_the_database_refuses_what_no_case_can_be(listed):
    entry = listed()
    for wrong in (
        {"decision_id": None},
        {"state": "ended"},
        {"ending": "early"},
        {"consent_by": ""},
        {"published_at": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.filter(entity_id=entry.entity_id, id=entry.id).update(**wrong)
