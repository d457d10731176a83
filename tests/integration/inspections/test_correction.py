"""A published result is corrected: by two people, before and after side by side, as a new version in the log."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.ledger.models import Outbox
from gongbao.foundation.notices.models import Notice
from gongbao.kernel.tlog.commitment import commit
from gongbao.register.inspections import actions, selectors
from gongbao.register.inspections.models import Correction, Origin, Result
from gongbao.register.records.selectors import current

from .conftest import NOW, acting
from .test_story import seen, take

LATER = NOW + timedelta(days=20)


@pytest.fixture
def published(people, firm):
    """A result that says: no annual report for 2024, and false information."""
    entity = firm()
    brief = actions.Brief(origin=Origin.ORDER, origin_id="交办1号", title="公示信息专项检查", reason="上级交办")
    inspection = actions.open_targeted(
        entity_id=entity.id, brief=brief, inspector_codes=["QL001", "QL002"], by=acting(people["reviewer"]), now=NOW
    )
    about = {"entity_id": entity.id, "inspection_id": inspection.id}
    take(inspection, people["甲一"], seen())
    found = [
        actions.Found(kind="late-report", words="2024年度未报", period=2024),
        actions.Found(kind="false", words="收入少报"),
    ]
    actions.conclude(found=found, codes=["2", "3"], words="", by=acting(people["甲一"]), now=NOW, **about)
    actions.publish_result(by=acting(people["reviewer"]), now=NOW, **about)
    inspection.refresh_from_db()
    return inspection


@pytest.fixture
def second(person):
    return person("regulator2", "regulator")


def findings(inspection):
    """The late report, then what was false: recorded in one moment, they have no order of their own."""
    return sorted(selectors.findings_of(inspection), key=lambda one: one.kind, reverse=True)


def propose(inspection, user, **given):
    late, _false = findings(inspection)
    facts = {"codes": ["3"], "withdraws": [late.id], "reason": "年报已在期限内报送，系统未及时同步。"} | given
    return actions.propose_correction(
        entity_id=inspection.entity_id, inspection_id=inspection.id, by=acting(user), now=LATER, **facts
    )


def decide(correction, user, what=actions.publish_correction, **given):
    return what(entity_id=correction.entity_id, correction_id=correction.id, by=acting(user), now=LATER, **given)


def test_two_people_and_a_new_version(published, people, second):
    late, false = findings(published)
    first = selectors.result_of(published)
    (listing,) = Duty.objects.filter(kind="inspection-listing", subject_id=str(late.id))
    correction = propose(published, people["reviewer"])
    assert selectors.result_of(published).codes == ["2", "3"]  # nothing changes by a proposal
    (review,) = Duty.objects.filter(kind="inspection-correction", subject_id=str(correction.id))
    assert (review.state, review.due_on, review.citation) == (
        "open",
        (LATER + timedelta(days=5)).date(),
        "R24:12[D]",
    )
    for user in (people["reviewer"], people["甲一"], people["乙二"]):  # who proposed it; who inspected
        with pytest.raises(Refusal, match="correction-by-another"):
            decide(correction, user)
    done = decide(correction, second)
    result = selectors.result_of(published)
    assert (result.codes, result.versions, result.corrected_on) == (["3"], 2, LATER.date())
    assert (bytes(result.body), bytes(result.commitment)) == (bytes(first.body), bytes(first.commitment))
    assert [one.id for one in selectors.findings_of(published)] == [false.id]
    body = json.loads(bytes(done.body))
    assert [one["code"] for one in body["results"]] == ["3"]
    said = body["correction"]
    assert [one["code"] for one in said["before"]["results"]] == ["2", "3"]
    assert (said["version"], said["reason"], said["replaces"]) == (2, correction.reason, bytes(first.commitment).hex())
    assert body["citations"] == ["K25:6[C]", "R24:12.1[C]"]
    entry = Outbox.objects.get(record=result.id, version=2, kind="decision")
    logged = json.loads(bytes(entry.entry))
    assert logged["commitment"] == bytes(done.commitment).hex()
    assert logged["previous"] == bytes(first.commitment).hex()
    assert commit(bytes(done.salt), bytes(done.body)) == bytes(done.commitment)
    listing.refresh_from_db()
    review.refresh_from_db()
    assert (listing.state, review.state) == ("waived", "discharged")
    (entry,) = current(published.entity_id).sections()["inspections"]
    assert (entry["corrected_on"], entry["version"]) == (LATER.date().isoformat(), 2)
    assert [one["code"] for one in entry["results"]] == ["3"]
    assert Notice.objects.filter(party_id=published.entity_id, kind="inspection-result-corrected").exists()
    with pytest.raises(Refusal, match="correction-decided"):
        decide(correction, second)
    with pytest.raises(Refusal, match="inspection-not-now"):  # nothing follows from what does not hold
        actions.list_for_finding(entity_id=late.entity_id, finding_id=late.id, by=acting(second), now=LATER)


def test_a_third_version_names_the_second(published, people, second):
    second_version = decide(propose(published, people["reviewer"]), second)
    missed = actions.Found(kind="late-report", words="2023年度未报", period=2023)
    again = actions.propose_correction(
        entity_id=published.entity_id,
        inspection_id=published.id,
        codes=["2", "3"],
        found=[missed],
        reason="漏记了2023年度未报。",
        by=acting(second),
        now=LATER,
    )
    third = decide(again, people["reviewer"])
    assert third.version == 3
    assert json.loads(bytes(third.body))["correction"]["replaces"] == bytes(second_version.commitment).hex()
    (added,) = [one for one in selectors.findings_of(published) if one.kind == "late-report"]
    assert Duty.objects.get(kind="inspection-listing", subject_id=str(added.id)).state == "open"


def test_what_is_refused(published, people, second):
    with pytest.raises(Refusal, match="words-needed"):
        propose(published, people["reviewer"], reason=" ")
    with pytest.raises(Refusal, match="nothing-changed"):
        propose(published, people["reviewer"], codes=["3", "2"], withdraws=[])
    with pytest.raises(Refusal, match="result-does-not-fit"):  # a finding that holds is missing from the result
        propose(published, people["reviewer"], codes=["1"])
    with pytest.raises(Refusal, match="wrong-value"):
        propose(published, people["reviewer"], withdraws=[published.id])
    twice = actions.Found(kind="false", words="又一次")
    gone = actions.Found(kind="unreachable", words="联系不上")
    with pytest.raises(Refusal, match="finding-already"):
        propose(published, people["reviewer"], found=[twice])
    with pytest.raises(Refusal, match="unreachable-not-proved"):
        propose(published, people["reviewer"], codes=["3", "4"], found=[gone])
    waiting = propose(published, people["reviewer"])
    with pytest.raises(Refusal, match="correction-waiting"):
        propose(published, second)
    with pytest.raises(Refusal, match="words-needed"):
        decide(waiting, second, actions.decline_correction, words="")
    declined = decide(waiting, second, actions.decline_correction, words="回执显示逾期报送。")
    assert (declined.state, selectors.result_of(published).versions) == ("declined", 1)
    assert not Outbox.objects.filter(version=2).exists()
    assert Duty.objects.get(kind="inspection-correction").state == "discharged"
    assert propose(published, people["reviewer"]).version == 2  # room for another


def test_before_there_is_a_result(people, firm):
    entity = firm()
    brief = actions.Brief(origin=Origin.ORDER, origin_id="交办2号", title="专项检查", reason="交办")
    inspection = actions.open_targeted(
        entity_id=entity.id, brief=brief, inspector_codes=["QL001", "QL002"], by=acting(people["reviewer"]), now=NOW
    )
    with pytest.raises(Refusal, match="inspection-not-now"):
        actions.propose_correction(
            entity_id=entity.id,
            inspection_id=inspection.id,
            codes=["1"],
            reason="没有结果",
            by=acting(people["reviewer"]),
            now=NOW,
        )


def test_the_database_keeps_one_version_one(published, people, second):
    done = decide(propose(published, people["reviewer"]), second)
    result = Result.objects.filter(entity_id=published.entity_id)
    with pytest.raises(IntegrityError, match="result_corrected_and_when"), transaction.atomic():
        result.update(corrected_on=None)
    rows = Correction.objects.filter(entity_id=done.entity_id, id=done.id)
    with pytest.raises(IntegrityError, match="correction_published_committed"), transaction.atomic():
        rows.update(commitment=None)
    with pytest.raises(IntegrityError, match="correction_is_a_later_version"), transaction.atomic():
        rows.update(version=1)


def test_by_the_pages(published, people, second, client):
    manage = reverse("inspections:manage", args=[published.entity_id, published.id])
    act = reverse("inspections:act", args=[published.entity_id, published.id, "correct"])
    late, _false = findings(published)
    client.force_login(people["甲一"])
    assert client.post(act, {"codes": ["3"], "reason": "x"}).status_code == 403
    client.force_login(people["reviewer"])
    assert "提出更正" in client.get(manage).content.decode()
    answer = client.post(act, {"codes": ["1"], "withdraws": [str(late.id)], "reason": "年报已报"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "已记录的问题没有反映在结果中" in page or "不能与其他结果" in page
    assert "年报已报" in page  # what was typed stays
    sent = {"codes": ["3"], "withdraws": [str(late.id)], "reason": "年报已在期限内报送。"}
    assert client.post(act, sent).status_code == 302
    assert "须由没有参加检查、没有提出更正的其他人员复核" in client.get(manage).content.decode()
    (correction,) = Correction.objects.all()
    work = reverse("inspections:work")
    assert published.number in client.get(f"{work}?show=correcting").content.decode()
    to_it = reverse("inspections:of-correction", args=[published.entity_id, correction.id])
    assert client.get(to_it).headers["Location"] == manage
    client.force_login(second)
    publish = reverse("inspections:act", args=[published.entity_id, published.id, "publish-correction"])
    assert client.post(publish, {"correction_id": "x"}).status_code == 422
    assert client.post(publish, {"correction_id": str(late.id)}).status_code == 422
    assert client.post(publish, {"correction_id": str(correction.id)}).status_code == 302
    client.logout()
    result = selectors.result_of(published)
    page = client.get(reverse("inspections:result", args=[result.id])).content.decode()
    assert "更正前" in page
    assert "更正后" in page
    assert "年报已在期限内报送。" in page
    assert "未按规定公示应当公示的信息" in page  # what it said before
    assert "<del>" in page
    assert people["reviewer"].display_name not in page
    assert "（已更正）" in client.get(reverse("inspections:results")).content.decode()
    proofs = [reverse("inspections:version-proof", args=[result.id, n]) for n in (1, 2, 3)]
    assert [client.get(one).status_code for one in proofs] == [503, 503, 404]  # not in the log yet; no such version
