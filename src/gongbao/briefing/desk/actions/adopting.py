"""Adopting a manuscript for a use: the units whose items are in it hear of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.desk.models import Adoption, Manuscript, Use
from gongbao.briefing.desk.rules import check_text
from gongbao.briefing.items.actions import held_item, move
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send_many

ADOPTED = declare("manuscript.adopted", "采用", "manuscript adopted")
WITHDRAWN = declare("manuscript.adoption-withdrawn", "撤销采用", "adoption withdrawn")
USES: dict[str, tuple[str, str]] = {
    "own": ("本级刊物", "the own bulletin"),
    "special": ("专报", "a special report"),
    "upward": ("报送上级", "sending upward"),
    "forward": ("转送部门", "forwarding"),
}


@transaction.atomic
def adopt(
    *, manuscript_id: UUID, use: str, by: Actor, now: datetime, target: Unit | None = None, words: str = ""
) -> Adoption:
    """Take a manuscript for one use; a second time for the same use changes nothing.

    Refusal while the text holds what may not go on: identity or card numbers, a secrecy mark.
    """
    if use not in USES:
        raise Refusal("adoption.use", "请选择用途。", "Choose the use.", field="use")
    if use == Use.FORWARD and target is None:
        raise Refusal("adoption.target", "请选择转送的单位。", "Choose to whom it is forwarded.", field="target")
    manuscript = Manuscript.objects.select_for_update().get(pk=manuscript_id)
    stop = next((one for one in check_text(manuscript.title, manuscript.body) if one.weight == "stop"), None)
    if stop is not None:
        raise Refusal(
            f"adoption.{stop.code}",
            f"稿件里有不能流转的内容({stop.zh}:{stop.where})，请先改好。",
            f"The text holds what may not go on ({stop.en}: {stop.where}). Mend it first.",
            field="body",
        )
    found = Adoption.objects.filter(manuscript=manuscript, use=use, target=target, withdrawn_at=None).first()
    if found is not None:
        return found
    made = Adoption(
        manuscript=manuscript,
        use=use,
        target=target,
        words=words.strip()[:200],
        adopted_at=now,
        adopted_by=by.label[:80],
    )
    made.save(force_insert=True)
    _move_sources(manuscript, use, by=by, now=now)
    record_event(name=ADOPTED, by=by, now=now, subject=("manuscript", manuscript.pk), detail={"use": use})
    return made


@transaction.atomic
def withdraw_adoption(*, adoption_id: UUID, why: str, by: Actor, now: datetime) -> Adoption:
    """Take an adoption back, with the reason; what is printed already is recalled where it was printed."""
    if not why.strip():
        raise Refusal("adoption.why", "请写明为什么撤销。", "Say why it is withdrawn.", field="why")
    found = Adoption.objects.select_for_update().get(pk=adoption_id)
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_why = now, why.strip()[:400]
        found.save(update_fields=["withdrawn_at", "withdrawn_why"])
        record_event(
            name=WITHDRAWN, by=by, now=now, subject=("manuscript", found.manuscript_id), detail={"use": found.use}
        )
    return found


def _move_sources(manuscript: Manuscript, use: str, *, by: Actor, now: datetime) -> None:
    zh, en = USES[use]
    told = []
    for source in manuscript.sources.order_by("item_id"):  # one order for all: no two adoptions wait for each other
        item = held_item(source.item_id)
        move(item=item, action="adopt", by=by, now=now, hand="", words=zh, claimed_by=item.claimed_by)
        told.append(
            (
                item.unit_id,
                Words(
                    kind="item.adopted",
                    title_zh=f"采用：{item.title}",
                    title_en=f"Adopted: {item.title}",
                    body_zh=f"用于{zh}。",
                    body_en=f"For {en}.",
                    link=f"/report/items/{item.pk}/",
                ),
            )
        )
    send_many(party_kind="organisation", notices=told, now=now)
