"""Taking files in and attaching them. A file is what its bytes say, never what its sender says."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.files import sniffing, store
from gongbao.foundation.files.models import Attachment, StoredFile

ATTACHED = declare("attachment.added", "附件已上传", "attachment added")
LONGEST_NAME = 200
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]')


@dataclass(frozen=True, slots=True)
class Limits:
    """What one place takes: which kinds, and at most how many bytes."""

    kinds: frozenset[str] = sniffing.EVERY_KIND
    size: int = 20 * 1024 * 1024


EVIDENCE = Limits(kinds=frozenset({sniffing.PDF, sniffing.PNG, sniffing.JPEG, sniffing.DOCX}))
LISTS = Limits(kinds=frozenset({sniffing.XLSX, sniffing.CSV, sniffing.TEXT}), size=64 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class About:
    """What a file belongs to, e.g. ("application", its id), and the entity it is about if there is one."""

    kind: str
    id: str
    party_id: int | None = None


def clean_name(name: str) -> str:
    """The name to show and to save under: no folders, no control or direction-changing characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    return _UNSAFE.sub("_", last).strip(". ")[-LONGEST_NAME:] or "file"


@transaction.atomic
def store_file(*, stream: BinaryIO, now: datetime, limits: Limits | None = None) -> StoredFile:
    """Check the bytes and keep them. Refusals say what is wrong. The same bytes are kept once.

    The bytes reach the disk before the row says so: a crash leaves at most bytes nobody refers to.
    """
    allowed = limits or Limits()
    sha256, size = store.digest(stream, allowed.size)
    kind = sniffing.kind_of(stream)
    sniffing.require_kind(kind, allowed.kinds)
    store.keep(stream, sha256)
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": size, "media_type": kind, "stored_at": now}
    )
    return stored


@transaction.atomic
def attach(
    *, stream: BinaryIO, name: str, about: About, by: Actor, now: datetime, limits: Limits | None = None
) -> Attachment:
    """Keep a file as an attachment of something."""
    stored = store_file(stream=stream, now=now, limits=limits)
    attachment = Attachment(
        file=stored,
        name=clean_name(name),
        subject_kind=about.kind,
        subject_id=about.id,
        party_id=about.party_id,
        added_at=now,
        added_by=by.label[:80],
    )
    attachment.save(force_insert=True)
    record_event(
        name=ATTACHED,
        by=by,
        now=now,
        subject=(about.kind, about.id),
        party_id=about.party_id,
        detail={"attachment": str(attachment.pk), "sha256": stored.sha256, "size": stored.size},
    )
    return attachment
