"""Somebody reports something published as untrue: taken in, verified, answered; the firm never learns who."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.integration.inspections.conftest import NOW, acting, clerk, firm, office, people, person, png

from gongbao.config.subscriptions import SUBSCRIPTIONS
from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.bus import subscribe
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.complaints import actions, selectors
from gongbao.register.complaints.models import Complaint, Identity, IdentityReading, Kind, State
from gongbao.register.inspections import actions as inspections
from gongbao.register.inspections.models import Inspection

__all__ = ["clerk", "firm", "office", "people", "person"]  # fixtures of the neighbouring slice
WORDS = "年报写从业人数三十人，实际只有两人上班，我就在隔壁开店。"


def tell(entity, **given):
    told = actions.Told(
        words=given.pop("words", WORDS),
        about=given.pop("about", ("report",)),
        identity=given.pop("identity", {"name": "赵某某", "phone": "13900005678"}),
        **given,
    )
    from gongbao.foundation.events.actor import Actor, ActorKind  # noqa: PLC0415 (only here)

    public = Actor(kind=ActorKind.PUBLIC, id="public", label="public")
    return actions.receive(entity_id=entity.id, told=told, files=[], by=public, now=NOW)


def test_the_clock_and_the_kinds(firm, office):
    taken = tell(firm(1))
    (duty,) = Duty.objects.filter(kind="complaint-answer")
    assert (duty.due_on, duty.unit, duty.citation) == (date(2025, 12, 1), "WD", "R24:13.1[C]")
    tell(firm(2, category="individual"))
    assert Duty.objects.filter(rule="individual.falsehood-report", citation="G25:12[C]").count() == 1
    tell(firm(3), kind=Kind.QUERY)
    assert Duty.objects.get(kind="query-answer").citation == "R24:13.2[C]"
    with pytest.raises(Refusal, match="say-more"):
        tell(firm(4), words="假的")
    with pytest.raises(Refusal, match="about-what"):
        tell(firm(5), about=("nothing",))
    assert selectors.by_receipt(taken.receipt.lower().replace("-", " ")).id == taken.complaint.id
    assert taken.receipt not in str(list(Complaint.objects.values()))
    assert "赵某某" not in str(list(Identity.objects.values()))


def test_from_a_complaint_to_a_check_and_its_answer(client, firm, people, clerk, settings):
    subscribe(SUBSCRIPTIONS)
    entity = firm()
    firms_own = clerk(entity)
    taken = tell(entity)
    reviewer, lead = acting(people["reviewer"]), acting(people["甲一"])
    about = {"entity_id": entity.id, "complaint_id": taken.complaint.id, "by": reviewer, "now": NOW}
    actions.take_up(**about)
    check = {"scope": ["report"], "inspector_codes": ["QL001", "QL002"]}
    with pytest.raises(Refusal, match="reveals"):
        actions.open_check(reason="赵某某反映人数不实", **check, **about)
    with pytest.raises(Refusal, match="follow-up-needed"):
        actions.answer(outcome=State.CONFIRMED, words="属实", **about)
    inspection = actions.open_check(reason="从业人数疑不实", **check, **about)
    assert (inspection.origin, inspection.title) == ("complaint", "公示信息专项检查")
    actions.answer(outcome=State.CONFIRMED, words="经核实，从业人数不实，已立项检查。", **about)
    with pytest.raises(Refusal, match="not-now"):
        actions.answer(outcome=State.UNFOUNDED, words="改口", **about)
    assert Duty.objects.get(kind="complaint-answer").state == "discharged"
    step = {"entity_id": entity.id, "inspection_id": inspection.id}
    inspections.send_notice(visit_on=None, by=lead, now=NOW, **step)
    client.force_login(firms_own)
    own = client.get(reverse("inspections:own", args=[entity.id, inspection.id])).content.decode()
    assert "公示信息专项检查" in own
    assert all(word not in own for word in ("举报", "赵某某", "从业人数疑不实", str(taken.complaint.id)))
    assert client.get(reverse("complaints:handle", args=[entity.id, taken.complaint.id])).status_code == 403
    assert Inspection.objects.get().origin == "complaint"


def test_the_identity_is_opened_for_a_purpose_and_written_down(firm, people):
    taken = tell(firm())
    about = {
        "entity_id": taken.complaint.entity_id,
        "complaint_id": taken.complaint.id,
        "by": acting(people["reviewer"]),
        "now": NOW,
    }
    with pytest.raises(Refusal, match="purpose"):
        actions.read_identity(purpose="看", **about)
    assert actions.read_identity(purpose="寄送书面答复", **about) == {"name": "赵某某", "phone": "13900005678"}
    reading = IdentityReading.objects.get()
    assert (reading.purpose, reading.actor_id) == ("寄送书面答复", str(people["reviewer"].pk))
    assert actions.erase_identity(ground="本人要求删除", **about) == 2
    assert actions.read_identity(purpose="再看一次", **about) == {}
    trail = list(Event.objects.filter(subject_kind="complaint").values("name", "detail", "party_id"))
    assert {one["name"] for one in trail} >= {"complaint.received", "complaint.identity-read"}
    assert "赵某某" not in str(trail)
    assert {one["party_id"] for one in trail} == {None}


def test_anybody_reports_and_follows_without_an_account(client, firm, people):
    cache.clear()
    entity = firm()
    new = reverse("complaints:new", args=[entity.code])
    assert entity.name in client.get(new).content.decode()
    form = {"kind": "falsehood", "about": ["report"], "words": WORDS, "who_email": "zhao@example.cn"}
    assert client.post(new, {**form, "words": "短"}).status_code == 422
    bad = io.BytesIO(b"MZ\x90\x00")
    bad.name = "a.exe"
    assert client.post(new, {**form, "files": bad}).status_code == 415
    assert not Complaint.objects.exists()
    photo = io.BytesIO(png())
    photo.name = "现场.png"
    answer = client.post(new, {**form, "files": photo}, follow=True)
    receipt = answer.context["receipt"]["code"]
    assert receipt in answer.content.decode()
    assert receipt not in client.get(reverse("complaints:receipt"), follow=True).content.decode()  # once
    follow = reverse("complaints:follow")
    assert "已收到" in client.post(follow, {"code": receipt}).content.decode()
    assert client.post(follow, {"code": "AAAA-BBBB-CCCC-DDDD"}).status_code == 422
    complaint = Complaint.objects.get()
    handle = reverse("complaints:handle", args=[entity.id, complaint.id])
    client.force_login(people["甲一"])
    assert client.get(handle).status_code == 403  # inspectors do not see who complained
    client.force_login(people["reviewer"])
    page = client.get(handle).content.decode()
    assert WORDS[:10] in page
    assert "zhao@example.cn" not in page
    who = client.post(reverse("complaints:who", args=[entity.id, complaint.id]), {"purpose": "发送书面答复"})
    assert "zhao@example.cn" in who.content.decode()
    assert "zhao@example.cn" not in client.get(handle).content.decode()
    client.post(handle, {"act": "answer", "outcome": "unfounded", "answer": "经核实，所报人数与社保一致。"})
    client.logout()
    assert "所报人数与社保一致" in client.post(follow, {"code": receipt}).content.decode()


def test_too_many_from_one_address_are_slowed_down(client, firm):
    cache.clear()
    entity = firm()
    new = reverse("complaints:new", args=[entity.code])
    form = {"kind": "falsehood", "about": ["report"], "words": WORDS}
    assert [client.post(new, form).status_code for _ in range(6)] == [302] * 5 + [429]
    assert Complaint.objects.count() == 5
    cache.clear()


def test_late_answers_count_as_late(firm, people):
    taken = tell(firm())
    late = datetime(2025, 12, 1, tzinfo=CHINA) + timedelta(days=1)
    actions.answer(
        entity_id=taken.complaint.entity_id,
        complaint_id=taken.complaint.id,
        outcome=State.UNVERIFIABLE,
        words="无法核实。",
        by=acting(people["reviewer"]),
        now=late,
    )
    assert Duty.objects.get(kind="complaint-answer").state == "late"
