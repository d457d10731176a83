"""Reading instructions: the supervision board, a leader's own, a unit's own."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from gongbao.briefing.bulletins.models import Entry, Issue, IssueState
from gongbao.briefing.desk.models import Source
from gongbao.briefing.instructions.models import Instruction, InstructionState, Step, StepKind
from gongbao.briefing.items.models import Item
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

BOXES: dict[str, tuple[str, ...]] = {
    "open": (InstructionState.GIVEN, InstructionState.OPEN, InstructionState.ANSWERED),
    "given": (InstructionState.GIVEN,),
    "doing": (InstructionState.OPEN,),
    "answered": (InstructionState.ANSWERED,),
    "closed": (InstructionState.CLOSED,),
}
_ANSWERS = Step.objects.filter(kind__in=[StepKind.INTERIM, StepKind.FINAL]).order_by("-at", "-id")
MOST = 200


def _whole(rows: QuerySet[Instruction]) -> QuerySet[Instruction]:
    rows = rows.select_related("entry__issue__periodical", "owner", "leader", "desk")
    return with_answers(rows).prefetch_related("helpers")


def with_answers(rows: QuerySet[Instruction]) -> QuerySet[Instruction]:
    """The instructions with `answers`: what was reported on each, the newest first."""
    return rows.prefetch_related(Prefetch("steps", queryset=_ANSWERS, to_attr="answers"))


def board(desk: Unit, *, box: str) -> QuerySet[Instruction]:
    """A desk's instructions: the oldest first while open, the newest first when closed."""
    rows = _whole(Instruction.objects.filter(desk=desk, state__in=BOXES[box]))
    return rows.order_by("-closed_at", "-id") if box == "closed" else rows.order_by("given_at", "id")


def of_leader(user: User) -> QuerySet[Instruction]:
    """A leader's own, those open first, by age."""
    return _whole(Instruction.objects.filter(leader=user)).order_by("closed_at", "given_at", "id")


def of_units(units: Sequence[int]) -> QuerySet[Instruction]:
    """What these units must act on or help with, the nearest time first."""
    owned = Instruction.objects.filter(owner_id__in=list(units)).values("pk")
    helped = Instruction.helpers.through.objects.filter(unit_id__in=list(units)).values("instruction_id")
    # Two questions with an index each: one with "or" over both would read every instruction.
    return _whole(Instruction.objects.filter(pk__in=owned.union(helped))).order_by("closed_at", "due_on", "id")


def one(user: Visitor, instruction_id: UUID) -> tuple[Instruction, set[str]] | None:
    """The instruction and as what the user sees it: leader, desk, owner, helper, source. None if as nothing."""
    found = _whole(Instruction.objects.filter(pk=instruction_id)).first()
    if found is None or not user.is_authenticated:
        return None
    writes = set(reach.organisations(user, Permission.ITEM_WRITE))
    sources: set[int] = set()
    if found.entry is not None:
        sources = {source.item.unit_id for source in found.entry.manuscript.sources.select_related("item")}
    known = {
        "leader": found.leader_id == user.pk,
        "desk": found.desk_id in reach.organisations(user, Permission.DESK_WORK),
        "owner": found.owner_id in writes,
        "helper": any(unit.pk in writes for unit in found.helpers.all()),
        "source": bool(sources & writes),
    }
    as_what = {name for name, is_so in known.items() if is_so}
    return (found, as_what) if as_what else None


def of_entry(entry: Entry) -> list[Instruction]:
    """What was instructed on one printed item, the newest first."""
    return list(_whole(Instruction.objects.filter(entry=entry)).order_by("-given_at", "-id")[:MOST])


def of_item(item: Item) -> list[Instruction]:
    """What was instructed on the printed texts this item went into, the newest first."""
    rows = Instruction.objects.filter(entry__manuscript__in=Source.objects.filter(item=item).values("manuscript"))
    return list(_whole(rows).order_by("-given_at", "-id")[:MOST])


def printed(desk: Unit) -> list[Issue]:
    """The newest signed issues, on which a leader may have written by hand."""
    rows = Issue.objects.filter(periodical__desk=desk, state=IssueState.SIGNED).select_related("periodical")
    return list(rows.order_by("-signed_at")[:6])


def steps(found: Instruction) -> list[Step]:
    return list(Step.objects.filter(instruction=found).order_by("at", "id")[:MOST])


def extension_asked(found: Instruction) -> Step | None:
    """A request for more time that waits for an answer."""
    kinds = [StepKind.EXTENSION_ASKED, StepKind.EXTENSION_GRANTED, StepKind.EXTENSION_REFUSED]
    last = Step.objects.filter(instruction=found, kind__in=kinds).order_by("-at", "-id").first()
    return last if last is not None and last.kind == StepKind.EXTENSION_ASKED else None


def leaders(desk: Unit) -> list[User]:
    """Whose words can be taken down at a desk: those of its place who give instructions."""
    region = desk.organisation.region
    here = Q(memberships__organisation__region__startswith=region) | Q(memberships__region__startswith=region)
    rows = User.objects.filter(
        here,
        is_active=True,
        memberships__until=None,
        memberships__role__permissions__contains=[Permission.INSTRUCT.value],
    )
    return list(rows.distinct().order_by("display_name", "id")[:MOST])


def owner_choices(desk: Unit) -> list[tuple[str, str]]:
    """The same to choose from: (key, short name)."""
    rows = desk.below.filter(until=None).order_by("order", "short").values_list("pk", "short")[:500]
    return [(str(key), short) for key, short in rows]


def owner_named(desk: Unit, text: str) -> Unit | None:
    """The unit that was chosen by its key, or written by its short name; of more units than can be chosen from too."""
    rows = desk.below.filter(until=None)
    by_key = rows.filter(pk=int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else rows.none()
    return by_key.first() or rows.filter(short=text).first()


def owners(desk: Unit) -> list[Unit]:
    """Who can be asked to act: the units that report to the desk, departments first as their order says."""
    return list(desk.below.filter(until=None).order_by("order", "short")[:500])
