"""From a missed report to removal, objection and correction, by the law of each day."""

import io
from datetime import date, datetime

import orjson
import pytest

from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.models import Attachment
from gongbao.foundation.ledger.models import Outbox
from gongbao.foundation.notices.models import Notice
from gongbao.kernel.tlog.commitment import opens
from gongbao.kernel.tlog.leaf import parse_leaf
from gongbao.register.filings.models import FilingVersion
from gongbao.register.listings import actions, selectors
from gongbao.register.listings.actions import Evidence
from gongbao.register.listings.models import Application, Decision, Listing
from gongbao.register.records import selectors as records
from gongbao.register.records.actions import publish_pending

pytestmark = pytest.mark.django_db
OFFICER = Actor(kind=ActorKind.USER, id="5", label="乙某某")
FIRM = Actor(kind=ActorKind.USER, id="9", label="甲某某")
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


def at(year, month, day, hour=10):
    return datetime(year, month, day, hour, tzinfo=CHINA)


def proof():
    return [Evidence(stream=io.BytesIO(PNG), name="证明.png")]


@pytest.fixture
def listed(register):
    def make(number=1, category="enterprise", ground="late-report", period=2025, now=None, statement=""):
        entity = register(number, category)
        return actions.list_entity(
            entity_id=entity.id,
            ground=ground,
            statement=statement,
            period=period if ground == "late-report" else 0,
            by=OFFICER,
            now=now or at(2026, 7, 6),
        )

    return make


def apply(listing, now, statement=""):
    return actions.apply_for_removal(
        entity_id=listing.entity_id, listing_id=listing.id, statement=statement, by=FIRM, now=now
    )


def test_a_late_report_ends_a_listing_in_three_steps(listed, file_report):
    listing = listed()
    with pytest.raises(Refusal) as first:
        apply(listing, at(2026, 8, 3))
    assert "补报" in first.value.zh
    assert "2025年度" in first.value.zh
    file_report(listing.entity, at=at(2026, 8, 3))
    application = apply(listing, at(2026, 8, 4))
    with pytest.raises(Refusal, match="application-waiting"):
        apply(listing, at(2026, 8, 4))
    duty = Duty.objects.get(kind="removal-decision")
    assert (duty.due_on, duty.citation, duty.about_entity) == (date(2026, 8, 11), "A25:11[C]", listing.entity_id)
    decision = actions.decide_removal(
        entity_id=application.entity_id,
        application_id=application.id,
        grant=True,
        reason="",
        by=OFFICER,
        now=at(2026, 8, 6),
    )
    listing.refresh_from_db()
    assert (listing.removed_on, listing.removal_id) == (date(2026, 8, 6), decision.id)
    assert decision.number == "青岚市监异移〔2026〕1号"
    assert decision.citations == ["A25:11[C]", "A25:10[C]"]
    assert orjson.loads(bytes(decision.body))["measure"]["zh"] == "移出经营异常名录"
    duty.refresh_from_db()
    assert (duty.state, duty.closed_with) == ("discharged", decision.number)
    leaves = {
        leaf.record: leaf for leaf in (parse_leaf(bytes(o.entry)) for o in Outbox.objects.filter(kind="decision"))
    }
    assert set(leaves) == {str(listing.decision_id), str(decision.id)}
    commitment = bytes.fromhex(leaves[str(decision.id)].commitment)
    assert opens(commitment, bytes(decision.salt), bytes(decision.body))
    assert Notice.objects.filter(party_id=listing.entity_id).count() == 2
    with pytest.raises(Refusal, match="application-answered"):
        actions.decide_removal(
            entity_id=application.entity_id,
            application_id=application.id,
            grant=True,
            reason="",
            by=OFFICER,
            now=at(2026, 8, 7),
        )


def test_the_office_is_late_from_the_sixth_working_day(listed, file_report):
    listing = listed()
    file_report(listing.entity, at=at(2026, 8, 3))
    application = apply(listing, at(2026, 8, 4))
    actions.decide_removal(
        entity_id=application.entity_id,
        application_id=application.id,
        grant=True,
        reason="",
        by=OFFICER,
        now=at(2026, 8, 12),
    )
    assert Duty.objects.get(kind="removal-decision").state == "late"


def test_a_refusal_gives_reasons_and_leaves_the_way_open(listed, file_report):
    listing = listed()
    file_report(listing.entity, at=at(2026, 8, 3))
    application = apply(listing, at(2026, 8, 4))
    with pytest.raises(Refusal, match="reason-needed"):
        actions.decide_removal(
            entity_id=application.entity_id,
            application_id=application.id,
            grant=False,
            reason=" ",
            by=OFFICER,
            now=at(2026, 8, 5),
        )
    decision = actions.decide_removal(
        entity_id=application.entity_id,
        application_id=application.id,
        grant=False,
        reason="补报的年度报告未公示。",
        by=OFFICER,
        now=at(2026, 8, 5),
    )
    assert decision.kind == "refuse"
    assert "未公示" in Notice.objects.get(kind="listing-refuse").body_zh
    listing.refresh_from_db()
    assert listing.removed_on is None
    assert apply(listing, at(2026, 8, 6)).id != application.id


def test_a_shop_needs_paper_as_the_text_says(listed, file_report):
    listing = listed(category="individual")
    filing = file_report(listing.entity, at=at(2026, 8, 3))
    with pytest.raises(Refusal) as told:
        apply(listing, at(2026, 8, 4))
    assert "纸质" in told.value.zh
    FilingVersion.objects.create(
        entity=listing.entity,
        filing_id=filing.id,
        year=2025,
        number=1,
        content={},
        shown={},
        channel="paper",
        receipt="R1",
        submitted_at=at(2026, 8, 3),
        submitted_by="x",
        late=True,
        commitment=b"",
    )
    assert apply(listing, at(2026, 8, 4)).state == "received"


def test_three_years_was_the_limit_until_the_revision(listed, file_report):
    listing = listed(now=at(2020, 7, 6), period=2019)
    file_report(listing.entity, year=2019, at=at(2023, 7, 7))
    with pytest.raises(Refusal, match="over"):
        apply(listing, at(2023, 7, 7))
    assert selectors.standing(listing, date(2026, 1, 5)).removal.outcome == "await-application"


def test_a_removal_before_the_revision_is_published_and_after_it_ends_publication(listed, file_report):
    old = listed(1, now=at(2024, 7, 8), period=2023)
    file_report(old.entity, year=2023, at=at(2024, 8, 1))
    application = apply(old, at(2024, 8, 2))
    decision = actions.decide_removal(
        entity_id=application.entity_id,
        application_id=application.id,
        grant=True,
        reason="",
        by=OFFICER,
        now=at(2024, 8, 5),
    )
    assert decision.citations == ["A14:11[C]", "A14:10[C]"]
    assert "仍可查询" in decision.reason_zh
    new = listed(2)
    file_report(new.entity, at=at(2026, 8, 3))
    application = apply(new, at(2026, 8, 4))
    decision = actions.decide_removal(
        entity_id=application.entity_id,
        application_id=application.id,
        grant=True,
        reason="",
        by=OFFICER,
        now=at(2026, 8, 5),
    )
    assert "停止公示" in decision.reason_zh


def test_unreachable_counts_from_verification(listed):
    listing = listed(ground="unreachable", statement="两次邮寄专用信函均被退回。")
    assert Decision.objects.get().citations == ["A25:4(4)[C]", "A25:9[C]"]
    with pytest.raises(Refusal, match="statement-needed"):
        apply(listing, at(2026, 8, 4))
    application = apply(listing, at(2026, 8, 4), "已恢复在登记住所办公。")
    with pytest.raises(Refusal, match="verifying"):
        actions.decide_removal(
            entity_id=application.entity_id,
            application_id=application.id,
            grant=True,
            reason="",
            by=OFFICER,
            now=at(2026, 8, 5),
        )
    actions.verify_application(
        entity_id=application.entity_id, application_id=application.id, by=OFFICER, now=at(2026, 8, 20)
    )
    assert Duty.objects.get(kind="removal-decision").due_on == date(2026, 8, 27)
    actions.decide_removal(
        entity_id=application.entity_id,
        application_id=application.id,
        grant=True,
        reason="",
        by=OFFICER,
        now=at(2026, 8, 21),
    )
    assert Listing.objects.get().removed_on == date(2026, 8, 21)


def test_grounds_of_the_day(listed, register):
    with pytest.raises(Refusal, match="listing-no-such-ground"):
        listed(1, ground="false-information", statement="虚报资产。")
    assert listed(2, category="individual", ground="false-information", statement="虚报资产。").ground
    assert listed(3, ground="false-information", statement="虚报资产。", now=at(2024, 1, 8)).ground
    with pytest.raises(Refusal, match="listing-no-such-ground"):
        listed(4, ground="name-change", statement="未办理。", now=at(2024, 1, 8))
    with pytest.raises(Refusal, match="listing-not-due"):
        listed(5, now=at(2026, 6, 30))
    listing = listed(6)
    with pytest.raises(Refusal, match="listing-already"):
        actions.list_entity(
            entity_id=listing.entity_id,
            ground="late-report",
            statement="",
            period=2025,
            by=OFFICER,
            now=at(2026, 7, 7),
        )


def test_an_objection_runs_through_its_clocks(listed):
    listing = listed()
    with pytest.raises(Refusal, match="evidence-needed"):
        actions.object_to_listing(
            entity_id=listing.entity_id,
            listing_id=listing.id,
            statement="已报",
            evidence=[],
            by=FIRM,
            now=at(2026, 7, 8),
        )
    objection = actions.object_to_listing(
        entity_id=listing.entity_id,
        listing_id=listing.id,
        statement="已报",
        evidence=proof(),
        by=FIRM,
        now=at(2026, 7, 8),
    )
    assert Attachment.objects.get().subject_id == str(objection.id)
    assert Duty.objects.get(kind="objection-acceptance").due_on == date(2026, 7, 15)
    actions.answer_objection(
        entity_id=objection.entity_id,
        application_id=objection.id,
        accept=True,
        reason="",
        by=OFFICER,
        now=at(2026, 7, 13),
    )
    assert Duty.objects.get(kind="objection-acceptance").state == "discharged"
    assert Duty.objects.get(kind="objection-verification").due_on == date(2026, 8, 10)
    assert (
        actions.conclude_objection(
            entity_id=objection.entity_id,
            application_id=objection.id,
            wrong=True,
            reason="系统漏收。",
            by=OFFICER,
            now=at(2026, 7, 20),
        )
        is None
    )
    assert Duty.objects.get(kind="objection-correction").due_on == date(2026, 7, 27)
    decision = actions.correct_entry(
        entity_id=listing.entity_id,
        listing_id=listing.id,
        application_id=objection.id,
        reason="系统漏收，更正。",
        by=OFFICER,
        now=at(2026, 7, 21),
    )
    assert decision.citations == ["A25:15.2[C]"]
    assert Listing.objects.get().removal_id == decision.id
    assert Application.objects.get().state == "granted"
    assert not Duty.objects.filter(state="open", kind__startswith="objection").exists()


def test_an_objection_not_accepted_upheld_or_too_late(listed):
    one, two = listed(1), listed(2)

    def object_(listing, now):
        return actions.object_to_listing(
            entity_id=listing.entity_id, listing_id=listing.id, statement="有误", evidence=proof(), by=FIRM, now=now
        )

    first = object_(one, at(2026, 8, 5))
    refused = actions.answer_objection(
        entity_id=first.entity_id,
        application_id=first.id,
        accept=False,
        reason="未附证明。",
        by=OFFICER,
        now=at(2026, 8, 6),
    )
    assert (refused.kind, Application.objects.get(id=first.id).state) == ("refuse-objection", "refused")
    second = object_(two, at(2026, 7, 8))
    actions.answer_objection(
        entity_id=second.entity_id, application_id=second.id, accept=True, reason="", by=OFFICER, now=at(2026, 7, 9)
    )
    upheld = actions.conclude_objection(
        entity_id=second.entity_id,
        application_id=second.id,
        wrong=False,
        reason="经核实未报。",
        by=OFFICER,
        now=at(2026, 7, 10),
    )
    assert upheld.kind == "uphold"
    assert Listing.objects.filter(removed_on=None).count() == 2
    with pytest.raises(Refusal, match="objecting is over"):
        object_(one, at(2026, 8, 6))


def test_states_of_a_page_cost_the_same_for_one_and_for_many(listed, django_assert_num_queries, file_report):
    listings = [listed(number) for number in range(1, 6)]
    file_report(listings[0].entity, at=at(2026, 8, 3))
    apply(listings[0], at(2026, 8, 4))
    rows = list(selectors.public_list(on=date(2026, 8, 5)))
    with django_assert_num_queries(5):
        found = selectors.standings(rows, date(2026, 8, 5))
    assert sorted(one.removal.outcome for one in found) == ["await-remedy"] * 4 + ["grant"]


def test_a_shop_is_shown_until_june_of_the_next_year(listed, register):
    listing = listed(category="individual")
    assert records.current(listing.entity_id).sections()["listings"]["current"][0]["until"] == "2027-06-30"
    assert selectors.public_list(on=date(2027, 6, 30)).count() == 1
    assert selectors.public_list(on=date(2027, 7, 1)).count() == 0
    day = at(2027, 7, 1, 0)
    assert actions.end_display(since=date(2027, 6, 24), on=date(2027, 7, 1), by=OFFICER, now=day) == 1
    publish_pending(by=OFFICER, now=day)
    assert "listings" not in records.current(listing.entity_id).sections()
