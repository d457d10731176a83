"""Every write of instant information: published, corrected, taken in from offices, ended, ordered, asked about."""

from gongbao.register.instant.actions.ending import annul_fact, end_terms, stop_early
from gongbao.register.instant.actions.intake import Result, Row, correct_fact, submit_facts
from gongbao.register.instant.actions.meeting import note_met
from gongbao.register.instant.actions.orders import (
    expire_orders,
    list_for_order,
    order_to_publish,
    serve_order,
    withdraw_order,
)
from gongbao.register.instant.actions.publishing import (
    Rehearsal,
    correct_information,
    publish_information,
    publish_lines,
    rehearse,
)
from gongbao.register.instant.actions.querying import answer_query, ask

__all__ = [
    "Rehearsal",
    "Result",
    "Row",
    "annul_fact",
    "answer_query",
    "ask",
    "correct_fact",
    "correct_information",
    "end_terms",
    "expire_orders",
    "list_for_order",
    "note_met",
    "order_to_publish",
    "publish_information",
    "publish_lines",
    "rehearse",
    "serve_order",
    "stop_early",
    "submit_facts",
    "withdraw_order",
]
