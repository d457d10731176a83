"""What came back about what went up: told by the other installation, or written down by hand from a telephone call."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.exchange import refusals
from gongbao.briefing.exchange.models import Came, Outcome, Peer, Received, Sent, Tier
from gongbao.briefing.exchange.rules import Package
from gongbao.briefing.items.rules import clean_text, refuse_classified
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send_many

CAME = declare("outcome.recorded", "上级采用或批示", "what came back from above")
WORDS = {
    Came.ADOPTED: ("上级采用", "Adopted above"),
    Came.INSTRUCTED: ("上级领导批示", "Instruction from above"),
    Came.RETURNED: ("上级退回", "Returned from above"),
    Came.ASKED: ("上级要求补充", "More is asked from above"),
    Came.KEPT: ("上级留存备查", "Kept above for reference"),
}
MOST_WORDS = 2_000


@transaction.atomic
def record_outcome(
    *,
    sent: Sent,
    came: str,
    tier: str,
    on: date | None,
    by: Actor,
    now: datetime,
    place: str = "",
    number: str = "",
    leader: str = "",
    words: str = "",
    received: Received | None = None,
) -> Outcome:
    """Write down what came of something sent upward; the units whose items are in it hear of it. Twice is once."""
    if came not in Came.values or tier not in Tier.values:
        raise Refusal("exchange.outcome", "请选择结果和级别。", "Choose the result and the level.", field="came")
    leader = clean_text(leader, most=60)
    if came == Came.INSTRUCTED and not leader:
        raise refusals.leader_needed()
    words = clean_text(words, most=MOST_WORDS)
    refuse_classified(words)
    facts = {
        "came": came,
        "tier": tier,
        "place": clean_text(place, most=80),
        "number": clean_text(number, most=60),
        "leader": leader,
        "on": on or china_date(now),
    }
    made, new = Outcome.objects.get_or_create(
        sent=sent,
        **facts,
        defaults={"words": words, "received": received, "recorded_at": now, "recorded_by": by.label[:80]},
    )
    if new:
        record_event(name=CAME, by=by, now=now, subject=("package", sent.pk), detail={"came": came, "tier": tier})
        _tell(sent, made, now)
    return made


def hear_outcome(*, peer: Peer, package: Package, received: Received, by: Actor, now: datetime) -> None:
    """The other installation says what came of a package of ours. Refusal for one we never sent them."""
    sent = Sent.objects.filter(pk=package.answers, peer=peer).first() if package.answers else None
    if sent is None:
        raise Refusal("exchange.answers-nothing", "对应的上报件不在本系统。", "It answers nothing we sent.")
    body = package.body
    record_outcome(
        sent=sent,
        came=str(body["came"]),
        tier=str(body["tier"]),
        place=str(body.get("place", ""))[:80],
        number=str(body.get("number", ""))[:60],
        leader=str(body.get("leader", ""))[:60],
        words=str(body.get("words", ""))[:MOST_WORDS],
        on=date.fromisoformat(str(body["on"])),
        received=received,
        by=by,
        now=now,
    )


def _tell(sent: Sent, made: Outcome, now: datetime) -> None:
    zh, en = WORDS[Came(made.came)]
    where = "".join(part for part in (made.place, made.number) if part)
    detail = "；".join(part for part in (where, made.leader, made.words) if part)[:500]
    units = sent.manuscript.sources.values_list("item__unit_id", "item_id") if sent.manuscript else []
    told: list[tuple[int, Words]] = [
        (unit, _words(zh, en, sent.title, detail, f"/report/items/{item}/")) for unit, item in units
    ]
    told.append((sent.desk_id, _words(zh, en, sent.title, detail, f"/exchange/out/{sent.pk}/")))
    send_many(party_kind="organisation", notices=told, now=now)


def _words(zh: str, en: str, title: str, detail: str, link: str) -> Words:
    return Words(
        kind="exchange.outcome",
        title_zh=f"{zh}：{title}"[:120],
        title_en=f"{en}: {title}"[:160],
        body_zh=detail,
        body_en=detail,
        link=link,
    )


def sent_of(sent_id: UUID) -> Sent | None:
    return Sent.objects.filter(pk=sent_id).select_related("manuscript", "peer", "desk").first()
