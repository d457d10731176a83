"""Listings decided before there were pushes: found at night, dispatched once; what cannot be is passed over."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.serious.conftest import firm, listed, offices, person
from tests.made_serious import BY, at

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.duties.models import Duty
from gongbao.register.pushes import actions, selectors, tasks
from gongbao.register.pushes.actions import unheard
from gongbao.register.pushes.models import Dispatch
from gongbao.register.serious import actions as serious
from gongbao.register.serious.models import Entry

__all__ = ["firm", "listed", "offices", "person"]
pytestmark = pytest.mark.django_db
DECIDED, NIGHT = at(2026, 9, 21), at(2026, 9, 23)
FAR = "980101002"


@pytest.fixture
def former(firm, listed):
    """Cases as they stood before pushes existed: decided about parties of another province, and told to nobody."""

    def make(*numbers):
        cases = [listed(firm(number, region=FAR), on=DECIDED, publish=False) for number in numbers]
        Duty.objects.filter(kind="push-listing").delete()
        Dispatch.objects.all().delete()
        return cases

    return make


def hear():
    return actions.hear_unheard(by=BY, now=NIGHT)


def test_what_nothing_told_of_is_dispatched_at_night_once(former, offices, monkeypatch):
    (case,) = former(2)
    monkeypatch.setattr(tasks, "read_clock", lambda: NIGHT)
    tasks.hear_unheard(0)
    made = Dispatch.objects.get()
    assert (made.entry_id, made.kind, made.organisation_id) == (case.id, "listing", offices["999101"].pk)
    assert (made.due_on, made.decided_on, made.made_at) == (date(2026, 10, 12), date(2026, 9, 21), NIGHT)
    assert made.source_id == case.entity.decisions.get().number
    assert Duty.objects.get(kind="push-listing", state="open").subject_id == str(made.pk)
    assert hear() == 0
    actions.note_sent(dispatch_id=made.pk, how="letter", note="青市监函1号", by=BY, now=NIGHT)
    case.refresh_from_db()
    assert case.state == "pushed"
    assert hear() == 0
    assert Dispatch.objects.count() == 1


def test_parties_of_the_province_and_cases_that_went_on_or_came_from_elsewhere_are_left(former, firm, listed):
    listed(firm(1), on=DECIDED, publish=False)
    pushed, revoked, moved, foreign = former(2, 3, 4, 5)
    of = {"by": BY, "now": DECIDED}
    serious.push_entry(entity_id=pushed.entity_id, entry_id=pushed.id, **of)
    serious.note_annulled(entity_id=revoked.entity_id, entry_id=revoked.id, reason="处罚已被撤销", **of)
    serious.revoke(entity_id=revoked.entity_id, entry_id=revoked.id, reason="处罚已被撤销", **of)
    moved.entity.region = "999101003"
    moved.entity.save()
    Entry.objects.filter(id=foreign.id).update(
        origin=foreign.id, state="published", published_at=DECIDED, listed_on=DECIDED.date()
    )
    assert hear() == 0


def test_one_query_finds_them_and_a_run_is_bounded(former, monkeypatch):
    cases = former(2, 3, 4, 5, 6)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = selectors.unheard(limit=100)
    assert len(asked) == 1
    assert [one.entry_id for one in found] == [case.id for case in cases]
    monkeypatch.setattr(unheard, "MOST", 3)
    monkeypatch.setattr(unheard, "AT_ONCE", 2)
    assert [hear(), hear(), hear()] == [3, 2, 0]


def test_what_cannot_be_signed_or_no_law_orders_is_passed_over_and_stops_nothing(former, monkeypatch, caplog):
    before_law, no_office, good = former(2, 3, 4)
    Entry.objects.filter(id=before_law.id).update(listed_on=date(2010, 1, 4))
    Entry.objects.filter(id=no_office.id).update(region="970101", listed_on=date(2026, 9, 20))
    monkeypatch.setattr(unheard, "AT_ONCE", 1)
    assert hear() == 1
    assert Dispatch.objects.get().entry_id == good.id
    assert "no-sender" in caplog.text
    assert hear() == 0
    Organisation.objects.create(kind="authority", name="海州市场监督管理局", region="970101", created_at=NIGHT)
    assert hear() == 1


def test_what_changes_between_finding_and_locking_is_seen(former, monkeypatch):
    (case,) = former(2)
    found = selectors.unheard(limit=5)
    serious.push_entry(entity_id=case.entity_id, entry_id=case.id, by=BY, now=DECIDED)
    monkeypatch.setattr(selectors, "unheard", lambda *, limit, after=None: [] if after else found)
    assert hear() == 0
    assert not Dispatch.objects.exists()
