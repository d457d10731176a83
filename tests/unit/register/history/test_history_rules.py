"""What was true on a day as known at an instant: the cases one can reason about, and laws that hold for any history."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.foundation.clock import china_date
from gongbao.register.history.rules import Seen, Standing, differences, follow, on_day, standing, steps
from gongbao.register.records.sections import Told

ADDRESS = "registration.address"


def told(words, since=None, key=ADDRESS, passing=False):
    return Told(key=key, label=key, words=words, since=since, passing=passing)


def at(month, day, hour=10):
    return datetime(2026, month, day, hour - 8, tzinfo=UTC)


def seen(number, moment, *facts, erased=False):
    return Seen(number, moment, "changed", None if erased else {fact.key: fact for fact in facts})


# Imported in January without a day; moved on 2 March, told on 10 April; on 20 May found to have been 20 February.
MOVED = [
    seen(1, at(1, 5), told("A")),
    seen(2, at(4, 10), told("B", date(2026, 3, 2))),
    seen(3, at(5, 20), told("B", date(2026, 2, 20))),
]


@pytest.mark.parametrize(
    ("day", "known", "words", "how"),
    [
        (date(2026, 1, 4), at(6, 1), None, Standing.UNKNOWN),  # before anything the register knows
        (date(2026, 1, 5), at(6, 1), "A", Standing.RECORDED),
        (date(2026, 3, 10), at(4, 9), "A", Standing.RECORDED),  # nobody had told the register yet
        (date(2026, 3, 10), at(4, 10), "B", Standing.STATED),
        (date(2026, 2, 25), at(5, 19), "A", Standing.RECORDED),
        (date(2026, 2, 25), at(5, 20), "B", Standing.STATED),  # the correction reaches back
        (date(2026, 3, 10), at(1, 4), None, Standing.UNKNOWN),  # known before the register began
    ],
)
def test_a_move_told_late_and_corrected_later(day, known, words, how):
    found = on_day(follow(MOVED)[ADDRESS], day, known)
    assert standing(found) is how
    assert (found.told.words if found else None) == words


def test_what_was_erased_says_nothing_and_what_follows_counts_as_said_anew():
    versions = [
        seen(1, at(1, 5), told("A")),
        seen(2, at(2, 5), erased=True),
        seen(3, at(3, 5), told("A")),
        seen(4, at(4, 5), told("A"), told("x", key="new")),
    ]
    lines = follow(versions)
    assert [(one.version, one.erased) for one in lines[ADDRESS]] == [(1, False), (2, True), (3, False)]
    assert standing(on_day(lines[ADDRESS], date(2026, 2, 20), at(6, 1))) is Standing.ERASED
    # Whether the erased version had the fact that came later, nobody can say.
    assert standing(on_day(lines["new"], date(2026, 2, 20), at(6, 1))) is Standing.ERASED
    assert standing(on_day(lines["new"], date(2026, 1, 20), at(6, 1))) is Standing.UNKNOWN
    told_steps = steps(versions)
    assert [one.blind for one in told_steps] == [False, True, True, False]
    assert [one.key for one in told_steps[3].changes] == ["new"]


def test_a_fact_that_ended_is_absent_and_a_withdrawn_one_keeps_no_words():
    listed = told("", date(2026, 1, 5), key="listings.1", passing=True)
    line = follow([seen(1, at(1, 5), listed), seen(2, at(3, 5))])["listings.1"]
    assert standing(on_day(line, date(2026, 2, 1), at(6, 1))) is Standing.WITHDRAWN
    assert standing(on_day(line, date(2026, 3, 5), at(6, 1))) is Standing.ABSENT


def test_differences_are_in_the_later_order_then_what_is_gone():
    before = {"a": told("1", key="a"), "gone": told("2", key="gone"), "same": told("3", key="same")}
    after = {"same": told("3", key="same"), "new": told("4", key="new"), "a": told("1", date(2026, 1, 1), key="a")}
    assert [one.key for one in differences(before, after)] == ["new", "a", "gone"]


@st.composite
def histories(draw):
    """Versions a few hours to weeks apart, of up to three facts, some stated since an earlier day, some erased."""
    moment = at(1, 5)
    versions = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        moment += timedelta(hours=draw(st.integers(1, 700)))
        facts = []
        for key in ("a", "b", "c"):
            words = draw(st.sampled_from([None, "1", "2"]))
            back = draw(st.sampled_from([None, 0, 3, 40, 400]))
            since = china_date(moment) - timedelta(days=back) if back is not None else None
            if words:
                facts.append(told(words, since, key=key))
        erased = draw(st.integers(0, 5)) == 0
        versions.append(seen(number, moment, *facts, erased=erased))
    return versions


@given(histories(), st.data())
def test_what_was_published_on_a_day_is_what_was_known_of_it_that_day(versions, data):
    """On the day it is asked about itself, the answer is the version that stood: nothing is invented."""
    one = data.draw(st.sampled_from(versions))
    for key, line in follow(versions).items():
        found = on_day(line, china_date(one.at), one.at)
        said = one.facts.get(key) if one.facts is not None else None
        if one.facts is None:
            assert standing(found) is Standing.ERASED
        else:
            assert (found.told if found else None) == said


@given(histories(), st.data())
def test_the_past_of_knowledge_never_changes(versions, data):
    """What later versions say changes no answer as known before them; and no answer is older than the knowledge."""
    cut = data.draw(st.integers(1, len(versions)))
    day = china_date(versions[0].at) + timedelta(days=data.draw(st.integers(-500, 400)))
    moment = versions[cut - 1].at
    whole, part = follow(versions), follow(versions[:cut])
    for key, line in part.items():
        found = on_day(line, day, moment)
        assert on_day(whole[key], day, moment) == found
        assert found is None or (found.at <= moment and found.start <= day)


@given(histories())
def test_a_line_says_every_version_once_and_never_the_same_twice(versions):
    """Replaying a line gives every version back, erased ones as nothing."""
    for key, line in follow(versions).items():
        assert all((a.told, a.erased) != (b.told, b.erased) for a, b in pairwise(line))
        for one in versions:
            upto = [said for said in line if said.version <= one.version]
            said = upto[-1] if upto else None
            if one.facts is None:
                assert said is not None
                assert said.erased
                assert said.told is None
            else:
                assert (said.told if said else None) == one.facts.get(key)


@given(histories())
def test_steps_put_end_to_end_lead_from_the_first_version_to_the_last(versions):
    facts = None
    for one in steps(versions):
        if one.blind or one.previous is None:
            facts = dict(one.seen.facts) if one.seen.facts is not None else None
            continue
        for change in one.changes:
            if change.after is None:
                del facts[change.key]
            else:
                facts[change.key] = change.after
        assert facts == one.seen.facts
