"""What we send: adopted texts upward, circulars and key points downward; on paper where there is no peer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongbao.briefing.desk.models import Adoption, Manuscript, Use
from gongbao.briefing.desk.rules import check_text
from gongbao.briefing.exchange import refusals
from gongbao.briefing.exchange.actions.annexes import announced, chosen_files, queue_files
from gongbao.briefing.exchange.actions.queueing import Parcel, queue
from gongbao.briefing.exchange.models import Peer, Sent, SentState, Side
from gongbao.briefing.items.rules import MOST_BODY, MOST_TITLE, clean_text, refuse_classified
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare

PRINTED = declare("package.printed", "纸质上报", "sent on paper")
DOWN = {"circular": ("通报", "circular"), "key-points": ("报送要点", "key points")}
MOST_SOURCES = 40


def contents(manuscript: Manuscript) -> dict[str, Any]:
    """What a text that goes up says: its words, and whose items are in it, with their shares in ten-thousandths."""
    sources = list(manuscript.sources.select_related("item__unit").order_by("-share", "id")[:MOST_SOURCES])
    first = sources[0].item if sources else None
    return {
        "title": manuscript.title,
        "text": manuscript.body,
        "note": manuscript.note,
        "type": first.type_id if first else "dynamic",
        "mood": first.mood if first else "plain",
        "happened_on": first.happened_on.isoformat() if first and first.happened_on else "",
        "places": sorted({code for one in sources for code in one.item.places})[:20],
        "sources": [{"unit": one.item.unit.short, "share": int(one.share * 10_000)} for one in sources],
    }


@transaction.atomic
def send_up(
    *,
    manuscript: Manuscript,
    peer: Peer | None,
    to: str,
    signed_off_by: str,
    by: Actor,
    now: datetime,
    files: Sequence[UUID] = (),
) -> Sent:
    """Send an adopted text upward: into a peer's queue, or (without a peer) as a sheet on paper to `to`.

    Of the units' attachments those named in `files` follow it. The same wording goes to the same place once. Refusal
    without a sign-off, for anything marked secret, and for text that holds what may not go on.
    """
    if not signed_off_by.strip():
        raise refusals.sign_off_needed()
    uses = set(Adoption.objects.filter(manuscript=manuscript, withdrawn_at=None).values_list("use", flat=True))
    if not uses & {Use.UPWARD, Use.SPECIAL}:
        raise refusals.not_adopted()
    refuse_classified(manuscript.title, manuscript.body, manuscript.note)
    _refuse_personal(manuscript)
    special = Use.UPWARD not in uses
    chosen = chosen_files(manuscript, files)
    body = contents(manuscript) | {"signed_off_by": signed_off_by.strip()[:60], "edition": manuscript.versions}
    if chosen:
        body["files"] = announced(chosen)
    parcel = Parcel(
        kind="special" if special else "item",
        key=f"manuscript:{manuscript.pk}:{manuscript.versions}",
        title=manuscript.title,
        body=body,
        manuscript=manuscript,
        signed_off_by=signed_off_by,
    )
    if peer is not None:
        if peer.side != Side.ABOVE or peer.desk_id != manuscript.desk_id:
            raise refusals.unknown_peer()
        before = Sent.objects.filter(peer=peer, key=parcel.key).exists()
        made = queue(peer=peer, parcel=parcel, by=by, now=now)
        if not before:
            queue_files(peer=peer, text=made, files=chosen, by=by, now=now)
        return made
    return _print(manuscript, parcel, to.strip()[:60], by=by, now=now)


def _print(manuscript: Manuscript, parcel: Parcel, to: str, *, by: Actor, now: datetime) -> Sent:
    if not to:
        raise refusals.name_needed()
    key = f"{parcel.key}:{to}"[:80]
    known = Sent.objects.filter(peer=None, key=key).first()
    if known is not None:
        return known
    made = Sent(
        desk=manuscript.desk,
        to=to,
        kind=parcel.kind,
        key=key,
        title=parcel.title,
        text="",
        digest="",
        manuscript=manuscript,
        signed_off_by=parcel.signed_off_by.strip()[:60],
        state=SentState.PRINTED,
        made_at=now,
        made_by=by.label[:80],
    )
    made.save(force_insert=True)
    record_event(name=PRINTED, by=by, now=now, subject=("package", made.pk), detail={"to": to})
    return made


def _refuse_personal(manuscript: Manuscript) -> None:
    """An adopted text may have been edited since: the same stops stand at this door."""
    stop = next((one for one in check_text(manuscript.title, manuscript.body) if one.weight == "stop"), None)
    if stop is not None:
        raise Refusal(
            f"exchange.{stop.code}",
            f"稿件里有不能上报的内容（{stop.zh}：{stop.where}），请先改好。",
            f"The text holds what may not go up ({stop.en}: {stop.where}). Mend it first.",
            field="body",
        )


@transaction.atomic
def send_down(
    *, desk: Unit, kind: str, title: str, words: str, peers: Sequence[Peer], by: Actor, now: datetime
) -> list[Sent]:
    """A circular or the key points for reporting to desks below, each in its own queue."""
    if kind not in DOWN:
        raise refusals.words_needed()
    title, words = clean_text(title.replace("\n", " "), most=MOST_TITLE), clean_text(words, most=MOST_BODY)
    if not title:
        raise refusals.title_needed()
    if not words:
        raise refusals.words_needed()
    refuse_classified(title, words)
    chosen = [one for one in peers if one.side == Side.BELOW and one.desk_id == desk.pk]
    if not chosen:
        raise refusals.nobody_below()
    body = {"title": title, "text": words, "from_desk": desk.short, "on": china_date(now).isoformat()}
    key = f"{kind}:{now.timestamp():.3f}:{title}"[:80]
    return [
        queue(peer=one, parcel=Parcel(kind=kind, key=key, title=title, body=body), by=by, now=now)
        for one in sorted(chosen, key=lambda one: str(one.pk))
    ]
