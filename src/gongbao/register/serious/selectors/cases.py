"""Reading cases and entries."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.accounts.models.organisation import OrganisationKind
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.codes.models import Division
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.foundation.files.models import Attachment
from gongbao.kernel.calendar import Deadline, add_years
from gongbao.kernel.statutes import (
    DEFAULT_LAW,
    ExitFacts,
    HeavierPenalty,
    InstrumentId,
    LawSettings,
    SeriousExit,
    SeriousFacts,
    SeriousListing,
    decide_serious_exit,
    decide_serious_listing,
    instrument,
    rule,
)
from gongbao.register.listings import selectors as abnormal
from gongbao.register.listings.models import Application, ApplicationKind, Decision
from gongbao.register.listings.rules import short_name
from gongbao.register.listings.selectors import OPEN, Office
from gongbao.register.serious.models import Entry, State
from gongbao.register.serious.rules import below_province

SHOWN = (State.PUBLISHED, State.ENDING)
AT_WORK = (State.NOTIFIED, State.CONSENT, State.CONSENTED, State.LISTED, State.PUSHED, State.PUBLISHED, State.ENDING)


def shown(entry: Entry) -> bool:
    """Whether the public sees the entry: from its publication until that is stopped (S21 14, 18)."""
    return entry.state in SHOWN


def public_list(*, region: str = "", area: str = "") -> QuerySet[Entry]:
    """The public list, newest first, with the entities; to be paged. `area` is the beginning of a ground's code."""
    rows = Entry.objects.filter(state__in=SHOWN, entity__region__startswith=region)
    if area:
        rows = rows.filter(Q(ground=area) | Q(ground__startswith=f"{area}-"))
    return rows.select_related("entity").order_by("-listed_on", "entity_id", "id")


def key_of(entry: Entry) -> str:
    """Where a page of the public list ended."""
    return f"{entry.listed_on}_{entry.entity_id}_{entry.id}"


def after_key(rows: QuerySet[Entry], key: str) -> QuerySet[Entry]:
    """The public list from behind a key on; the whole list for a key that is none."""
    try:
        day, entity, identity = key.split("_")
        on, entity_id, entry_id = date.fromisoformat(day), int(entity), UUID(identity)
    except ValueError:
        return rows
    later = Q(entity_id__gt=entity_id) | Q(entity_id=entity_id, id__gt=entry_id)
    return rows.filter(Q(listed_on__lt=on) | (Q(listed_on=on) & later))


def one(entity_id: int, entry_id: UUID) -> Entry | None:
    """One case with its entity."""
    return Entry.objects.filter(entity_id=entity_id, id=entry_id).select_related("entity").first()


def of_entity(entity_id: int) -> list[Entry]:
    """All cases of an entity, newest first."""
    return list(Entry.objects.filter(entity_id=entity_id).select_related("entity").order_by("-opened_at")[:100])


def office_cases(regions: Sequence[str], *, consent: bool = False) -> QuerySet[Entry]:
    """The open cases of offices in these regions (or those waiting for the consent of one of them); to be paged."""
    column = "consent_region" if consent else "region"
    rows = Entry.objects.filter(state__in=[State.CONSENT] if consent else AT_WORK)
    if "" not in regions:
        covered = Q(pk__in=[])
        for region in regions:
            covered |= Q(**{f"{column}__startswith": region})
            if not consent:
                covered |= Q(state=State.PUSHED, entity__region__startswith=region)
        rows = rows.filter(covered)
    return rows.select_related("entity").order_by("-opened_at", "entity_id", "id")


def facts_of(entry: Entry) -> SeriousFacts:
    """What the kernel needs to know of a case."""
    answered = china_date(entry.consent_at) if entry.consent_at else None
    return SeriousFacts(
        ground=entry.ground,
        penalty=HeavierPenalty(entry.penalty),
        grave=True,
        proved_no_intent=entry.state == State.DROPPED and entry.consent_given is not False,
        notified_on=china_date(entry.opened_at),
        heard_on=china_date(entry.heard_at) if entry.heard_at else None,
        below_province=below_province(entry.region),
        approved_on=answered if entry.consent_given else None,
        approval_refused_on=answered if entry.consent_given is False else None,
    )


def law_of(entry: Entry, on: date) -> SeriousListing:
    """Where a case stands by the law of a day, until the decision."""
    return decide_serious_listing(facts_of(entry), on)


def hearing_until(entry: Entry) -> Deadline:
    """Until when the party may state its case."""
    on = china_date(entry.opened_at)
    return rule("serious.hearing", on).due(on)


def exit_facts(entry: Entry, asked: Application | None) -> ExitFacts:
    """What the kernel needs to know of an entry's way out."""
    return ExitFacts(
        listed_on=entry.listed_on or china_date(entry.opened_at),
        performed_on=entry.performed_on,
        harm_removed_on=entry.harm_removed_on,
        new_penalty_on=entry.new_penalty_on,
        restriction_until=entry.restriction_until,
        application_received_on=china_date(asked.received_at) if asked else None,
        accepted_on=china_date(asked.accepted_at) if asked and asked.accepted_at else None,
        basis_annulled_on=entry.annulled_on,
    )


def exit_of(entry: Entry, on: date, asked: Application | None = None) -> SeriousExit:
    """How the way out stands on a day."""
    return decide_serious_exit(exit_facts(entry, asked), on)


def open_application(entry: Entry, kind: ApplicationKind) -> Application | None:
    """The application of this sort that waits for an answer."""
    return Application.objects.filter(entity_id=entry.entity_id, listing_id=entry.id, kind=kind, state__in=OPEN).first()


def applications_of(entries: Sequence[Entry]) -> dict[tuple[UUID, str], Application]:
    """The newest application of each sort about each entry."""
    rows = Application.objects.filter(
        entity_id__in={entry.entity_id for entry in entries}, listing_id__in=[entry.id for entry in entries]
    )
    return {(row.listing_id, row.kind): row for row in rows.order_by("received_at")[:2_000]}


def application(entity_id: int, application_id: UUID) -> tuple[Application, Entry] | None:
    """One application about an entry of this list, with the entry."""
    found = Application.objects.filter(entity_id=entity_id, id=application_id).first()
    entry = one(entity_id, found.listing_id) if found else None
    return (found, entry) if found and entry else None


def decisions_of(entry: Entry) -> list[Decision]:
    """The decisions about an entry in order."""
    ids = {entry.decision_id, entry.removal_id}
    ids |= set(
        Application.objects.filter(entity_id=entry.entity_id, listing_id=entry.id).values_list("decision_id", flat=True)
    )
    ids.discard(None)
    return list(Decision.objects.filter(entity_id=entry.entity_id, id__in=ids).order_by("decided_at")[:100])


def entry_of(decision: Decision) -> Entry | None:
    """The entry a decision is about."""
    rows = Entry.objects.filter(entity_id=decision.entity_id).select_related("entity")
    direct = rows.filter(Q(decision_id=decision.id) | Q(removal_id=decision.id)).first()
    if direct is not None:
        return direct
    asked = Application.objects.filter(entity_id=decision.entity_id, decision_id=decision.id).first()
    return rows.filter(id=asked.listing_id).first() if asked else None


def decision_shown(decision: Decision, _on: date) -> bool:
    """Whether the public sees a decision of this list: only while its entry is published."""
    entry = entry_of(decision)
    return entry is not None and shown(entry)


def past_full_term(on: date, *, limit: int, law: LawSettings = DEFAULT_LAW) -> list[Entry]:
    """Entries whose full term is over on that day (S21 21; S15 9 by the settings), locked, oldest first."""
    since = instrument(InstrumentId.S21, law).valid_from
    over = Q(listed_on__gte=since, listed_on__lte=_latest(on, 3)) | Q(
        listed_on__lt=since, listed_on__lte=_latest(on, law.old_serious_years)
    )
    rows = Entry.objects.select_for_update(of=("self",)).filter(
        over,
        Q(restriction_until=None) | Q(restriction_until__lt=on),
        state__in=[State.PUBLISHED, State.PUSHED],
        annulled_on=None,
    )
    return list(rows.select_related("entity").order_by("listed_on", "entity_id", "id")[:limit])


def _latest(on: date, years: int) -> date:
    """The last day whose `years`-th anniversary is not after `on`: 29 February has its anniversary on the 28th."""
    day = add_years(on, -years)
    following = day + timedelta(days=1)
    return following if add_years(following, years) <= on else day


def office_above(region: str) -> Office:
    """The market authority of the level above: the one in the house with the longest shorter region, else by name."""
    above = (
        Organisation.objects.filter(kind=OrganisationKind.AUTHORITY, active=True)
        .annotate(width=Length("region"))
        .filter(width__lt=len(region), region__in=[region[:width] for width in range(len(region))])
        .order_by("-width", "id")
        .first()
    )
    if above is not None:
        return Office(above.name, short_name(above.name), above.id, above.region)
    parent = region[:4] if len(region) > 4 else region[:2]
    place = Division.objects.filter(code__in=[parent, parent.ljust(6, "0")], valid_to=None).first()
    return Office(f"{place.name if place else '上一级'}市场监督管理局", "", None, parent)


def duties_of(entries: Sequence[Entry]) -> dict[str, Duty]:
    """The most urgent open duty about each entry, by the entry's id."""
    rows = Duty.objects.filter(
        about_entity__in={entry.entity_id for entry in entries},
        subject_kind="serious",
        subject_id__in=[str(entry.id) for entry in entries],
        state=DutyState.OPEN,
    ).order_by("-due_at")
    return {row.subject_id: row for row in rows}


def restored_by(entry: Entry) -> Entry | None:
    """The entry that stands again in the place of one removed by fraud."""
    return Entry.objects.filter(entity_id=entry.entity_id, restores=entry.id).first()


def home_of(entry: Entry) -> Office | None:
    """The office where the party is registered."""
    return abnormal.office(entry.entity.region)


def rows_of(entity_ids: Sequence[int]) -> list[Entry]:
    """The entries of these entities the public sees, by one query."""
    rows = Entry.objects.filter(entity_id__in=list(entity_ids), state__in=SHOWN)
    return list(rows.order_by("entity_id", "listed_on", "id"))


def listed_now(register: str, on: date | None) -> tuple[str, list[Any]]:
    """The condition on an entity's row `e` that it stands in a list, or with `none` in neither."""
    standing = "SELECT FROM serious_entry s WHERE s.entity_id = e.id AND s.state IN ('published', 'ending')"
    if register == "serious":
        return f"EXISTS ({standing})", []
    condition, values = abnormal.listed_now(register, on)
    if register == "none":
        return f"{condition} AND NOT EXISTS ({standing})", values
    return condition, values


def may_see_inside(user: policies.Visitor, entry: Entry) -> bool:
    """The officers of the deciding office, of the level above and of registration, and who acts for the firm."""
    return (
        policies.may(user, Permission.LISTING_DECIDE, region=entry.region)
        or policies.may(user, Permission.LISTING_DECIDE, region=entry.entity.region)
        or (bool(entry.consent_region) and policies.may(user, Permission.SERIOUS_CONSENT, region=entry.consent_region))
        or policies.may(user, Permission.FILING_SUBMIT, entity_id=entry.entity_id)
    )


def may_open_evidence(user: policies.Visitor, attachment: Attachment) -> bool:
    """Evidence about an entry of either list: this one's is open to whoever may see the case from inside."""
    about = Application.objects.filter(entity_id=attachment.party_id or 0, id=attachment.subject_id).first()
    entry = one(about.entity_id, about.listing_id) if about else None
    return may_see_inside(user, entry) if entry else abnormal.may_open_evidence(user, attachment)
