"""What the registrar's pages show."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Change, Column, Moment, Progress, Stat, State, Table
from gongbao.foundation.wording import is_english
from gongbao.register.entities.models import Entity, EntityChange
from gongbao.register.people.presenters import post_words
from gongbao.register.registrations.models import Upload, UploadState
from gongbao.register.registrations.selectors import Remark

TONES = {
    UploadState.CHECKING: "provisional",
    UploadState.CHECKED: "open",
    UploadState.TAKING: "provisional",
    UploadState.DONE: "done",
    UploadState.FAILED: "late",
}


def fields() -> dict[str, str]:
    """The registration's fields an office may change, with their labels, in the order of the form."""
    return {
        "name": _("名称"),
        "status": _("登记状态"),
        "capital_text": _("注册资本"),
        "region": _("所在区划代码"),
        "address": _("住所"),
        "industry": _("行业代码"),
        "scope": _("经营范围"),
    }


def _words(state: str) -> str:
    words = {
        UploadState.CHECKING: _("检查中"),
        UploadState.CHECKED: _("已检查，待导入"),
        UploadState.TAKING: _("导入中"),
        UploadState.DONE: _("已导入"),
        UploadState.FAILED: _("读不出"),
    }
    return words[UploadState(state)]


def state_of(one: Upload) -> State:
    return State(text=_words(one.state), tone=TONES[UploadState(one.state)])


def uploads_table(rows: Sequence[Upload]) -> Table:
    return Table(
        caption=_("上传过的文件"),
        columns=[
            Column(key="name", label=_("文件"), primary=True),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="read", label=_("行数"), kind="number"),
            Column(key="doubtful", label=_("存疑"), kind="number"),
            Column(key="rejected", label=_("拒收"), kind="number"),
            Column(key="at", label=_("上传"), kind="moment"),
            Column(key="by", label=_("上传人")),
        ],
        rows=[
            {
                "name": one.name,
                "href": reverse("registrations:upload", args=[one.pk]),
                "state": state_of(one),
                "read": one.read,
                "doubtful": one.doubtful,
                "rejected": one.rejected,
                "at": one.uploaded_at,
                "by": one.uploaded_by,
            }
            for one in rows
        ],
        empty=_("还没有上传过文件。"),
    )


def counts(one: Upload) -> list[Stat]:
    return [
        Stat(label=_("读到"), value=one.read, unit=_("行")),
        Stat(label=_("收下"), value=one.accepted, unit=_("行"), tone="done"),
        Stat(label=_("存疑，收下并标记"), value=one.doubtful, unit=_("行"), tone="soon" if one.doubtful else "plain"),
        Stat(label=_("拒收"), value=one.rejected, unit=_("行"), tone="late" if one.rejected else "plain"),
    ]


def problem(one: Upload) -> str:
    return one.problem_en if is_english() else one.problem_zh


def job(one: Upload) -> Progress:
    return Progress(
        title=_words(one.state),
        done=one.read,
        total=one.total,
        unit=_("行"),
        finished=not one.at_work,
        failed=problem(one),
        refresh=reverse("registrations:progress", args=[one.pk]) if one.at_work else "",
    )


def remarks_table(remarks: Sequence[Remark]) -> Table:
    english = is_english()
    outcomes = {"doubtful": State(text=_("存疑"), tone="soon"), "rejected": State(text=_("拒收"), tone="late")}
    return Table(
        caption=_("存疑和拒收的行(前 50 行)"),
        columns=[
            Column(key="line", label=_("行"), kind="number", primary=True),
            Column(key="outcome", label=_("结论"), kind="state"),
            Column(key="why", label=_("原因")),
            Column(key="row", label=_("原始数据")),
        ],
        rows=[
            {
                "line": one.line,
                "outcome": outcomes.get(one.outcome, State(text=one.outcome, tone="plain")),
                "why": one.en if english else one.zh,
                "row": one.row,
            }
            for one in remarks
        ],
        empty=_("没有存疑或拒收的行。"),
    )


def comparison(entity: Entity, changes: Mapping[str, str], statuses: Mapping[str, str]) -> list[Change]:
    """Each changed field before and after."""
    words = fields()
    return [
        Change(
            label=words[field],
            before=_shown(field, getattr(entity, field), statuses),
            after=_shown(field, new, statuses),
        )
        for field, new in changes.items()
    ]


def _shown(field: str, value: Any, statuses: Mapping[str, str]) -> str:
    return statuses.get(str(value), str(value)) if field == "status" else str(value or "")


def history(rows: Sequence[EntityChange], statuses: Mapping[str, str]) -> list[Moment]:
    words = fields()
    return [
        Moment(
            at=one.recorded_at,
            title=words.get(one.field) or post_words(one.field),
            words=_("由“%(old)s”变更为“%(new)s”。依据：%(reason)s")
            % {
                "old": _shown(one.field, one.old, statuses),
                "new": _shown(one.field, one.new, statuses),
                "reason": one.reason,
            },
            by=one.by,
        )
        for one in rows
    ]
