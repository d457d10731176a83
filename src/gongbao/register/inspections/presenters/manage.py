"""Everything the office's page of one inspection shows, by a fixed number of queries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.accounts.selectors import shown_facts
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.foundation.duties.places import place_of
from gongbao.foundation.files.selectors import attachments_of
from gongbao.foundation.ledger import selectors as ledger
from gongbao.foundation.shapes import Ground
from gongbao.kernel.statutes.findings import FindingKind, suggested_codes
from gongbao.kernel.statutes.inspection import Obstruction, Reach, result_list
from gongbao.kernel.statutes.inspection import Proof as PremisesKind
from gongbao.register.inspections import selectors
from gongbao.register.inspections.models import Finding, Inspection, Outcome, RecordAnswer
from gongbao.register.inspections.presenters import correcting, showing
from gongbao.register.inspections.presenters.worklist import clock
from gongbao.register.inspections.rules import MATERIAL, basis

MOST_FINDINGS = 4


def page_of(inspection: Inspection, now: datetime, visitor: int, tried: Any = None) -> dict[str, Any]:
    """The page's context for a visitor; `tried` is a refused correction as it was sent."""
    on = china_date(now)
    people = selectors.assigned([inspection]).get(inspection.id, [])
    findings = selectors.findings_of(inspection)
    reach = selectors.reach(inspection, on)
    records = selectors.records_of(inspection)
    citation = basis(inspection.origin, on)
    return {
        "inspection": inspection,
        "people": people,
        "state": showing.state_of(inspection),
        "facts": showing.facts(inspection, people),
        "record_href": showing.record_href(inspection),
        "visit_href": reverse("inspections:visit", args=[inspection.entity_id, inspection.id]),
        "running": inspection.state in selectors.RUNNING,
        "clock": clock(inspection, now),
        "why": Ground(instrument=showing.said(citation.words), confidence=citation.confidence.value),
        "clocks": _clocks(inspection, now),
        "records": _records(inspection, records),
        "conflict": selectors.conflict(inspection),
        "findings": showing.shown_findings(inspection, findings, now),
        **_asked(inspection, now),
        **_reach(inspection, reach),
        **_conclusion(inspection, records, reach.proved, on),
        **_result(inspection, findings, visitor, tried),
    }


def _clocks(inspection: Inspection, now: datetime) -> list[dict[str, Any]]:
    rows = Duty.objects.filter(
        about_entity=inspection.entity_id, subject_kind="inspection", state=DutyState.OPEN
    ).order_by("due_at")
    subjects = {str(inspection.id), *(str(one.id) for one in selectors.findings_of(inspection))}
    subjects |= {str(one.id) for one in selectors.corrections_of(inspection)}
    found = []
    for duty in rows[:50]:
        place = place_of(duty.kind)
        if duty.subject_id in subjects and place is not None:
            found.append(
                {
                    "title": place.title(),
                    "deadline": showing.duty_deadline(duty, now),
                    "hand": duty.hand,
                    "ground": showing.duty_ground(duty),
                }
            )
    return found


def _records(inspection: Inspection, records: list[Any]) -> list[showing.ShownRecord]:
    ids = [one.id for one in records]
    answers: dict[Any, list[RecordAnswer]] = {}
    for row in RecordAnswer.objects.filter(entity_id=inspection.entity_id, record_id__in=ids)[:500]:
        answers.setdefault(row.record_id, []).append(row)
    keys = [str(one) for one in ids]
    files = attachments_of("visit-record", keys)
    for key, more in attachments_of("visit-signature", keys).items():
        files.setdefault(key, []).extend(more)
    return showing.shown_records(records, answers, files, shown_facts("visit-record", keys))


def _asked(inspection: Inspection, now: datetime) -> dict[str, Any]:
    requests, engagements = selectors.requests_of(inspection), selectors.engagements_of(inspection)
    files = attachments_of("evidence-request", [str(one.id) for one in requests])
    reports = attachments_of("engagement", [str(one.id) for one in engagements])
    return {
        "requests": [
            {
                "request": one,
                "words": showing.material_words(one.items),
                "files": files.get(str(one.id), []),
                "deadline": None if one.answered_at else showing.deadline(one.due_on, now, "CD"),
            }
            for one in requests
        ],
        "engagements": [
            {
                "engagement": one,
                "trade": showing.TRADES[one.trade](),
                "files": reports.get(str(one.id), []),
                "deadline": None if one.reported_at else showing.deadline(one.due_on, now),
            }
            for one in engagements
        ],
        "material": [(code, showing.said(words)) for code, words in MATERIAL.items()],
        "trades": [(code, words()) for code, words in showing.TRADES.items()],
    }


def _reach(inspection: Inspection, reach: Any) -> dict[str, Any]:
    proofs = selectors.proofs_of(inspection)
    files = attachments_of("premises-proof", [str(one.id) for one in proofs])
    return {
        "reach": reach,
        "reach_words": showing.said(reach.step),
        "reach_why": showing.reach_ground(reach),
        "may_post": reach.outcome in {Reach.FIRST_LETTER, Reach.SECOND_LETTER, Reach.START_AGAIN},
        "letters": showing.letter_rows(selectors.letters_of(inspection)),
        "proofs": [
            {"proof": one, "words": showing.proof_words(one), "files": files.get(str(one.id), [])} for one in proofs
        ],
        "premises_kinds": [(one.value, showing.said(one.words)) for one in PremisesKind],
    }


def _conclusion(inspection: Inspection, records: list[Any], proved: bool, on: Any) -> dict[str, Any]:
    """The form of the conclusion, with what the record suggests."""
    in_list = result_list(on)
    standing = next((one for one in records if one.state == "standing"), None)
    suggested: list[tuple[FindingKind, str, str]] = []
    if proved:
        suggested.append((FindingKind.UNREACHABLE, "", ""))
    if standing is not None and standing.outcome == Outcome.OBSTRUCTED:
        suggested += [(FindingKind.NOT_COOPERATING, kind, standing.words) for kind in standing.obstructions]
    codes = set(inspection.codes) or set(suggested_codes([kind for kind, _o, _w in suggested], on))
    rows = [{"kind": kind.value, "obstruction": o, "words": w} for kind, o, w in suggested][:MOST_FINDINGS]
    rows += [{"kind": "", "obstruction": "", "words": ""}] * (MOST_FINDINGS - len(rows))
    return {
        "finding_rows": rows,
        "finding_kinds": [("", _("（没有）")), *((one.value, showing.said(one.words)) for one in FindingKind)],
        "obstruction_kinds": [("", _("（不适用）")), *((one.value, showing.said(one.words)) for one in Obstruction)],
        "codes": [(one.code, showing.said(one.words), one.code in codes) for one in in_list.codes],
        "code_list": showing.said(in_list.title),
        "code_confidence": showing.said(in_list.confidence.words),
        "may_conclude": inspection.state in selectors.RUNNING and (standing is not None or proved),
        "proposed": [showing.said(one.words) for one in in_list.codes if one.code in inspection.codes],
    }


def _result(inspection: Inspection, findings: Sequence[Finding], visitor: int, tried: Any) -> dict[str, Any]:
    result = selectors.result_of(inspection)
    if result is None:
        return {"result": None, "corrections": [], "correcting": {}}
    corrections = selectors.corrections_of(inspection)
    every = [*findings, *selectors.withdrawn_findings(inspection)] if corrections else findings
    waiting = any(one.state == "proposed" for one in corrections)
    return {
        "result": {
            "result": result,
            "words": showing.result_words(result),
            "proof": showing.proof_of(result, ledger.proof(result.id, result.versions, "decision"), result.versions),
        },
        "corrections": correcting.office(result, corrections, every, visitor),
        "correcting": {} if waiting else correcting.form(inspection, result, findings, tried),
    }
