"""What one may consult for: the packaged purposes, and those the office adds or retires."""

import re
import tomllib
from datetime import datetime
from importlib.resources import files

from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.register.consultations import refusals
from gongbao.register.consultations.models import Purpose

ADDED = declare("consult.purpose-added", "增加查询用途", "purpose of consultation added")
CHANGED = declare("consult.purpose-changed", "停用或恢复查询用途", "purpose of consultation retired or restored")
_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")


@transaction.atomic
def ensure_purposes(*, by: Actor, now: datetime) -> int:
    """Load the packaged purposes that are missing; returns how many. Those there already stay as they are."""
    text = (files("gongbao.register.consultations") / "purposes.toml").read_text(encoding="utf-8")
    known = set(Purpose.objects.values_list("code", flat=True))
    missing = [
        Purpose(code=code, changed_at=now, changed_by=by.label[:80], **given)
        for code, given in tomllib.loads(text).items()
        if code not in known
    ]
    Purpose.objects.bulk_create(missing, ignore_conflicts=True)
    for one in missing:
        record_event(name=ADDED, by=by, now=now, subject=("purpose", one.code))
    return len(missing)


@transaction.atomic
def add_purpose(*, code: str, zh: str, en: str, basis: str, by: Actor, now: datetime) -> Purpose:
    """One more purpose, from now on."""
    given = {"code": code.strip(), "zh": zh.strip()[:60], "en": en.strip()[:80], "basis": basis.strip()[:200]}
    for field, value in given.items():
        if not value or (field == "code" and not _CODE.fullmatch(value)):
            raise refusals.bad_word(field)
    if Purpose.objects.filter(code=given["code"]).exists():
        raise refusals.known_code()
    made = Purpose(changed_at=now, changed_by=by.label[:80], **given)
    made.save(force_insert=True)
    record_event(name=ADDED, by=by, now=now, subject=("purpose", made.code))
    return made


@transaction.atomic
def set_active(*, code: str, active: bool, by: Actor, now: datetime) -> Purpose:
    """Retire a purpose, or take it up again. What was asked under it stays as it is."""
    found = Purpose.objects.select_for_update().get(code=code)
    found.active, found.changed_at, found.changed_by = active, now, by.label[:80]
    found.save(update_fields=["active", "changed_at", "changed_by"])
    record_event(name=CHANGED, by=by, now=now, subject=("purpose", code), detail={"active": active})
    return found
