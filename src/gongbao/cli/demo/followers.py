"""The tea association follows the lists: files, a system of its own that was down for a while, and one correction."""

from datetime import datetime, timedelta

from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.events.actor import Actor
from gongbao.register.entities.models import Entity
from gongbao.register.listings.models import Listing
from gongbao.register.screening import actions as screening
from gongbao.register.subscriptions import actions
from gongbao.register.subscriptions.models import Delivery

NAME = "青岚县茶业协会"
URL = "https://xiehui.example/lists"
TAKEN, FAILED = 12, 2


def association(began: datetime, by: Actor) -> Organisation:
    """The association."""
    return accounts.create_organisation(kind="reader", name=NAME, region="999101", by=by, now=began)


def follow(home: Organisation, officer: Actor, other: int, by: Actor, now: datetime) -> None:
    """What the association follows, what it was sent, and a firm found not to be the listed one."""
    then = now - timedelta(days=3)
    _record(by, then)
    head = _edition(by, then)
    actions.subscribe(
        organisation_id=home.id, label="会员资格核查（文件）", url="", scope=actions.Scope(), by=officer, now=then
    )
    system = actions.subscribe(
        organisation_id=home.id,
        label="会员管理系统",
        url=URL,
        scope=actions.Scope(registers=["abnormal"]),
        by=officer,
        now=then,
        since=max(head - TAKEN - FAILED, 0),
    ).subscription
    actions.fan_out(now=then)
    for number, row in enumerate(Delivery.objects.filter(subscription=system).order_by("sequence")):
        taken = number < TAKEN
        outcome = actions.Outcome(
            delivery=row.pk,
            subscription=system.pk,
            attempts=1,
            status=200 if taken else 503,
            error="" if taken else "HTTP 503",
            took_ms=87 + number,
            at=then + timedelta(seconds=number),
        )
        actions.settle([outcome], by=by, now=then)
    # Nobody is there in the demonstration: it must not knock at a stranger's door.
    actions.pause(subscription_id=system.pk, by=officer, now=then)
    _not_the_same(other, by, now - timedelta(days=1))


def _record(by: Actor, now: datetime) -> None:
    while actions.record_changes(by=by, now=now, full=True):
        pass


def _edition(by: Actor, now: datetime) -> int:
    made = actions.take_edition(by=by, now=now)
    return made.version if made else 0


def _not_the_same(other: int, by: Actor, when: datetime) -> None:
    listed = Listing.objects.filter(removed_on=None).exclude(entity_id=other).order_by("entity_id").last()
    if listed is None or not Entity.objects.filter(id=other).exists():
        return
    contest = screening.contest_match(
        entity_id=other, listed_id=listed.entity_id, statement="代码、住所都不同", by=by, now=when - timedelta(days=1)
    )
    screening.answer_contest(
        entity_id=other, contest_id=contest.id, distinct=True, answer="经核对登记档案，是两家。", by=by, now=when
    )
    _record(by, when)
