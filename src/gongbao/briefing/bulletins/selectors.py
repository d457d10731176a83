"""Reading bulletins: a desk's periodicals and issues, what may be placed, and what a reader was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gongbao.briefing.bulletins.content import entries_of, fingerprint
from gongbao.briefing.bulletins.models import Copy, Entry, Issue, IssueState, Periodical, Proofreading, Reader
from gongbao.briefing.desk.models import Adoption, Manuscript
from gongbao.briefing.desk.rules import Finding, check_text
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

MOST = 200


@dataclass(frozen=True, slots=True)
class Making:
    """An issue on the making-up page. `proofs` are those for the present wording."""

    issue: Issue
    entries: list[Entry]
    waiting: list[Manuscript]
    findings: list[tuple[Entry, list[Finding]]]
    proofs: list[Proofreading]


def periodicals(desk: Unit) -> list[Periodical]:
    """The desk's periodicals, those running first."""
    return list(Periodical.objects.filter(desk=desk).order_by("ended_on", "began_on", "name")[:MOST])


def periodical_of(user: Visitor, periodical_id: UUID) -> Periodical | None:
    mine = reach.organisations(user, Permission.DESK_WORK)
    return Periodical.objects.filter(pk=periodical_id, desk_id__in=mine).select_related("desk").first()


def issues(desk: Unit) -> QuerySet[Issue]:
    """The desk's issues: those being made first, then the newest."""
    rows = Issue.objects.filter(periodical__desk=desk).select_related("periodical")
    given = Copy.objects.filter(issue=OuterRef("pk"))
    rows = rows.annotate(
        size=_how_many(Entry.objects.filter(issue=OuterRef("pk"))),
        opened=_how_many(given.filter(opened_at__isnull=False)),
        told=_how_many(given.filter(user__isnull=False)),
    )
    return rows.order_by("-created_at")


def _how_many(rows: QuerySet[Any]) -> Coalesce:
    """Counted for the rows of a page only: a join of entries and copies multiplies."""
    counted = rows.order_by().values("issue").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def issue_of(user: Visitor, issue_id: UUID) -> Issue | None:
    mine = reach.organisations(user, Permission.DESK_WORK)
    rows = Issue.objects.filter(pk=issue_id, periodical__desk_id__in=mine)
    return rows.select_related("periodical__desk").first()


def waiting(desk: Unit) -> list[Manuscript]:
    """Manuscripts adopted for the own bulletin that no issue holds yet, the longest waiting first."""
    adopted = Adoption.objects.filter(manuscript=OuterRef("pk"), use__in=["own", "special"], withdrawn_at=None)
    placed = Entry.objects.filter(manuscript=OuterRef("pk")).exclude(issue__state=IssueState.RECALLED)
    rows = Manuscript.objects.filter(Exists(adopted), ~Exists(placed), desk=desk)
    return list(rows.prefetch_related("sources__item__unit").order_by("edited_at", "id")[:MOST])


def making(issue: Issue) -> Making:
    """Everything the making-up page shows."""
    entries = entries_of(issue)
    findings = [
        (entry, found)
        for entry in entries
        if (found := check_text(entry.manuscript.title, f"{entry.manuscript.body}\n{entry.manuscript.note}"))
    ]
    proofs = Proofreading.objects.filter(issue=issue, sha256=fingerprint(issue)).select_related("user")
    return Making(issue, entries, waiting(issue.periodical.desk), findings, list(proofs.order_by("at")))


def readers(periodical: Periodical) -> list[Reader]:
    rows = Reader.objects.filter(periodical=periodical, until=None).select_related("user")
    return list(rows.order_by("line", "since", "id")[:MOST])


def possible_readers(desk: Unit) -> list[User]:
    """People of the desk's place who may read bulletins: leaders, chiefs, supervisors."""
    rows = User.objects.filter(
        is_active=True,
        memberships__until=None,
        memberships__organisation__region__startswith=desk.organisation.region,
        memberships__role__permissions__contains=[Permission.BULLETIN_READ.value],
    )
    return list(rows.distinct().order_by("display_name", "id")[:MOST])


def copies(issue: Issue) -> list[Copy]:
    return list(issue.given.select_related("user").order_by("number")[: MOST * 5])


def my_copies(user: User) -> QuerySet[Copy]:
    """What this reader was given and may still open, newest first."""
    rows = Copy.objects.filter(user=user, issue__state=IssueState.SIGNED)
    return rows.select_related("issue__periodical").order_by("-issue__signed_at", "-id")


def my_copy(user: User, issue_id: UUID) -> Copy | None:
    """The reader's copy of an issue that is in force. Nobody reads what was not addressed to them."""
    return my_copies(user).filter(issue_id=issue_id).first()


def entries_to_read(issue: Issue) -> Sequence[Entry]:
    return entries_of(issue)
