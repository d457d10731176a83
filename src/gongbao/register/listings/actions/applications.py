"""What comes in about an entry, in either list: taken in with its files, answered, and the office's duty ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol
from uuid import UUID

from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.files.actions import EVIDENCE, About, attach
from gongbao.register.entities.models import Entity
from gongbao.register.listings import refusals, selectors
from gongbao.register.listings.models import Application, ApplicationKind, ApplicationState, Decision

SUBJECT = "application"


class Listed(Protocol):
    """An entry of a list, as far as an application about it goes."""

    entity: Entity
    entity_id: int
    id: UUID


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file handed in with an application."""

    stream: BinaryIO
    name: str


def take_in(
    *,
    listing: Listed,
    kind: ApplicationKind,
    statement: str,
    evidence: Sequence[Evidence],
    by: Actor,
    now: datetime,
) -> Application:
    """Write down what came in, with its files."""
    application = Application(
        entity=listing.entity,
        listing_id=listing.id,
        kind=kind,
        statement=statement.strip(),
        received_at=now,
        received_from=by.label[:80],
    )
    application.save(force_insert=True)
    about = About(SUBJECT, str(application.id), listing.entity_id)
    for file in evidence:
        attach(stream=file.stream, name=file.name, about=about, by=by, now=now, limits=EVIDENCE)
    push(topic="listings")
    return application


def open_application(entity_id: int, application_id: UUID, kind: ApplicationKind) -> Application:
    """The application, locked, not answered yet."""
    application = Application.objects.select_for_update().get(entity_id=entity_id, id=application_id, kind=kind)
    if application.state not in selectors.OPEN:
        raise refusals.already_answered()
    return application


def answer(
    *,
    application: Application,
    state: ApplicationState,
    words: str,
    decision: Decision,
    duty_kind: str,
    by: Actor,
    now: datetime,
) -> None:
    """Answer an application and discharge the office's duty about it."""
    application.state, application.answered_at = state, now
    application.answer, application.decision_id = words, decision.id
    application.save(update_fields=["state", "answered_at", "answer", "decision_id"])
    end_duty(application=application, kind=duty_kind, with_=decision.number, by=by, now=now)


def end_duty(*, application: Application, kind: str, with_: str, by: Actor, now: datetime) -> None:
    """Discharge the office's duty of this kind about an application."""
    owing = Duty.objects.filter(
        about_entity=application.entity_id,
        kind=kind,
        subject_kind=SUBJECT,
        subject_id=str(application.id),
        state=DutyState.OPEN,
    )
    for party_id in owing.values_list("party_id", flat=True)[:5]:
        duties.discharge(
            party_id=party_id, kind=kind, by=by, now=now, with_=with_, subject=(SUBJECT, str(application.id))
        )
