"""When a message goes out: quiet hours, and tries that come to an end."""

from datetime import datetime, time, timedelta

import pytest

from gongbao.foundation.clock import CHINA
from gongbao.foundation.notices.rules import ORDINARY, URGENT, first_try, next_try


def at(hour, minute=0, day=29):
    return datetime(2026, 6, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(21, 59), at(21, 59)),
        (at(22), at(7, day=30)),
        (at(23, 30), at(7, day=30)),
        (at(0, 10), at(7)),
        (at(6, 59), at(7)),
        (at(7), at(7)),
    ],
)
def test_quiet_hours_over_midnight(now, expected):
    assert first_try(now, time(22), time(7), urgent=False) == expected
    assert first_try(now, time(22), time(7), urgent=True) == now


def test_quiet_hours_within_a_day_and_none():
    assert first_try(at(12, 30), time(12), time(14), urgent=False) == at(14)
    assert first_try(at(14), time(12), time(14), urgent=False) == at(14)
    assert first_try(at(12), None, None, urgent=False) == at(12)
    assert first_try(at(12), time(12), time(12), urgent=False) == at(12)


@pytest.mark.parametrize(("urgent", "pauses"), [(True, URGENT), (False, ORDINARY)])
def test_tries_come_to_an_end(urgent, pauses):
    assert next_try(1, urgent=urgent) == timedelta(seconds=pauses[0])
    assert next_try(len(pauses), urgent=urgent) is not None
    assert next_try(len(pauses) + 1, urgent=urgent) is None
    assert 3000 < sum(URGENT) < 5000
