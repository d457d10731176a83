"""The season from opening to close: who owes, who is listed, by which words, and never twice."""

import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta

import orjson
import pytest

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.clock import CHINA
from gongbao.foundation.codes.models import Division
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.duties.owed import Parties
from gongbao.foundation.events.actor import Actor, ActorKind, command
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.ledger.models import Outbox
from gongbao.foundation.notices.models import Notice
from gongbao.kernel.statutes import Kind, ReportFacts, Standing, decide_late_listing
from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.kernel.tlog.commitment import opens
from gongbao.kernel.tlog.leaf import parse_leaf
from gongbao.register.entities.models import Entity
from gongbao.register.listings import actions as listing_actions
from gongbao.register.listings.models import Decision, Listing, Numbering
from gongbao.register.records.models import PendingPublication
from gongbao.register.seasons import actions, rules
from gongbao.register.seasons.actions import closing
from gongbao.register.seasons.models import CloseCase, SeasonClose

pytestmark = pytest.mark.django_db
BY = command("test")
AFTER = datetime(2026, 7, 6, 9, 0, tzinfo=CHINA)
ON = date(2026, 7, 6)


def told():
    return Notice.objects.filter(party_kind="entity").count()


def close(year=2025, on=ON, now=AFTER, chunk=actions.CHUNK, region=""):
    prepared = actions.prepare_close(year=year, on=on, now=now, by=BY, region=region)
    actions.sign_close(close_id=prepared.id, by=BY, now=now)
    return actions.carry_out(close_id=prepared.id, by=BY, now=now, chunk=chunk)


def test_who_owes_is_what_the_kernel_says(register, now):
    expected = set()
    number = 0
    for category in ("enterprise", "individual", "cooperative"):
        for standing in ("active", "suspended", "revoked", "gone"):
            for day in (date(2025, 12, 31), date(2026, 1, 1), date(2019, 1, 1)):
                number += 1
                entity = register(number, category, standing, day)
                facts = ReportFacts(Kind(category), Standing(standing), day, 2025)
                if decide_late_listing(facts, date(2026, 7, 1)).outcome == "list":
                    expected.add(entity.id)
    actions.open_season(year=2025, now=now, by=BY)
    assert set(Duty.objects.filter(kind="annual-report").values_list("party_id", flat=True)) == expected
    assert len(expected) == 12


def test_the_close_lists_the_missing_once(register, file_report, county, now):
    filed, missing, shop, coop = (
        register(1),
        register(2, name='青岚"甲乙"\\茶业\t有限公司'),
        register(3, "individual"),
        register(4, "cooperative", "suspended"),
    )
    actions.open_season(year=2025, now=now, by=BY)
    file_report(filed)
    done = close()
    assert (done.state, done.owing, done.listed, done.excepted, done.passed) == ("done", 3, 3, 0, 0)
    assert set(Listing.objects.values_list("entity_id", flat=True)) == {missing.id, shop.id, coop.id}
    assert list(Decision.objects.order_by("entity_id").values_list("number", flat=True)) == [
        f"青岚市监异列〔2026〕{n}号" for n in (1, 2, 3)
    ]
    assert Listing.objects.get(entity=shop).shown_until == date(2027, 6, 30)
    assert Listing.objects.get(entity=missing).shown_until is None
    assert Decision.objects.get(entity=missing).citations == ["R24:8.1[C]", "R24:18.1[C]", "A25:4(1)[C]", "A25:6[C]"]
    assert Decision.objects.get(entity=shop).citations == ["G25:3.1[C]", "G25:13[C]"]
    assert "REGR22:63[C]" in Decision.objects.get(entity=coop).citations
    assert set(Notice.objects.filter(party_kind="entity").values_list("party_id", flat=True)) == {
        missing.id,
        shop.id,
        coop.id,
    }
    assert (
        Notice.objects.get(party_kind="entity", party_id=missing.id).link
        == f"/my/listings/{missing.id}/{Listing.objects.get(entity=missing).id}/"
    )
    assert set(PendingPublication.objects.values_list("entity_id", flat=True)) == {missing.id, shop.id, coop.id}
    assert Duty.objects.get(kind="season-close").state == "discharged"
    again = close()
    assert (again.owing, again.listed) == (0, 0)
    assert (Listing.objects.count(), Decision.objects.count(), Outbox.objects.count(), told()) == ((3, 3, 3, 3))


def test_bytes_are_the_kernels_and_the_log_opens_them(register, county, now):
    nasty = 'e\u0301青"\\/\x01\x1f\u2028\x7f😀<&'
    entity = register(1, name=nasty, code="")
    actions.open_season(year=2025, now=now, by=BY)
    close()
    decision = Decision.objects.get(entity=entity)
    body = bytes(decision.body)
    assert canonical_json(orjson.loads(body)) == body
    (decided,) = [d for d in rules.decisions(2025, ON) if (d.category, d.standing) == ("enterprise", "active")]
    written = rules.document(decided, 2025, ON)
    single = replace(
        written,
        name=unicodedata.normalize("NFC", nasty),
        number=decision.number,
        authority="青岚县市场监督管理局",
        decision=str(decision.id),
    )
    assert single.body() == body
    (entry,) = Outbox.objects.all()
    leaf = parse_leaf(bytes(entry.entry))
    assert (leaf.record, leaf.kind, leaf.version, leaf.time) == (
        (str(decision.id), "decision", 1, "2026-07-06T01:00:00Z")
    )
    assert (entry.record, entry.kind) == (decision.id, "decision")
    assert opens(bytes.fromhex(leaf.commitment), bytes(decision.salt), body)
    assert bytes(decision.commitment).hex() == leaf.commitment


def test_each_side_of_the_reform(register, county, now):
    """On 1 July 2024 the old measures under the new regulation: shops are marked, not listed; a year later they are."""
    firm, shop, coop = register(1), register(2, "individual"), register(3, "cooperative")
    actions.open_season(year=2023, now=now, by=BY)
    close(year=2023, on=date(2024, 7, 1))
    assert Decision.objects.get(entity=firm).citations == ["R24:8.1[C]", "R24:18.1[C]", "A14:4(1)[C]", "A14:6[C]"]
    shops = Decision.objects.get(entity=shop)
    assert shops.citations == ["G14:3.1[C]", "G14:13[C]"]
    assert orjson.loads(bytes(shops.body))["measure"]["zh"] == "标记为经营异常状态"
    assert Decision.objects.get(entity=coop).citations == ["N14:4.1[C]", "N14:10[C]"]
    actions.open_season(year=2024, now=now, by=BY)
    close(year=2024, on=date(2025, 7, 1))
    shops = Decision.objects.get(entity=shop, decided_on=date(2025, 7, 1))
    assert shops.citations == ["G25:3.1[C]", "G25:13[C]"]
    assert orjson.loads(bytes(shops.body))["measure"]["zh"] == "列入经营异常名录"
    assert shops.number == "青岚市监异列〔2025〕2号"


def test_sensible_refusals_in_both_languages(register, county, now):
    cases = [
        ({"year": 1999}, "season-unknown-year"),
        ({"year": 2025}, "season-not-open"),
    ]
    for facts, code in cases:
        with pytest.raises(Refusal) as refused:
            actions.prepare_close(on=ON, now=AFTER, by=BY, **facts)
        assert refused.value.code == code
        assert refused.value.zh
        assert refused.value.en
    with pytest.raises(Refusal, match="season-not-begun"):
        actions.open_season(year=2026, now=now, by=BY)
    actions.open_season(year=2025, now=now, by=BY)
    with pytest.raises(Refusal, match="season-not-over"):
        actions.prepare_close(year=2025, on=date(2026, 6, 30), now=AFTER, by=BY)
    with pytest.raises(Refusal, match="season-future-day"):
        actions.prepare_close(year=2025, on=date(2026, 7, 7), now=AFTER, by=BY)


def test_exceptions_go_to_a_person(register, county, now):
    unknown, unplaced, plain = register(1, established=None), register(2, region="888888"), register(3)
    actions.open_season(year=2025, now=now, by=BY)
    done = close()
    assert (done.owing, done.listed, done.excepted) == (3, 1, 2)
    assert list(Listing.objects.values_list("entity_id", flat=True)) == [plain.id]
    reasons = dict(CloseCase.objects.filter(outcome="except").values_list("entity_id", "reason"))
    assert reasons == {unknown.id: "set-up-unknown", unplaced.id: "no-authority"}


def test_who_files_before_the_signature_is_not_listed(register, file_report, county, now):
    one, two = register(1), register(2)
    actions.open_season(year=2025, now=now, by=BY)
    prepared = actions.prepare_close(year=2025, on=ON, now=AFTER, by=BY)
    file_report(one, at=AFTER)
    actions.sign_close(close_id=prepared.id, by=BY, now=AFTER)
    done = actions.carry_out(close_id=prepared.id, by=BY, now=AFTER)
    assert (done.listed, done.passed) == (1, 1)
    assert Listing.objects.get().entity_id == two.id
    assert Decision.objects.get().number.endswith("〕1号")


def test_two_people_prepare_and_sign(register, county, now):
    register(1)
    actions.open_season(year=2025, now=now, by=BY)
    clerk = Actor(kind=ActorKind.USER, id="7", label="甲某某")
    head = Actor(kind=ActorKind.USER, id="8", label="甲某某")
    prepared = actions.prepare_close(year=2025, on=ON, now=AFTER, by=clerk)
    with pytest.raises(Refusal, match="close-same-person"):
        actions.sign_close(close_id=prepared.id, by=clerk, now=AFTER)
    with pytest.raises(Refusal, match="close-already-prepared"):
        actions.prepare_close(year=2025, on=ON, now=AFTER, by=head)
    actions.sign_close(close_id=prepared.id, by=head, now=AFTER)
    assert actions.carry_out(close_id=prepared.id, by=BY, now=AFTER).listed == 1
    assert Decision.objects.get().decided_by == "甲某某 #8"


def test_a_crash_leaves_whole_chunks_and_a_rerun_finishes(register, county, now, monkeypatch):
    for number in range(1, 8):
        register(number)
    actions.open_season(year=2025, now=now, by=BY)
    prepared = actions.prepare_close(year=2025, on=ON, now=AFTER, by=BY)
    actions.sign_close(close_id=prepared.id, by=BY, now=AFTER)
    calls = []
    real = closing.send_to_all

    def failing(**given):
        calls.append(1)
        if len(calls) == 2:
            raise OSError("the power went")
        return real(**given)

    monkeypatch.setattr(closing, "send_to_all", failing)
    with pytest.raises(OSError, match="power"):
        actions.carry_out(close_id=prepared.id, by=BY, now=AFTER, chunk=3)
    counts = (Listing.objects.count(), Decision.objects.count(), Outbox.objects.count(), told())
    assert counts == (3, 3, 3, 3)
    assert Numbering.objects.get().last == 3
    done = actions.carry_out(close_id=prepared.id, by=BY, now=AFTER + timedelta(hours=1), chunk=3)
    assert (done.state, done.listed) == ("done", 7)
    numbers = sorted(int(n.split("〕")[1][:-1]) for n in Decision.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 8))


def test_the_season_follows_the_register(register, file_report, county, now):
    stays, goes, files = register(1), register(2), register(3)
    _, first = actions.open_season(year=2025, now=now, by=BY)
    assert first.opened == 3
    newcomer = register(4)
    Entity.objects.filter(id=goes.id).update(standing="gone")
    Entity.objects.filter(id=stays.id).update(region="999101002")
    file_report(files, at=datetime(2026, 7, 2, tzinfo=CHINA))
    synced = actions.sync_season(year=2025, now=now, by=BY)
    assert (synced.opened, synced.waived, synced.filed, synced.moved) == (1, 1, 1, 1)
    states = dict(Duty.objects.filter(kind="annual-report").values_list("party_id", "state"))
    assert states == {stays.id: "open", goes.id: "waived", files.id: "late", newcomer.id: "open"}
    again = actions.sync_season(year=2025, now=now, by=BY)
    assert (again.opened, again.waived, again.filed, again.moved) == (0, 0, 0, 0)


def test_one_region_is_closed_alone(register, county, now):
    here, there = register(1, region="999101001"), register(2, region="999101002")
    actions.open_season(year=2025, now=now, by=BY)
    assert close(region="999101001").listed == 1
    assert Listing.objects.get().entity_id == here.id
    assert close().listed == 1
    assert SeasonClose.objects.filter(state="done").count() == 2
    assert Listing.objects.filter(entity=there).exists()


def test_the_bulk_pass_needs_a_transaction(transactional_db):
    with pytest.raises(RuntimeError):
        listing_actions.list_all(entities=Parties("SELECT 1"), chapters=[], offices={}, by=BY, now=AFTER)


def test_a_rehearsal_shows_who_and_why_and_writes_nothing(register, file_report, county, now):
    missing, shop = register(1), register(2, "individual")
    filed, revoked, unknown = register(3), register(4, standing="revoked"), register(5, established=None)
    actions.open_season(year=2025, now=now, by=BY)
    file_report(filed, at=datetime(2026, 7, 3, tzinfo=CHINA))
    events = Event.objects.count()
    found = actions.rehearse(year=2025, on=ON, now=AFTER, by=BY)
    assert (found.owing, found.to_list, found.excepted) == (3, 2, 1)
    assert found.by_place == (("999101", "青岚县市场监督管理局", 2),)
    assert found.exceptions == (("set-up-unknown", 1),)
    assert [(r.category, r.count) for r in found.rulings] == [("enterprise", 1), ("individual", 1)]
    assert "第四条第（一）项" in found.rulings[0].citations[2].zh
    assert [line.entity_id for line in found.lines] == [missing.id, shop.id, unknown.id]
    told = {other.words.en: other for other in found.alternatives}
    assert told["if those who filed late were listed all the same"].count == 3
    assert told["if those with a revoked licence still owed the report"].count == 3
    old = told["under the measures of 2014"].difference
    assert "标记为经营异常状态" in old.zh
    assert "暂行办法" in old.zh
    assert [m.objects.count() for m in (Listing, Decision, SeasonClose, CloseCase)] == [0, 0, 0, 0]
    assert (Event.objects.count(), Duty.objects.get(party_id=filed.id).state) == (events, "open")
    assert revoked.id not in {line.entity_id for line in found.lines}
    ahead = actions.rehearse(year=2025, on=date(2026, 12, 1), now=AFTER, by=BY)
    assert any("机关" in said.zh or "期限" in said.zh for r in ahead.rulings for said in r.cautions)


def test_a_firm_placed_only_in_its_prefecture_is_listed_by_the_office_that_covers_it(register, now):
    """Registrars know some firms by city or province alone: they owe like the others."""
    Organisation.objects.create(kind="authority", name="云岭省市场监督管理局", region="99", created_at=now)
    firms = [register(n, region=place) for n, place in enumerate(("9991", "99", "999101", "999101001"), 1)]
    actions.open_season(year=2025, now=now, by=BY)
    done = close()
    assert (done.listed, done.excepted, done.passed) == (4, 0, 0)
    offices = dict(Listing.objects.values_list("entity_id", "authority"))
    assert [offices[firm.id] for firm in firms] == ["云岭省市场监督管理局"] * 2 + ["青岚县市场监督管理局"] * 2


def test_an_office_gone_between_signing_and_carrying_out_stops_the_close(register, county, now):
    register(1)
    actions.open_season(year=2025, now=now, by=BY)
    prepared = actions.prepare_close(year=2025, on=ON, now=AFTER, by=BY)
    actions.sign_close(close_id=prepared.id, by=BY, now=AFTER)
    Organisation.objects.update(active=False)
    Division.objects.all().delete()
    with pytest.raises(Refusal, match="listing-no-office"):
        actions.carry_out(close_id=prepared.id, by=BY, now=AFTER)
    assert not Listing.objects.exists()
