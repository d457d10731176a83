"""A condition on a name's row: SQL, its values, and what share of the names its index leaves."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from gongbao.register.entities.finding.commonness import RARE, commonness, share

MOST = 1_000  # candidates judged for one question
COMMON = 0.04  # a word in more names than this: a sample of the names is looked at, not the index
SAMPLE = 800  # pages of about 35 names, spread over the table: what one import brought may be all of a kind


class Condition(NamedTuple):
    """SQL on the name's row `n`, and its values. `share` of names is what the index alone leaves; `sampled`: to be
    looked for in a sample of the names, without an index.
    """

    sql: str
    values: list[Any]
    share: float
    sampled: bool = False

    def also(self, *others: "Condition") -> "Condition":
        """Both this and the others, found by the index of this one."""
        values = [value for one in (self, *others) for value in one.values]
        return self._replace(sql=" AND ".join(one.sql for one in (self, *others)), values=values)


def having(keys: Sequence[int], *, any_of: bool = False) -> Condition:
    """The index's condition: all of these bigrams, or any."""
    shares = commonness()
    part = min(sum(shares.get(key, RARE) for key in keys), 1.0) if any_of else share(keys)
    # Any of thousands looks to the planner like nearly every name, and it would read them all: it may not see them.
    # As text: thousands of numbers one by one take the driver ten milliseconds.
    array = f"{{{','.join(map(str, keys))}}}"
    return Condition("n.grams && (SELECT %s::int[])" if any_of else "n.grams @> %s::int[]", [array], part)
