"""Periodicals: begun, merged into one with their history kept, their columns and readers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from gongbao.briefing.bulletins.models import Column, Issue, Periodical, Predecessor, Reader
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare

BEGUN = declare("periodical.begun", "创办刊物", "periodical begun")
MERGED = declare("periodical.merged", "刊物合并", "periodicals merged")
READERS = declare("periodical.readers-changed", "发送对象变更", "readers changed")
COLUMNS = ("要情", "重点工作", "基层动态", "经验交流", "问题与建议", "社情民意", "网络关注", "批示与落实", "通报")


@transaction.atomic
def begin_periodical(
    *,
    desk: Unit,
    name: str,
    issuer: str,
    by: Actor,
    now: datetime,
    columns: Sequence[str] = COLUMNS,
    total_before: int = 0,
) -> Periodical:
    """Begin a periodical; `total_before` continues a running total kept elsewhere until now."""
    if not name.strip() or not issuer.strip():
        raise Refusal("periodical.name", "请写刊名和主办单位。", "Give the name and the issuing office.", field="name")
    if Periodical.objects.filter(desk=desk, name=name.strip()).exists():
        raise Refusal("periodical.exists", "已经有这个刊名。", "There is a periodical of that name.", field="name")
    made = Periodical(
        desk=desk,
        name=name.strip()[:30],
        issuer=issuer.strip()[:120],
        began_on=china_date(now),
        total_before=max(0, total_before),
        created_at=now,
    )
    made.save(force_insert=True)
    Column.objects.bulk_create(
        [Column(periodical=made, name=one, order=place * 10) for place, one in enumerate(columns, 1)]
    )
    record_event(name=BEGUN, by=by, now=now, subject=("periodical", made.pk), detail={"name": made.name})
    return made


@transaction.atomic
def merge_periodicals(
    *,
    olds: Sequence[Periodical],
    name: str,
    issuer: str,
    column_of: Mapping[str, str],
    by: Actor,
    now: datetime,
) -> Periodical:
    """Merge periodicals into a new one: old numbers stay as history and end, the new series begins at 1.

    `column_of` says into which new column each old one goes.
    """
    if len({one.desk_id for one in olds}) != 1 or len(olds) < 2:
        raise Refusal("periodical.merge", "请选择同一信息科的两份以上刊物。", "Choose two or more of one desk.")
    new_names = list(dict.fromkeys(column_of.values())) or list(COLUMNS)
    made = begin_periodical(desk=olds[0].desk, name=name, issuer=issuer, by=by, now=now, columns=new_names)
    for old in olds:
        last = Issue.objects.filter(periodical=old, supplement=False, number__isnull=False).order_by("-total").first()
        own = set(old.columns.values_list("name", flat=True))
        Predecessor(
            periodical=made,
            former=old,
            name=old.name,
            last_year=last.year or 0 if last else 0,
            last_number=last.number or 0 if last else 0,
            last_total=last.total or 0 if last else old.total_before,
            columns={key: value for key, value in column_of.items() if key in own},
        ).save(force_insert=True)
        Periodical.objects.filter(pk=old.pk, ended_on=None).update(ended_on=china_date(now))
    record_event(
        name=MERGED, by=by, now=now, subject=("periodical", made.pk), detail={"from": [str(one.pk) for one in olds]}
    )
    return made


@transaction.atomic
def add_column(*, periodical: Periodical, name: str, by: Actor, now: datetime) -> Column:
    """Add a column at the end; one that was put away comes back."""
    wanted = name.strip()[:20]
    if not wanted:
        raise Refusal("column.name", "请写栏目名。", "Name the column.", field="name")
    last = periodical.columns.aggregate(last=Max("order"))["last"] or 0
    found, made = Column.objects.get_or_create(periodical=periodical, name=wanted, defaults={"order": last + 10})
    if not made and not found.active:
        found.active = True
        found.save(update_fields=["active"])
    record_event(name=READERS, by=by, now=now, subject=("periodical", periodical.pk), detail={"column": wanted})
    return found


@transaction.atomic
def add_reader(
    *, periodical: Periodical, line: str, words: str, user: User | None, copies: int, by: Actor, now: datetime
) -> Reader:
    """Add a reader from the next issue on: a person who reads here, or a printed copy."""
    if not words.strip():
        raise Refusal("reader.words", "请写发送对象。", "Say to whom.", field="words")
    if Reader.objects.filter(periodical=periodical, words=words.strip(), until=None).exists():
        raise Refusal("reader.exists", "已经在发送范围里。", "Already among the readers.", field="words")
    made = Reader(
        periodical=periodical,
        line=line,
        words=words.strip()[:60],
        user=user,
        copies=max(1, min(copies, 500)),
        since=china_date(now),
    )
    made.save(force_insert=True)
    record_event(name=READERS, by=by, now=now, subject=("periodical", periodical.pk), detail={"added": made.words})
    return made


@transaction.atomic
def drop_reader(*, reader: Reader, by: Actor, now: datetime) -> None:
    """From the next issue on this reader gets none; the copies given stay on record."""
    reader.until = china_date(now)
    reader.save(update_fields=["until"])
    record_event(
        name=READERS, by=by, now=now, subject=("periodical", reader.periodical_id), detail={"dropped": reader.words}
    )
