"""From the notice to the consent of the level above (S21 2, 5 to 13, 22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import (
    HeavierPenalty,
    SeriousFacts,
    SeriousOutcome,
    decide_serious_listing,
    serious_ground,
)
from gongbao.register.entities.models import Entity
from gongbao.register.listings.actions.writing import signer
from gongbao.register.serious import refusals, rules, selectors
from gongbao.register.serious.actions.writing import CONSENT, done, locked, office_at, owe, tell
from gongbao.register.serious.models import Entry, State

NOTIFIED = declare("serious.notified", "告知拟列入严重违法失信名单", "notified of a serious listing")
HEARD = declare("serious.heard", "听取陈述申辩", "party heard")
DROPPED = declare("serious.dropped", "不列入", "not listed")
ASKED = declare("serious.consent-asked", "报上级同意", "consent asked for")
CONSENTED = declare("serious.consented", "上级同意", "consent given")
WITHHELD = declare("serious.consent-withheld", "上级不同意", "consent withheld")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What the officer found: the penalty and its kind, the facts, each factor of S21 12, and the judgement."""

    ground: str
    penalty: str
    penalty_number: str
    penalty_on: date
    facts: str
    factors: Sequence[str]
    grave: bool | None
    restriction_until: date | None = None


@transaction.atomic
def notify(*, entity_id: int, region: str, weighed: Weighed, by: Actor, now: datetime) -> Entry:
    """Open a case with its notice to the party. Refusal where S21 does not lead to a listing.

    `region` is the deciding office's: the one that made the penalty, not the one of registration.
    """
    entity = Entity.objects.select_for_update(no_key=True).get(id=entity_id)
    on = china_date(now)
    _whole(weighed, on)
    state = decide_serious_listing(SeriousFacts(weighed.ground, HeavierPenalty(weighed.penalty), weighed.grave), on)
    if state.outcome is not SeriousOutcome.NOTIFY:
        raise refusals.law_says(state.step, field="ground" if state.ground is None else "grave")
    authority = office_at(region)
    entry = Entry(
        entity=entity,
        state=State.NOTIFIED,
        region=authority.region or region,
        authority=authority.name,
        ground=weighed.ground,
        penalty=weighed.penalty,
        penalty_number=weighed.penalty_number.strip(),
        penalty_on=weighed.penalty_on,
        facts=weighed.facts.strip(),
        weighed=[one.strip()[:400] for one in weighed.factors if one.strip()],
        restriction_until=weighed.restriction_until,
        opened_at=now,
        opened_by=signer(by),
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.open_already() from error
    _tell_notice(entry, now)
    _record(NOTIFIED, entry, by, now)
    return entry


def _tell_notice(entry: Entry, now: datetime) -> None:
    """S21 13: the ground, its basis, and what the party may do by when."""
    ground = serious_ground(entry.ground)
    until = selectors.hearing_until(entry).date
    tell(
        entry=entry,
        title=("拟将您列入严重违法失信名单的告知", "Notice: you are to be entered in the serious list"),
        body=(
            (
                f"事由：{ground.words.zh}（{ground.citation.zh}）；依据的处罚：{entry.penalty_number}。"
                f"{until}前可以陈述、申辩或者要求听证；有证据证明没有主观故意的，不列入。"
            ),
            (
                f"Ground: {ground.words.en} ({ground.citation.en}); penalty {entry.penalty_number}. Until {until} you "
                "may state your case or ask for a hearing; proof that there was no intent means no listing."
            ),
        ),
        kind="serious-notified",
        now=now,
    )


def _whole(weighed: Weighed, on: date) -> None:
    """What a notice cannot do without (S21 13)."""
    try:
        serious_ground(weighed.ground)
        HeavierPenalty(weighed.penalty)
    except (KeyError, ValueError) as unknown:
        raise refusals.missing("ground", "请选择列入事由。", "Choose the ground.") from unknown
    if not weighed.penalty_number.strip():
        raise refusals.missing(
            "penalty_number", "请填写行政处罚决定书文号。", "Give the number of the penalty decision."
        )
    if weighed.penalty_on > on:
        raise refusals.missing(
            "penalty_on", "处罚决定日期不能在今天之后。", "The day of the penalty cannot be after today."
        )
    if not weighed.facts.strip():
        raise refusals.missing("facts", "请写明查明的事实。", "Say what was found.")
    if not [one for one in weighed.factors if one.strip()]:
        raise refusals.missing(
            "factors",
            "请至少写明一项综合考虑的因素（第十二条）。",
            "Say of at least one factor what was found (art. 12).",
        )


@transaction.atomic
def hear(*, entity_id: int, entry_id: UUID, heard: str, by: Actor, now: datetime) -> Entry:
    """The party's statement, the hearing, or that it waived both, is on record."""
    entry = locked(entity_id, entry_id)
    entry.state = rules.after(entry.state, "hear")
    if not heard.strip():
        raise refusals.missing(
            "heard",
            "请写明陈述、申辩、听证的情况，或者当事人放弃。",
            "Say what the party stated, or that it waived it.",
        )
    entry.heard_at, entry.heard = now, heard.strip()
    entry.save(update_fields=["state", "heard_at", "heard"])
    _record(HEARD, entry, by, now)
    return entry


@transaction.atomic
def drop(*, entity_id: int, entry_id: UUID, reason: str, by: Actor, now: datetime) -> Entry:
    """No listing: the party proved that it had no intent, or the breach is not that grave (S21 12)."""
    entry = locked(entity_id, entry_id)
    entry.state = rules.after(entry.state, "drop")
    if not reason.strip():
        raise refusals.missing("reason", "请写明不列入的理由。", "Say why it is not listed.")
    entry.dropped_reason = reason.strip()
    entry.save(update_fields=["state", "dropped_reason"])
    _tell_dropped(entry, now)
    _record(DROPPED, entry, by, now)
    return entry


def _tell_dropped(entry: Entry, now: datetime) -> None:
    tell(
        entry=entry,
        title=("不列入严重违法失信名单", "You are not entered in the serious list"),
        body=(entry.dropped_reason, entry.dropped_reason),
        kind="serious-dropped",
        now=now,
    )


@transaction.atomic
def ask_consent(*, entity_id: int, entry_id: UUID, by: Actor, now: datetime) -> Entry:
    """Lay the case before the level above (S21 22): it appears on that office's work list."""
    entry = locked(entity_id, entry_id)
    target = rules.after(entry.state, "ask-consent")
    on = china_date(now)
    law = selectors.law_of(entry, on)
    if law.outcome is not SeriousOutcome.ASK_APPROVAL:
        raise refusals.law_says(law.step)
    above = selectors.office_above(entry.region)
    entry.state, entry.consent_asked_at = target, now
    entry.consent_from, entry.consent_region = above.name, above.region
    entry.save(update_fields=["state", "consent_asked_at", "consent_from", "consent_region"])
    owe(entry=entry, kind=CONSENT, base=on, by=by, now=now, at=above)
    _record(ASKED, entry, by, now)
    return entry


@transaction.atomic
def answer_consent(*, entity_id: int, entry_id: UUID, given: bool, reason: str, by: Actor, now: datetime) -> Entry:
    """The level above consents or does not; who and when is kept with the case."""
    entry = locked(entity_id, entry_id)
    entry.state = rules.after(entry.state, "consent" if given else "withhold")
    if signer(by) == entry.opened_by:
        raise refusals.own_consent()
    if not given and not reason.strip():
        raise refusals.missing("reason", "不同意的，请写明理由。", "Give the reasons for withholding consent.")
    entry.consent_given, entry.consent_at, entry.consent_by = given, now, signer(by)
    entry.consent_reason = reason.strip()
    if not given:
        entry.dropped_reason = f"{entry.consent_from}不同意列入：{reason.strip()}"
        _tell_dropped(entry, now)
    entry.save(update_fields=["state", "consent_given", "consent_at", "consent_by", "consent_reason", "dropped_reason"])
    done(entry=entry, kind=CONSENT, with_="consented" if given else "withheld", by=by, now=now)
    _record(CONSENTED if given else WITHHELD, entry, by, now)
    return entry


def _record(name: str, entry: Entry, by: Actor, now: datetime) -> None:
    record_event(
        name=name,
        by=by,
        now=now,
        subject=("serious", entry.id),
        party_id=entry.entity_id,
        detail={"ground": entry.ground, "penalty": entry.penalty_number},
    )
