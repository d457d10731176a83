from gongbao.register.screening.actions.contesting import answer_contest, contest_match
from gongbao.register.screening.actions.jobs import MOST_BYTES, MOST_LINES, delete_job, take_job, work_on
from gongbao.register.screening.actions.versions import take_version
from gongbao.register.screening.actions.watching import stop_watching, tell_watchers, watch

__all__ = [
    "MOST_BYTES",
    "MOST_LINES",
    "answer_contest",
    "contest_match",
    "delete_job",
    "stop_watching",
    "take_job",
    "take_version",
    "tell_watchers",
    "watch",
    "work_on",
]
