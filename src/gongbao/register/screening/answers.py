"""Answers as receipts: asked of the version in hand, signed on the spot, kept nowhere unless as a job."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from gongbao.kernel.screening import receipt as receipts
from gongbao.kernel.screening.parties import Answer, Question
from gongbao.kernel.screening.receipt import Receipt
from gongbao.kernel.screening.rows import cleaned, parted
from gongbao.kernel.screening.screener import VERSION
from gongbao.register.screening import refusals
from gongbao.register.screening.desk import Loaded, desk

MOST_AT_ONCE = 1_000


def in_hand(now: datetime) -> Loaded:
    """The version in hand. Refusal (503) before there is one."""
    loaded = desk.current(now)
    if loaded is None:
        raise refusals.no_list()
    return loaded


def asked(name: str, code: str) -> Question:
    """A question as it is asked and signed: without control characters, in one normal form; a code that stands beside
    the name in its field is asked as the code. Refusal where the letters were lost on the way.
    """
    if "\ufffd" in name or "\ufffd" in code:
        raise refusals.letters_lost()
    name, code = cleaned(name[:1_000]), cleaned(code[:100])
    return Question(name, code) if code else Question(*parted(name))


def answered(questions: Sequence[Question], loaded: Loaded, now: datetime) -> Receipt:
    """The signed answers to some questions."""
    return signed(list(loaded.screener.answers(questions)), loaded, now)


def by_code(code: str, loaded: Loaded, now: datetime) -> Receipt:
    """The signed answer to one code, by the directory of codes alone."""
    return signed([loaded.screener.answer(Question(code=code))], loaded, now)


def signed(answers: Sequence[Answer], loaded: Loaded, now: datetime) -> Receipt:
    """The receipt over answers of one version."""
    salt = secrets.token_bytes(32)
    rows = [receipts.row_of(number, answer, salt) for number, answer in enumerate(answers, 1)]
    said = receipts.statement(
        rows=rows, root=receipts.root_over(rows), asked_of=loaded.asked, algorithm=VERSION, at=now
    )
    return Receipt(
        statement=said,
        signature=loaded.pen.line(receipts.note_text(said)),
        vkey=loaded.pen.vkey,
        rows=rows,
        salt=salt,
        asked=[answer.question for answer in answers],
        proofs=loaded.proofs,
    )
