"""A firm that cannot be reached: letters, what the post says, proofs from the spot (A25 9, K25 14)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.actions import EVIDENCE, About, attach
from gongbao.kernel.statutes import InstrumentId, in_force
from gongbao.kernel.statutes.inspection import Proof
from gongbao.register.inspections import refusals, selectors
from gongbao.register.inspections.actions.writing import LETTER, LETTER_ANSWERED, PREMISES, SUBJECT, hold, signer
from gongbao.register.inspections.models import Letter, PremisesProof
from gongbao.register.listings.actions import Evidence

PREMISES_PROOF = "premises-proof"


@transaction.atomic
def post_letter(
    *, entity_id: int, inspection_id: UUID, mail_number: str, posted_on: date, by: Actor, now: datetime
) -> Letter:
    """Note a special letter to the registered address, with the post's number."""
    inspection = hold(entity_id, inspection_id)
    if inspection.state not in selectors.RUNNING:
        raise refusals.not_now(inspection.state)
    if not mail_number.strip():
        raise refusals.words_needed("mail_number", "请填写邮件号，以便查询。", "Give the post's number of the letter.")
    if posted_on > china_date(now):
        raise refusals.wrong_value("posted_on")
    letter = Letter(
        entity_id=entity_id,
        inspection_id=inspection_id,
        mail_number=mail_number.strip()[:40],
        address=inspection.entity.address,
        posted_on=posted_on,
        posted_by=signer(by),
    )
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal(
            "letter-already",
            "这个邮件号已经登记过。",
            "This letter has been noted already.",
            field="mail_number",
            status=409,
        ) from error
    record_event(
        name=LETTER,
        by=by,
        now=now,
        subject=(SUBJECT, inspection_id),
        party_id=entity_id,
        detail={"posted": posted_on.isoformat()},
    )
    return letter


@transaction.atomic
def answer_letter(*, entity_id: int, letter_id: UUID, signed: bool, by: Actor, now: datetime) -> Letter:
    """What the post says: signed for, or come back."""
    letter = Letter.objects.select_for_update().get(entity_id=entity_id, id=letter_id)
    if letter.signed is not None:
        raise refusals.already_answered()
    letter.signed, letter.answered_on = signed, china_date(now)
    letter.save(update_fields=["signed", "answered_on"])
    record_event(
        name=LETTER_ANSWERED,
        by=by,
        now=now,
        subject=(SUBJECT, letter.inspection_id),
        party_id=entity_id,
        detail={"signed": signed},
    )
    return letter


@transaction.atomic
def prove_premises(
    *,
    entity_id: int,
    inspection_id: UUID,
    proof: str,
    visited_on: date,
    words: str,
    files: Sequence[Evidence],
    by: Actor,
    now: datetime,
) -> PremisesProof:
    """A visit showed that the firm is not there, or the address does not exist (K25 14). Comes with a file."""
    inspection = hold(entity_id, inspection_id)
    if inspection.state not in selectors.RUNNING:
        raise refusals.not_now(inspection.state)
    if proof not in {one.value for one in Proof} or visited_on > china_date(now):
        raise refusals.wrong_value("proof")
    if not in_force(InstrumentId.K25, visited_on):
        raise Refusal(
            "premises-proof-not-yet",
            "当时施行的规定只认两封专用信函。",
            "The rules of that day know only the two letters.",
            field="visited_on",
        )
    if not words.strip() or not files:
        raise refusals.words_needed(
            "words", "请写明谁作的证明，并上传证明或者照片。", "Say who states it, and add the statement or pictures."
        )
    row = PremisesProof(
        entity_id=entity_id,
        inspection_id=inspection_id,
        proof=proof,
        visited_on=visited_on,
        words=words.strip(),
        noted_at=now,
        noted_by=signer(by),
    )
    row.save(force_insert=True)
    for file in files:
        about = About(PREMISES_PROOF, str(row.id), entity_id)
        attach(stream=file.stream, name=file.name, about=about, by=by, now=now, limits=EVIDENCE)
    record_event(
        name=PREMISES,
        by=by,
        now=now,
        subject=(SUBJECT, inspection_id),
        party_id=entity_id,
        detail={"proof": proof},
    )
    return row
