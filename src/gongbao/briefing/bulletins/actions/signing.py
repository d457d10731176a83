"""Proofread twice, signed once: numbers, copies, the printed bytes and the entry in the log, in one transaction."""

import io
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.bulletins import refusals
from gongbao.briefing.bulletins.actions.making import held_issue
from gongbao.briefing.bulletins.content import content_of, entries_of, fingerprint, numbers_of, words_of
from gongbao.briefing.bulletins.models import Copy, Entry, Issue, IssueState, Proofreading, Reader
from gongbao.briefing.bulletins.rules import Numbered, next_numbers
from gongbao.briefing.bulletins.sheet import pdf_of
from gongbao.briefing.desk.rules import check_text
from gongbao.foundation.accounts.models import Membership, User
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.files.actions import store_file
from gongbao.foundation.ledger.actions import enqueue
from gongbao.foundation.notices.actions import Words, send_many
from gongbao.kernel.tlog.canonical import canonical_json

PASSED = declare("issue.proofread", "校对通过", "issue proofread")
SIGNED = declare("issue.signed", "签发", "issue signed")
RECALLED = declare("issue.recalled", "收回", "issue recalled")
PROOFS = 2


@transaction.atomic
def pass_proof(*, issue_id: UUID, user: User, by: Actor, now: datetime) -> Proofreading:
    """Say that one has read the issue as it stands and found it right. Refusal while it may not be printed."""
    issue = held_issue(issue_id)
    _require_printable(issue)
    made, _ = Proofreading.objects.get_or_create(
        issue=issue, user=user, sha256=fingerprint(issue), defaults={"at": now}
    )
    record_event(name=PASSED, by=by, now=now, subject=("issue", issue.pk))
    return made


@transaction.atomic
def sign(*, issue_id: UUID, by: Actor, now: datetime) -> Issue:
    """Sign: the date of sign-off is the date of issue. From here nothing changes; readers get their copies."""
    issue = held_issue(issue_id)
    _require_printable(issue)
    have = Proofreading.objects.filter(issue=issue, sha256=fingerprint(issue)).count()
    if have < PROOFS:
        raise refusals.proofs_missing(have)
    readers = list(Reader.objects.filter(periodical=issue.periodical, until=None).order_by("line", "since", "id"))
    if not readers:
        raise refusals.no_readers()
    _fix_words(issue)
    _number(issue, now)
    issue.issued_on, issue.signed_at, issue.signed_by = china_date(now), now, by.label[:80]
    issue.copies = sum(reader.copies for reader in readers)
    issue.state = IssueState.SIGNED
    issue.body = canonical_json(
        {**content_of(issue), "issued_on": issue.issued_on.isoformat(), "no": numbers_of(issue)}
    )
    sealed = enqueue(record=issue.pk, version=1, kind="publish", body=bytes(issue.body), now=now)
    issue.salt, issue.commitment = sealed.salt, sealed.commitment
    issue.file = store_file(stream=io.BytesIO(pdf_of(issue, now=now)), now=now)
    issue.save()
    _give(issue, readers, now)
    record_event(name=SIGNED, by=by, now=now, subject=("issue", issue.pk), detail={"number": numbers_of(issue)})
    return issue


@transaction.atomic
def recall(*, issue_id: UUID, why: str, by: Actor, now: datetime) -> Issue:
    """Take a signed issue back: readers no longer open it and are told why; its number stays taken."""
    if not why.strip():
        raise refusals.why_needed()
    issue = Issue.objects.select_for_update(of=("self",)).select_related("periodical").get(pk=issue_id)
    if issue.state != IssueState.SIGNED:
        raise refusals.signed_already()
    issue.state, issue.recalled_at, issue.recalled_why = IssueState.RECALLED, now, why.strip()[:400]
    issue.save(update_fields=["state", "recalled_at", "recalled_why"])
    body = canonical_json({"format": "gongbao/issue-recall/v1", "no": numbers_of(issue), "why": issue.recalled_why})
    enqueue(record=issue.pk, version=2, kind="withdraw", body=body, now=now, previous=bytes(issue.commitment or b""))
    record_event(name=RECALLED, by=by, now=now, subject=("issue", issue.pk))
    words = Words(
        kind="issue.recalled",
        title_zh=f"已收回：《{issue.periodical.name}》{numbers_of(issue)}",
        title_en=f"Recalled: {issue.periodical.name}, {numbers_of(issue)}",
        body_zh=issue.recalled_why,
        body_en=issue.recalled_why,
    )
    _tell([copy.user for copy in issue.given.select_related("user") if copy.user is not None], words, now)
    return issue


def _require_printable(issue: Issue) -> None:
    rows = entries_of(issue)
    if not rows:
        raise refusals.empty()
    for entry in rows:
        title, body, note = words_of(entry, signed=False)
        stop = next((one for one in check_text(title, f"{body}\n{note}") if one.weight == "stop"), None)
        if stop is not None:
            raise refusals.stopped(title, f"{stop.zh} {stop.where}")


def _fix_words(issue: Issue) -> None:
    rows = entries_of(issue)
    for entry in rows:
        entry.title, entry.body, entry.note = words_of(entry, signed=False)
    Entry.objects.bulk_update(rows, ["title", "body", "note"])


def _number(issue: Issue, now: datetime) -> None:
    """The next numbers of the series, with the periodical's row held: two signatures never take one number."""
    type(issue.periodical).objects.select_for_update().get(pk=issue.periodical_id)
    taken = Issue.objects.filter(periodical=issue.periodical, supplement=issue.supplement, number__isnull=False)
    issued = [Numbered(one.year or 0, one.number or 0, one.total) for one in taken.only("year", "number", "total")]
    given = next_numbers(
        issued,
        year=china_date(now).year,
        supplement=issue.supplement,
        total_before=issue.periodical.total_before,
    )
    issue.year, issue.number, issue.total = given


def _give(issue: Issue, readers: list[Reader], now: datetime) -> None:
    copies, number, told = [], 0, []
    for reader in readers:
        for _copy in range(reader.copies):
            number += 1
            first = _copy == 0
            copies.append(Copy(issue=issue, number=number, words=reader.words, user=reader.user if first else None))
        if reader.user is not None:
            told.append(reader.user)
    Copy.objects.bulk_create(copies)
    words = Words(
        kind="issue.signed",
        title_zh=f"《{issue.periodical.name}》{numbers_of(issue)}",
        title_en=f"{issue.periodical.name}, {numbers_of(issue)}",
        body_zh="请阅。",
        body_en="For you to read.",
        link="/read/",
    )
    _tell(told, words, now)


def _tell(readers: Sequence[User], words: Words, now: datetime) -> None:
    """A notice to the organisations of these readers, once each."""
    held = Membership.objects.filter(user__in=[one.pk for one in readers], until=None)
    organisations = sorted(set(held.values_list("organisation_id", flat=True)))
    send_many(party_kind="organisation", notices=[(one, words) for one in organisations], now=now)
