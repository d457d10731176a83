"""What public records say about inspections: the section's value, and how a reader sees it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Fact, Ground, State
from gongbao.foundation.wording import is_english, plain_day
from gongbao.kernel.statutes import Citation, Sentence
from gongbao.kernel.statutes.inspection import Obstruction, obstruction_article, result_list_of
from gongbao.register.inspections.models import Result
from gongbao.register.inspections.rules import basis
from gongbao.register.inspections.selectors import results_of
from gongbao.register.records.sections import SectionView

METHODS = {
    "written": Sentence("书面检查", "in writing"),
    "on-site": Sentence("实地核查", "on site"),
    "online": Sentence("网络监测", "online monitoring"),
}


def inspections_section(entity_ids: Sequence[int], on: date) -> Mapping[int, Any]:
    """The section `inspections`: every published result (K14 11, K25 12); entities never inspected get none."""
    found: dict[int, list[Any]] = {}
    for row in results_of(entity_ids):
        found.setdefault(row.entity_id, []).append(_entry(row))
    return found


def _entry(row: Result) -> dict[str, Any]:
    in_list = result_list_of(row.list_id)
    article = obstruction_article(row.published_on)
    return {
        "authority": row.authority,
        "citation": basis(row.origin, row.published_on).token,
        "ended_on": row.ended_on.isoformat(),
        "list": row.list_id,
        "method": row.method,
        "number": row.number,
        "obstructions": [
            {"kind": one, "en": Obstruction(one).words.en, "zh": Obstruction(one).words.zh, "by": article.token}
            for one in row.obstructions
        ],
        "origin": row.origin,
        "published_on": row.published_on.isoformat(),
        "result": str(row.id),
        "results": [
            {"code": code, "en": entry.words.en, "zh": entry.words.zh}
            for code in row.codes
            if (entry := in_list.find(code)) is not None
        ],
        "title": row.title,
        **({"corrected_on": row.corrected_on.isoformat(), "version": row.versions} if row.corrected_on else {}),
    }


def _said(words: Mapping[str, str]) -> str:
    return words["en"] if is_english() else words["zh"]


def show_inspections(value: Any) -> SectionView:
    """The section as its reader sees it, newest first."""
    entries = value or []
    sentence, states = "", []
    if entries:
        first = entries[0]
        words = "、".join(_said(one) for one in first["results"])
        sentence = _("%(day)s公示的检查结果：%(words)s") % {
            "day": plain_day(date.fromisoformat(first["published_on"])),
            "words": words,
        }
        clean = [one["code"] for one in first["results"]] == ["1"]
        states = [State(text=words, tone="done" if clean else "late")]
    return SectionView(
        anchor="inspections",
        title=_("抽查检查结果"),
        order=45,
        sentence=sentence,
        states=states,
        facts=[_fact(entry) for entry in entries],
        grounds=[_ground(entry) for entry in entries[:1]],
        empty=_("没有检查结果。"),
    )


def _fact(entry: Mapping[str, Any]) -> Fact:
    day = date.fromisoformat(entry["published_on"])
    method = METHODS[entry["method"]]
    lines = [
        "、".join(_said(one) for one in entry["results"]),
        *[_("不配合情形：%(what)s") % {"what": _said(one)} for one in entry["obstructions"]],
        f"{entry['title']}，{method.en if is_english() else method.zh}",
        _("检查结束：%(day)s") % {"day": plain_day(date.fromisoformat(entry["ended_on"]))},
        *(
            [_("更正：%(day)s，第 %(n)s 版") % {"day": plain_day(date.fromisoformat(on)), "n": entry["version"]}]
            if (on := entry.get("corrected_on"))
            else []
        ),
    ]
    return Fact(
        label=entry["number"],
        value=lines,
        publisher=entry["authority"],
        day=day,
        href=reverse("inspections:result", args=[entry["result"]]),
    )


def _ground(entry: Mapping[str, Any]) -> Ground:
    citation = Citation.parse(entry["citation"])
    words = citation.words
    return Ground(
        instrument=words.en if is_english() else words.zh,
        dates=[(_("公示"), date.fromisoformat(entry["published_on"]))],
        decided_by=entry["authority"],
        confidence=citation.confidence.value,
    )
