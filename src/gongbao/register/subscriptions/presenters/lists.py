"""Changes, files and correction notices as pages show them."""

import json
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.ledger import selectors as ledger
from gongbao.foundation.shapes import Column, Fact, Link, Proof, State, Table
from gongbao.foundation.wording import is_english, number_words
from gongbao.register.subscriptions.kinds import BEGINNINGS, WRONG
from gongbao.register.subscriptions.models import Change, CorrectionNotice, Edition, Recipient
from gongbao.register.subscriptions.rules.versions import Event


def change_words(kind: str) -> str:
    """A kind of change in the reader's language."""
    return {
        "listed": _("列入"),
        "restored": _("恢复列入"),
        "renamed": _("名称或代码变更"),
        "display-ended": _("公示期届满"),
        "removed": _("移出"),
        "early": _("提前移出"),
        "full-term": _("期满移出"),
        "revoked": _("撤销列入"),
        "corrected": _("更正（列入有误）"),
        "distinct": _("核实不是同一家"),
    }[kind]


def list_words(register: str) -> str:
    """A list's name; for a match, that it is one."""
    return {"abnormal": _("经营异常名录"), "serious": _("严重违法失信名单")}.get(register) or _("核验结果")


def change_state(kind: str) -> State:
    """A kind of change with its tone."""
    tone = "late" if kind in WRONG else "open" if kind in BEGINNINGS else "done"
    return State(text=change_words(kind), tone="plain" if kind == Change.RENAMED else tone)


def changes_table(rows: Sequence[Event]) -> Table:
    """Changes of the lists."""
    return Table(
        caption=_("名录变化"),
        columns=[
            Column(key="version", label=_("版本"), kind="number"),
            Column(key="name", label=_("主体"), primary=True),
            Column(key="list", label=_("名录")),
            Column(key="change", label=_("变化"), kind="state"),
            Column(key="reason", label=_("原因")),
            Column(key="on", label=_("日期"), kind="date"),
            Column(key="document", label=_("文号")),
        ],
        rows=[
            {
                "version": one.version,
                "name": one.name or _("（已结束公示）"),
                "list": list_words(one.list),
                "change": change_state(one.change),
                "reason": one.reason_en if is_english() else one.reason_zh,
                "on": one.on,
                "document": one.document,
                "href": reverse("subscriptions:correction", args=[one.notice]) if one.notice else "",
            }
            for one in rows
        ],
        empty=_("每一次列入、移出和更正会出现在这里，各有一个版本号。"),
    )


def editions_table(rows: Sequence[Edition]) -> Table:
    """The published files, each with its manifest and proof."""
    return Table(
        caption=_("已发布的文件"),
        columns=[
            Column(key="version", label=_("版本"), kind="number", primary=True),
            Column(key="at", label=_("生成时间"), kind="moment"),
            Column(key="in_force", label=_("列入中"), kind="number"),
            Column(key="csv", label="CSV", kind="link"),
            Column(key="parquet", label="Parquet", kind="link"),
            Column(key="changes", label=_("较上一次的增量"), kind="link"),
            Column(key="manifest", label=_("清单与证明"), kind="link"),
        ],
        rows=[_edition(one) for one in rows],
        empty=_("名录有变化后一小时内生成文件，列在这里。"),
    )


def _edition(one: Edition) -> dict[str, Any]:
    sizes = {file.name: file.size for file in one.files.all() if file.collected_at is None}
    gone = Link(text=_("不再保存"), href="") if not sizes else None
    return {
        "version": one.version,
        "at": one.made_at,
        "in_force": one.in_force,
        "csv": gone or _file(one, "whole.csv", size_words(sizes.get("whole.csv", 0))),
        "parquet": gone or _file(one, "whole.parquet", size_words(sizes.get("whole.parquet", 0))),
        "changes": gone or _file(one, "changes.csv", f"{one.before} → {one.version}"),
        "manifest": _file(one, "manifest.tlog-proof", _("清单")),
    }


def _file(one: Edition, name: str, text: str) -> Link:
    return Link(text=text, href=reverse("subscriptions:file", args=[one.version, name]))


def size_words(size: int) -> str:
    """A size in kB or MB."""
    return f"{number_words(round(size / 1_000_000, 1))} MB" if size >= 1_000_000 else f"{max(size // 1_000, 1)} kB"


def notices_table(rows: Sequence[Any]) -> Table:
    """Correction notices, and how many acknowledged them."""
    return Table(
        caption=_("更正通知"),
        columns=[
            Column(key="name", label=_("主体"), primary=True),
            Column(key="change", label=_("更正"), kind="state"),
            Column(key="list", label=_("名录")),
            Column(key="at", label=_("发出时间"), kind="moment"),
            Column(key="version", label=_("版本"), kind="number"),
            Column(key="share", label=_("已确认"), kind="share"),
        ],
        rows=[
            {
                "name": one.name,
                "href": reverse("subscriptions:correction", args=[one.pk]),
                "change": change_state(one.kind),
                "list": list_words(one.register),
                "at": one.issued_at,
                "version": one.number,
                "share": (one.acknowledged, one.told),
            }
            for one in rows
        ],
        empty=_("列入有误被撤销、更正，或者核实不是同一家的，会在这里发出更正通知。"),
    )


def notice_words(notice: CorrectionNotice) -> str:
    """The notice's sentence in the reader's language; empty once erased."""
    words = json.loads(bytes(notice.body))["words"] if notice.body else {}
    return str(words.get("en" if is_english() else "zh", ""))


def notice_facts(notice: CorrectionNotice) -> list[Fact]:
    """What a notice says, line by line."""
    said: dict[str, Any] = json.loads(bytes(notice.body)) if notice.body else {}
    lang = "en" if is_english() else "zh"
    was, now = said.get("was") or {}, said.get("is") or {}
    facts = [
        Fact(label=_("主体"), value=notice.name),
        Fact(label=_("统一社会信用代码"), value=notice.code, kind="code"),
        Fact(label=_("更正"), value=change_state(notice.kind), kind="state"),
    ]
    if was:
        facts += [
            Fact(label=_("原列入"), value=f"{list_words(notice.register)}：{was['ground'][lang]}"),
            Fact(label=_("原决定文号"), value=was["document"]),
            Fact(label=_("更正决定文号"), value=now.get("document", "")),
            Fact(label=_("依据"), value=now.get("article", "")),
        ]
    if notice.other_name:
        facts.append(Fact(label=_("另一家"), value=notice.other_name))
    facts += [
        Fact(label=_("机关"), value=notice.authority),
        Fact(label=_("发出时间"), value=notice.issued_at, kind="moment"),
        Fact(label=_("版本"), value=notice.number, kind="number"),
    ]
    return facts


def proof_of(record: Any, kind: str, href: str) -> Proof:
    """How far an entry of the log has come."""
    found = ledger.proof(record, 1, kind)
    return Proof(
        state=found.state.value,
        href=href,
        index=found.index,
        size=found.size,
        cosigned=found.cosigned,
        witnesses=found.witnesses,
    )


def recipients_table(rows: Sequence[Recipient]) -> Table:
    """Whom a notice went to, and when each acknowledged it."""
    return Table(
        caption=_("发给了谁"),
        columns=[
            Column(key="who", label=_("机构"), primary=True),
            Column(key="told", label=_("发出"), kind="moment"),
            Column(key="state", label=_("确认"), kind="state"),
            Column(key="when", label=_("确认时间"), kind="moment"),
        ],
        rows=[
            {
                "who": one.organisation.name,
                "told": one.told_at,
                "state": State(text=_("已确认"), tone="done")
                if one.acknowledged_at
                else State(text=_("还没有确认"), tone="soon"),
                "when": one.acknowledged_at,
            }
            for one in rows
        ],
        empty=_("发出时没有机构订阅名录。"),
    )
