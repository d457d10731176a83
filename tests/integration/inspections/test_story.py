"""From the opened file to the published result and what follows, on PostgreSQL."""

import io
import uuid
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.ledger.models import Outbox
from gongbao.foundation.notices.models import Notice
from gongbao.register.inspections import actions, selectors
from gongbao.register.inspections.models import Inspection, Letter, Origin, Result, VisitRecord
from gongbao.register.instant import actions as orders
from gongbao.register.listings.actions import Evidence
from gongbao.register.listings.models import Listing
from gongbao.register.records.selectors import current
from gongbao.register.spotchecks.models import Interest, Visit

from .conftest import NOW, acting, picture, png


@pytest.fixture
def opened(people, firm):
    """opened(entity): a targeted check of it by 甲一 and 乙二."""

    def make(entity=None, number="交办1号", codes=("QL001", "QL002")):
        brief = actions.Brief(origin=Origin.ORDER, origin_id=number, title="公示信息专项检查", reason="上级交办")
        return actions.open_targeted(
            entity_id=(entity or firm()).id,
            brief=brief,
            inspector_codes=codes,
            by=acting(people["reviewer"]),
            now=NOW,
        )

    return make


def seen(**given):
    return actions.Seen(
        **(
            {
                "record": uuid.uuid4(),
                "method": "on-site",
                "outcome": "checked",
                "visited_at": NOW,
                "present": ("QL001", "QL002"),
                "certificates_shown": True,
                "signing": "typed",
                "consented": True,
                "signer_name": "王某某",
                "answers": {"address": ("yes", ""), "report": ("no", "收入少报")},
            }
            | given
        )
    )


def take(inspection, user, record, *, at=NOW, photos=(), signature=None):
    return actions.take_record(
        entity_id=inspection.entity_id,
        inspection_id=inspection.id,
        seen=record,
        photos=list(photos),
        signature=signature,
        by=acting(user),
        now=at,
    )


def duties(inspection, kind):
    return list(Duty.objects.filter(kind=kind, subject_kind__in=["inspection", "finding", "evidence-request"]))


def test_who_inspects(people, firm, opened):
    entity = firm()
    with pytest.raises(Refusal, match="inspection-too-few"):
        opened(entity, codes=("QL001", "QL001"))
    with pytest.raises(Refusal, match="inspection-unknown-inspector"):
        opened(entity, codes=("QL001", "NOBODY"))
    from gongbao.register.spotchecks.models import Inspector  # noqa: PLC0415 (only here)

    Interest.objects.create(
        entity=entity,
        inspector=Inspector.objects.get(code="QL002"),
        ground="kinship",
        declared_at=NOW,
        declared_by="乙二",
    )
    with pytest.raises(Refusal, match="inspection-conflict"):
        opened(entity)
    inspection = opened(entity, codes=("QL001", "QL003"))
    with pytest.raises(Refusal, match="inspection-already"):
        opened(entity, codes=("QL001", "QL003"))
    names = [one.name for one in selectors.assigned([inspection])[inspection.id]]
    assert names == ["甲一", "丙三"]
    (duty,) = duties(inspection, "inspection-visit")
    assert (duty.hand, duty.unit, duty.citation) == ("甲一", "FIXED", "K25:6[D]")


def test_a_whole_check_with_findings(people, firm, opened, clerk, django_capture_on_commit_callbacks):
    entity = firm()
    firms_own = clerk(entity)
    inspection = opened(entity)
    lead, reviewer = people["甲一"], people["reviewer"]
    about = {"entity_id": entity.id, "inspection_id": inspection.id}
    assert selectors.of_entity(entity.id) == []  # the firm knows nothing yet
    request = actions.request_evidence(
        items=["accounts", "premises"], words="2024年度", by=acting(lead), now=NOW, **about
    )
    assert request.due_on == date(2025, 11, 18)
    (owed,) = duties(inspection, "inspection-answer")
    assert (owed.party_id, owed.unit, owed.citation) == (entity.id, "CD", "K25:10[M]")
    assert Notice.objects.filter(party_id=entity.id, kind="evidence-request").exists()
    with pytest.raises(Refusal, match="words-needed"):
        actions.answer_request(
            entity_id=entity.id, request_id=request.id, answer=" ", files=[], by=acting(firms_own), now=NOW
        )
    with pytest.raises(Refusal):  # not a file we take
        actions.answer_request(
            entity_id=entity.id,
            request_id=request.id,
            answer="",
            files=[Evidence(stream=io.BytesIO(b"MZ\x90\x00"), name="a.exe")],
            by=acting(firms_own),
            now=NOW,
        )
    actions.answer_request(
        entity_id=entity.id, request_id=request.id, answer="见附件", files=[picture()], by=acting(firms_own), now=NOW
    )
    owed.refresh_from_db()
    assert owed.state == "discharged"
    engaged = actions.engage(
        trade="accounting", name="青岚会计师事务所", scope="审计2024年度收入", by=acting(reviewer), now=NOW, **about
    )
    actions.file_engagement_report(
        entity_id=entity.id,
        engagement_id=engaged.id,
        summary="收入少报",
        files=[picture(1)],
        by=acting(lead),
        now=NOW,
    )
    with pytest.raises(Refusal, match="record-missing"):
        actions.conclude(found=[], codes=["1"], words="", by=acting(lead), now=NOW, **about)
    taken = take(inspection, lead, seen(), photos=[picture(2)])
    assert taken.outcome == "new"
    found = [
        actions.Found(kind="false", words="年度报告收入与账册不符"),
        actions.Found(kind="unpublished", words="股权变更未公示"),
    ]
    with pytest.raises(Refusal, match="result-does-not-fit"):
        actions.conclude(found=found, codes=["1"], words="", by=acting(lead), now=NOW, **about)
    actions.conclude(found=found, codes=["2", "3"], words="", by=acting(lead), now=NOW, **about)
    (clock,) = duties(inspection, "inspection-result")
    assert (clock.due_on, clock.unit, clock.citation) == (date(2025, 12, 1), "WD", "K25:12[C]")
    for user in (lead, people["乙二"]):
        with pytest.raises(Refusal, match="review-by-another"):
            actions.publish_result(by=acting(user), now=NOW, **about)
    actions.give_back(words="请补充证据", by=acting(reviewer), now=NOW, **about)
    actions.conclude(found=found, codes=["2", "3"], words="已补充", by=acting(lead), now=NOW, **about)
    out = NOW + timedelta(days=5)
    result = actions.publish_result(by=acting(reviewer), now=out, **about)
    assert (result.codes, result.late, result.number) == (["2", "3"], False, "青岚市监检结〔2025〕1号")
    assert Outbox.objects.filter(record=result.id, kind="decision").count() == 1
    section = current(entity.id).sections()["inspections"]
    assert [one["zh"] for one in section[0]["results"]] == [
        "未按规定公示应当公示的信息",
        "公示信息隐瞒真实情况、弄虚作假",
    ]
    assert Visit.objects.filter(entity=entity, on=NOW.date()).exists()
    _what_follows(inspection, reviewer, out)


def _what_follows(inspection, reviewer, out):
    """The order, its time, the listing; the fine only by a person."""
    false, unpublished = selectors.findings_of(inspection)
    act = {"entity_id": inspection.entity_id, "by": acting(reviewer)}
    with pytest.raises(Refusal, match="no-such-consequence"):
        actions.list_for_finding(finding_id=false.id, now=out, **act)
    with pytest.raises(Refusal, match="no-such-consequence"):
        actions.order_to_publish(finding_id=false.id, words="收入", now=out, **act)
    decided = actions.decide_fine(finding_id=false.id, case=True, reason="金额较大", now=out, **act)
    assert decided.fine == "case"
    ordered = actions.order_to_publish(finding_id=unpublished.id, words="2025年8月股权变更", now=out, **act)
    with pytest.raises(Refusal, match="order"):  # one order a finding
        actions.order_to_publish(finding_id=unpublished.id, words="再来一次", now=out, **act)
    served = orders.serve_order(order_id=ordered.id, how="direct", on=out.date(), now=out, **act)
    assert served.due_on == date(2025, 11, 18)
    firms = Duty.objects.get(party_id=inspection.entity_id, kind="publish-ordered")
    assert (firms.due_on, firms.citation) == (date(2025, 11, 18), "A25:7[C]")
    with pytest.raises(Refusal, match=r"order.running"):
        orders.list_for_order(order_id=ordered.id, now=out + timedelta(days=1), **act)
    listing = orders.list_for_order(order_id=ordered.id, now=datetime(2025, 11, 20, 10, tzinfo=CHINA), **act)
    assert listing.ground == "ordered-information"


def test_a_refusal_is_published_with_its_kinds(people, firm, opened):
    entity = firm()
    inspection = opened(entity)
    lead = people["甲一"]
    with pytest.raises(Refusals) as refused:
        take(
            inspection,
            lead,
            seen(outcome="obstructed", obstructions=("refuses-entry",), present=("QL001",), signing="refused"),
        )
    assert {one.code for one in refused.value.refusals} == {"record-inspectors", "record-refusal-reason"}
    take(
        inspection,
        lead,
        seen(
            outcome="obstructed",
            obstructions=("refuses-entry", "refuses-material"),
            signing="refused",
            consented=False,
            signer_name="",
            refusal_reason="负责人锁门离开",
            witness_name="社区李某某",
            witness_phone="13800001234",
        ),
    )
    found = [
        actions.Found(kind="not-cooperating", words="拒绝进入", obstruction="refuses-entry"),
        actions.Found(kind="not-cooperating", words="拒绝提供账册", obstruction="refuses-material"),
    ]
    about = {"entity_id": entity.id, "inspection_id": inspection.id}
    actions.conclude(found=found, codes=["6"], words="", by=acting(lead), now=NOW, **about)
    late = datetime(2025, 12, 2, 9, tzinfo=CHINA)
    result = actions.publish_result(by=acting(people["reviewer"]), now=late, **about)
    assert result.late
    assert result.obstructions == ["refuses-entry", "refuses-material"]
    body = bytes(result.body).decode()
    assert "K25:11[C]" in body
    assert "社区" not in body
    assert "13800001234" not in str(current(entity.id).sections())


def test_the_same_record_twice_is_one_and_two_are_a_conflict(people, firm, opened):
    inspection = opened()
    lead, second = people["甲一"], people["乙二"]
    record = seen(signing="drawn")
    with pytest.raises(Refusal, match="words-needed"):
        take(inspection, lead, record)
    signed = {"signature": picture(9, "signature.png"), "photos": [picture(1)]}
    assert take(inspection, lead, record, **signed).outcome == "new"
    again = {"signature": picture(9, "signature.png"), "photos": [picture(1)]}
    assert take(inspection, lead, record, at=NOW + timedelta(hours=3), **again).outcome == "same"
    assert VisitRecord.objects.count() == 1
    with pytest.raises(Refusal, match="record-other-content"):
        take(inspection, lead, seen(record=record.record, words="改了"))
    assert take(inspection, second, seen(words="我看到的不同")).outcome == "conflict"
    assert Notice.objects.filter(kind="record-conflict").count() == 1
    about = {"entity_id": inspection.entity_id, "inspection_id": inspection.id}
    with pytest.raises(Refusal, match="record-conflict-open"):
        actions.conclude(found=[], codes=["1"], words="", by=acting(lead), now=NOW, **about)
    other = VisitRecord.objects.get(state="conflicting")
    actions.settle_conflict(record_id=other.id, by=acting(lead), now=NOW, **about)
    assert selectors.standing_record(inspection).id == other.id
    assert not selectors.conflict(inspection)
    with pytest.raises(Refusal, match="record-not-assigned"):
        take(inspection, lead, seen(present=("QL001", "QL003")))
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitRecord.objects.update(state="standing")


def test_unreachable_by_two_letters(people, firm, opened):
    entity = firm()
    inspection = opened(entity)
    lead, about = people["甲一"], {"entity_id": entity.id, "inspection_id": inspection.id}
    unreachable = [actions.Found(kind="unreachable", words="两封信函均退回")]
    post = {"by": acting(lead), **about}
    actions.post_letter(mail_number="EL1", posted_on=date(2025, 11, 3), now=NOW, **post)
    with pytest.raises(Refusal, match="letter-already"):
        actions.post_letter(mail_number="EL1", posted_on=date(2025, 11, 3), now=NOW, **post)
    later = datetime(2025, 11, 28, 9, tzinfo=CHINA)
    actions.post_letter(mail_number="EL2", posted_on=date(2025, 11, 20), now=later, **post)
    for letter in Letter.objects.order_by("posted_on"):
        with pytest.raises(Refusal, match="record-missing"):
            actions.conclude(found=unreachable, codes=["4"], words="", by=acting(lead), now=later, **about)
        actions.answer_letter(entity_id=entity.id, letter_id=letter.id, signed=False, by=acting(lead), now=later)
    actions.conclude(found=unreachable, codes=["4"], words="", by=acting(lead), now=later, **about)
    actions.publish_result(by=acting(people["reviewer"]), now=later, **about)
    (duty,) = duties(inspection, "inspection-listing")
    assert (duty.rule, duty.due_on) == ("enterprise.list-unreachable", date(2025, 12, 12))
    (finding,) = selectors.findings_of(inspection)
    actions.list_for_finding(entity_id=entity.id, finding_id=finding.id, by=acting(people["reviewer"]), now=later)
    assert Listing.objects.get(entity=entity).ground == "unreachable"
    duty.refresh_from_db()
    assert duty.state == "discharged"


def test_the_pages_of_everybody(client, people, firm, opened, clerk, django_assert_max_num_queries):
    entity = firm()
    firms_own = clerk(entity)
    inspection = opened(entity)
    visit = reverse("inspections:visit", args=[entity.id, inspection.id])
    manage = reverse("inspections:manage", args=[entity.id, inspection.id])
    own = reverse("inspections:own", args=[entity.id, inspection.id])
    client.force_login(firms_own)
    assert client.get(own).status_code == 404  # no notice yet
    assert client.get(manage).status_code == 403
    client.force_login(people["丙三"])
    assert client.get(visit).status_code == 403
    assert client.get(manage).status_code == 403
    client.force_login(people["甲一"])
    assert entity.name in client.get(reverse("inspections:today")).content.decode()
    assert "逐项" not in client.get(visit).content.decode()
    state = client.get(reverse("inspections:sync")).json()
    assert state["user"] == str(people["甲一"].pk)
    form = {
        "record": str(uuid.uuid4()),
        "visited_at": "2025-11-03T09:00",
        "method": "on-site",
        "present": ["QL001", "QL002"],
        "certificates": "1",
        "outcome": "checked",
        "signing": "typed",
        "signer_name": "王某某",
        "consented": "1",
        "q_address": "yes",
    }
    refused = client.post(visit, {**form, "present": ["QL001"]}, headers={"X-Sync": "1"})
    assert refused.status_code == 422
    assert "两名" in refused.json()["words"][0]
    with io.BytesIO(png()) as photo:
        photo.name = "门头.png"
        sent = client.post(visit, {**form, "photos": photo}, headers={"X-Sync": "1"})
    assert sent.json()["outcome"] == "new"
    again = client.post(visit, {**form, "photos": io.BytesIO(png())}, headers={"X-Sync": "1"})
    assert again.json()["outcome"] == "same"
    client.post(
        reverse("inspections:act", args=[entity.id, inspection.id, "conclude"]), {"codes": ["1"], "words": "正常"}
    )
    page = client.get(manage).content.decode()
    assert "须由没有参加检查的其他人员复核" in page
    assert client.post(reverse("inspections:act", args=[entity.id, inspection.id, "publish"])).status_code == 403
    client.force_login(people["reviewer"])
    with django_assert_max_num_queries(45):
        assert "同意并公示" in client.get(manage).content.decode()
    assert "待复核" in client.get(reverse("inspections:work")).content.decode()
    client.post(reverse("inspections:act", args=[entity.id, inspection.id, "publish"]))
    result = Result.objects.get()
    client.force_login(firms_own)
    assert "未发现问题" in client.get(own).content.decode()
    client.logout()
    assert "未发现问题" in client.get(reverse("inspections:results")).content.decode()
    assert result.number in client.get(reverse("inspections:result", args=[result.id])).content.decode()
    assert client.get(reverse("inspections:codes")).status_code == 200
    worker = client.get(reverse("web:inspect-worker"))
    assert worker["Content-Type"].startswith("text/javascript")


def test_the_list_of_work_costs_the_same_for_one_and_for_many(
    client, people, firm, opened, django_assert_max_num_queries
):
    for number in range(1, 8):
        opened(firm(number), number=f"交办{number}号")
    client.force_login(people["reviewer"])
    with django_assert_max_num_queries(16):
        assert client.get(reverse("inspections:work")).status_code == 200
    chosen = [f"{one.entity_id}/{one.id}" for one in Inspection.objects.order_by("number")[:3]]
    stops = {f"stop_{key}": str(3 - place) for place, key in enumerate(chosen)}
    client.post(reverse("inspections:plan"), {"on": "2025-11-04", "chosen": chosen, **stops})
    route = [f"{one.entity_id}/{one.id}" for one in Inspection.objects.filter(stop__gt=0).order_by("stop")]
    assert route == chosen[::-1]
