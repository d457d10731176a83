"""Identifiers: of their version, in the order they were made, at the time they were made."""

import time
from concurrent.futures import ThreadPoolExecutor

from gongbao.foundation.events.ids import uuid7


def test_what_is_made_later_sorts_later_even_within_a_millisecond():
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(made)


def test_no_two_are_the_same_whoever_makes_them():
    with ThreadPoolExecutor(4) as pool:
        made = [one for many in pool.map(lambda _: [uuid7() for _ in range(5_000)], range(4)) for one in many]
    assert len({one.int >> 64 for one in made}) == len(made)  # the instants alone differ


def test_it_says_when_and_which_version():
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= before + 1_000
