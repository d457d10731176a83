"""A new version of the list: written when what is listed has changed, and once a day; entered into the log."""

import io
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.files import store
from gongbao.foundation.ledger.actions import enqueue
from gongbao.foundation.ledger.signing import role_signer
from gongbao.kernel.screening import snapshot
from gongbao.kernel.screening.receipt import KEY_FORMAT, LIST_FORMAT
from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.register.screening import selectors
from gongbao.register.screening.desk import ROLE, instant
from gongbao.register.screening.models import ListVersion, ScreeningKey

TAKEN = declare("screening.version-taken", "名录核验版本已生成", "version of the screening list taken")
KEY_MADE = declare("screening.key-named", "核验回执的签名公钥已入账", "key of screening receipts named in the log")


@transaction.atomic
def take_version(*, by: Actor, now: datetime) -> ListVersion | None:
    """The list as it stands now, as a new version; None when the latest still says the same today."""
    on = china_date(now)
    head = snapshot.Head(settings.LEDGER_ORIGIN, on, instant(now), selectors.places())
    parties = selectors.parties(selectors.in_force(on=on, known=now))
    lines = list(snapshot.lines_of(head, parties))
    content = snapshot.version_of([canonical_json([list(one) for one in head.divisions]), *lines[1:]])
    latest = ListVersion.objects.order_by("-known_at").first()
    if latest and latest.content == content and latest.as_of == on:
        return None
    version, data = snapshot.write(head, parties)
    digest = sha256(data).hexdigest()
    store.keep(io.BytesIO(data), digest)
    _name_key(by=by, now=now)
    said = {"as_of": on.isoformat(), "format": LIST_FORMAT, "known": head.known, "parties": len(parties)}
    body = canonical_json(said | {"version": version})
    identity = uuid7()
    sealed = enqueue(record=identity, version=1, kind="checkpoint-of", body=body, now=now)
    row = ListVersion(
        id=identity,
        version=version,
        content=content,
        parties=len(parties),
        as_of=on,
        known_at=now,
        sha256=digest,
        size=len(data),
        body=body,
        salt=sealed.salt,
        commitment=sealed.commitment,
    )
    row.save(force_insert=True)
    record_event(
        name=TAKEN, by=by, now=now, subject=("list-version", row.pk), detail={"version": version, "of": len(parties)}
    )
    return row


def _name_key(*, by: Actor, now: datetime) -> None:
    """Say in the log, once, which key signs receipts: who checks one need not believe the receipt about its key."""
    vkey = role_signer(ROLE).verifier.vkey
    if ScreeningKey.objects.filter(vkey=vkey).exists():
        return
    body = canonical_json({"format": KEY_FORMAT, "vkey": vkey})
    identity = uuid7()
    sealed = enqueue(record=identity, version=1, kind="decision", body=body, now=now)
    ScreeningKey(id=identity, vkey=vkey, made_at=now, body=body, salt=sealed.salt, commitment=sealed.commitment).save(
        force_insert=True
    )
    record_event(name=KEY_MADE, by=by, now=now, subject=("screening-key", identity), detail={"vkey": vkey})
