"""How entries end and what follows: early, full term, annulled, wrong, fraud; and both lists at two times."""

import pytest
from tests.made_serious import BY, at, proof

from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.listings import actions as abnormal
from gongbao.register.listings.actions import Evidence
from gongbao.register.listings.models import Application, Decision
from gongbao.register.people.models import Bar
from gongbao.register.records import selectors as records
from gongbao.register.serious import actions
from gongbao.register.serious.actions.leaving import Verified
from gongbao.register.serious.models import Entry
from gongbao.register.serious.selectors.bitemporal import in_force, rows_since

pytestmark = pytest.mark.django_db


def of(entry):
    return {"entity_id": entry.entity_id, "entry_id": entry.id}


def apply_early(entry, now):
    return actions.apply_early(
        statement="已缴清罚款",
        commitment=True,
        evidence=[Evidence(proof(), "a.png")],
        by=BY,
        now=now,
        **of(entry),
    )


def decide(entry, asked, now, *, grant=True, performed=True, reason=""):
    day = at(2026, 5, 1).date() if performed else None
    return actions.decide_early(
        entity_id=entry.entity_id,
        application_id=asked.id,
        grant=grant,
        verified=Verified(performed_on=day, harm_removed_on=day),
        reason=reason,
        by=BY,
        now=now,
    )


def removed_early(entry):
    asked = apply_early(entry, at(2027, 3, 16))
    actions.answer_application(
        entity_id=entry.entity_id, application_id=asked.id, accept=True, reason="", by=BY, now=at(2027, 3, 17)
    )
    return decide(entry, asked, at(2027, 3, 25))


def test_early_removal_by_its_clocks(listed):
    entry = listed()
    with pytest.raises(Refusal, match="serious-law"):
        apply_early(entry, at(2027, 3, 15))
    asked = apply_early(entry, at(2027, 3, 16))
    with pytest.raises(Refusal, match="application-waiting"):
        apply_early(entry, at(2027, 3, 16))
    duty = Duty.objects.get(kind="serious-acceptance")
    assert (duty.due_on.isoformat(), duty.citation) == ("2027-03-18", "S21:17.2[C]")
    with pytest.raises(Refusal):
        decide(entry, asked, at(2027, 3, 17))
    where = {"entity_id": entry.entity_id, "application_id": asked.id, "by": BY}
    with pytest.raises(Refusal, match="reason-needed"):
        actions.answer_application(accept=False, reason="", now=at(2027, 3, 17), **where)
    actions.answer_application(accept=True, reason="", now=at(2027, 3, 17), **where)
    assert Duty.objects.get(kind="serious-verification").due_on.isoformat() == "2027-04-07"
    with pytest.raises(Refusal, match="serious-law"):
        decide(entry, asked, at(2027, 3, 20), performed=False)
    ended = decide(entry, asked, at(2027, 3, 25))
    assert (ended.state, ended.ending, Duty.objects.get(kind="serious-take-down").due_on.isoformat()) == (
        "ending",
        "early",
        "2027-03-30",
    )
    assert records.current(entry.entity_id).sections()["serious"]
    actions.take_down(by=BY, now=at(2027, 3, 26), **of(entry))
    assert "serious" not in records.current(entry.entity_id).sections()
    assert not Duty.objects.filter(state="open").exists()
    assert Bar.objects.get().lifted_at is None, "the three years of R24 18 run on"


def test_refusals_new_penalty_and_restriction(listed, firm):
    entry = listed(restriction_until=at(2027, 6, 30).date())
    with pytest.raises(Refusal, match="serious-law"):
        apply_early(entry, at(2027, 6, 30))
    asked = apply_early(entry, at(2027, 7, 1))
    actions.answer_application(
        entity_id=entry.entity_id, application_id=asked.id, accept=True, reason="", by=BY, now=at(2027, 7, 1)
    )
    decide(entry, asked, at(2027, 7, 2), grant=False, performed=False)
    assert "未核实已履行" in Decision.objects.get(kind="serious-refuse").reason_zh
    again = apply_early(entry, at(2027, 7, 5))
    actions.answer_application(
        entity_id=entry.entity_id, application_id=again.id, accept=False, reason="材料不齐", by=BY, now=at(2027, 7, 5)
    )
    assert Decision.objects.get(kind="serious-reject").number.startswith("青岚市监严不受")
    actions.note_new_penalty(on=at(2027, 7, 6).date(), by=BY, now=at(2027, 7, 6), **of(entry))
    with pytest.raises(Refusal, match="heavier penalty"):
        apply_early(entry, at(2027, 7, 7))


def test_the_sweep_removes_what_is_over_and_nothing_else(listed, firm):
    due, longer, _young, annulled = (
        listed(firm(1), on=at(2023, 6, 28)),
        listed(firm(2), on=at(2023, 6, 28), restriction_until=at(2028, 1, 1).date()),
        listed(firm(3), on=at(2023, 6, 30)),
        listed(firm(4), on=at(2023, 6, 28)),
    )
    leap = listed(firm(5), on=at(2024, 2, 29))
    actions.note_annulled(reason="行政判决书", by=BY, now=at(2026, 6, 26), **of(annulled))
    assert actions.expire(on=at(2026, 6, 29).date(), by=BY, now=at(2026, 6, 29)) == 1
    assert actions.expire(on=at(2026, 6, 29).date(), by=BY, now=at(2026, 6, 29)) == 0
    due.refresh_from_db()
    assert (due.state, due.ending) == ("ended", "full-term")
    assert "serious" not in records.current(due.entity_id).sections()
    assert Decision.objects.get(kind="serious-remove").citations == ["S21:21[C]"]
    assert not Bar.objects.filter(entity_id=due.entity_id, lifted_at__isnull=False).exists()
    assert actions.expire(on=at(2027, 2, 28).date(), by=BY, now=at(2027, 2, 28)) == 2  # young and the leap day's
    assert set(Entry.objects.filter(state="published").values_list("id", flat=True)) == {longer.id, annulled.id}
    assert leap.listed_on.isoformat() == "2024-02-29"


def test_an_annulled_penalty_takes_everything_back(listed):
    entry = listed()
    asked = apply_early(entry, at(2027, 3, 16))
    with pytest.raises(Refusal):
        actions.revoke(reason="", by=BY, now=at(2027, 3, 17), **of(entry))
    actions.note_annulled(reason="行政判决书〔2027〕3号", by=BY, now=at(2027, 3, 17), **of(entry))
    duty = Duty.objects.get(kind="serious-revocation")
    assert (duty.due_on.isoformat(), duty.citation) == ("2027-03-22", "S21:19[C]")
    actions.revoke(reason="行政判决书〔2027〕3号", by=BY, now=at(2027, 3, 18), **of(entry))
    asked.refresh_from_db()
    assert (asked.state, Bar.objects.get().lifted_reason) == ("granted", Decision.objects.last().number)
    assert not Duty.objects.filter(state="open").exists()
    assert "serious" not in records.current(entry.entity_id).sections()


def test_fraud_restores_and_the_term_restarts(listed):
    entry = removed_early(listed())
    with pytest.raises(Refusal, match="reason-needed"):
        actions.restore(reason="", by=BY, now=at(2027, 5, 6), **of(entry))
    again = actions.restore(reason="缴款凭证系伪造", by=BY, now=at(2027, 5, 6), **of(entry))
    assert (again.state, again.restores, again.listed_on.isoformat()) == ("published", entry.id, "2027-05-06")
    assert records.current(entry.entity_id).sections()["serious"]["current"][0]["until"] == "2030-05-06"
    with pytest.raises(Refusal):
        actions.restore(reason="再次", by=BY, now=at(2027, 5, 7), **of(entry))
    entry.refresh_from_db()
    assert entry.state == "ended"
    assert Bar.objects.count() == 2


def test_contesting_an_entry_is_answered_in_twenty_days(listed, firm):
    for number, wrong in enumerate((False, True), start=1):
        entry = listed(firm(number))
        with pytest.raises(Refusal, match="evidence-needed"):
            actions.ask_about(statement="不是我公司", evidence=[], by=BY, now=at(2026, 6, 1), **of(entry))
        asked = actions.ask_about(
            statement="不是我公司", evidence=[Evidence(proof(), "a.png")], by=BY, now=at(2026, 6, 1), **of(entry)
        )
        duty = Duty.objects.get(kind="serious-query", state="open")
        assert (duty.due_on.isoformat(), duty.citation) == ("2026-06-30", "R24:13.2[C]")
        ended = actions.answer_query(
            entity_id=entry.entity_id,
            application_id=asked.id,
            wrong=wrong,
            reason="经核对营业执照",
            by=BY,
            now=at(2026, 6, 9),
        )
        assert ended.ending == ("corrected" if wrong else "")
        assert ("serious" in records.current(entry.entity_id).sections()) is not wrong
    assert {row.state for row in Application.objects.all()} == {"granted", "rejected"}


def test_a_wrong_decision_is_taken_back_before_anybody_saw_it(listed):
    entry = listed(publish=False)
    asked = actions.ask_about(
        statement="处罚对象不是我公司", evidence=[Evidence(proof(), "a.png")], by=BY, now=at(2026, 3, 17), **of(entry)
    )
    ended = actions.answer_query(
        entity_id=entry.entity_id, application_id=asked.id, wrong=True, reason="同名主体", by=BY, now=at(2026, 3, 18)
    )
    assert (ended.state, ended.published_at) == ("ended", None)
    assert records.current(entry.entity_id) is None
    assert not Duty.objects.filter(state="open").exists()
    assert Bar.objects.get().lifted_at is not None


def test_both_lists_at_two_times(listed, firm):
    late = abnormal.list_entity(
        entity_id=firm(9).id, ground="unreachable", statement="两次专用信函无人签收", by=BY, now=at(2026, 4, 1)
    )
    wrong = listed(firm(2))
    early = listed(firm(3))
    hidden = listed(firm(4), publish=False)
    actions.correct(reason="同名主体", by=BY, now=at(2026, 5, 6), **of(wrong))
    removed_early(early)

    def seen(on, known, **more):
        return {row.entry for row in in_force(on=on.date(), known=known, **more)}

    both = {late.id, wrong.id, early.id}
    assert seen(at(2026, 4, 2), at(2026, 4, 2)) == both
    assert seen(at(2026, 4, 2), at(2026, 6, 1)) == {late.id, early.id}, "taken back as wrong: never in force"
    assert seen(at(2026, 3, 16), at(2026, 3, 15)) == set(), "not known yet"
    assert seen(at(2026, 3, 31), at(2026, 4, 2)) == {wrong.id, early.id}
    assert seen(at(2027, 3, 24), at(2027, 6, 1)) == {late.id, early.id}
    assert seen(at(2027, 3, 25), at(2027, 6, 1)) == {late.id}
    assert seen(at(2027, 3, 25), at(2027, 3, 24)) == {late.id, early.id}
    assert seen(at(2026, 4, 2), at(2026, 4, 2), lists=("abnormal",)) == {late.id}
    assert seen(at(2026, 4, 2), at(2026, 4, 2), entity_ids=[early.entity_id]) == {early.id}
    assert hidden.id not in seen(at(2030, 1, 1), at(2030, 1, 1))
    first, *rest = in_force(on=at(2026, 4, 2).date(), known=at(2026, 4, 2))
    assert [row.key for row in in_force(on=at(2026, 4, 2).date(), known=at(2026, 4, 2), after=first.key)] == [
        row.key for row in rest
    ]
    changed = rows_since(since=at(2026, 5, 1), until=at(2026, 6, 1))
    assert [(row.entry, row.removed_reason, row.was_wrong) for row in changed] == [(wrong.id, "corrected", True)]
    row = next(one for one in in_force(on=at(2026, 4, 2).date(), known=at(2026, 4, 2)) if one.entry == early.id)
    assert (row.article, row.number, row.code, row.removed_on) == (
        "S21:5(2)[C]",
        Decision.objects.get(entity_id=early.entity_id, kind="serious-list").number,
        early.entity.code,
        None,
    )
