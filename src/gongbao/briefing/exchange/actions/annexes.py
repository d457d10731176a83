"""Attachments between levels: a text that goes up names its files by hash and size, and their bytes follow in packages
of their own.

A part is a package like any other: numbered, signed, receipted, sent again until it is signed for. So whichever side is
killed, the next part goes on where the last was taken. The sender keeps no bytes in its queue: they are read from the
store when a part goes out. The receiver keeps parts until the last has come; then the whole must have the hash and the
size that the text announced, and be of a kind that is taken here, whatever its name says.
"""

import base64
import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from gongbao.briefing.desk.models import Manuscript
from gongbao.briefing.exchange import refusals
from gongbao.briefing.exchange.actions.handing_on import body_of
from gongbao.briefing.exchange.actions.queueing import Parcel, queue
from gongbao.briefing.exchange.models import HeldPart, Peer, Received, Sent
from gongbao.briefing.exchange.rules import MOST_PART, Package, package_text, read_package
from gongbao.briefing.items.actions import attach_file
from gongbao.briefing.items.models import Item
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.files import store
from gongbao.foundation.files.actions import EVIDENCE, clean_name
from gongbao.foundation.files.models import Attachment
from gongbao.kernel.tlog.note import Note

KIND = "annex"
MOST_FILES = 5


def files_of(manuscript: Manuscript) -> list[Attachment]:
    """What the units attached to the items in this text: the desk chooses what of it goes up."""
    items = [str(one) for one in manuscript.sources.values_list("item_id", flat=True)]
    rows = Attachment.objects.filter(subject_kind="item", subject_id__in=items).select_related("file")
    return list(rows.order_by("added_at", "id")[:50])


def chosen_files(manuscript: Manuscript, ids: Sequence[UUID]) -> list[Attachment]:
    """Those of them that were chosen. Refusal for more than go with one text."""
    wanted = set(ids)
    found = {one.file.sha256: one for one in files_of(manuscript) if one.pk in wanted}
    if len(found) > MOST_FILES:
        raise refusals.too_many_annexes(MOST_FILES)
    return list(found.values())


def announced(files: Sequence[Attachment]) -> list[dict[str, Any]]:
    """The files as the text's own package names them."""
    return [{"name": one.name, "sha256": one.file.sha256, "size": one.file.size} for one in files]


def queue_files(*, peer: Peer, text: Sent, files: Sequence[Attachment], by: Actor, now: datetime) -> None:
    """Every part of every file behind the text, in order, each under a key of its own."""
    for one in files:
        sha256, size = one.file.sha256, one.file.size
        count = max(1, -(-size // MOST_PART))
        for part in range(1, count + 1):
            title = f"{one.name}（{part}/{count}）"[:200]
            body = {
                "title": title,
                "about": str(text.pk),
                "sha256": sha256,
                "part": part,
                "parts": count,
                "data": "",
            }
            key = f"annex:{text.pk}:{sha256[:16]}:{part}"
            queue(peer=peer, parcel=Parcel(KIND, key, title, body, digested=with_bytes), by=by, now=now)


def with_bytes(package: Package) -> Package:
    """The package with the bytes it carries, as it is signed; every other package as it is."""
    if package.kind != KIND:
        return package
    with store.open_kept(str(package.body["sha256"])) as file:
        file.seek((int(package.body["part"]) - 1) * MOST_PART)
        data = base64.b64encode(file.read(MOST_PART)).decode()
    return replace(package, body={**package.body, "data": data})


def text_to_sign(sent: Sent) -> str:
    """The text of a package as it goes out: a part of a file takes its bytes along."""
    if sent.kind != KIND:
        return sent.text
    return package_text(with_bytes(read_package(Note(sent.text, ()))))


def text_to_keep(package: Package, text: str) -> str:
    """What the receiver keeps of it: everything but the bytes, which are in the store."""
    if package.kind != KIND:
        return text
    return package_text(replace(package, body={**package.body, "data": ""}))


def take_part(peer: Peer, package: Package, by: Actor, now: datetime) -> None:
    """Keep a part; with the last one the file is whole, and attached to its item.

    Refusal when it is not announced, out of turn, or what it makes is not what was announced. Parts of one file follow
    each other, so what is left of another is of no use any more.
    """
    body = package.body
    item, file = _announced_here(peer, body)
    part, parts = body["part"], body["parts"]
    size = int(file["size"])
    if type(part) is not int or parts != max(1, -(-size // MOST_PART)) or not 1 <= part <= parts:
        raise refusals.broken("body")
    data = base64.b64decode(str(body["data"]), validate=True)
    if len(data) != min(MOST_PART, size - (part - 1) * MOST_PART):
        raise refusals.broken("body")
    sha256 = str(file["sha256"])
    held = HeldPart.objects.filter(peer=peer)
    if part == 1:
        held.delete()
    if held.filter(sha256=sha256, about=item.pk).count() != part - 1:
        raise refusals.part_missing()
    HeldPart.objects.create(peer=peer, about=item.pk, sha256=sha256, part=part, data=data, at=now)
    if part < parts:
        return
    whole = b"".join(bytes(one) for one in held.order_by("part").values_list("data", flat=True))
    if hashlib.sha256(whole).hexdigest() != sha256:
        raise refusals.other_bytes()
    attach_file(item=item, stream=io.BytesIO(whole), name=clean_name(str(file["name"])), by=by, now=now)
    held.delete()


def _announced_here(peer: Peer, body: Any) -> tuple[Item, dict[str, Any]]:
    """The item the part belongs to, and the file as the item's own package announced it."""
    rows = Received.objects.filter(peer=peer, package=UUID(str(body["about"])), accepted=True)
    text = rows.select_related("item").first()
    if text is None or text.item is None:
        raise refusals.nothing_to_attach_to()
    listed = body_of(text.text).get("files", [])
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict) and one.get("sha256") == body["sha256"] and type(one.get("size")) is int:
            if not 0 < one["size"] <= EVIDENCE.size:
                raise refusals.annex_too_large()
            return text.item, one
    raise refusals.not_announced()
