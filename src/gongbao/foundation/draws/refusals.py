"""What a draw refuses, in words that say what to do."""

from datetime import datetime

from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.draw.faults import DrawFault


def of(fault: DrawFault, field: str | None = None) -> Refusal:
    """The kernel's fault as a refusal."""
    return Refusal(f"draw.{fault.code}", fault.zh, fault.en, field=field)


def not_in_state(zh: str, en: str) -> Refusal:
    """The plan or the draw is at another step; the words say at which."""
    return Refusal("draw.other-step", zh, en, status=409)


def committed_already() -> Refusal:
    return not_in_state(
        "这份方案已经入账，不能再改。要改变抽取，请另拟一份方案。",
        "This plan is committed and can't be changed. To draw otherwise, make another plan.",
    )


def own_plan() -> Refusal:
    return Refusal(
        "draw.own-plan",
        "方案须由拟定人以外的人批准。",
        "A plan is approved by somebody other than its author.",
        status=403,
    )


def needed(field: str, zh: str, en: str) -> Refusal:
    """Something the plan must say is missing or malformed."""
    return Refusal("draw.plan-incomplete", zh, en, field=field)


def too_late(until: datetime) -> Refusal:
    """The commitment would come after the plan's own limit, or too near the public entropy."""
    at = until.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
    return Refusal(
        "draw.too-late",
        f"入账须在 {at} 之前：公共随机数产生前要留出间隔，否则无法证明公平。请撤回后另拟方案，改用更晚的随机数。",
        f"It had to be committed before {at}: the public entropy needs a margin, or fairness can't be shown. "
        "Withdraw this plan and make another with later entropy.",
        status=409,
    )


def unsealing() -> Refusal:
    return Refusal(
        "draw.secret-lost",
        "本站的密钥已更换，打不开当初封存的抽查密钥。请恢复入账时的 secret.key（或 GONGBAO_SECRET_KEY）。",
        "The installation's key was changed and no longer opens the sealed secret. Restore the secret.key "
        "(or GONGBAO_SECRET_KEY) of when the plan was committed.",
        status=503,
    )


def undirected_twice(year: int) -> Refusal:
    return Refusal(
        "draw.undirected-twice",
        f"本辖区 {year} 年度的不定向抽查已有一份入账的方案：每年一次。",
        f"An undirected draw of {year} is committed for this area already: there is one a year.",
        status=409,
    )
