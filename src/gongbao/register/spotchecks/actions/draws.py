"""A draw of entities: the pool from the register, the law's floor, and the duty to reveal with its clock."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.draws import actions as draws
from gongbao.foundation.draws.models import Draw, Mode, Plan
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.events.actor import Actor
from gongbao.kernel.statutes import Kind, annual_report_due, spot_check_rules
from gongbao.register.spotchecks import refusals, selectors
from gongbao.register.spotchecks.scope import pool_of

REVEAL = "draw-reveal"
SUBJECT = "draw"


@transaction.atomic
def commit(*, plan_id: UUID, by: Actor, now: datetime) -> Draw:
    """Commit a plan with the register as it is. The yearly undirected draw follows the reporting period (art. 7)."""
    plan = Plan.objects.select_for_update().get(id=plan_id)
    if plan.mode == Mode.UNDIRECTED:
        last = annual_report_due(Kind.ENTERPRISE, plan.year - 1).date
        if china_date(now) <= last:
            raise refusals.season_not_over(last)
    on = china_date(now)
    pool, officers = pool_of(plan, now), selectors.officers_for(plan, on)
    draw = draws.commit_draw(plan_id=plan_id, pool=pool, officers=officers, by=by, now=now)
    duties.open_duty(
        owed=Owed(
            party_id=plan.organisation_id or 0,
            party_kind=PartyKind.ORGANISATION,
            region=plan.region,
            terms=_terms(plan, on),
            subject=(SUBJECT, str(plan.id)),
        ),
        by=by,
        now=now,
    )
    return draw


@transaction.atomic
def reveal(*, draw_id: UUID, by: Actor, now: datetime, show_inspectors: bool = False) -> Draw:
    """Reveal, and the duty is done; late if it comes after the plan's own limit."""
    draw = draws.reveal(draw_id=draw_id, by=by, now=now, show_inspectors=show_inspectors)
    duties.discharge(
        party_id=draw.plan.organisation_id or 0,
        kind=REVEAL,
        period=draw.plan.year,
        by=by,
        now=now,
        with_=draw.plan.number,
        subject=(SUBJECT, str(draw.pk)),
    )
    return draw


def _terms(plan: Plan, on: date) -> Terms:
    """Due when the plan itself says; that results are published is K25 art. 15 (K14 art. 13)."""
    return Terms(
        kind=REVEAL,
        rule="spot-check.reveal",
        citation=spot_check_rules(on).publication.token,
        unit="FIXED",
        amount=0,
        due_on=china_date(plan.reveal_by),
        due_at=plan.reveal_by,
        period=plan.year,
    )
