"""Officers: how they serve, handing over, training, commendations."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from gongbao.briefing.units import open_work
from gongbao.briefing.units.models import Commendation, Handover, Post, Training, Unit
from gongbao.foundation.accounts.actions import appoint, end_membership
from gongbao.foundation.accounts.models import Membership, Role, User
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send

POSTED = declare("post.recorded", "登记信息员任职方式", "how an officer serves recorded")
GIVEN = declare("handover.given", "交出工作", "work handed over")
TAKEN = declare("handover.taken", "接手工作", "work taken over")
TRAINED = declare("training.recorded", "登记培训", "training recorded")
COMMENDED = declare("commendation.given", "表扬", "commended")


@transaction.atomic
def record_post(*, membership: Membership, full_time: bool, by: Actor, now: datetime) -> Post:
    """Whether an officer serves full-time or beside other work."""
    post, _ = Post.objects.update_or_create(
        membership=membership, defaults={"full_time": full_time, "recorded_at": now}
    )
    record_event(name=POSTED, by=by, now=now, subject=("person", membership.user_id), detail={"full_time": full_time})
    return post


@transaction.atomic
def appoint_officer(*, unit: Unit, user: User, role: Role, full_time: bool, by: Actor, now: datetime) -> Membership:
    """Somebody with an account serves the unit in this role from today. Nobody appoints themselves."""
    if by.id == str(user.pk):
        raise own_post()
    if unit.until is not None:
        raise Refusal("post.unit-closed", "这个单位已停用。", "This unit is closed.", status=409)
    membership = appoint(user=user, organisation=unit.organisation, role=role, by=by, now=now)
    record_post(membership=membership, full_time=full_time, by=by, now=now)
    return membership


@transaction.atomic
def relieve_officer(*, membership: Membership, by: Actor, now: datetime) -> None:
    """The post ends today. Refusal while work lies in the person's own hand: it is handed over first."""
    if by.id == str(membership.user_id):
        raise own_post()
    unit = Unit.objects.get(pk=membership.organisation_id)
    held = [work for work in open_work.of(unit, membership.user) if work.personal]
    if held:
        first = held[0].what
        raise Refusal(
            "post.work-in-hand",
            f"还有 {len(held)} 件在{membership.user}手里（如《{first}》）。请先办交接，由接手人接过去。",
            f"{len(held)} pieces are in {membership.user}'s hand (such as “{first}”). Hand them over first.",
            status=409,
        )
    end_membership(membership=membership, by=by, now=now)


def own_post() -> Refusal:
    return Refusal(
        "post.own", "不能给自己任职或免职，请由另一人办理。", "Nobody appoints or relieves themselves.", status=403
    )


@transaction.atomic
def give_over(*, unit: Unit, giver: User, taker: User, note: str, by: Actor, now: datetime) -> Handover:
    """Hand the unit's work to a colleague, with what is open in words."""
    if giver.pk == taker.pk:
        raise Refusal("handover.self", "请选接手的同事。", "Choose the colleague who takes over.", field="taker")
    if not note.strip():
        raise Refusal("handover.note-needed", "请写明还有哪些事没办完。", "Say what is still open.", field="note")
    if Handover.objects.filter(unit=unit, taker=taker, taken_at=None).exists():
        raise Refusal("handover.open", "上一次交接对方还没有接手。", "They have not taken over the last one yet.")
    lines = "\n".join(str(work) for work in open_work.of(unit, giver))
    made = Handover(unit=unit, giver=giver, taker=taker, note=note.strip()[:4_000], open_work=lines, given_at=now)
    made.save(force_insert=True)
    record_event(name=GIVEN, by=by, now=now, subject=("unit", unit.pk), detail={"taker": taker.pk})
    send(
        party_kind="organisation",
        party_id=unit.pk,
        words=Words(
            kind="handover",
            title_zh=f"{giver}把{unit.short}的信息工作交给{taker}",
            title_en=f"{giver} hands {unit.short}'s reporting to {taker}",
            body_zh=note.strip()[:400],
            body_en=note.strip()[:400],
            link="/report/unit/",
        ),
        now=now,
    )
    return made


@transaction.atomic
def take_over(*, handover_id: UUID, taker: User, by: Actor, now: datetime) -> Handover:
    """Say that one has taken the work over: what lay in the giver's hand lies in the taker's. Twice changes nothing."""
    found = Handover.objects.select_for_update().filter(pk=handover_id, taker=taker).first()
    if found is None:
        raise Refusal("handover.none", "没有交给您的工作。", "Nothing was handed to you.", status=404)
    if found.taken_at is None:
        found.taken_at = now
        found.save(update_fields=["taken_at"])
        open_work.pass_on(found.unit, found.giver, taker, by, now)
        record_event(name=TAKEN, by=by, now=now, subject=("unit", found.unit_id))
    return found


@transaction.atomic
def record_training(
    *, desk: Unit, held_on: date, topic: str, hours: Decimal, attendees: Sequence[User], by: Actor, now: datetime
) -> Training:
    """Write down a training that took place and who was there."""
    if not topic.strip() or hours <= 0:
        raise Refusal("training.facts-needed", "请写培训内容和学时。", "Give the topic and the hours.", field="topic")
    made = Training(
        desk=desk,
        held_on=held_on,
        topic=topic.strip()[:200],
        hours=hours,
        recorded_at=now,
        recorded_by=by.label[:80],
    )
    made.save(force_insert=True)
    made.attendees.set(attendees)
    record_event(name=TRAINED, by=by, now=now, subject=("unit", desk.pk), detail={"attendees": len(attendees)})
    return made


@transaction.atomic
def commend(
    *, desk: Unit, unit: Unit, person: User | None, year: int, reason: str, by: Actor, now: datetime
) -> Commendation:
    """Commend a unit, or one of its people, for a year's work."""
    if not reason.strip():
        raise Refusal("commendation.reason-needed", "请写表扬的理由。", "Say what for.", field="reason")
    made = Commendation(
        desk=desk,
        unit=unit,
        person=person,
        year=year,
        reason=reason.strip()[:400],
        given_at=now,
        given_by=by.label[:80],
    )
    made.save(force_insert=True)
    record_event(name=COMMENDED, by=by, now=now, subject=("unit", unit.pk), detail={"year": year})
    send(
        party_kind="organisation",
        party_id=unit.pk,
        words=Words(
            kind="commendation",
            title_zh=f"{year}年度信息工作表扬：{person or unit.short}",
            title_en=f"Commended for {year}: {person or unit.short}",
            body_zh=made.reason,
            body_en=made.reason,
            link="/report/unit/",
        ),
        now=now,
    )
    return made
