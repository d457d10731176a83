from gongbao.register.screening.models.contest import Contest, ContestState, Correction
from gongbao.register.screening.models.job import Job, JobFile, JobPart, JobState
from gongbao.register.screening.models.listed import ListVersion, ScreeningKey
from gongbao.register.screening.models.watch import Watch

__all__ = [
    "Contest",
    "ContestState",
    "Correction",
    "Job",
    "JobFile",
    "JobPart",
    "JobState",
    "ListVersion",
    "ScreeningKey",
    "Watch",
]
