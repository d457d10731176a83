"""Screening in the background: the list's versions, the jobs, the portfolios.

No queue lock: a worker that is killed would keep it for ever. A lease of the database ends with its holder instead.
"""

import logging

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import Actor, ActorKind, system
from gongbao.foundation.events.bus import tell
from gongbao.foundation.lease import lease
from gongbao.register.screening import actions, selectors
from gongbao.register.screening.desk import desk
from gongbao.register.screening.models import Job

log = logging.getLogger("gongbao.screening")
_BY = system("screening")
#: Told on the bus with the parties of a new version of the list: whoever promised to tell others listens.
IN_HAND = "screening.version-in-hand"


def _by(job: Job) -> Actor:
    """The worker acts for whoever asked."""
    return Actor(
        kind=ActorKind.SYSTEM, id=f"screening:{job.pk}", label=job.asked_by, organisation_id=job.organisation_id
    )


@app.task(queueing_lock="screening-jobs")
def screen_jobs() -> None:
    """Answer the lists that wait, the oldest first."""
    with lease("screening-jobs") as held:
        failed: set[object] = set()
        while held:
            waiting = [job for job in selectors.open_jobs() if job.pk not in failed]
            if not waiting:
                break
            try:
                actions.work_on(job_id=waiting[0].pk, by=_by(waiting[0]), now=read_clock())
            except Exception:
                log.exception("screening %s failed; it is tried again with the next round", waiting[0].pk)
                failed.add(waiting[0].pk)


def wake() -> None:
    """Have the waiting lists worked on now; a task that waits already will see to this one too."""
    try:
        screen_jobs.defer()
    except AlreadyEnqueued:
        pass


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="screening-list")
def follow_the_lists(timestamp: int) -> None:
    """Every minute: a new version when the lists have changed, then what watchers are told, then jobs left behind."""
    with lease("screening-list") as held:
        if held and actions.take_version(by=_BY, now=read_clock()):
            loaded = desk.current(read_clock())
            if loaded:
                actions.tell_watchers(loaded=loaded, now=read_clock())
                tell(IN_HAND, {"parties": loaded.screener.parties, "now": read_clock()})
    screen_jobs()
