"""The desk's duty at two in the morning: who is on, an incident to lodge. A module of fixtures for tests of duty."""

from datetime import timedelta

import pytest
from tests.integration.briefing.people import acting

from gongbao.briefing.dutydesk import actions
from gongbao.briefing.dutydesk.models import Role
from gongbao.briefing.dutydesk.sheets import Planned
from gongbao.briefing.incidents import actions as incidents
from gongbao.foundation.accounts.models import Membership, User
from gongbao.foundation.accounts.models import Role as Powers
from gongbao.foundation.events.actor import system

SYSTEM = system("test")
HOUR = timedelta(hours=1)


@pytest.fixture
def night(line, now):
    incidents.load_starting_data(by=SYSTEM, now=now)
    return now.replace(hour=2, minute=10)


@pytest.fixture
def leader(line, now):
    user = User.objects.create_user("lead", display_name="某县领导")
    Membership.objects.create(
        user=user,
        organisation=line.city.organisation,
        role=Powers.objects.get(pk="leader"),
        region="999101",
        since=now.date().replace(month=1, day=1),
    )
    return user


@pytest.fixture
def roster(line, night, leader):
    """The desk's: bian on duty, ji in reserve, a leader; the next shift has zhang."""
    by = acting(line.chief)
    made = actions.open_roster(unit=line.desk, name="值班室", round_the_clock=True, by=by, now=night - 24 * HOUR)
    begins = night.replace(hour=0, minute=0)
    seats = ((Role.OFFICER, line.editor), (Role.SUBSTITUTE, line.editor2), (Role.LEADER, leader))
    planned = [
        Planned(begins, begins + 8 * HOUR, seats),
        Planned(begins + 8 * HOUR, begins + 24 * HOUR, ((Role.OFFICER, line.chief),)),
    ]
    actions.put_shifts(roster_id=made.pk, planned=planned, by=by, now=night - 24 * HOUR)
    return made


@pytest.fixture
def lodge(line, night):
    def make(now=night, *, drill=False, form="written", incident=None, title="石门镇竹溪口村山体滑坡"):
        said = incidents.Said(title=title, body="2户房屋被埋。", place="石门镇竹溪口村")
        about = None if incident else incidents.About(hazard="geological", drill=drill)
        return incidents.lodge(
            unit=line.shimen,
            said=said,
            form=form,
            kind="follow-up" if incident else "first",
            learned_at=now - timedelta(minutes=5),
            by=acting(line.officer),
            now=now,
            incident_id=incident.pk if incident else None,
            about=about,
        )

    return make
