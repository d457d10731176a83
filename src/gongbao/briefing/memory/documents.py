"""How what others keep becomes documents: from one row each, or many at a time when all is made anew."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from gongbao.briefing.bulletins.content import numbers_of
from gongbao.briefing.bulletins.models import Entry, IssueState
from gongbao.briefing.desk.models import Source
from gongbao.briefing.instructions.models import Instruction
from gongbao.briefing.items.models import Item
from gongbao.briefing.memory.models import Document, DocumentKind
from gongbao.briefing.memory.rules import bigrams, fold, key, month_key
from gongbao.briefing.units.models import Material
from gongbao.foundation.clock import CHINA

#: States in which the desk an item is addressed to may see it: everything but what never left the unit.
_SOURCES = Source.objects.select_related("item__unit").order_by("-share", "id")
LONGEST = 60_000


def items(ids: Iterable[UUID] | None = None) -> Iterator[Document]:
    """Items, drafts too: those are their unit's alone."""
    rows: QuerySet[Item] = Item.objects.select_related("unit", "desk")
    for one in _picked(rows, ids):
        seen = one.state not in {"draft", "cosign", "recalled"}
        parts = [one.title, one.number, one.body, one.figures, one.causes, one.trend, one.suggestion]
        yield _document(
            Document(
                kind=DocumentKind.ITEM,
                ref=one.pk,
                title=one.title or "（还没有标题）",
                text="\n".join(part for part in parts[1:] if part),
                at=one.lodged_at or one.created_at,
                unit_id=one.unit_id,
                desk_id=one.desk_id if seen else None,
                writers=[one.unit_id],
                undertaking_id=one.undertaking_id,
                type=one.type_id,
                state=one.state,
                label=f"{one.unit.short} {one.number}".strip(),
            ),
            [one.unit_id],
            one.places,
        )


def entries(ids: Iterable[UUID] | None = None) -> Iterator[Document]:
    """What was printed, of issues that are signed or were recalled."""
    rows: QuerySet[Entry] = Entry.objects.exclude(issue__state=IssueState.MAKING)
    rows = rows.select_related("issue__periodical", "column", "manuscript")
    rows = rows.prefetch_related(Prefetch("manuscript__sources", queryset=_SOURCES))
    places: dict[UUID, dict[UUID, int]] = {}
    for one in _picked(rows, ids):
        order = places.setdefault(one.issue_id, {})
        if not order:
            printed = one.issue.entries.order_by("column__order", "column_id", "order", "id").values_list(
                "pk", flat=True
            )
            order |= {pk: place for place, pk in enumerate(printed, 1)}
            if len(places) > 200:
                places = {one.issue_id: order}
        sources = list(one.manuscript.sources.all())
        label = f"《{one.issue.periodical.name}》{numbers_of(one.issue)}"
        units = list(dict.fromkeys(source.item.unit.short for source in sources))
        yield _document(
            Document(
                kind=DocumentKind.ENTRY,
                ref=one.pk,
                title=one.title,
                text="\n".join(part for part in (one.note, one.body, "、".join(units), label, one.column.name) if part),
                at=one.issue.signed_at or one.issue.created_at,
                unit_id=sources[0].item.unit_id if sources else None,
                desk_id=one.issue.periodical.desk_id,
                issue_id=one.issue_id,
                place=order[one.pk],
                undertaking_id=next((s.item.undertaking_id for s in sources if s.item.undertaking_id), None),
                type=sources[0].item.type_id if sources else "",
                state=one.issue.state,
                label=label,
            ),
            [source.item.unit_id for source in sources],
            sorted({code for source in sources for code in source.item.places}),
        )


def instructions(ids: Iterable[UUID] | None = None) -> Iterator[Document]:
    """What leaders wrote, with the answers; for the leader, the desk, and the units that act, help or supplied it."""
    rows: QuerySet[Instruction] = Instruction.objects.select_related("entry", "leader", "owner")
    rows = rows.prefetch_related("helpers", "steps", Prefetch("entry__manuscript__sources", queryset=_SOURCES))
    for one in _picked(rows, ids):
        sources = list(one.entry.manuscript.sources.all()) if one.entry is not None else []
        writers = {source.item.unit_id for source in sources} | {unit.pk for unit in one.helpers.all()}
        if one.owner_id:
            writers.add(one.owner_id)
        said = [step.words for step in sorted(one.steps.all(), key=lambda step: step.at) if step.words]
        yield _document(
            Document(
                kind=DocumentKind.INSTRUCTION,
                ref=one.pk,
                title=f"{one.words[:200]}",
                text="\n".join([one.words, str(one.leader), one.about, *said]),
                at=one.given_at,
                unit_id=one.owner_id or (sources[0].item.unit_id if sources else None),
                desk_id=one.desk_id,
                writers=sorted(writers),
                leader_id=one.leader_id,
                undertaking_id=next((s.item.undertaking_id for s in sources if s.item.undertaking_id), None),
                state=one.state,
                label=f"{one.leader} · {one.about}"[:120],
            ),
            sorted(writers),
            sorted({code for source in sources for code in source.item.places}),
        )


def materials(ids: Iterable[UUID] | None = None) -> Iterator[Document]:
    """Training notes and circulars, for the desk and the units below it."""
    rows: QuerySet[Material] = Material.objects.select_related("desk")
    for one in _picked(rows, ids):
        made = Document(
            kind=DocumentKind.MATERIAL,
            ref=one.pk,
            title=one.title,
            text=one.words,
            at=one.issued_at,
            desk_id=one.desk_id,
            below=True,
            label=one.desk.short,
        )
        yield _document(made, [], [])


MAKERS = {"item": items, "entry": entries, "instruction": instructions, "material": materials}


def _picked(rows: Any, ids: Iterable[UUID] | None) -> Any:
    return rows.iterator(chunk_size=500) if ids is None else rows.filter(pk__in=list(ids))


def _document(made: Document, units: Iterable[int], places: Iterable[str]) -> Document:
    """With the columns that are worked out from the others."""
    made.title, made.text = made.title[:240], made.text[:LONGEST]
    made.folded_title, made.folded = fold(made.title), fold(made.text)
    made.grams = bigrams(f"{made.folded_title}\n{made.folded}")
    day = made.at.astimezone(CHINA).date()
    keys = {month_key(day.year, day.month), key("k", made.kind)}
    keys |= {key("w", unit) for unit in made.writers} | {key("u", unit) for unit in units}
    keys |= {key("p", code[:length]) for code in places for length in (6, 9, 12) if len(code) >= length}
    for name, value in (("d", made.desk_id), ("l", made.leader_id), ("t", made.type), ("c", made.undertaking_id)):
        if value:
            keys.add(key(name, value))
    if made.below and made.desk_id:
        keys.add(key("b", made.desk_id))
    made.keys = sorted(keys)
    return made
