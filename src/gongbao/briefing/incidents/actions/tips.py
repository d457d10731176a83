"""Codes on walls, and what people tell through them: no account, a receipt, and nobody learns who told but by role."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.fernet import Fernet
from django.db import transaction

from gongbao.briefing.incidents import refusals
from gongbao.briefing.incidents.actions.noting import take_number
from gongbao.briefing.incidents.actions.writing import PURPOSE
from gongbao.briefing.incidents.models import Hazard, Incident, Report, Tip, TipPlace, TipState, Told
from gongbao.briefing.incidents.names import TOPIC
from gongbao.briefing.items.rules import clean_text, refuse_classified
from gongbao.briefing.units.models import Unit
from gongbao.foundation import sealing
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send

PLACED = declare("tip.placed", "启用报告码", "a code to tell by put up")
TAKEN_DOWN = declare("tip.taken-down", "停用报告码", "a code taken down")
CAME = declare("tip.received", "扫码报告收到", "told through a code")
VERIFIED = declare("tip.verified", "核实扫码报告", "what was told is verified")
READ = declare("incident.teller-read", "查看报告人身份", "who told was read")
MOST_WORDS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What somebody told: words and place; who they are only if they said so."""

    words: str
    place: str = ""
    hazard: str = ""
    seen_at: datetime | None = None
    name: str = ""
    phone: str = ""
    offline_id: UUID | None = None


@transaction.atomic
def put_up(*, unit: Unit, place: str, by: Actor, now: datetime, division: str = "") -> TipPlace:
    """Make a code for a place of a unit: a lake, a factory gate, a village square."""
    if not place.strip():
        raise refusals.needed("place", "贴在哪里", "where it hangs")
    made = TipPlace(
        token=secrets.token_urlsafe(12),
        unit=unit,
        place=place.strip()[:200],
        division=division or unit.organisation.region,
        made_at=now,
        made_by=by.label[:80],
    )
    made.save(force_insert=True)
    record_event(name=PLACED, by=by, now=now, subject=("tip-place", made.pk))
    return made


@transaction.atomic
def take_down(*, place_id: UUID, by: Actor, now: datetime) -> TipPlace:
    """The code no longer works; what came through it stays."""
    found = TipPlace.objects.select_for_update().get(pk=place_id)
    if found.ended_at is None:
        found.ended_at = now
        found.save(update_fields=["ended_at"])
        record_event(name=TAKEN_DOWN, by=by, now=now, subject=("tip-place", found.pk))
    return found


@transaction.atomic
def take_tip(*, origin: TipPlace, heard: Heard, by: Actor, now: datetime) -> Tip:
    """Take in what was told; sent twice it is one. It waits at the desk until a person has verified it."""
    if heard.offline_id is not None:
        known = Tip.objects.filter(origin=origin, offline_id=heard.offline_id).first()
        if known is not None:
            return known
    words = clean_text(heard.words, most=MOST_WORDS)
    if not words:
        raise refusals.needed("words", "看到了什么", "what you saw")
    refuse_classified(words)
    if origin.ended_at is not None:
        raise Refusal(
            "tip.taken-down",
            "这个码已经停用。情况紧急请拨打 110、119 或 120。",
            "This code is no longer in use. In an emergency call 110, 119 or 120.",
            status=410,
        )
    desk = origin.unit.reports_to or origin.unit
    number = take_number(desk, "tip", now)
    tip = Tip(
        receipt=f"{desk.short}码〔{china_date(now).year}〕{number}号",
        origin=origin,
        desk=desk,
        hazard=Hazard.objects.filter(pk=heard.hazard, active=True).first() if heard.hazard else None,
        words=words,
        place=heard.place.strip()[:200] or origin.place,
        seen_at=heard.seen_at if heard.seen_at and heard.seen_at <= now else None,
        sealed=_seal(heard),
        offline_id=heard.offline_id,
        received_at=now,
    )
    tip.save(force_insert=True)
    record_event(name=CAME, by=by, now=now, subject=("tip", tip.pk), detail={"receipt": tip.receipt})
    told = Words(
        kind="tip.received",
        title_zh=f"扫码报告：{tip.place}"[:120],
        title_en=f"Told through a code: {tip.place}"[:160],
        body_zh=words[:300],
        body_en=words[:300],
        link="/incidents/tips/",
    )
    for party in sorted({desk.pk, origin.unit_id}):
        send(party_kind="organisation", party_id=party, words=told, now=now)
    push(topic=TOPIC, audience=[f"organisation:{desk.pk}"])
    return tip


@transaction.atomic
def verify_tip(
    *, tip_id: UUID, outcome: str, words: str, by: Actor, now: datetime, incident: Incident | None = None
) -> Tip:
    """A person has looked: it became an incident, was known already, or is nothing to report. Said with a word."""
    tip = Tip.objects.select_for_update().get(pk=tip_id)
    if tip.state != TipState.NEW:
        raise refusals.not_now()
    if outcome not in {TipState.REPORTED, TipState.KNOWN, TipState.NOTHING}:
        raise refusals.needed("outcome", "核实结果", "what was found")
    if outcome != TipState.NOTHING and incident is None:
        raise refusals.needed("incident", "是哪一起事件", "which incident it is")
    if not words.strip():
        raise refusals.reason_needed("words")
    tip.state, tip.incident = outcome, incident
    tip.verified_at, tip.verified_by, tip.outcome = now, by.label[:80], words.strip()[:400]
    tip.save(update_fields=["state", "incident", "verified_at", "verified_by", "outcome"])
    record_event(name=VERIFIED, by=by, now=now, subject=("tip", tip.pk), detail={"outcome": outcome})
    return tip


@transaction.atomic
def read_teller(*, subject: Report | Tip, why: str, by: Actor, now: datetime) -> list[str]:
    """Who told: name, post, number. Every reading is written down with its reason."""
    if not why.strip():
        raise refusals.reason_needed("why")
    if isinstance(subject, Tip):
        kind, sealed = "tip", subject.sealed
    else:
        found = Told.objects.filter(report=subject).first()
        kind, sealed = "report", found.sealed if found else None
    record_event(name=READ, by=by, now=now, subject=(kind, subject.pk), detail={"why": why.strip()[:200]})
    if sealed is None:
        return []
    opened = Fernet(sealing.fernet_key(PURPOSE)).decrypt(bytes(sealed))
    return [str(one) for one in json.loads(opened)]


def _seal(heard: Heard) -> bytes | None:
    if not heard.name.strip() and not heard.phone.strip():
        return None
    facts = json.dumps([heard.name.strip()[:80], "", heard.phone.strip()[:40]], ensure_ascii=False).encode()
    return Fernet(sealing.fernet_key(PURPOSE)).encrypt(facts)
