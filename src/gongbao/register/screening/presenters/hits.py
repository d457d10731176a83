"""Answers as people read them: the decision, why, what else would decide, and which entries stand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Column, Fact, State, Table
from gongbao.foundation.wording import is_english, plain_day
from gongbao.kernel.screening.results import Told
from gongbao.kernel.screening.wording import DECIDERS, mistyped

TONES = {"same": "late", "possible": "soon", "related": "info", "none": "done", "unreadable": "provisional"}


def outcome_words(outcome: str) -> str:
    """The outcome in a few words."""
    return {
        "same": _("同一家"),
        "possible": _("可能是同一家，请核对"),
        "related": _("有关联，不是同一家"),
        "none": _("未列入"),
        "unreadable": _("读不出"),
    }[outcome]


def outcome_state(outcome: str) -> State:
    """The outcome as a mark."""
    return State(text=outcome_words(outcome), tone=TONES[outcome])


def deciders(keys: Sequence[str]) -> str:
    """What else would decide, joined."""
    words = [DECIDERS[key].en if is_english() else DECIDERS[key].zh for key in keys]
    return (", " if is_english() else "、").join(words)


def cards(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One card a hit: the listed firm, the decision, its sentence, and its entries."""
    lang = "en" if is_english() else "zh"
    return [
        {
            "name": hit["name"],
            "former": hit["listed_as"] if hit["listed_as"] != hit["name"] else "",
            "codes": hit["codes"],
            "state": outcome_state(hit["decision"]),
            "decision": hit["decision"],
            "chance": f"{hit['chance'] / 100:.1f}%" if hit["by"] == "name" else "",
            "why": hit[lang],
            "decides": deciders(hit["decides"]),
            "entries": [_entry(entry, lang) for entry in hit["entries"]],
            "party": hit["party"],
        }
        for hit in row["hits"]
    ]


def _entry(entry: Mapping[str, Any], lang: str) -> Fact:
    period = _("（%(year)s年度）") % {"year": entry["period"]} if entry.get("period") else ""
    return Fact(
        label=entry["list"][lang],
        value=entry["ground"][lang] + period,
        publisher=entry["authority"],
        day=date.fromisoformat(entry["since"]),
        note=entry["number"],
    )


def sentence(row: Mapping[str, Any]) -> str:
    """One sentence that sums an answer up."""
    outcome = row["outcome"]
    if outcome == "unreadable":
        return str(row["problem"]["en" if is_english() else "zh"])
    if outcome == "none":
        return _("名录里没有这一家，也没有名称相近、需要核对的企业。")
    count = len(row["hits"])
    if outcome == "same":
        return _("名录里有这一家。")
    return _("名录里没有完全对得上的，有 %(count)d 家需要看一看。名称相近只是线索，请用代码核实。") % {"count": count}


def doubt(name: str, code: str, row: Mapping[str, Any]) -> str:
    """What makes one look at the code again that was asked for and not found."""
    found = mistyped(name, code) if row["outcome"] in {"none", "possible", "related"} else None
    return found[is_english()] if found else ""


def table(rows: Iterable[Told]) -> Table:
    """The lines of a screened list."""
    lang = "en" if is_english() else "zh"
    return Table(
        caption=_("核验结果"),
        columns=[
            Column(key="line", label=_("行")),
            Column(key="name", label=_("您的名单"), primary=True),
            Column(key="state", label=_("结论"), kind="state"),
            Column(key="listed", label=_("名录中")),
            Column(key="why", label=_("说明")),
        ],
        rows=[
            {
                "line": str(number),
                "name": " ".join(filter(None, (name, code))),
                "state": outcome_state(row["outcome"]),
                "listed": "\n".join(_listed(hit, lang) for hit in row["hits"][:5]),
                "why": row["problem"][lang] if "problem" in row else _why(row["hits"], lang) or doubt(name, code, row),
            }
            for number, name, code, row in rows
        ],
        empty=_("没有需要看的行。"),
    )


def _listed(hit: Mapping[str, Any], lang: str) -> str:
    lists = "、".join(dict.fromkeys(entry["list"][lang] for entry in hit["entries"]))
    return f"{hit['name']}（{' '.join(hit['codes'][:1])}）{lists}"


def _why(hits: Sequence[Mapping[str, Any]], lang: str) -> str:
    said = [str(hit[lang]) for hit in hits[:3]]
    if len(hits) > 3:
        said.append(_("还有 %(count)d 家，见结果文件。") % {"count": len(hits) - 3})
    return "\n".join(said)


def list_facts(asked: Any) -> list[Fact]:
    """Which list and which algorithm answered."""
    return [
        Fact(label=_("名录版本"), value=asked.version),
        Fact(label=_("名录日期"), value=plain_day(date.fromisoformat(asked.as_of))),
        Fact(label=_("名录所载"), value=_("%(count)s 家") % {"count": f"{asked.parties:,}"}),
    ]


def contest_link(party: str) -> str:
    """Where a firm says: 不是我们."""
    return f"{reverse('screening:own')}?listed={party}"


def entry_facts(entries: Sequence[Mapping[str, Any]]) -> list[Fact]:
    """Entries in the reader's language."""
    lang = "en" if is_english() else "zh"
    return [_entry(entry, lang) for entry in entries]
