"""Many questions at once, over the processors there are. A question is answered once, however often it stands."""

import gc
import multiprocessing
import signal
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from gongbao.kernel.screening.parties import Answer, Hit, Question
from gongbao.kernel.screening.screener import Screener

STEP = 5_000
_shared: list[Screener] = []  # what a forked process inherits; filled just before it is made
# What goes from process to process instead of an answer: nothing for no hit, else hits that name the party by its row.
Slim = tuple[str, str, list[tuple[Any, ...]]] | None


def answered(questions: Iterable[Question], screener: Screener, *, processes: int = 1) -> Iterator[Answer]:
    """The answers in the order of the questions; memory holds a few thousand at a time."""
    if processes < 2:
        for step in _steps(questions):
            yield from _once(step, screener)
        return
    _shared[:] = [screener]
    gc.freeze()  # what stands is shared by the processes and never walked again; answers have no cycles
    try:
        with multiprocessing.get_context("fork").Pool(processes, _begin_worker) as pool:
            for asked, slim in pool.imap(_of_shared, _steps(questions)):
                for question, one in zip(asked, slim, strict=True):
                    yield _whole(question, one, screener)
    finally:
        _shared.clear()
        gc.unfreeze()


def _begin_worker() -> None:
    """A forked process heeds signals and does not look for cycles: answers have none."""
    heed_signals()
    gc.disable()


def heed_signals() -> None:
    """In a forked process: end when told to. What the parent does about a signal, it inherited and can't do."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _steps(questions: Iterable[Question]) -> Iterator[list[Question]]:
    rest = iter(questions)
    while step := list(islice(rest, STEP)):
        yield step


def _of_shared(questions: Sequence[Question]) -> tuple[Sequence[Question], list[Slim]]:
    return questions, [_slim(answer) for answer in _once(questions, _shared[0])]


def _slim(answer: Answer) -> Slim:
    if not answer.hits and not answer.problem_zh:
        return None
    hits = [tuple(hit[1:]) for hit in answer.hits]
    return answer.problem_zh, answer.problem_en, hits


def _whole(question: Question, slim: Slim, screener: Screener) -> Answer:
    if slim is None:
        return Answer(question)
    problem_zh, problem_en, hits = slim
    return Answer(question, tuple(Hit(screener.parties[hit[0]], *hit) for hit in hits), problem_zh, problem_en)


def _once(questions: Sequence[Question], screener: Screener) -> list[Answer]:
    different = dict.fromkeys(questions)
    found = dict(zip(different, screener.answers(list(different)), strict=True))
    return [found[question] for question in questions]
