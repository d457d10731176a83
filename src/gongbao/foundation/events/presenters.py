"""The trail in words."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import get_language, pgettext_lazy

from gongbao.foundation.events import registry
from gongbao.foundation.events.actor import ActorKind
from gongbao.foundation.events.models import Event

ACTOR_WORDS = {
    ActorKind.USER: pgettext_lazy("trail", "人员"),
    ActorKind.TOKEN: pgettext_lazy("trail", "接口令牌"),
    ActorKind.COMMAND: pgettext_lazy("trail", "服务器命令"),
    ActorKind.SYSTEM: pgettext_lazy("trail", "系统按规则"),
    ActorKind.PUBLIC: pgettext_lazy("trail", "公众"),
}
SUBJECT_WORDS: dict[str, Promise] = {
    "person": pgettext_lazy("trail", "账户"),
    "organisation": pgettext_lazy("trail", "机构"),
    "invitation": pgettext_lazy("trail", "邀请"),
    "token": pgettext_lazy("trail", "接口令牌"),
    "role": pgettext_lazy("trail", "角色"),
    "filing": pgettext_lazy("trail", "申报"),
    "entity": pgettext_lazy("trail", "主体"),
    "duty": pgettext_lazy("trail", "义务"),
    "record": pgettext_lazy("trail", "公示记录"),
    "season": pgettext_lazy("trail", "年报季"),
    "listing": pgettext_lazy("trail", "名录"),
    "application": pgettext_lazy("trail", "申请"),
    "reminder-wave": pgettext_lazy("trail", "提醒批次"),
    "season-close": pgettext_lazy("trail", "收季批次"),
    "filing-version": pgettext_lazy("trail", "申报版本"),
    "form": pgettext_lazy("trail", "年报表"),
    "codes": pgettext_lazy("trail", "代码表"),
    "import-run": pgettext_lazy("trail", "导入批次"),
    "draw": pgettext_lazy("trail", "抽查"),
    "inspector": pgettext_lazy("trail", "检查人员"),
    "visit": pgettext_lazy("trail", "检查"),
    "spotcheck": pgettext_lazy("trail", "信用风险分类"),
    "witness": pgettext_lazy("trail", "见证人"),
    "witnessed-log": pgettext_lazy("trail", "所见证的账本"),
    "ledger": pgettext_lazy("trail", "账本"),
}


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One line of the trail in the reader's language."""

    at: datetime
    what: str
    name: str
    actor: str
    actor_kind: str
    subject: str
    subject_key: str
    detail: str
    request: str


@lru_cache(maxsize=1)
def learn_names() -> None:
    """Let every slice declare its names: they stand beside its actions, which this process may not have needed yet."""
    autodiscover_modules("actions")


def name_words(name: str) -> str:
    """The words of an event's name; the name itself if this version no longer declares it."""
    learn_names()
    if not registry.known(name):
        return name
    zh, en = registry.words(name)
    return en if (get_language() or "zh").startswith("en") else zh


def shown(event: Event) -> ShownEvent:
    subject = SUBJECT_WORDS.get(event.subject_kind, event.subject_kind)
    return ShownEvent(
        at=event.at,
        what=name_words(event.name),
        name=event.name,
        actor=event.actor_id if event.actor_kind == ActorKind.SYSTEM else event.actor_label,  # which part of it
        actor_kind=str(ACTOR_WORDS[ActorKind(event.actor_kind)]),
        subject=f"{subject} {_short(event.subject_id)}",
        subject_key=f"{event.subject_kind}:{event.subject_id}",
        detail="; ".join(f"{key}={_plain(value)}" for key, value in event.detail.items()),
        request=str(event.request),
    )


def _short(identifier: str) -> str:
    """A long id by its end, which is what differs."""
    return identifier if len(identifier) <= 20 else f"…{identifier[-8:]}"


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
