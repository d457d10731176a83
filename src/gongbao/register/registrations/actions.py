"""A file of registrations taken in through the screen, and one firm's registration changed by its office."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.files import sniffing, store
from gongbao.foundation.files.actions import LISTS, clean_name, store_file
from gongbao.kernel.statutes import Appointment
from gongbao.register.entities.actions import change_entity, import_entities, rehearse_import
from gongbao.register.entities.actions.importing import Progress
from gongbao.register.entities.models import Entity, EntityPerson
from gongbao.register.people import actions as people
from gongbao.register.people import refusals as people_refusals
from gongbao.register.people.refusals import barred_words
from gongbao.register.people.selectors import Asked, check_appointment
from gongbao.register.records.actions import mark_pending, publish
from gongbao.register.registrations.models import Upload, UploadState
from gongbao.register.registrations.selectors import report_of

UPLOADED = declare("registrations.uploaded", "登记数据已上传", "registrations uploaded")
LET_IN = declare("registrations.let-in", "登记数据确认导入", "registrations let in")
LONGEST_REASON = 200


@transaction.atomic
def take_upload(*, stream: BinaryIO, name: str, by: Actor, now: datetime) -> Upload:
    """Keep the file and have it checked. Refusal for another kind of file, or one that is at work already."""
    kept = store_file(stream=stream, now=now, limits=LISTS)
    if Upload.objects.filter(sha256=kept.sha256).exclude(state__in=[UploadState.DONE, UploadState.FAILED]).exists():
        raise Refusal(
            "registrations.at-work",
            "这个文件已经上传过，正在处理：见下面的列表。",
            "This very file was uploaded already and is being worked on: see the list below.",
            field="file",
            status=409,
        )
    made = Upload(
        name=clean_name(name),
        sha256=kept.sha256,
        excel=kept.media_type == sniffing.XLSX,
        uploaded_at=now,
        uploaded_by=by.label[:80],
    )
    made.save(force_insert=True)
    detail = {"name": made.name, "sha256": made.sha256, "bytes": kept.size}
    record_event(name=UPLOADED, by=by, now=now, subject=("upload", made.pk), detail=detail)
    return made


@transaction.atomic
def let_in(*, upload_id: UUID, by: Actor, now: datetime) -> None:
    """Say that a checked file is to be taken in; the worker does it. Refusal unless it waits for that."""
    one = Upload.objects.select_for_update().get(pk=upload_id)
    if one.state != UploadState.CHECKED:
        raise Refusal(
            "registrations.not-checked",
            "这个文件不在待导入的状态，请刷新页面。",
            "This file isn't waiting to be taken in: reload the page.",
            status=409,
        )
    one.state, one.read, one.accepted, one.doubtful, one.rejected = UploadState.TAKING, 0, 0, 0, 0
    one.save()
    record_event(name=LET_IN, by=by, now=now, subject=("upload", one.pk), detail={"name": one.name})


def check(*, upload_id: UUID, now: datetime) -> None:
    """Judge every row of an upload without writing any; what is unreadable is told on its page."""
    one = Upload.objects.get(pk=upload_id)
    try:
        with _named(one) as path:
            found = rehearse_import(path=path, report=_report(one), now=now)
    except Refusal as refusal:
        _settle(one, UploadState.FAILED, problem=refusal)
        return
    one.total = found.read
    _settle(one, UploadState.CHECKED, found)


def take_in(*, upload_id: UUID, by: Actor, now: datetime) -> None:
    """Take the rows of an upload into the register; goes on after a stop. Records wait for the worker."""
    one = Upload.objects.get(pk=upload_id)
    try:
        with _named(one) as path:
            done = import_entities(
                path=path,
                report=_report(one),
                by=by,
                now=now,
                after_chunk=lambda ids: mark_pending(entity_ids=ids, reason="imported", now=now),
                tell=lambda far: _settle(one, UploadState.TAKING, far),
            )
    except Refusal as refusal:
        _settle(one, UploadState.FAILED, problem=refusal)
        return
    one.finished_at = now
    _settle(one, UploadState.DONE, done)


@transaction.atomic
def change_registration(
    *, entity_id: int, changes: Mapping[str, str], effective_on: date, reason: str, by: Actor, now: datetime
) -> list[str]:
    """Change a firm's registration and publish its record; returns the fields that really changed."""
    _sound(reason, effective_on, now)
    done = change_entity(
        entity_id=entity_id, changes=changes, effective_on=effective_on, reason=reason.strip(), by=by, now=now
    )
    if done:
        publish(entity_ids=[entity_id], reason="changed", by=by, now=now)
    return done


@transaction.atomic
def change_representative(
    *,
    entity_id: int,
    asked: Asked,
    effective_on: date,
    reason: str,
    ruled_out: str,
    by: Actor,
    now: datetime,
) -> EntityPerson:
    """Register who holds the post of legal representative or person in charge, and publish the record.

    Refusal for a person the law bars (R14 17, R24 18, REG22 12), with the reasons. Where only a namesake is barred
    the officer must say how that was ruled out; what was said is kept.
    """
    _sound(reason, effective_on, now)
    if not asked.id_number.strip():
        raise Refusal(
            "registrations.id-number",
            "请核对并填写身份证件号码：任职登记须核验身份。",
            "Check the identity document and fill in its number: an appointment needs it.",
            field="id_number",
        )
    Entity.objects.select_for_update(no_key=True).get(id=entity_id)
    checked = check_appointment(asked, china_date(now))
    if checked.answer is Appointment.BARRED:
        raise people_refusals.barred(*barred_words(checked.running[0].bar, checked.running[0].law))
    if checked.answer is Appointment.POSSIBLE and not ruled_out.strip():
        raise people_refusals.check_document()
    person = people.appoint(
        entity_id=entity_id,
        post=asked.post,
        name=asked.name,
        id_number=asked.id_number,
        since=effective_on,
        reason=reason.strip(),
        by=by,
        now=now,
    )
    if checked.answer is Appointment.POSSIBLE:
        people.override(
            entity_id=entity_id, person_id=person.id, hits=checked.running, reason=ruled_out, by=by, now=now
        )
    publish(entity_ids=[entity_id], reason="representative", by=by, now=now)
    return person


def _sound(reason: str, effective_on: date, now: datetime) -> None:
    """A ground, and a day that has come."""
    if not reason.strip():
        raise Refusal("registrations.reason", "请写明变更的依据。", "Say on what ground it is changed.", field="reason")
    if effective_on > china_date(now):
        raise Refusal(
            "registrations.future",
            "变更日期不能在今天之后。",
            "The day of the change can't be after today.",
            field="effective_on",
        )


@contextmanager
def _named(one: Upload) -> Iterator[Path]:
    """The stored bytes under a name that says what they are: the store itself knows only hashes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload.{'xlsx' if one.excel else 'csv'}"
        path.symlink_to(store.place(one.sha256))
        yield path


def _report(one: Upload) -> Path:
    path = report_of(one)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _settle(one: Upload, state: UploadState, far: Progress | None = None, *, problem: Refusal | None = None) -> None:
    one.state = state
    if far:
        one.read, one.accepted, one.doubtful, one.rejected = far.read, far.accepted, far.doubtful, far.rejected
    if problem:
        one.problem_zh, one.problem_en = problem.zh[:300], problem.en[:300]
    one.save()
