"""Making an issue: manuscripts placed in columns, moved, taken out, until it is signed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from gongbao.briefing.bulletins import refusals
from gongbao.briefing.bulletins.models import Column, Entry, Issue, IssueState, Periodical
from gongbao.briefing.desk.models import Adoption, Manuscript
from gongbao.briefing.items.refusals import changed_meanwhile
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare

OPENED = declare("issue.opened", "开始编排一期", "issue begun")
CHANGED = declare("issue.changed", "调整编排", "issue changed")
TOPIC = "issues"
STEP = 10


@transaction.atomic
def open_issue(*, periodical: Periodical, supplement: bool, by: Actor, now: datetime) -> Issue:
    """Begin the next issue. One at a time of each series: the one being made is returned."""
    if periodical.ended_on is not None:
        raise Refusal("periodical.ended", "这份刊物已经停办。", "This periodical has ended.")
    found = Issue.objects.filter(periodical=periodical, supplement=supplement, state=IssueState.MAKING).first()
    if found is not None:
        return found
    made = Issue(periodical=periodical, supplement=supplement, created_at=now)
    made.save(force_insert=True)
    record_event(name=OPENED, by=by, now=now, subject=("issue", made.pk))
    return made


def held_issue(issue_id: UUID, *, turn: int | None = None) -> Issue:
    """The issue being made, locked. Refusal once it is signed, or if somebody changed it since `turn`."""
    issue = Issue.objects.select_for_update(of=("self",)).select_related("periodical__desk").get(pk=issue_id)
    if issue.state != IssueState.MAKING:
        raise refusals.signed_already()
    if turn is not None and turn != issue.turn:
        raise changed_meanwhile("")
    return issue


@transaction.atomic
def place(*, issue_id: UUID, manuscript_id: UUID, column: Column, by: Actor, now: datetime) -> Entry:
    """Place a manuscript adopted for the own bulletin at the end of a column; one placed already is moved there."""
    issue = held_issue(issue_id)
    if column.periodical_id != issue.periodical_id:
        raise Refusal("issue.column", "请选择本刊的栏目。", "Choose a column of this periodical.", field="column")
    adopted = Adoption.objects.filter(manuscript_id=manuscript_id, use__in=["own", "special"], withdrawn_at=None)
    if not adopted.exists() or not Manuscript.objects.filter(pk=manuscript_id, desk=issue.periodical.desk_id).exists():
        raise Refusal(
            "issue.not-adopted", "稿件还没有采用到本级刊物。", "The manuscript is not adopted for this bulletin."
        )
    last = Entry.objects.filter(issue=issue, column=column).aggregate(last=Max("order"))["last"] or 0
    entry, _made = Entry.objects.update_or_create(
        issue=issue, manuscript_id=manuscript_id, defaults={"column": column, "order": last + STEP}
    )
    _changed(issue, by=by, now=now)
    return entry


@transaction.atomic
def move_entry(
    *, issue_id: UUID, entry_id: UUID, column: Column, before: UUID | None, by: Actor, now: datetime
) -> None:
    """Move an entry into a column, before another entry of it, or to its end."""
    issue = held_issue(issue_id)
    entry = Entry.objects.get(pk=entry_id, issue=issue)
    if column.periodical_id != issue.periodical_id:
        raise Refusal("issue.column", "请选择本刊的栏目。", "Choose a column of this periodical.", field="column")
    rows = list(Entry.objects.filter(issue=issue, column=column).exclude(pk=entry.pk).order_by("order", "id"))
    at = next((place for place, one in enumerate(rows) if one.pk == before), len(rows))
    rows.insert(at, entry)
    entry.column = column
    for place_, one in enumerate(rows, 1):
        one.order = place_ * STEP
    Entry.objects.bulk_update(rows, ["order", "column"])
    _changed(issue, by=by, now=now)


@transaction.atomic
def take_out(*, issue_id: UUID, entry_id: UUID, by: Actor, now: datetime) -> None:
    """Take an entry out; the manuscript stays adopted and can be placed again."""
    issue = held_issue(issue_id)
    Entry.objects.filter(pk=entry_id, issue=issue).delete()
    _changed(issue, by=by, now=now)


@transaction.atomic
def set_issue(*, issue_id: UUID, internal: bool, extra: str, by: Actor, now: datetime) -> Issue:
    """Whether it is marked 内部, and to whom it goes besides (本期增发)."""
    issue = held_issue(issue_id)
    issue.internal, issue.extra = internal, extra.strip()[:200]
    issue.save(update_fields=["internal", "extra"])
    _changed(issue, by=by, now=now)
    return issue


def _changed(issue: Issue, *, by: Actor, now: datetime) -> None:
    issue.turn += 1
    issue.save(update_fields=["turn"])
    record_event(name=CHANGED, by=by, now=now, subject=("issue", issue.pk))
    push(topic=TOPIC, data={"issue": str(issue.pk)}, audience=[f"organisation:{issue.periodical.desk_id}"])
