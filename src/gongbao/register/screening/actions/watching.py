"""The private portfolio: firms an organisation wants to hear of, and the notice when one is listed or taken off."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.screening.bulk import answered
from gongbao.kernel.screening.parties import Answer, Question
from gongbao.register.screening import answers, refusals
from gongbao.register.screening.desk import Loaded
from gongbao.register.screening.models import Watch

WATCHED = declare("screening.watched", "开始关注", "began to watch a firm")
UNWATCHED = declare("screening.unwatched", "不再关注", "stopped watching a firm")
MOST = 20_000
STEP = 1_000


@transaction.atomic
def watch(*, name: str, code: str, organisation_id: int, by: Actor, now: datetime) -> Watch:
    """Put a firm on the organisation's own list. What it is told of begins with how the firm stands now."""
    question = answers.asked(name, code)
    if not question.name and not question.code:
        raise refusals.nothing_asked()
    mine = Watch.objects.filter(organisation_id=organisation_id)
    if mine.count() >= MOST:
        raise refusals.portfolio_full(MOST)
    if mine.filter(name=question.name[:300], code=question.code[:20]).exists():
        raise refusals.watched_already()
    answer = answers.in_hand(now).screener.answer(question)
    if answer.problem_zh:
        raise refusals.unreadable(answer.problem_zh, answer.problem_en)
    row = Watch(
        organisation_id=organisation_id,
        name=question.name[:300],
        code=question.code[:20],
        outcome=answer.outcome,
        entries=entries_of(answer),
        since=now,
        by=by.label[:80],
        looked_at=now,
    )
    row.save(force_insert=True)
    record_event(name=WATCHED, by=by, now=now, subject=("screening-watch", row.pk))
    return row


@transaction.atomic
def stop_watching(*, watch_id: UUID, by: Actor, now: datetime) -> None:
    """Take a firm off the list."""
    Watch.objects.filter(pk=watch_id).delete()
    record_event(name=UNWATCHED, by=by, now=now, subject=("screening-watch", watch_id))


def entries_of(answer: Answer) -> list[str]:
    """What a watcher is told of: each entry of each party found, by list and id."""
    found = {
        f"{entry['list']['code']}:{entry['listing']}"
        for hit in answer.hits
        if hit.decision.value in ("same", "possible")
        for entry in hit.party.entries
    }
    return sorted(found)


def tell_watchers(*, loaded: Loaded, now: datetime) -> int:
    """Ask for every watched firm again and tell who watches what has changed; returns how many were told."""
    told, after = 0, None
    while True:
        rows = Watch.objects.order_by("id")
        page = list((rows.filter(id__gt=after) if after else rows)[:STEP])
        if not page:
            return told
        after = page[-1].id
        told += _tell(page, loaded, now)


@transaction.atomic
def _tell(page: Sequence[Watch], loaded: Loaded, now: datetime) -> int:
    found = answered([Question(row.name, row.code) for row in page], loaded.screener)
    told = 0
    for row, answer in zip(page, found, strict=True):
        entries = entries_of(answer)
        row.looked_at = now
        if entries != row.entries:
            new, gone = set(entries) - set(row.entries), set(row.entries) - set(entries)
            send(party_kind="organisation", party_id=row.organisation_id, words=_words(row, answer, new, gone), now=now)
            row.entries, row.outcome = entries, answer.outcome
            told += 1
    Watch.objects.bulk_update(page, ["entries", "outcome", "looked_at"])
    return told


def _words(row: Watch, answer: Answer, new: set[str], gone: set[str]) -> Words:
    who = row.name or row.code
    if new:
        lead = answer.outcome == "possible"
        zh = "名录里新出现名称相近的企业，是不是这一家请用代码核实。" if lead else "已被列入名录，事由和文号见链接。"
        en = "A firm of a like name was listed: confirm by its code." if lead else "It was listed; see the link."
        return Words("watch-listed", f"关注的企业有新情况：{who}", f"News of a firm you watch: {who}", zh, en, _LINK)
    many = len(gone)
    return Words(
        "watch-removed",
        f"关注的企业已移出名录：{who}",
        f"A firm you watch was taken off the list: {who}",
        f"{many} 条记录不再列于名录。",
        f"{many} of its entries no longer stand in the list.",
        _LINK,
    )


_LINK = "/screening/watch/"
