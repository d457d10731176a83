"""Who hears of what across slices and wings. The one table."""

from collections.abc import Mapping
from typing import Any

from gongbao.briefing.dutydesk import actions as dutydesk
from gongbao.briefing.incidents.names import CLOCK_DUE, LODGED, REPORTED
from gongbao.briefing.memory import actions as memory
from gongbao.briefing.signals import actions as signals
from gongbao.foundation.draws.names import DRAWN, RECUSED, REPLACED
from gongbao.foundation.events.actions import RECORDED
from gongbao.foundation.events.bus import Handler
from gongbao.foundation.ledger.actions.reconcile import CONTRADICTED
from gongbao.foundation.notices.actions.delivering import DELIVERY_TRIED
from gongbao.register.complaints import actions as complaints
from gongbao.register.consultations import actions as consultations
from gongbao.register.inspections import actions as inspections
from gongbao.register.inspections.actions.concluding import RESULT_OUT
from gongbao.register.instant.actions.intake import ELSEWHERE
from gongbao.register.pushes import actions as pushes
from gongbao.register.records.actions import publish_anew
from gongbao.register.screening.actions.contesting import CORRECTED as MATCH_CORRECTED
from gongbao.register.screening.actions.jobs import ANSWERED
from gongbao.register.screening.tasks import IN_HAND
from gongbao.register.serious.actions.writing import ENDED_ELSEWHERE, PUSHED_INSIDE, TO_PUSH
from gongbao.register.subscriptions import actions as subscriptions


def _publish_anew(facts: Mapping[str, Any]) -> None:
    publish_anew(records=[key[0] for key in facts["keys"]], by=facts["by"], now=facts["now"])


def _open_inspections(facts: Mapping[str, Any]) -> None:
    inspections.open_drawn(draw=facts["draw"], by=facts["by"], now=facts["now"])


def _replace_inspection(facts: Mapping[str, Any]) -> None:
    inspections.end_replaced(
        draw=facts["draw"],
        out=facts["out"],
        into=facts["in"],
        reason=facts["reason"],
        by=facts["by"],
        now=facts["now"],
    )


def _exchange_inspector(facts: Mapping[str, Any]) -> None:
    inspections.hear_recused(
        draw=facts["draw"],
        entity_id=facts["entity_id"],
        out=facts["out"],
        into=facts["in"],
        reason=facts["reason"],
        by=facts["by"],
        now=facts["now"],
    )


def _tell_complaint(facts: Mapping[str, Any]) -> None:
    complaints.hear_result(
        entity_id=facts["entity_id"], origin=facts["origin"], origin_id=facts["origin_id"], now=facts["now"]
    )


def _match_signals(facts: Mapping[str, Any]) -> None:
    signals.hear_report(incident_id=facts["incident_id"], now=facts["now"])


def _send_match_correction(facts: Mapping[str, Any]) -> None:
    subscriptions.hear_match_corrected(
        entity_id=facts["entity_id"], body=facts["body"], by=facts["by"], now=facts["now"]
    )


def _log_consultation(facts: Mapping[str, Any]) -> None:
    consultations.hear_answered(
        job_id=facts["job_id"], statement=facts["statement"], counts=facts["counts"], now=facts["now"]
    )


def _tell_followers(facts: Mapping[str, Any]) -> None:
    consultations.tell_followers(parties=facts["parties"], now=facts["now"])


def _push_elsewhere(facts: Mapping[str, Any]) -> None:
    pushes.hear_elsewhere(
        organisation_id=facts["organisation_id"], found=facts["found"], by=facts["by"], now=facts["now"]
    )


def _push_listing(facts: Mapping[str, Any]) -> None:
    pushes.hear_listed(entry=facts["entry"], number=facts["number"], by=facts["by"], now=facts["now"])


def _push_listing_end(facts: Mapping[str, Any]) -> None:
    pushes.hear_ended(entry=facts["entry"], decision=facts["decision"], by=facts["by"], now=facts["now"])


def _pushed_inside(facts: Mapping[str, Any]) -> None:
    pushes.hear_inside(entry=facts["entry"], by=facts["by"], now=facts["now"])


def _remember(facts: Mapping[str, Any]) -> None:
    memory.hear(kind=facts["kind"], ref=facts["id"], now=facts["now"])


def _alarm_lodged(facts: Mapping[str, Any]) -> None:
    dutydesk.hear_lodged(facts)


def _alarm_due(facts: Mapping[str, Any]) -> None:
    dutydesk.hear_due(facts)


def _alarm_reported(facts: Mapping[str, Any]) -> None:
    dutydesk.hear_reported(facts)


SUBSCRIPTIONS: dict[str, tuple[Handler, ...]] = {
    CONTRADICTED: (_publish_anew,),
    DRAWN: (_open_inspections,),
    REPLACED: (_replace_inspection,),
    RECUSED: (_exchange_inspector,),
    RESULT_OUT: (_tell_complaint,),
    MATCH_CORRECTED: (_send_match_correction,),
    ANSWERED: (_log_consultation,),
    IN_HAND: (_tell_followers,),
    ELSEWHERE: (_push_elsewhere,),
    TO_PUSH: (_push_listing,),
    ENDED_ELSEWHERE: (_push_listing_end,),
    PUSHED_INSIDE: (_pushed_inside,),
    RECORDED: (_remember,),
    LODGED: (_alarm_lodged,),
    CLOCK_DUE: (_alarm_due,),
    REPORTED: (_alarm_reported, _match_signals),
    DELIVERY_TRIED: (dutydesk.hear_tried,),
}
