"""Erasing what a version said, when the law demands it: the content goes, its commitment and every proof stay.

PIPL art. 47 and the register's own terms of display decide when; this is how. Nothing in the log changes: an `erase`
entry is added that says which entry's content is gone, on what ground, by which authority.
"""

from datetime import datetime

from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.ledger.actions import enqueue_erasure
from gongbao.register.records.models import Record

ERASED = declare("record.erased", "依法删除公示内容", "published content erased by law")
LONGEST = 200  # characters of ground and authority; both are public


@transaction.atomic
def erase(*, entity_id: int, version: int, ground: str, authority: str, by: Actor, now: datetime) -> None:
    """Empty an earlier version for good. `ground` and `authority` go into the public log: no personal data in them.

    Refuses the version that stands now (correct the facts and publish first), one erased already, and one whose
    entry is not in the log yet.
    """
    ground, authority = ground.strip(), authority.strip()
    if not ground or not authority or len(ground) > LONGEST or len(authority) > LONGEST:
        raise Refusal(
            "record.erase-unfounded",
            f"请写明删除的法律依据和决定机关，各不超过 {LONGEST} 字；两者会写入公开账本，不要含个人信息。",
            f"State the legal ground and the deciding authority, up to {LONGEST} characters each. Both go into the "
            "public log: no personal data.",
        )
    row = Record.objects.select_for_update(no_key=True).filter(entity_id=entity_id, version=version).first()
    if row is None:
        raise Refusal("record.unknown", "没有这一版记录。", "There is no such version.", status=404)
    if row.erased_at is not None:
        raise Refusal("record.erased-already", "这一版已经删除。", "This version is erased already.", status=409)
    if row.superseded_at is None:
        raise Refusal(
            "record.erase-current",
            "这是现行的一版。请先改正有关事项并公示新的一版，再删除这一版。",
            "This version stands now. Correct the facts and publish the next version, then erase this one.",
            status=409,
        )
    enqueue_erasure(
        record=row.record,
        version=version,
        kind="publish" if version == 1 else "amend",
        commitment=bytes(row.commitment),
        ground=ground,
        authority=authority,
        now=now,
    )
    Record.objects.filter(entity_id=entity_id, version=version).update(body=None, salt=None, erased_at=now)
    record_event(
        name=ERASED,
        by=by,
        now=now,
        subject=("record", entity_id),
        party_id=entity_id,
        detail={"version": version, "ground": ground, "authority": authority},
    )
