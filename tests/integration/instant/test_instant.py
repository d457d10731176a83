"""Instant information from a firm's form to its record; offices' facts; orders to their listing and way out."""

from datetime import date, datetime

import orjson
import pytest

from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.ledger.models import Outbox
from gongbao.foundation.notices.models import Notice
from gongbao.register.instant import actions, selectors
from gongbao.register.instant.actions import Row
from gongbao.register.instant.models import Fact, FactVersion, Order
from gongbao.register.listings import actions as listings
from gongbao.register.listings.models import Decision
from gongbao.register.records.actions import publish_pending
from gongbao.register.records.models import PendingPublication, Record

pytestmark = pytest.mark.django_db
OFFICER = Actor(kind=ActorKind.USER, id="5", label="乙某某")
FIRM = Actor(kind=ActorKind.USER, id="9", label="甲某某")
LICENCE = {"act": "obtained", "name": "食品经营许可证", "number": "JY19991010000001", "office": "青岚县市场监督管理局"}
PENALTY = {"number": "青市监处罚〔2026〕3号", "breach": "虚假宣传", "types": "罚款", "content": "罚款5万元"}


def at(year, month, day, hour=10):
    return datetime(year, month, day, hour, tzinfo=CHINA)


def record_of(entity):
    body = Record.objects.get(entity=entity, superseded_at=None).body
    return orjson.loads(bytes(body))["sections"]


def publish(entity, now, arose="2026-02-10", kind="licence", **more):
    raw = {**LICENCE, "arose_on": arose, **more}
    return actions.publish_information(entity_id=entity.id, kind=kind, raw=raw, by=FIRM, now=now)


def submit(organisation, rows, now, kind="penalty", **more):
    made = [Row(n, source, code, raw) for n, (source, code, raw) in enumerate(rows, 1)]
    return actions.submit_facts(organisation_id=organisation.pk, kind=kind, rows=made, by=OFFICER, now=now, **more)


@pytest.fixture
def coded(register):
    """Entities that can be found by their codes."""
    from gongbao.register.entities.models import EntityCode  # noqa: PLC0415 (only here)

    def make(number=1, **kw):
        entity = register(number, **kw)
        EntityCode.objects.create(value=entity.code, scheme="uscc", entity_id=entity.id)
        return entity

    return make


def test_published_in_time_and_a_day_late(register):
    """The vector of 2026 over Spring Festival: formed 10 February, twenty working days end on 16 March."""
    entity = register(1)
    fact = publish(entity, at(2026, 3, 16, 23))
    assert (fact.due_on, fact.late, fact.citation) == (date(2026, 3, 16), False, "R24:10.1[C]")
    late = publish(entity, at(2026, 3, 17), number="JY19991010000002")
    assert late.late
    shown = record_of(entity)["instant"]
    assert [one["late"] for one in shown] == [True, False]
    assert shown[0]["by"] == entity.name
    assert {
        "field": "act",
        "label_zh": "取得还是变更",
        "label_en": "What happened",
        "zh": "取得",
        "en": "obtained",
    } in (shown[0]["says"])
    assert Outbox.objects.count() == 2  # each publication is a leaf
    with pytest.raises(Refusal, match=r"instant\.duplicate"):
        publish(entity, at(2026, 3, 18), number="JY19991010000002")


def test_only_enterprises_and_only_clean_answers(register):
    with pytest.raises(Refusal, match="only-enterprises"):
        publish(register(2, "individual"), at(2026, 3, 2))
    entity = register(3)
    with pytest.raises(Refusals) as wrong:
        publish(entity, at(2026, 3, 2), arose="2026-03-03", number="", office="张某 130102199003071234")
    assert {one.field for one in wrong.value.refusals} == {"arose_on", "number", "office"}
    assert not Fact.objects.exists()
    raw = {"holder": "丁某某", "stage": "paid", "amount": "50", "day": "2026-06-01", "method": "money"}
    found = actions.rehearse(entity=entity, kind="capital", raw={**raw, "arose_on": "2026-06-01"}, now=at(2026, 6, 29))
    assert found.due_on == date(2026, 6, 30)  # 19 to 21 June are Dragon Boat Festival
    assert [one.token for one in found.basis] == ["R24:10.1(1)[C]", "CO23:40.1(1)[C]"]
    assert found.sanction is not None
    assert found.sanction.token == "CO23:251[C]"


def test_a_correction_shows_before_and_after_and_keeps_every_version(register):
    entity = register(1)
    fact = publish(entity, at(2026, 3, 2))
    first = Record.objects.get(entity=entity, superseded_at=None)
    change = {"entity_id": entity.id, "fact_id": fact.id, "by": FIRM, "now": at(2026, 8, 3)}  # after 30 June: no limit
    with pytest.raises(Refusal, match=r"instant\.unchanged"):
        actions.correct_information(raw=LICENCE, reason="核对", **change)
    with pytest.raises(Refusal, match=r"instant\.reason"):
        actions.correct_information(raw={**LICENCE, "number": "JY2"}, reason=" ", **change)
    actions.correct_information(raw={**LICENCE, "number": "JY2"}, reason="编号填错", **change)
    entry = record_of(entity)["instant"][0]
    numbers = [
        one["zh"] for says in (entry["says"], entry["former"][0]["says"]) for one in says if one["field"] == "number"
    ]
    assert numbers == ["JY2", "JY19991010000001"]
    assert (entry["version"], entry["former"][0]["reason"]) == (2, "编号填错")
    assert FactVersion.objects.filter(fact_id=fact.id).count() == 2
    first.refresh_from_db()
    assert first.body is not None  # the record of that day stands


def test_an_office_hands_in_and_hands_in_again(coded, county, department):
    one, other = coded(1), coded(2)
    rows = [
        ("P-1", one.code, {**PENALTY, "arose_on": "2026-06-08"}),
        ("P-2", other.code, {**PENALTY, "arose_on": "2026-06-08", "types": "警告"}),
        ("P-3", "91999101NOBODY", {**PENALTY, "arose_on": "2026-06-08"}),
        ("P-1", other.code, {**PENALTY, "arose_on": "2026-06-08"}),
        ("P-4", one.code, {**PENALTY, "arose_on": "2026-06-08", "types": "体罚"}),
        ("P-5", one.code, {**PENALTY, "arose_on": "2021-08-31"}),
    ]
    now = at(2026, 6, 29)
    tried = submit(county, rows, now, dry_run=True)
    assert not Fact.objects.exists()
    results = submit(county, rows, now)
    assert [r.state for r in results] == [r.state for r in tried]
    assert [r.state for r in results] == ["published", "withheld", "rejected", "rejected", "rejected", "rejected"]
    fact = Fact.objects.get()
    assert (fact.shown_until, fact.due_on, fact.late) == (date(2029, 6, 29), date(2026, 7, 7), False)
    entry = record_of(one)["official"][0]
    assert (entry["by"], entry["published_on"], entry["until"]) == (county.name, "2026-06-29", "2029-06-29")
    version = Record.objects.filter(entity=one).count()
    assert submit(county, rows[:1], at(2026, 6, 30))[0].state == "unchanged"
    assert Record.objects.filter(entity=one).count() == version
    changed = [("P-1", one.code, {**PENALTY, "arose_on": "2026-06-08", "types": "通报批评"})]
    assert submit(county, changed, at(2026, 7, 1))[0].state == "corrected"
    fact.refresh_from_db()
    assert (fact.versions, fact.shown_until) == (2, date(2026, 9, 29))
    needed = submit(department, [("E-1", one.code, {**PENALTY, "arose_on": "2026-06-08"})], now)[0]
    assert [field for field, _said in needed.problems] == ["until"]
    with pytest.raises(Refusal, match=r"instant\.no-kind"):
        submit(department, [], now, kind="registration")


def test_what_an_office_knows_the_firm_publishes_with_one_click(coded, department):
    entity = coded(1)
    raw = {key: value for key, value in LICENCE.items() if key != "office"} | {"arose_on": "2026-06-15"}
    submit(department, [("L-1", entity.code, raw)], at(2026, 6, 16), kind="licence")
    ((duty, known),) = selectors.drafts_from_offices(entity.id)
    assert (duty.kind, duty.due_on, duty.citation) == ("instant-information", date(2026, 7, 14), "R24:10.1[C]")
    fact = actions.publish_information(
        entity_id=entity.id,
        kind="licence",
        raw={**LICENCE, "arose_on": "2026-06-15"},
        repeats=known.id,
        by=FIRM,
        now=at(2026, 6, 17),
    )
    duty.refresh_from_db()
    assert (duty.state, duty.closed_with) == ("discharged", str(fact.id))


def test_terms_end_by_a_sweep_and_the_ledger_keeps_the_event(coded, county):
    entity = coded(1)
    submit(county, [("P-1", entity.code, {**PENALTY, "arose_on": "2026-01-08", "types": "low-fine"})], at(2026, 1, 9))
    known = Fact.objects.get()
    own = {
        "number": "1",
        "breach": "虚假宣传",
        "content": "罚款",
        "office": "局",
        "day": "2026-01-08",
        "arose_on": "2026-01-08",
    }
    actions.publish_information(
        entity_id=entity.id, kind="penalty", raw=own, repeats=known.id, by=FIRM, now=at(2026, 1, 12)
    )
    leaves = Outbox.objects.count()
    assert actions.end_terms(on=date(2026, 4, 9), by=OFFICER, now=at(2026, 4, 9)) == 0
    assert actions.end_terms(on=date(2026, 4, 10), by=OFFICER, now=at(2026, 4, 10)) == 2
    assert actions.end_terms(on=date(2026, 4, 10), by=OFFICER, now=at(2026, 4, 10)) == 0
    assert PendingPublication.objects.count() == 1
    coded(9)
    publish_pending(by=OFFICER, now=at(2026, 4, 10))
    ended = Fact.objects.filter(entity=entity)
    assert {(one.ended_on, one.end_reason) for one in ended} == {(date(2026, 4, 10), "term")}
    assert Outbox.objects.count() <= leaves + 1


def test_early_stop_is_refused_on_a_list_and_annulment_takes_the_firms_copy_with_it(coded, county):
    entity = coded(1)
    submit(county, [("P-1", entity.code, {**PENALTY, "arose_on": "2025-07-01"})], at(2025, 7, 2))
    fact = Fact.objects.get()
    ask = {"entity_id": entity.id, "fact_id": fact.id, "organisation_id": county.pk, "by": OFFICER}
    good = {"performed": True, "harm_removed": True, "repeated": False}
    with pytest.raises(Refusal) as early:
        actions.stop_early(**ask, **good, now=at(2025, 12, 1))
    assert "2026-01-02" in early.value.zh
    listings.list_entity(
        entity_id=entity.id, ground="unreachable", statement="两次寄信无人签收", by=OFFICER, now=at(2026, 2, 2)
    )
    with pytest.raises(Refusal, match="abnormal list"):
        actions.stop_early(**ask, **good, now=at(2026, 2, 3))
    with pytest.raises(Refusal, match="not-yours"):
        actions.annul_fact(**{**ask, "organisation_id": county.pk + 1}, words="复议撤销", now=at(2026, 2, 3))
    actions.annul_fact(**ask, words="复议撤销", now=at(2026, 2, 3))
    assert "official" not in record_of(entity)


def test_an_order_from_service_to_listing_and_out_again(register, county):
    """Served 21 September 2026: the tenth day, 1 October, is a rest day, so 8 October; to be listed by 21 October."""
    entity = register(1)
    order = actions.order_to_publish(
        entity_id=entity.id,
        kind="licence",
        what="食品经营许可证",
        origin=("finding", "f1"),
        by=OFFICER,
        now=at(2026, 9, 18),
    )
    assert (order.number, order.state, order.due_on) == ("青岚市监即责〔2026〕1号", "issued", None)
    decision = Decision.objects.get(id=order.decision_id)
    assert decision.citations == ["R24:10.1(3)[C]", "R24:10.2[C]", "A25:7[C]"]
    with pytest.raises(Refusal, match=r"order\.already"):
        actions.order_to_publish(
            entity_id=entity.id, kind="licence", what="证", origin=("finding", "f1"), by=OFFICER, now=at(2026, 9, 18)
        )
    whose = {"entity_id": entity.id, "order_id": order.id, "by": OFFICER}
    with pytest.raises(Refusal, match=r"order\.running"):
        actions.list_for_order(**whose, now=at(2026, 9, 20))
    actions.serve_order(**whose, how="mail", on=date(2026, 9, 21), note="EMS 1", now=at(2026, 9, 22))
    duty = Duty.objects.get(kind="publish-ordered")
    assert (duty.due_on, duty.party_id, duty.citation) == (date(2026, 10, 8), entity.id, "A25:7[C]")
    assert Notice.objects.filter(party_id=entity.id, kind="ordered-to-publish").count() == 1
    assert actions.expire_orders(on=date(2026, 10, 8), by=OFFICER, now=at(2026, 10, 8)) == 0
    with pytest.raises(Refusal, match=r"order\.running"):
        actions.list_for_order(**whose, now=at(2026, 10, 8))
    assert actions.expire_orders(on=date(2026, 10, 9), by=OFFICER, now=at(2026, 10, 9)) == 1
    assert actions.expire_orders(on=date(2026, 10, 9), by=OFFICER, now=at(2026, 10, 9)) == 0
    office = Duty.objects.get(kind="list-ordered-information")
    assert (office.due_on, office.party_id, office.about_entity) == (date(2026, 10, 21), county.pk, entity.id)
    listing = actions.list_for_order(**whose, now=at(2026, 10, 12))
    office.refresh_from_db()
    assert (listing.ground, office.state) == ("ordered-information", "discharged")
    leave = {"entity_id": entity.id, "listing_id": listing.id, "statement": "", "by": FIRM}
    with pytest.raises(Refusal, match="removal-not-yet"):
        listings.apply_for_removal(**leave, now=at(2026, 10, 13))
    publish(entity, at(2026, 10, 14), arose="2026-06-01")
    order = Order.objects.get()
    assert (order.met_on, order.state) == (date(2026, 10, 14), "listed")
    application = listings.apply_for_removal(**leave, now=at(2026, 10, 14))
    removal = Duty.objects.get(kind="removal-decision")
    assert removal.due_on == date(2026, 10, 21)  # five working days from receipt
    listings.decide_removal(
        entity_id=entity.id, application_id=application.id, grant=True, reason="", by=OFFICER, now=at(2026, 10, 15)
    )
    assert "listings" not in record_of(entity)


def test_an_order_is_met_in_time_or_withdrawn(register, county):
    entity = register(1)

    def ordered(now, **more):
        made = actions.order_to_publish(entity_id=entity.id, kind="licence", what="证", by=OFFICER, now=now, **more)
        return actions.serve_order(
            entity_id=entity.id, order_id=made.id, how="direct", on=date(2026, 9, 21), by=OFFICER, now=at(2026, 9, 21)
        )

    first = ordered(at(2026, 9, 21), arose_on=date(2026, 6, 1))
    other = ordered(at(2026, 9, 21), arose_on=date(2026, 6, 2))
    publish(entity, at(2026, 9, 25), arose="2026-06-01")
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.state, other.state) == ("met", "running")
    actions.withdraw_order(entity_id=entity.id, order_id=other.id, reason="查明已公示", by=OFFICER, now=at(2026, 9, 28))
    assert set(Duty.objects.filter(kind="publish-ordered").values_list("state", flat=True)) == {"discharged"}
    assert actions.expire_orders(on=date(2026, 12, 1), by=OFFICER, now=at(2026, 12, 1)) == 0


def test_a_doubt_is_answered_by_the_publisher_within_twenty_working_days(coded, county, department):
    entity = coded(1)
    raw = {key: value for key, value in LICENCE.items() if key != "office"} | {"arose_on": "2026-06-15"}
    submit(department, [("L-1", entity.code, raw)], at(2026, 6, 16), kind="licence")
    fact = Fact.objects.get()
    asked = {"entity_id": entity.id, "fact_id": fact.id, "statement": "编号不对", "by": FIRM, "now": at(2026, 9, 18)}
    with pytest.raises(Refusal, match=r"query\.evidence"):
        actions.ask(kind="correction", **asked)
    query = actions.ask(kind="query", **asked)
    duty = Duty.objects.get(kind="answer-query")
    assert (query.due_on, duty.due_on, duty.party_id) == (date(2026, 10, 22), date(2026, 10, 22), department.pk)
    answer = {"entity_id": entity.id, "query_id": query.id, "by": OFFICER, "now": at(2026, 9, 21), "answer": "已改"}
    with pytest.raises(Refusal, match="not-yours"):
        actions.answer_query(organisation_id=county.pk, outcome="right", **answer)
    with pytest.raises(Refusal, match=r"query\.correct-first"):
        actions.answer_query(organisation_id=department.pk, outcome="corrected", **answer)
    actions.correct_fact(
        entity_id=entity.id,
        fact_id=fact.id,
        organisation_id=department.pk,
        raw={**raw, "number": "JY9"},
        reason="编号录入有误",
        by=OFFICER,
        now=at(2026, 9, 21),
    )
    actions.answer_query(organisation_id=department.pk, outcome="corrected", **answer)
    duty.refresh_from_db()
    assert duty.state == "discharged"
    assert record_of(entity)["official"][0]["former"][0]["reason"] == "编号录入有误"
