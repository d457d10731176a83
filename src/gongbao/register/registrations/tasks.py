"""Uploads in the background, one after the other; taken up again after a stop."""

import logging

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.foundation.lease import lease
from gongbao.register.registrations import actions, selectors
from gongbao.register.registrations.models import Upload, UploadState

log = logging.getLogger("gongbao.registrations")


@app.task(queueing_lock="registrations-uploads")
def work_on_uploads() -> None:
    """Check what waits to be checked and take in what was let in."""
    with lease("registrations-uploads") as held:
        while held and (waiting := selectors.waiting()):
            for one in waiting:
                _work_on(one)


def wake() -> None:
    """Have the waiting uploads worked on now; a job that waits already will see to this one too."""
    try:
        work_on_uploads.defer()
    except AlreadyEnqueued:
        pass


def _work_on(one: Upload) -> None:
    if one.state == UploadState.CHECKING:
        actions.check(upload_id=one.pk, now=read_clock())
        return
    by = Actor(kind=ActorKind.SYSTEM, id=f"upload:{one.pk}", label=one.uploaded_by)
    actions.take_in(upload_id=one.pk, by=by, now=read_clock())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="registrations-uploads-again")
def take_up_uploads(timestamp: int) -> None:
    """Uploads nobody works on: a worker was stopped or killed."""
    work_on_uploads()
