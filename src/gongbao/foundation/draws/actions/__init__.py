"""Every write of a draw: planned, approved, committed, drawn, changed, revealed, or its reveal missed."""

from gongbao.foundation.draws.actions.changing import recuse, replace, supplement
from gongbao.foundation.draws.actions.committing import commit_draw
from gongbao.foundation.draws.actions.drawing import carry_out
from gongbao.foundation.draws.actions.planning import Draft, approve_plan, change_plan, plan_draw, withdraw_plan
from gongbao.foundation.draws.actions.revealing import publish_breaches, reveal, show_inspectors

__all__ = [
    "Draft",
    "approve_plan",
    "carry_out",
    "change_plan",
    "commit_draw",
    "plan_draw",
    "publish_breaches",
    "recuse",
    "replace",
    "reveal",
    "show_inspectors",
    "supplement",
    "withdraw_plan",
]
