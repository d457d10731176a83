"""A circular from above, handed on to the units below as something to read."""

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.exchange.models import Received
from gongbao.briefing.units.actions import issue_material
from gongbao.briefing.units.models import Material
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal


@transaction.atomic
def hand_on(*, received_id: UUID, by: Actor, now: datetime) -> Material:
    """Issue it to the officers of every unit below; a second time it is the one already issued."""
    held = Received.objects.select_for_update(of=("self",)).select_related("peer__desk").get(pk=received_id)
    if held.material is not None:
        return held.material
    if held.kind not in {"circular", "key-points"} or not held.accepted:
        raise Refusal("exchange.not-a-circular", "只有通报和要点可以转发。", "Only circulars can be handed on.")
    body = body_of(held.text)
    words = f"{body.get('text', '')}\n（{held.peer.name}）"
    made = issue_material(desk=held.peer.desk, title=str(body.get("title", "")), words=words, files=(), by=by, now=now)
    held.material = made
    held.save(update_fields=["material"])
    return made


def body_of(text: str) -> dict[str, object]:
    """The body of a kept package: its form was checked when it came."""
    found = json.loads(text.partition("\n")[2])["body"]
    return dict(found) if isinstance(found, dict) else {}
