"""Every write of inspections, from the drawn firm to the published result and what follows from it."""

from gongbao.register.inspections.actions.asking import (
    answer_request,
    engage,
    file_engagement_report,
    request_evidence,
    send_notice,
)
from gongbao.register.inspections.actions.concluding import Found, conclude, give_back, publish_result
from gongbao.register.inspections.actions.correcting import (
    decline_correction,
    propose_correction,
    publish_correction,
)
from gongbao.register.inspections.actions.following import (
    decide_fine,
    list_for_finding,
    order_to_publish,
)
from gongbao.register.inspections.actions.opening import (
    Brief,
    end,
    end_replaced,
    exchange,
    exchange_from_directory,
    hear_recused,
    open_drawn,
    open_inspection,
    open_targeted,
    plan_visits,
)
from gongbao.register.inspections.actions.reaching import answer_letter, post_letter, prove_premises
from gongbao.register.inspections.actions.recording import Seen, Taken, settle_conflict, take_record

__all__ = [
    "Brief",
    "Found",
    "Seen",
    "Taken",
    "answer_letter",
    "answer_request",
    "conclude",
    "decide_fine",
    "decline_correction",
    "end",
    "end_replaced",
    "engage",
    "exchange",
    "exchange_from_directory",
    "file_engagement_report",
    "give_back",
    "hear_recused",
    "list_for_finding",
    "open_drawn",
    "open_inspection",
    "open_targeted",
    "order_to_publish",
    "plan_visits",
    "post_letter",
    "propose_correction",
    "prove_premises",
    "publish_correction",
    "publish_result",
    "request_evidence",
    "send_notice",
    "settle_conflict",
    "take_record",
]
