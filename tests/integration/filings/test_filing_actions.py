"""Drafts, filings, corrections, paper: each writes all that belongs to it, or nothing."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import orjson
import pytest
from django.db import connection
from tests.made_reports import ANSWERS, enterprise, individual

from gongbao.foundation.accounts.models import PersonalFact, PersonalReading
from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.files.models import Attachment
from gongbao.foundation.ledger.models import Outbox
from gongbao.kernel.tlog.commitment import opens
from gongbao.kernel.tlog.leaf import parse_leaf
from gongbao.register.filings import actions, refusals, selectors
from gongbao.register.filings.models import Filing, FilingVersion, ReportForm
from gongbao.register.records import selectors as records

BY = command("clerk")
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


@pytest.fixture
def firm(forms, entity):
    return entity()


def file(one, now, year=2025, **changed):
    values = ANSWERS[one.category](**changed.pop("values", {}))
    shown = changed.pop("shown", {"revenue": True} if one.category == "enterprise" else {})
    return actions.file_report(entity_id=one.id, year=year, values=values, shown=shown, by=BY, now=now, **changed)


def section(one):
    return records.current(one.id).sections()["annual_reports"]


def test_forms_load_once_and_a_changed_one_is_a_new_edition(forms, now):
    assert ReportForm.objects.count() == 42
    assert actions.load_forms(now=now) == 0
    ReportForm.objects.filter(year=2025, category="enterprise").update(definition={"old": True})
    assert actions.load_forms(now=now) == 1
    assert selectors.form_of("enterprise", 2025)[0].edition == 2


def test_filing_writes_version_leaf_duty_record_and_trail_together(firm, now):
    version = file(firm, now)
    assert (version.number, version.late, version.channel) == (1, False, "screen")
    filing = Filing.objects.get(entity=firm)
    assert (filing.versions, filing.first_submitted_at, filing.draft) == (1, now, {})
    duty = Duty.objects.get(party_id=firm.id)
    assert (duty.state, duty.closed_with) == ("discharged", version.receipt)
    leaves = [parse_leaf(bytes(one.entry)) for one in Outbox.objects.order_by("id")]
    mine = next(leaf for leaf in leaves if leaf.record == str(filing.id))
    assert (mine.version, mine.kind) == (1, "publish")
    assert opens(bytes.fromhex(mine.commitment), bytes(version.salt), bytes(version.body))
    (report,) = section(firm)
    assert (report["year"], report["late"], report["corrections"]) == (2025, False, [])
    assert Event.objects.filter(name="filing.submitted", party_id=firm.id).count() == 1


def test_contact_details_live_apart_and_only_masks_are_published(firm, now):
    version = file(firm, now)
    facts = dict(PersonalFact.objects.filter(subject_id=str(version.id)).values_list("field", "value"))
    assert facts == {
        "phone": "0999-5551234",
        "email": "office@songyue.example",
        "liaison.name": "丁某某",
        "liaison.phone": "13800005678",
    }
    told = bytes(version.body).decode() + str(version.content) + bytes(records.current(firm.id).body).decode()
    assert not [value for value in facts.values() if value in told]
    assert "099****1234" in told


def test_withheld_values_are_kept_and_not_published(firm, now):
    version = file(firm, now)
    assert version.content["tax"] == "14.06"
    items = {item["id"]: item for part in section(firm)[0]["sections"] for item in part["items"]}
    assert items["tax"] == {
        "id": "tax",
        "kind": "money",
        "label": "纳税总额",
        "label_en": "Total tax",
        "withheld": True,
    }
    assert items["revenue"]["value"] == "560"


def test_a_wrong_report_is_refused_at_every_field_and_leaves_nothing(firm, now):
    with pytest.raises(Refusals) as caught:
        file(firm, now, values={"assets": "三百万", "contributions": [{"name": "甲某某"}]})
    fields = [one.field for one in caught.value.refusals]
    assert "assets" in fields
    assert "contributions.0.subscribed" in fields
    assert not FilingVersion.objects.exists()
    assert not Outbox.objects.exists()
    assert Duty.objects.get(party_id=firm.id).state == "open"


@pytest.mark.parametrize(
    ("moment", "late", "state"),
    [
        (datetime(2026, 6, 30, 23, 59, 59, tzinfo=CHINA), False, "discharged"),
        (datetime(2026, 7, 1, 0, 0, 0, tzinfo=CHINA), True, "late"),
    ],
)
def test_the_last_second_of_30_june_is_in_time(firm, moment, late, state):
    assert file(firm, moment).late is late
    assert Duty.objects.get(party_id=firm.id).state == state


def test_filing_twice_is_one_filing_and_filing_something_else_is_refused(firm, now):
    first = file(firm, now)
    assert file(firm, now).id == first.id
    with pytest.raises(Refusal) as caught:
        file(firm, now, values={"tax": "15"})
    assert caught.value.code == "filing.already-filed"
    with pytest.raises(Refusal):
        file(firm, now, values={"phone": "0999-5550000"})
    assert FilingVersion.objects.count() == 1


def test_a_report_cannot_be_filed_before_its_window(firm):
    with pytest.raises(Refusal) as caught:
        file(firm, datetime(2025, 12, 31, 23, 0, tzinfo=CHINA))
    assert caught.value.code == "filing.too-early"


def test_a_missed_year_is_filed_late_by_that_years_form(forms, entity, now):
    one = entity(year=2019)
    values = {key: value for key, value in enterprise().items() if key != "is_large"}
    version = actions.file_report(entity_id=one.id, year=2019, values=values, shown={}, by=BY, now=now)
    assert version.late
    assert [report["year"] for report in section(one)] == [2019]


def test_corrections_show_before_and_after(firm, now):
    first = file(firm, now)
    given = {"entity_id": firm.id, "year": 2025, "by": BY, "now": now + timedelta(hours=1)}
    with pytest.raises(Refusal) as caught:
        actions.correct_report(values=enterprise(tax="15"), shown={"revenue": True}, reason=" ", **given)
    assert caught.value.code == "filing.reason-missing"
    second = actions.correct_report(
        values=enterprise(revenue="600"), shown={"revenue": True}, reason="单位填错", **given
    )
    assert (second.number, second.late, second.receipt[:-1]) == (2, False, first.receipt[:-1])
    (report,) = section(firm)
    assert report["version"] == 2
    assert report["first_submitted_at"] == "2026-06-29T02:00:00Z"
    (correction,) = report["corrections"]
    assert correction["reason"] == "单位填错"
    (change,) = correction["changes"]
    assert (change["item"], change["before"], change["after"]) == ("revenue", "560 万元", "600 万元")
    leaves = [parse_leaf(bytes(one.entry)) for one in Outbox.objects.order_by("id")]
    amended = next(leaf for leaf in leaves if leaf.kind == "amend" and leaf.record == str(second.filing_id))
    assert amended.previous == bytes(first.commitment).hex()
    with pytest.raises(Refusal) as caught:
        actions.correct_report(values=enterprise(revenue="600"), shown={"revenue": True}, reason="再改", **given)
    assert caught.value.code == "filing.nothing-changed"


def test_no_correction_after_30_june(firm, now):
    file(firm, now)
    with pytest.raises(Refusal) as caught:
        actions.correct_report(
            entity_id=firm.id,
            year=2025,
            values=enterprise(tax="15"),
            shown={},
            reason="填错",
            by=BY,
            now=datetime(2026, 7, 1, tzinfo=CHINA),
        )
    assert caught.value.code == "filing.not-correctable"


def save(one, revision, now, section="assets", shown=None, **values):
    return actions.save_draft(
        entity_id=one.id,
        year=2025,
        section=section,
        values=values,
        shown=shown or {},
        revision=revision,
        by=BY,
        now=now,
    )


def test_a_draft_keeps_what_was_typed_right_or_wrong(firm, now):
    actions.open_draft(entity_id=firm.id, year=2025, by=BY, now=now)
    filing = save(firm, 0, now, assets="三百\x00万吧", employees="", shown={"assets": True})
    assert filing.draft["values"] == {"assets": "三百万吧", "employees": ""}
    assert filing.draft["shown"] == {"assets": True}
    assert filing.draft_revision == 1


def test_two_tabs_never_cover_each_other(firm, now):
    actions.open_draft(entity_id=firm.id, year=2025, by=BY, now=now)
    save(firm, 0, now, assets="1")
    with pytest.raises(refusals.StaleDraft) as caught:
        save(firm, 0, now, assets="2")
    assert caught.value.stored["values"]["assets"] == "1"
    assert save(firm, 0, now, section="contact", address="青岚县城关镇").draft["values"]["assets"] == "1"
    assert save(firm, 2, now, assets="2").draft["values"]["assets"] == "2"


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once(firm, now):
    actions.open_draft(entity_id=firm.id, year=2025, by=BY, now=now)

    def write(text):
        try:
            save(firm, 0, now, assets=text)
        except refusals.StaleDraft as stale:
            return stale.stored["values"]["assets"]
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(4) as tabs:
        answers = list(tabs.map(write, ["1", "2", "3", "4"]))
    assert answers.count("kept") == 1
    kept = Filing.objects.get(entity=firm).draft["values"]["assets"]
    assert set(answers) - {"kept"} == {kept}


@pytest.mark.django_db(transaction=True)
def test_a_double_submission_is_one_filing(firm, now):
    def submit(_):
        try:
            return file(firm, now).receipt
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clicks:
        assert len(set(clicks.map(submit, range(4)))) == 1
    assert FilingVersion.objects.count() == 1


def fill_draft(one, now, **changed):
    filing = actions.open_draft(entity_id=one.id, year=2025, by=BY, now=now)
    form = selectors.form_of(one.category, 2025)[1]
    values = ANSWERS[one.category](**changed)
    for part in form.sections:
        filing = save(
            one,
            filing.draft_revision,
            now,
            section=part.id,
            **{field.id: values[field.id] for field in part.fields if field.id in values},
        )
    return filing


def test_filing_a_draft_needs_the_revision_that_was_seen(firm, now):
    filing = fill_draft(firm, now)
    with pytest.raises(Refusal) as caught:
        actions.file_draft(entity_id=firm.id, year=2025, revision=filing.draft_revision - 1, by=BY, now=now)
    assert caught.value.code == "filing.changed-since-seen"
    given = {"entity_id": firm.id, "year": 2025, "revision": filing.draft_revision, "by": BY, "now": now}
    version = actions.file_draft(**given)
    assert actions.file_draft(**given).id == version.id
    assert Filing.objects.get(entity=firm).draft == {}


def test_correcting_begins_from_what_was_filed_in_full(firm, now):
    file(firm, now)
    filing = actions.start_correction(entity_id=firm.id, year=2025, by=BY, now=now)
    assert filing.draft["values"]["phone"] == "0999-5551234"
    assert PersonalReading.objects.count() == 4
    save(firm, filing.draft_revision, now, tax="15")
    filing.refresh_from_db()
    version = actions.correct_draft(
        entity_id=firm.id, year=2025, revision=filing.draft_revision, reason="填错", by=BY, now=now
    )
    assert version.number == 2
    assert version.content["tax"] == "15"


def test_last_year_fills_blanks_only(forms, entity, now):
    one = entity(year=2024)
    values = enterprise()
    actions.file_report(entity_id=one.id, year=2024, values=values, shown={"tax": True}, by=BY, now=now)
    actions.open_draft(entity_id=one.id, year=2025, by=BY, now=now)
    save(one, 0, now, assets="999")
    filing = actions.copy_last_year(entity_id=one.id, year=2025, section="assets", revision=1, by=BY, now=now)
    assert filing.draft["values"]["assets"] == "999"
    assert filing.draft["values"]["liabilities"] == "120.5"
    assert filing.draft["shown"]["tax"] is True
    filing = actions.copy_last_year(entity_id=one.id, year=2025, section="contact", revision=9, by=BY, now=now)
    assert filing.draft["values"]["phone"] == "0999-5551234"


def test_a_dry_run_writes_nothing_and_says_everything(firm, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        seen = actions.dry_run(entity=firm, year=2025, values=enterprise(), shown={}, now=now)
    assert seen.may_file
    assert {one.code for one in seen.trips} == {"in-time", "withheld", "correctable"}
    assert not Filing.objects.exists()
    wrong = actions.dry_run(entity=firm, year=2025, values={}, shown={}, now=now)
    assert not wrong.may_file


@pytest.fixture
def shop(forms, entity):
    return entity(9, "individual", name="青岚县城关松月茶行")


def paper(one, now, office=77, **changed):
    given = {"values": individual(), "shown": {}, "received_on": date(2026, 6, 29), "office_id": office}
    return actions.enter_paper(entity_id=one.id, year=2025, by=BY, now=now, **{**given, **changed})


def test_paper_publishes_only_that_it_was_filed(shop, now):
    version = paper(shop, now, scans=[actions.Scan(io.BytesIO(PNG), "年报.png")])
    assert version.channel == "paper"
    (report,) = section(shop)
    assert report["content_withheld"] is True
    assert report["sections"] == []
    assert version.content["revenue"] == "18.6"
    assert Attachment.objects.get(subject_id=str(version.id)).name == "年报.png"
    assert orjson.loads(bytes(version.body))["sections"] == []


def test_the_office_has_ten_working_days_for_paper(shop, now):
    actions.receive_paper(entity_id=shop.id, year=2025, received_on=date(2026, 6, 29), office_id=77, by=BY, now=now)
    duty = Duty.objects.get(party_id=77)
    assert (duty.kind, duty.unit, duty.amount, duty.due_on) == ("paper-notice", "WD", 10, date(2026, 7, 13))
    paper(shop, now + timedelta(days=1))
    duty.refresh_from_db()
    assert duty.state == "discharged"


def test_paper_counts_from_the_day_it_was_received(shop):
    version = paper(shop, datetime(2026, 7, 6, 9, 0, tzinfo=CHINA), received_on=date(2026, 6, 30))
    assert not version.late
    assert Duty.objects.get(party_id=shop.id).state == "discharged"


def test_content_kept_back_must_come_on_paper(shop, now):
    with pytest.raises(Refusal) as caught:
        file(shop, now, shown={"content": False})
    assert caught.value.code == "filing.content-withheld"
    assert file(shop, now).channel == "screen"


def test_enterprises_do_not_report_on_paper(firm, now):
    with pytest.raises(Refusal) as caught:
        paper(firm, now)
    assert caught.value.code == "filing.paper-only-individuals"
    with pytest.raises(Refusal):
        paper(firm, now, received_on=date(2026, 7, 1))
