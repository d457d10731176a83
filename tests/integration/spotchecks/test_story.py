"""A draw from plan to published file, done again by the kernel alone, and all that must be refused on the way."""

import json
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from tests.integration.spotchecks.conftest import (
    AFTER,
    BEFORE,
    PLANNER,
    RESULT,
    SIGNATURE,
    SIGNER,
    committed,
    draft,
    firm,
)

from gongbao.foundation.draws import actions as draws
from gongbao.foundation.draws import names, publication, selectors
from gongbao.foundation.draws.models import Draw, Drawn, Member, Paper, Plan
from gongbao.foundation.draws.rules import Wish
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.foundation.events import bus
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.ledger.models import Outbox
from gongbao.kernel.draw.manifest import parse
from gongbao.kernel.draw.pool import Member as Leaf
from gongbao.kernel.draw.pool import Place, check_place
from gongbao.kernel.draw.published import read, verify
from gongbao.register.spotchecks import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """What was told on the bus."""
    heard: list[tuple[str, dict]] = []
    monkeypatch.setattr(bus, "_handlers", {})
    bus.subscribe(
        {name: (lambda facts, name=name: heard.append((name, dict(facts))),) for name in (names.DRAWN, names.REPLACED)}
    )
    return heard


def test_from_plan_to_a_file_anybody_verifies(office, firms, inspectors, told):
    for person in inspectors[:2]:
        actions.declare_interest(
            inspector_id=person.id, entity_code=firms[0].code, ground="kinship", by=PLANNER, now=BEFORE
        )
    actions.record_visits(entity_ids=[firms[5].id], on=BEFORE.date(), source="专项检查", by=PLANNER, now=BEFORE)
    firm(50, standing="suspended")
    firm(51, code="")
    firm(52, standing="gone")
    draw = committed(office)
    manifest = parse(bytes(draw.body))
    assert (manifest.area, manifest.quota, manifest.floor) == (42, 4, "3/100")
    assert manifest.excluded == {"visited": 1, "suspended": 1, "no-code": 1, "gone": 1}
    assert manifest.approved_by == SIGNER.label
    assert draw.plan.number == manifest.plan == "CC-999101-2023-0001"

    drawn = draws.carry_out(draw_id=draw.pk, signature=SIGNATURE, by=PLANNER, now=AFTER)
    assert told == [(names.DRAWN, {"draw": draw.pk, "by": PLANNER, "now": AFTER})]
    parties = selectors.drawn(draw.pk)
    assert len(parties) == 4
    assert all(len(one.inspectors) == 2 and one.inspectors[0].lead for one in parties)
    assert firms[5].id not in {one.party_id for one in parties}
    with pytest.raises(ValueError, match="not revealed"):
        list(publication.published(drawn))

    out = parties[0]
    came = actions.replace(draw=draw.pk, party_id=out.party_id, reason="moved", by=PLANNER, now=AFTER)
    assert came.rank == 5
    away = parties[1].inspectors[0].code
    actions.recuse(draw=draw.pk, party_id=parties[1].party_id, inspector=away, reason="absent", by=PLANNER, now=AFTER)
    actions.supplement(draw=draw.pk, stratum="all", count=2, reason="findings", by=PLANNER, now=AFTER)
    assert [one.rank for one in selectors.drawn(draw.pk)] == [1, 2, 3, 4, 5, 6, 7]
    assert away not in {one.code for one in selectors.drawn_of(parties[1].party_id)[0].inspectors}

    shown = actions.reveal(draw_id=draw.pk, by=PLANNER, now=AFTER + timedelta(days=9))
    steps = verify(read("".join(publication.published(shown)).encode()), logged=draw.digest, witnessed=BEFORE)
    assert [step.holds for step in steps] == [True] * 5 + [None], steps[-1].zh
    shown = draws.show_inspectors(draw_id=draw.pk, by=PLANNER, now=AFTER + timedelta(days=9))
    said = json.loads("".join(publication.published(shown)))
    assert [step.holds for step in verify(read(json.dumps(said).encode()), logged=draw.digest)] == [True] * 6
    assert len(said["assigned"]) == 6
    assert len(said["conflicts"]) == 2

    assert Duty.objects.get(kind="draw-reveal").state == DutyState.DISCHARGED
    kinds = list(Outbox.objects.filter(record=draw.pk).order_by("version").values_list("version", "kind"))
    assert kinds == [(1, "draw-manifest"), *((n, "decision") for n in range(2, 6)), (6, "draw-reveal")]


def test_the_secret_is_kept_where_nobody_reads_it(office, firms, inspectors, settings):
    draw = committed(office)
    draws.carry_out(draw_id=draw.pk, signature=SIGNATURE, by=PLANNER, now=AFTER)
    secret = bytes(draws.reveal(draw_id=draw.pk, by=PLANNER, now=AFTER).secret)
    assert sha256(secret).digest() == bytes(draw.secret_commitment)
    assert secret not in bytes(draw.sealed_secret)
    assert secret.hex() not in json.dumps([event.detail for event in Event.objects.all()])
    other = committed(office, mode="directed", purpose="投诉较多")
    settings.SECRET_KEY = "another"
    with pytest.raises(Refusal, match="secret-lost"):
        draws.carry_out(draw_id=other.pk, signature=SIGNATURE, by=PLANNER, now=AFTER)


def test_each_firm_proves_its_place(office, inspectors):
    firms = [firm(number) for number in range(1, 601)]
    draw = committed(office, cap=100, rate=Decimal(3))
    root = parse(bytes(draw.body)).pool_root
    for one in (firms[0], firms[299], firms[599]):
        said = publication.place(draw, one.code)
        leaf = Leaf(one.code, said["stratum"], bytes.fromhex(said["salt"]))
        path = tuple(map(bytes.fromhex, said["path"]))
        check_place(Place(leaf, said["position"], said["size"], path), root)
        assert "rank" not in said
    assert publication.place(draw, "nobody") is None
    draws.carry_out(draw_id=draw.pk, signature=SIGNATURE, by=PLANNER, now=AFTER)
    draws.reveal(draw_id=draw.pk, by=PLANNER, now=AFTER)
    draw.refresh_from_db()
    ranks = {one.code: publication.place(draw, one.code)["rank"] for one in firms[:40]}
    drawn = dict(Drawn.objects.filter(draw=draw).values_list("identifier", "rank"))
    assert len(drawn) == 18
    assert {code: rank for code, rank in ranks.items() if rank <= 18} == {
        code: rank for code, rank in drawn.items() if code in ranks
    }


def test_strata_and_shared_draws(office, firms, inspectors):
    actions.import_risks(
        lines=["统一社会信用代码,类别", *(f"{one.code},{'ABCD'[n % 4]}" for n, one in enumerate(firms[:36]))],
        source="省平台",
        on=BEFORE.date(),
        by=PLANNER,
        now=BEFORE,
    )
    draw = committed(
        office,
        mode="directed",
        purpose="信用风险高的多查",
        dimensions=("industry", "risk"),
        authorities=(office.name, "青岚县税务局"),
        rate=Decimal(1),
        cap=40,
        shares=(
            Wish(rate=Decimal(100), key="risk:D"),
            Wish(rate=Decimal(5), authority=office.name),
            Wish(rate=Decimal(100), authority=office.name, key="risk:D"),
            Wish(count=3, authority="青岚县税务局"),
        ),
    )
    manifest = parse(bytes(draw.body))
    sizes = {one.code: (one.size, one.quota) for one in manifest.strata}
    assert sum(size for size, _ in sizes.values()) == 40
    assert all(quota == size for code, (size, quota) in sizes.items() if code.endswith("/D"))
    assert sum(part.quota for part in manifest.parts if part.authority == "青岚县税务局") == 3
    assert manifest.strata[0].definition == "农、林、牧、渔业 · B 类（信用风险一般）"
    assert {"A/B", "A/D", "A/U", "C/A", "C/C", "C/U"} == set(sizes)
    found = draws.carry_out(draw_id=draw.pk, signature=SIGNATURE, by=PLANNER, now=AFTER)
    assert Drawn.objects.filter(draw=found).count() == manifest.quota


def test_lotteries_instead_of_a_beacon(office, firms, inspectors):
    draw = committed(office, beacon=None, lotteries=("双色球:2023098",))
    with pytest.raises(Refusal, match="entropy-other"):
        draws.carry_out(draw_id=draw.pk, lotteries=[RESULT._replace(issue="2023099")], by=PLANNER, now=AFTER)
    draws.carry_out(draw_id=draw.pk, lotteries=[RESULT], by=PLANNER, now=AFTER)
    shown = actions.reveal(draw_id=draw.pk, show_inspectors=True, by=PLANNER, now=AFTER)
    assert all(step.holds is not False for step in verify(read("".join(publication.published(shown)).encode())))


def test_a_missed_reveal_is_published_once(office, firms, inspectors):
    draw = committed(office)
    late = AFTER + timedelta(days=70)
    assert draws.publish_breaches(by=PLANNER, now=AFTER) == []
    assert [one.pk for one in draws.publish_breaches(by=PLANNER, now=late)] == [draw.pk]
    assert draws.publish_breaches(by=PLANNER, now=late) == []
    assert Paper.objects.get(draw=draw).sort == "breach"
    draws.carry_out(draw_id=draw.pk, signature=SIGNATURE, by=PLANNER, now=late)
    assert actions.reveal(draw_id=draw.pk, by=PLANNER, now=late).breached_at == late
    assert Duty.objects.get(kind="draw-reveal").state == DutyState.LATE


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"mode": "directed"}, "purpose"),
        ({"industries": ("C",)}, "mode"),
        ({"categories": ()}, "categories"),
        ({"rate": Decimal(0)}, "rate"),
        ({"rate": None}, "rate"),
        ({"each": 1}, "each"),
        ({"cap": 0}, "cap"),
        ({"beacon": None}, "beacon_at"),
        ({"beacon": 10**9}, "beacon_at"),
        ({"lotteries": ("双色球",)}, "lotteries"),
        ({"reveal_by": BEFORE}, "reveal_by"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(office, given, field):
    with pytest.raises(Refusals) as refused:
        draws.plan_draw(draft=draft(office, **given), by=PLANNER, now=BEFORE)
    assert field in {one.field for one in refused.value.refusals}
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"rate": Decimal(2)}, "draw.below-floor"),
        ({"cap": 1}, "draw.inspectors-too-few"),
        ({"qualification": "food"}, "draw.inspectors-too-few"),
        ({"categories": ("cooperative",)}, "draw.pool-empty"),
        ({"rate": None, "quota_by": "count", "count": 41}, "draw.quota-above-stratum"),
    ],
)
def test_a_commitment_that_cannot_be_leaves_nothing(office, firms, inspectors, given, code):
    with pytest.raises(Refusal) as refused:
        committed(office, **given)
    assert refused.value.code == code
    assert not Draw.objects.exists()
    assert not Member.objects.exists()
    assert not Outbox.objects.exists()
    assert not Duty.objects.exists()


def test_the_order_of_steps_is_kept(office, firms, inspectors):
    plan = draws.plan_draw(draft=draft(office), by=PLANNER, now=BEFORE)
    with pytest.raises(Refusal, match="other-step"):
        actions.commit(plan_id=plan.id, by=PLANNER, now=BEFORE)
    with pytest.raises(Refusal, match="own-plan"):
        draws.approve_plan(plan_id=plan.id, by=PLANNER, now=BEFORE)
    draws.approve_plan(plan_id=plan.id, by=SIGNER, now=BEFORE)
    draws.change_plan(plan_id=plan.id, draft=draft(office, rate=Decimal(5)), by=PLANNER, now=BEFORE)
    assert Plan.objects.get().approved_at is None
    draws.approve_plan(plan_id=plan.id, by=SIGNER, now=BEFORE)
    with pytest.raises(Refusal, match="too-late"):
        actions.commit(plan_id=plan.id, by=PLANNER, now=AFTER - timedelta(minutes=5))
    with pytest.raises(Refusal, match="season-not-over"):
        actions.commit(plan_id=plan.id, by=PLANNER, now=BEFORE.replace(month=6))
    draw = actions.commit(plan_id=plan.id, by=PLANNER, now=BEFORE)
    with pytest.raises(Refusal, match="other-step"):
        draws.change_plan(plan_id=plan.id, draft=draft(office), by=PLANNER, now=BEFORE)
    with pytest.raises(Refusal, match="undirected-twice"):
        committed(office)
    with pytest.raises(Refusal, match="entropy-early"):
        draws.carry_out(draw_id=draw.pk, signature=SIGNATURE, by=PLANNER, now=BEFORE)
    for signature in (SIGNATURE[:-1] + b"\0", b"short", None):
        with pytest.raises(Refusal, match="entropy"):
            draws.carry_out(draw_id=draw.pk, signature=signature, by=PLANNER, now=AFTER)
    assert not Drawn.objects.exists()
    with pytest.raises(Refusal, match="other-step"):
        actions.reveal(draw_id=draw.pk, by=PLANNER, now=AFTER)
    draws.carry_out(draw_id=draw.pk, signature=SIGNATURE, by=PLANNER, now=AFTER)
    with pytest.raises(Refusal, match="other-step"):
        draws.carry_out(draw_id=draw.pk, signature=SIGNATURE, by=PLANNER, now=AFTER)
    first = selectors.drawn(draw.pk)[0]
    with pytest.raises(Refusal, match="reason-unknown"):
        actions.replace(draw=draw.pk, party_id=first.party_id, reason="not-liked", by=PLANNER, now=AFTER)
    with pytest.raises(Refusal, match="not-drawn"):
        actions.replace(draw=draw.pk, party_id=0, reason="moved", by=PLANNER, now=AFTER)
    with pytest.raises(Refusal, match="stratum-exhausted"):
        actions.supplement(draw=draw.pk, stratum="all", count=39, reason="ordered", by=PLANNER, now=AFTER)
    assert Paper.objects.filter(draw=draw).count() == 1


def test_a_pool_with_a_firm_twice_is_refused(office, firms, inspectors):
    firms[1].__class__.objects.filter(id=firms[1].id).update(code=firms[0].code)
    with pytest.raises(Refusal, match="pool-twice"):
        committed(office)
