"""Reviews: intervals from what was lodged, versions kept, measures as duties, a fixed number of queries, reach."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.integration.briefing.people import acting

from gongbao.briefing.incidents import actions as incidents
from gongbao.briefing.incidents import selectors as read
from gongbao.briefing.incidents.actions import About, Said
from gongbao.briefing.incidents.models import Clock, Incident
from gongbao.briefing.reviews import actions, presenters, rules, selectors
from gongbao.briefing.reviews.models import Measure, Review
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.actor import system
from gongbao.foundation.events.refusals import Refusal

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def night(line, now):
    incidents.load_starting_data(by=system("test"), now=now)
    return now.replace(hour=2, minute=10)


@pytest.fixture
def happened(line, night):
    """happened(): telephoned after 5 minutes, written after 30, graded after 40, sent up after 60."""

    def make(began=night, *, drill=False, hazard="geological", unit=None, author=None):
        unit, author = unit or line.shimen, author or line.officer
        said = Said(title="竹溪口村山体滑坡", body="两户被埋。", place="竹溪口村", occurred_at=began - 20 * MINUTE)
        how = {"unit": unit, "learned_at": began, "kind": "first", "by": acting(author)}
        about = About(hazard=hazard, drill=drill)
        one = incidents.lodge(said=said, form="phone", about=about, now=began + 5 * MINUTE, **how)
        incident = one.incident
        how["kind"] = "follow-up"
        incidents.lodge(said=said, form="written", incident_id=incident.pk, now=began + 30 * MINUTE, **how)
        by = acting(line.editor)
        incidents.decide_grade(
            incident_id=incident.pk, grade=3, reason="两户被埋", turn=None, by=by, now=began + 40 * MINUTE
        )
        incidents.send_up(
            incident_id=incident.pk,
            desk=line.desk,
            said=said,
            kind="first",
            form="written",
            by=by,
            now=began + 60 * MINUTE,
        )
        return Incident.objects.get(pk=incident.pk)

    return make


@pytest.fixture
def at(monkeypatch, now):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: now)


def studied(line, night, **kw):
    return selectors.of_period([line.desk.pk], night - 400 * DAY, night + 2 * DAY, **kw)


def test_the_intervals_of_an_incident(line, happened, night):
    happened()
    [case] = selectors.cases(studied(line, night))
    found = rules.intervals(case.at)
    assert found == {
        "learned": 20,
        "phoned": 5,
        "written": 25,
        "verified": 10,
        "sent-up": 20,
        "acknowledged": None,
        "answered": None,
        "whole": 60,
    }
    assert case.place == "石门镇"
    assert case.kept["phoned"] == (1, 1)
    assert case.kept["written"] == (1, 1)
    assert case.kept["sent-up"][1] >= 1
    incidents.note(
        incident_id=case.id, words="请全力搜救", kind="instruction", by=acting(line.chief), now=night + 90 * MINUTE
    )
    [case] = selectors.cases(studied(line, night))
    assert case.at["answered"] == night + 90 * MINUTE


def test_drills_are_apart_and_joined_incidents_count_once(line, happened, night):
    one, other = happened(), happened(night + 2 * MINUTE, unit=line.songping, author=line.other)
    happened(drill=True)
    assert len(selectors.cases(studied(line, night))) == 2
    assert len(selectors.cases(studied(line, night, drill=True))) == 1
    incidents.join(
        incident_id=other.pk, into_id=one.pk, reason="同一处", turn=other.turn, by=acting(line.editor), now=night + DAY
    )
    [case] = selectors.cases(studied(line, night))
    assert case.kept["phoned"] == (2, 2)


def test_the_study_asks_the_same_number_of_questions(line, happened, night, django_assert_max_num_queries):
    for n in range(6):
        happened(night - n * 40 * DAY)
    with django_assert_max_num_queries(10):
        cases = selectors.cases(studied(line, night))
        presenters.heats(cases)
        presenters.kinds_table(cases)
    assert len(cases) == 6


def test_the_bottleneck_names_hand_time_and_limit(line, happened, night):
    incident = happened()
    clock = Clock.objects.filter(incident=incident, unit=line.shimen, form="written").first()
    waits = rules.bottlenecks(presenters.stays(read.whole(incident), night + 60 * MINUTE))
    mine = next(one for one in waits if one.unit == "石门镇" and one.what == "书面报告")
    assert (mine.hand, mine.minutes, mine.limit) == ("石门镇", 30, clock.minutes)


def test_versions_are_kept_and_a_late_editor_is_told(line, happened, now):
    incident = happened()
    how = {"incident_id": incident.pk, "by": acting(line.editor), "now": now}
    with pytest.raises(Refusal):
        actions.close(**how)
    actions.save_findings(findings="电话接得快。", turn=0, **how)
    with pytest.raises(Refusal) as refused:
        actions.save_findings(findings="另一说", turn=0, **how)
    assert refused.value.status == 409
    actions.save_findings(findings="电话接得快，书面慢。", turn=1, **how)
    actions.close(turn=2, **how)
    with pytest.raises(Refusal):
        actions.close(**how)
    assert [(one.version, one.state, one.findings) for one in selectors.versions(incident)] == [
        (3, "closed", "电话接得快，书面慢。"),
        (2, "draft", "电话接得快，书面慢。"),
        (1, "draft", "电话接得快。"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(incident=incident, version=4, state="closed", findings="", at=now, by="x")


def test_a_measure_is_a_duty_until_it_is_done(line, happened, now):
    incident = happened()
    how = {"by": acting(line.editor), "now": now}
    give = {"incident_id": incident.pk, "unit": line.shimen, "what": "补两部卫星电话", **how}
    with pytest.raises(Refusal):
        actions.give_measure(due_on=(now - 2 * DAY).date(), **give)
    with pytest.raises(Refusal):
        actions.give_measure(due_on=(now + DAY).date(), **{**give, "unit": line.city})
    assert not Measure.objects.exists()
    measure = actions.give_measure(due_on=(now + 9 * DAY).date(), **give)
    duty = Duty.objects.get(kind=actions.DUTY)
    assert (duty.party_id, duty.state, duty.subject_id) == (line.shimen.pk, "open", str(measure.pk))
    with pytest.raises(Refusal):
        actions.report_done(measure_id=measure.pk, words=" ", **how)
    actions.report_done(measure_id=measure.pk, words="已买两部", by=acting(line.officer), now=now + DAY)
    duty.refresh_from_db()
    assert duty.state == "discharged"
    with pytest.raises(Refusal):
        actions.withdraw(measure_id=measure.pk, why="不要了", **how)
    other = actions.give_measure(due_on=(now + 9 * DAY).date(), **give)
    actions.withdraw(measure_id=other.pk, why="与另一条重复", **how)
    assert Duty.objects.get(subject_id=str(other.pk)).state == "waived"
    assert Measure.objects.count() == 2


def test_the_pages_and_who_may_see_them(line, happened, client, at, now):
    incident = happened()
    page = reverse("reviews:review", args=[incident.pk])
    client.force_login(line.editor)
    study = client.get(reverse("reviews:overview")).content.decode()
    assert "电话报告 → 书面报告" in study
    assert "1（件数少）" in study
    assert client.get(reverse("reviews:overview"), {"year": "x", "quarter": "9"}).status_code == 200
    assert "换一个季度" in client.get(reverse("reviews:overview"), {"year": "2019"}).content.decode()
    told = client.get(reverse("reviews:replay", args=[incident.pk])).content.decode()
    assert "竹溪口村" in told
    assert client.post(page, {"do": "save", "turn": "0", "findings": "书面慢"}).status_code == 302
    assert client.post(page, {"do": "save", "turn": "0", "findings": "我的一版"}).status_code == 409
    due = (now + 9 * DAY).date().isoformat()
    given = {"do": "give", "turn": "1", "unit": line.shimen.pk, "what": "补卫星电话", "due_on": due}
    assert client.post(page, given).status_code == 302
    assert "补卫星电话" in client.get(page).content.decode()
    assert client.post(page, {"do": "close", "turn": "1"}).status_code == 302
    measure = Measure.objects.get()
    client.force_login(line.other)
    assert client.get(page).status_code in {403, 404}
    done = {"measure": measure.pk, "words": "已买"}
    assert client.post(reverse("reviews:own"), done).status_code == 404
    client.force_login(line.officer)
    assert "补卫星电话" in client.get(reverse("reviews:own")).content.decode()
    assert client.post(reverse("reviews:own"), done).status_code == 302
    measure.refresh_from_db()
    assert measure.state == "done"


def test_the_review_of_an_incident_joined_to_another_still_opens(line, happened, night, client, at):
    kept, lost = happened(), happened(night + 3 * MINUTE)
    incidents.join(
        incident_id=lost.pk, into_id=kept.pk, reason="同一起", turn=lost.turn, by=acting(line.editor), now=night + DAY
    )
    [case] = selectors.cases(Incident.objects.filter(pk=lost.pk))
    assert case.at["written"] == night + 33 * MINUTE  # what its own reports say, not the other's
    client.force_login(line.editor)
    assert client.get(reverse("reviews:review", args=[lost.pk])).status_code == 200
