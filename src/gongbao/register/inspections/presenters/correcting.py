"""Corrections of a published result: before and after side by side, for everybody and for the office."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.ledger.selectors import ProofState
from gongbao.foundation.shapes import Change, Ground, State
from gongbao.foundation.wording import moment_words
from gongbao.kernel.statutes.findings import FindingKind
from gongbao.kernel.statutes.inspection import Obstruction, result_list_of
from gongbao.register.inspections.models import Correction, Finding, Inspection, Result
from gongbao.register.inspections.presenters.showing import proof_of, said
from gongbao.register.inspections.rules import to_correct

MOST_ADDED = 2
_STATES: dict[str, tuple[Callable[[], str], str]] = {
    "proposed": (lambda: _("更正待复核"), "soon"),
    "published": (lambda: _("已更正"), "done"),
    "declined": (lambda: _("不予更正"), "plain"),
}


def codes_words(list_id: str, codes: Sequence[str]) -> str:
    """Result codes in the words of their list."""
    in_list = result_list_of(list_id)
    return "、".join(said(entry.words) for code in codes if (entry := in_list.find(code)))


def changes(correction: Correction, list_id: str) -> list[Change]:
    """What the correction changes, before and after."""
    rows = [
        Change(
            label=_("检查结果"),
            before=codes_words(list_id, correction.codes_before),
            after=codes_words(list_id, correction.codes),
        )
    ]
    if correction.obstructions_before or correction.obstructions:
        rows.append(
            Change(
                label=_("不配合检查的情形"),
                before=_kinds(correction.obstructions_before),
                after=_kinds(correction.obstructions),
            )
        )
    return rows


def _kinds(obstructions: Sequence[str]) -> str:
    return "、".join(said(Obstruction(one).words) for one in obstructions) or _("无")


def public(result: Result, corrections: Sequence[Correction], proofs: Sequence[ProofState]) -> list[dict[str, Any]]:
    """The published corrections, the newest first, each with its proof."""
    rows = [
        {
            "version": one.version,
            "day": one.published_on,
            "reason": one.reason,
            "changes": changes(one, result.list_id),
            "why": ground(one),
            "proof": proof_of(result, proof, one.version),
        }
        for one, proof in zip(corrections, proofs, strict=True)
    ]
    return rows[::-1]


def ground(correction: Correction) -> Ground:
    """Why an office corrects what it published."""
    citation = to_correct(correction.published_on) if correction.published_on else None
    if citation is None:
        return Ground(instrument="")
    dates = [(_("更正"), correction.published_on)]
    return Ground(instrument=said(citation.words), dates=dates, confidence=citation.confidence.value)


def finding_title(kind: str, period: int, obstruction: str) -> str:
    """A finding in a few words."""
    title = said(FindingKind(kind).words)
    if period:
        title += f"（{period}）"
    if obstruction:
        title += f"：{said(Obstruction(obstruction).words)}"
    return title


def office(
    result: Result | None, corrections: Sequence[Correction], findings: Sequence[Finding], visitor: int
) -> list[dict[str, Any]]:
    """Every correction for the office, the newest first; `findings` are all of the inspection, withdrawn ones too."""
    if result is None:
        return []
    by_id = {one.id: one for one in findings}
    return [_one(result, one, by_id, visitor) for one in reversed(corrections)]


def _one(result: Result, one: Correction, findings: Mapping[Any, Finding], visitor: int) -> dict[str, Any]:
    words, tone = _STATES[one.state]
    away = [findings[key] for key in one.withdraws if key in findings]
    proposed = {"who": one.proposed_by, "at": moment_words(one.proposed_at)}
    lines = [_("%(who)s 于 %(at)s 提出") % proposed]
    if one.decided_at is not None:
        decided = {"who": one.decided_by, "at": moment_words(one.decided_at)}
        lines.append(_("%(who)s 于 %(at)s 复核") % decided)
    return {
        "correction": one,
        "state": State(text=words(), tone=tone),
        "lines": lines,
        "changes": changes(one, result.list_id),
        "withdrawn": [
            {
                "title": finding_title(each.kind, each.period, each.obstruction),
                "listed": each.listing_id is not None,
                "ordered": each.order_id,
            }
            for each in away
        ],
        "added": [
            {"title": finding_title(each["kind"], each["period"], each["obstruction"]), "words": each["words"]}
            for each in one.adds
        ],
        "waiting": one.state == "proposed",
        "own": visitor == one.proposed_by_user,
    }


def form(inspection: Inspection, result: Result | None, findings: Sequence[Finding], given: Any) -> dict[str, Any]:
    """The form to propose one: the results in the list they were published by, the findings, room for others."""
    if result is None:
        return {}
    in_list = result_list_of(result.list_id)
    chosen = given.getlist("codes") if given else result.codes
    away = given.getlist("withdraws") if given else []
    fields = [given.getlist(name) for name in ("kind", "fact", "period", "obstruction")] if given else []
    rows = [
        {"kind": kind, "words": words, "period": period, "obstruction": obstruction}
        for kind, words, period, obstruction in zip(*fields, strict=False)
    ][:MOST_ADDED]
    rows += [{"kind": "", "words": "", "period": "", "obstruction": ""}] * (MOST_ADDED - len(rows))
    return {
        "act": reverse("inspections:act", args=[inspection.entity_id, inspection.id, "correct"]),
        "codes": [(one.code, said(one.words), one.code in chosen) for one in in_list.codes],
        "findings": [
            (str(one.id), finding_title(one.kind, one.period, one.obstruction), str(one.id) in away) for one in findings
        ],
        "rows": rows,
        "reason": given.get("reason", "") if given else "",
    }
