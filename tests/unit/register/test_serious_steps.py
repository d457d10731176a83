"""The serious list's table of steps: whole, reachable, and printed in the docs as it is."""

from pathlib import Path

import pytest

from gongbao.foundation.events.refusals import Refusal
from gongbao.register.serious.models import State
from gongbao.register.serious.rules import STEPS, after, below_province, same_province, table

DOCS = Path(__file__).parents[3] / "docs" / "reference" / "serious-steps.md"


def test_the_docs_print_the_table():
    assert table() in DOCS.read_text(encoding="utf-8"), f"write this into {DOCS.name}:\n{table()}"


def test_every_state_is_reached_and_every_case_can_end():
    reached = {step.target for step in STEPS}
    assert reached == set(State)
    ends = {State.DROPPED, State.ENDED}
    for _ in STEPS:
        ends |= {step.source for step in STEPS if step.target in ends and step.source is not None}
    assert ends == set(State)
    assert not [step for step in STEPS if step.source in {State.DROPPED, State.ENDED}]
    assert len({(step.source, step.act) for step in STEPS}) == len(STEPS)


def test_what_the_table_does_not_have_is_refused():
    assert after(State.LISTED, "publish") is State.PUBLISHED
    with pytest.raises(Refusal) as said:
        after("notified", "publish")
    assert (said.value.code, said.value.status) == ("serious-state", 409)


def test_where_an_office_stands():
    assert same_province("999101", "990201001")
    assert not same_province("999101", "980101")
    assert [below_province(region) for region in ("999101", "9991", "99", "")] == [True, True, False, False]
