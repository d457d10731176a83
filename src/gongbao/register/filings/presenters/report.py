"""The report as a whole: its steps, what the public will see, what filing sets off, receipts and corrections."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.ledger import selectors as ledger
from gongbao.foundation.shapes import Change, Column, Fact, Ground, Proof, Receipt, State, Step, Table
from gongbao.foundation.wording import is_english, moment_words, money_words, plain_day
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.entities.models import Entity
from gongbao.register.filings.models import Channel, Filing, FilingVersion
from gongbao.register.filings.presenters.section import Draft, said, summary
from gongbao.register.filings.rules import Change as Difference
from gongbao.register.filings.rules import Form, Trip, Weight, is_missing, said_value

TONES = {Weight.STOP: "late", Weight.LATE: "late", Weight.WARN: "soon", Weight.NOTE: "info"}


def channel_words(channel: str) -> str:
    """How a report came in."""
    words = {
        Channel.SCREEN: _("网上填报"),
        Channel.API: _("接口报送"),
        Channel.FILE: _("批量文件"),
        Channel.PAPER: _("纸质报送"),
    }
    return words.get(Channel(channel), channel)


def category_title(category: str, year: int) -> str:
    """2025 年度报告."""
    return _("%(year)d 年度报告") % {"year": year}


def steps(draft: Draft, filing: Filing, *, current: str, entity_id: int) -> list[Step]:
    """The sections with how each stands, and the last step: look and submit."""
    found = [_step(draft, one, current, filing, entity_id) for one in draft.form.sections]
    found.append(
        Step(
            title=_("预演和提交"),
            href=reverse("filings:check", args=[entity_id, draft.form.year]),
            state="current" if current == "check" else "todo",
            note=_("看公众将看到什么"),
        )
    )
    return found


def _step(draft: Draft, section: Any, current: str, filing: Filing, entity_id: int) -> Step:
    ids = {field.id for field in section.fields}
    errors = [one for one in draft.checked.errors if one.field in ids]
    blank = [one for one in errors if is_missing(one, draft.values)]
    begun = section.id in filing.draft.get("touched", {}) or any(
        draft.values.get(id_) not in (None, "", []) for id_ in ids
    )
    note = ""
    state = "todo"
    if len(errors) > len(blank):
        state, note = "wrong", _("有 %(n)d 处有误") % {"n": len(errors) - len(blank)}
    elif begun and errors:
        note = _("还差 %(n)d 项") % {"n": len(errors)}
    elif section.id in filing.draft.get("copied", []):
        note = _("带自上年，待核对")
    elif begun:
        state = "done"
    if section.id == current:
        state = "current"
    return Step(
        title=said(section.title),
        href=reverse("filings:section", args=[entity_id, draft.form.year, section.id]),
        state=state,
        note=note,
    )


@dataclass(frozen=True, kw_only=True)
class ViewPart:
    """A section of what is (or will be) published."""

    title: str
    facts: Sequence[Fact]
    tables: Sequence[Table]


def view_parts(view: Sequence[Mapping[str, Any]], *, publisher: str = "") -> list[ViewPart]:
    """Published sections as facts and tables, in the reader's language. Works on a record's JSON alone."""
    parts = []
    for section in view:
        items = section["items"]
        parts.append(
            ViewPart(
                title=_pick(section, "title"),
                facts=[_fact(item, publisher) for item in items if "rows" not in item],
                tables=[_table(item) for item in items if "rows" in item],
            )
        )
    return parts


def _pick(item: Mapping[str, Any], key: str) -> str:
    return str(item.get(f"{key}_en") or item[key]) if is_english() else str(item[key])


def _fact(item: Mapping[str, Any], publisher: str) -> Fact:
    if item.get("withheld"):
        return Fact(label=_pick(item, "label"), hidden=True)
    return Fact(label=_pick(item, "label"), value=_value_words(item, item["value"]), publisher=publisher)


def _value_words(item: Mapping[str, Any], value: Any) -> str:
    if item["kind"] == "money" and value not in (None, ""):
        wan, yuan = money_words(value)
        return f"{wan}({yuan})"
    if item["kind"] == "date" and value:
        return plain_day(date.fromisoformat(value))
    return said(said_value(item, value))


def _table(item: Mapping[str, Any]) -> Table:
    columns = [
        Column(key=column["id"], label=_pick(column, "label"), primary=place == 0)
        for place, column in enumerate(item["columns"])
    ]
    rows = [
        {column["id"]: _cell_words(column, row.get(column["id"])) for column in item["columns"]} for row in item["rows"]
    ]
    return Table(caption=_pick(item, "label"), columns=columns, rows=rows)


def _cell_words(column: Mapping[str, Any], value: Any) -> str:
    if column["kind"] == "date" and value:
        return plain_day(date.fromisoformat(value))
    return said(said_value(column, value))


@dataclass(frozen=True, kw_only=True)
class TripLine:
    """A consequence as a page shows it."""

    tone: str
    words: str
    grounds: Sequence[Ground]


def trip_lines(trips: Sequence[Trip]) -> list[TripLine]:
    """The consequences, the weightiest first."""
    return [
        TripLine(
            tone=TONES[one.weight],
            words=said(one.words),
            grounds=[
                Ground(instrument=said(cited.words), confidence=cited.confidence.value) for cited in one.citations
            ],
        )
        for one in trips
    ]


def changes(found: Sequence[Difference]) -> list[Change]:
    """Differences for the side-by-side view."""
    return [Change(label=said(one.label), before=said(one.before), after=said(one.after)) for one in found]


def changes_of_body(body: Mapping[str, Any]) -> list[Change]:
    """The same from a published version's own bytes."""
    return [
        Change(label=_pick(one, "label"), before=_pick(one, "before"), after=_pick(one, "after"))
        for one in body.get("changes", [])
    ]


def errors_by_section(draft: Draft, *, entity_id: int) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(title, address, [(words, input id)]) of every section with errors, for the dry run."""
    found = []
    for section in draft.form.sections:
        ids = {field.id for field in section.fields}
        mine = [one for one in draft.checked.errors if one.field in ids]
        if mine:
            href = reverse("filings:section", args=[entity_id, draft.form.year, section.id]) + "?all=1"
            found.append((said(section.title), href, summary(draft.form, mine)))
    return found


def warnings(draft: Draft, filing: Filing) -> list[tuple[str, str]]:
    """Everything worth a second look: doubtful figures, and parts still as last year's. Pairs of words and address."""
    unseen = [one for one in draft.form.sections if one.id in filing.draft.get("copied", [])]
    found = [
        (
            _("%(part)s：带自上年，还没有核对。") % {"part": said(one.title)},
            reverse("filings:section", args=[filing.entity_id, draft.form.year, one.id]),
        )
        for one in unseen
    ]
    places = {field.id: field.section for field in draft.form.fields}
    for one, (words, anchor) in zip(draft.checked.warnings, summary(draft.form, draft.checked.warnings), strict=True):
        here = reverse("filings:section", args=[filing.entity_id, draft.form.year, places[one.field]])
        found.append((words, f"{here}#{anchor}"))
    return found


def proof_of(version: FilingVersion) -> Proof:
    """How far the leaf of a version has come."""
    state = ledger.proof(version.filing_id, version.number, leaf_kind(version))
    return Proof(
        state=state.state,
        href=reverse("filings:verify", args=[version.receipt]),
        index=state.index,
        size=state.size,
        cosigned=state.cosigned,
        witnesses=state.witnesses,
    )


def leaf_kind(version: FilingVersion) -> str:
    """The ledger's word: the first version is a `publish`, a correction an `amend`."""
    return "publish" if version.number == 1 else "amend"


def digest(version: FilingVersion) -> str:
    """SHA-256 of the published bytes; empty after erasure."""
    return hashlib.sha256(bytes(version.body)).hexdigest() if version.body is not None else ""


def verify_address(version: FilingVersion) -> str:
    """The public page on which a receipt is checked, absolute, for print."""
    return f"{settings.PUBLIC_URL}{reverse('filings:verify', args=[version.receipt])}"


def receipt(version: FilingVersion, entity: Entity, *, public: bool = False) -> Receipt:
    """The receipt as it is shown and printed; who filed is for the entity itself."""
    title = _("年度报告回执") if version.number == 1 else _("年度报告更正回执")
    facts = [
        Fact(label=_("报告年度"), value=str(version.year)),
        Fact(label=_("统一社会信用代码"), value=entity.code, kind="code"),
        Fact(label=_("是否按期"), value=_("逾期报送") if version.late else _("按期报送")),
        Fact(label=_("报送方式"), value=channel_words(version.channel)),
    ]
    if not public:
        facts.append(Fact(label=_("经办"), value=version.submitted_by))
    if version.reason:
        facts.append(Fact(label=_("更正原因"), value=version.reason))
    return Receipt(
        title=title,
        number=version.receipt,
        received_at=version.submitted_at,
        party=entity.name,
        facts=facts,
        digest=digest(version),
        proof=proof_of(version),
        verify_href=reverse("filings:verify", args=[version.receipt]),
    )


def qr(address: str) -> str:
    """A QR code of an address as a data URI, dark on transparent."""
    return str(segno.make(address, error="m").svg_data_uri(scale=4, border=2, light="#ffffff"))


def versions_table(rows: Sequence[FilingVersion], entity_id: int) -> Table:
    """Past filings, newest first."""
    return Table(
        caption=_("已提交的年度报告"),
        columns=[
            Column(key="year", label=_("年度"), primary=True),
            Column(key="what", label=_("内容")),
            Column(key="at", label=_("提交时间"), kind="moment"),
            Column(key="state", label=_("是否按期"), kind="state"),
            Column(key="receipt", label=_("回执"), kind="link"),
        ],
        rows=[
            {
                "year": str(one.year),
                "what": _("年度报告") if one.number == 1 else _("第 %(n)d 次更正") % {"n": one.number - 1},
                "at": one.submitted_at,
                "state": State(text=_("逾期"), tone="late") if one.late else State(text=_("按期"), tone="done"),
                "receipt": {
                    "text": one.receipt,
                    "href": reverse("filings:receipt", args=[entity_id, one.year, one.number]),
                },
            }
            for one in rows
        ],
        empty=_("提交的年度报告会列在这里。"),
    )


def saved_words(filing: Filing) -> str:
    """Who saved the draft last, and when."""
    at: datetime | None = filing.draft_saved_at
    return _("%(at)s 由 %(by)s 保存") % {"at": moment_words(at), "by": filing.draft_saved_by} if at else ""


def title_of(form: Form) -> Sentence:
    """The form's title."""
    return form.title
