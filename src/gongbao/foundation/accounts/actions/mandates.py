"""Mandates: which organisation may act for which entity, its own firm or an agent it engaged."""

from datetime import datetime

from django.db import transaction

from gongbao.foundation.accounts import names, refusals
from gongbao.foundation.accounts.directory import Firm
from gongbao.foundation.accounts.models import Mandate, Organisation
from gongbao.foundation.accounts.models.organisation import OrganisationKind
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor


@transaction.atomic
def grant_mandate(
    *, entity_id: int, organisation: Organisation, by: Actor, now: datetime, own: bool = False
) -> Mandate:
    """The organisation may act for the entity from today. A mandate already in force is returned as it is."""
    if not organisation.active:
        raise refusals.organisation_closed()
    mandate, made = Mandate.objects.get_or_create(
        entity_id=entity_id,
        organisation=organisation,
        until=None,
        defaults={"own": own, "since": china_date(now)},
    )
    if made:
        record_event(
            name=names.MANDATE_GRANTED,
            by=by,
            now=now,
            subject=("organisation", organisation.pk),
            party_id=entity_id,
            detail={"own": own},
        )
    return mandate


@transaction.atomic
def engage_agent(*, entity_id: int, agent_code: str, by: Actor, now: datetime) -> Mandate:
    """A firm lets an agent act for it, found by its unified social credit code."""
    agent = Organisation.objects.filter(
        kind=OrganisationKind.AGENT, active=True, code=agent_code.strip().upper()
    ).first()
    if agent is None or not agent.code:
        raise refusals.not_an_agent()
    return grant_mandate(entity_id=entity_id, organisation=agent, by=by, now=now)


@transaction.atomic
def end_mandate(*, mandate: Mandate, by: Actor, now: datetime) -> None:
    """The organisation may act for the entity no more, from this moment."""
    ended = Mandate.objects.filter(entity_id=mandate.entity_id, id=mandate.id, until=None).update(until=china_date(now))
    if ended:
        record_event(
            name=names.MANDATE_ENDED,
            by=by,
            now=now,
            subject=("organisation", mandate.organisation_id),
            party_id=mandate.entity_id,
        )


@transaction.atomic
def organisation_of_firm(*, firm: Firm, by: Actor, now: datetime) -> Organisation:
    """The organisation through which a firm's own people act, made with its mandate when there is none yet."""
    own = (
        Mandate.objects.filter(entity_id=firm.entity_id, own=True, until=None, organisation__active=True)
        .select_related("organisation")
        .first()
    )
    if own is not None:
        return own.organisation
    organisation = Organisation.objects.filter(code=firm.code, active=True).first() if firm.code else None
    if organisation is None:
        organisation = Organisation(
            kind=OrganisationKind.ENTERPRISE,
            name=firm.name[:200],
            code=firm.code,
            region=firm.region,
            created_at=now,
        )
        organisation.save(force_insert=True)
        record_event(
            name=names.ORGANISATION_CREATED,
            by=by,
            now=now,
            subject=("organisation", organisation.pk),
            party_id=firm.entity_id,
            detail={"kind": organisation.kind, "name": organisation.name, "code": firm.code, "region": firm.region},
        )
    grant_mandate(entity_id=firm.entity_id, organisation=organisation, own=True, by=by, now=now)
    return organisation
