"""A record's versions against each other: one lie a test, and the same on a log whose rows leave memory."""

from dataclasses import replace

import pytest
from tests.made_log import LOG, entries, policy, write_log

from gongbao.kernel.audit import histories
from gongbao.kernel.audit.histories import Found, Histories
from gongbao.kernel.audit.log import Question, audit_log
from gongbao.kernel.audit.source import FolderSource
from gongbao.kernel.audit.trust import Trust
from gongbao.kernel.tlog.leaf import Leaf
from gongbao.kernel.tlog.policy import parse_policy

GIVEN = Question(Trust(parse_policy(policy()), given=True))
A, B, C, D = ("aa" * 32, "bb" * 32, "cc" * 32, "dd" * 32)
FIRST = Leaf(LOG.name, "10000000-0000-0000-0000-000000000001", 1, "publish", "2026-06-29T02:00:00Z", A)
SECOND = replace(FIRST, version=2, kind="amend", commitment=B, previous=A)
THIRD = replace(FIRST, version=3, kind="amend", commitment=C, previous=B)
OTHER = replace(FIRST, record="10000000-0000-0000-0000-000000000002")


def judge(*leaves):
    with Histories() as told:
        for index, leaf in enumerate(leaves):
            told.add(leaf, index)
        return told.judge()


CASES = {
    "a chain": ((FIRST, SECOND, THIRD, OTHER), Found(amended=2)),
    "a chain told late": ((OTHER, FIRST, THIRD, SECOND), Found(amended=2)),
    "two kinds of one version": ((FIRST, replace(FIRST, kind="decision", commitment=D)), Found()),
    "the version before is elsewhere": ((SECOND, THIRD), Found(amended=2, unseen=1)),
    "another before": (
        (FIRST, replace(SECOND, previous=D)),
        Found(amended=1, broken=1, breaks=[(0, 1)]),
    ),
    "nothing said of the one before": (
        (FIRST, replace(SECOND, previous=None)),
        Found(amended=1, broken=1, breaks=[(0, 1)]),
    ),
    "not an amendment, but it names another before": (
        (FIRST, replace(SECOND, kind="withdraw", previous=D)),
        Found(amended=1, broken=1, breaks=[(0, 1)]),
    ),
    "a version left out by its number": (
        (FIRST, SECOND, replace(THIRD, previous=A)),
        Found(amended=2, broken=1, breaks=[(1, 2)]),
    ),
    "told twice": ((FIRST, OTHER, FIRST), Found(repeated=1, repeats=[(0, 2)])),
    "told in two ways": (
        (FIRST, OTHER, replace(FIRST, commitment=D)),
        Found(contradicted=1, contradictions=[(0, 2)]),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_leaves_of_a_record_are_held_against_each_other(case):
    leaves, expected = CASES[case]
    assert judge(*leaves) == expected


def test_it_finds_the_same_when_rows_leave_memory(monkeypatch):
    monkeypatch.setattr(histories, "IN_MEMORY", 100)
    many = [replace(FIRST, record=f"10000000-0000-0000-0000-{n:012d}") for n in range(500)]
    amends = [replace(one, version=2, kind="amend", commitment=B, previous=A) for one in many]
    found = judge(*many, *amends, replace(amends[7], version=3, previous=D))
    assert found == Found(amended=501, broken=1, breaks=[(507, 1000)])


def test_examples_are_few_and_the_count_is_whole():
    found = judge(*[FIRST] * 50)
    assert (found.repeated, len(found.repeats)) == (49, 10)


LIES = {
    "broken": ((FIRST, replace(SECOND, previous=D)), 1, "1 entries do not follow the version before them, such as 3/4"),
    "two ways": ((FIRST, replace(FIRST, commitment=D)), 1, "1 entries contradict an earlier one"),
    "repeated": ((FIRST, FIRST), 0, "1 entries repeat an earlier one, such as 3/4"),
    "unseen": ((THIRD,), 0, "Of 1 amendments the version before is not in this log"),
    "sound": ((FIRST, SECOND), 0, "No version was told in two ways; 1 amendments follow"),
}


@pytest.mark.parametrize("lie", LIES)
def test_the_report_says_so(tmp_path, lie):
    leaves, verdict, words = LIES[lie]
    log = write_log(tmp_path / "log", [*entries(3), *(leaf.to_bytes() for leaf in leaves)])
    report = audit_log(FolderSource(log), GIVEN)
    assert report.verdict == verdict
    assert words in "\n".join(report.lines("en"))
