"""The law of inspections with its own cases, and properties over all of them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.statutes import Ground, Kind, rule
from gongbao.kernel.statutes.findings import Act, FindingKind, consequences, suggested_codes, wrong_codes
from gongbao.kernel.statutes.inspection import (
    RESULT_LISTS,
    Letter,
    Method,
    Obstruction,
    Proof,
    ProofFact,
    Reach,
    RecordFacts,
    check_record,
    decide_reach,
    obstruction_article,
    result_list,
    result_list_of,
)

ON = date(2025, 11, 20)
DAYS = st.dates(date(2014, 10, 1), date(2027, 12, 31))


def letters(gap: int, first: bool | None = False, second: bool | None = False):
    return [Letter(date(2025, 10, 1), first), Letter(date(2025, 10, 1) + timedelta(days=gap), second)]


@pytest.mark.parametrize(
    ("sent", "on", "outcome"),
    [
        ([], ON, Reach.FIRST_LETTER),
        ([Letter(date(2025, 11, 10))], ON, Reach.WAIT),
        ([Letter(date(2025, 11, 5))], ON, Reach.SECOND_LETTER),
        ([Letter(date(2025, 10, 21))], ON, Reach.SECOND_LETTER),
        ([Letter(date(2025, 10, 20))], ON, Reach.START_AGAIN),
        (letters(14), ON, Reach.START_AGAIN),
        (letters(15), ON, Reach.PROVED),
        (letters(30), ON, Reach.PROVED),
        (letters(31), ON, Reach.SECOND_LETTER),
        (letters(15, second=None), ON, Reach.ANSWER_OUTSTANDING),
        (letters(15, second=True), ON, Reach.REACHED),
    ],
)
def test_two_letters_fifteen_to_thirty_days_apart(sent, on, outcome):
    """A25 9, A14 9: both days count, and one signature ends it."""
    got = decide_reach(Kind.ENTERPRISE, sent, [], on)
    assert got.outcome is outcome
    assert got.proved is (outcome is Reach.PROVED)
    assert got.citations[0].token == "A25:9[C]"


def test_the_further_proofs_are_the_laws_only_since_the_revision():
    """K25 14; before it only the letters."""
    fact = ProofFact(Proof.NO_SUCH_ADDRESS, date(2025, 9, 1))
    now = decide_reach(Kind.ENTERPRISE, [], [fact], ON)
    assert now.proved
    assert now.verified_on == date(2025, 9, 1)
    assert now.citations[0].token == "K25:14[C]"
    before = decide_reach(Kind.ENTERPRISE, [], [ProofFact(Proof.STATEMENT, date(2024, 9, 1))], date(2024, 9, 2))
    assert not before.proved
    assert decide_reach(Kind.COOPERATIVE, [], [fact], ON).citations[0].token == "K25:14[D]"


@given(first=DAYS, gap=st.integers(0, 60))
def test_letters_prove_exactly_within_the_gap(first, gap):
    second = first + timedelta(days=gap)
    got = decide_reach(Kind.ENTERPRISE, [Letter(first, False), Letter(second, False)], [], second)
    assert got.proved is (15 <= gap <= 30)


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (RecordFacts(Method.ON_SITE, 2, True, True), []),
        (RecordFacts(Method.ON_SITE, 1, True, True), ["inspectors"]),
        (RecordFacts(Method.ON_SITE, 2, False, True), ["certificates"]),
        (RecordFacts(Method.ON_SITE, 2, True, False), ["refusal_reason"]),
        (RecordFacts(Method.ON_SITE, 2, True, False, "负责人拒绝签字"), []),
        (RecordFacts(Method.WRITTEN, 1, False, True), []),
        (RecordFacts(Method.ONLINE, 0, False, False), ["refusal_reason"]),
    ],
)
def test_a_record_is_whole(facts, fields):
    """K25 9: two inspectors, certificates, signature or the reason why not; a witness may be called, none must."""
    flaws = check_record(facts, ON)
    assert [one.field for one in flaws] == fields
    assert all(one.citation.token == "K25:9[C]" for one in flaws)


def test_falsehood_was_a_ground_until_2024_and_is_a_fine_since():
    """R14 17 against R24 18; still a ground for cooperatives and individual businesses."""
    old = consequences(Kind.ENTERPRISE, FindingKind.FALSE, date(2024, 4, 30))
    assert [(one.act, one.ground) for one in old] == [(Act.LIST, Ground.FALSE_INFORMATION)]
    new = consequences(Kind.ENTERPRISE, FindingKind.FALSE, ON)
    assert [(one.act, one.citation.token, one.binding) for one in new] == [(Act.FINE, "R24:18.2[C]", False)]
    for kind in (Kind.INDIVIDUAL, Kind.COOPERATIVE):
        assert consequences(kind, FindingKind.FALSE, ON)[0].act is Act.LIST


def test_what_else_follows():
    def acts(finding, kind=Kind.ENTERPRISE, on=ON):
        return [(one.act, one.citation.token) for one in consequences(kind, finding, on)]

    assert acts(FindingKind.UNPUBLISHED) == [(Act.ORDER, "A25:7[C]")]
    assert acts(FindingKind.UNPUBLISHED, Kind.INDIVIDUAL) == []
    assert acts(FindingKind.ORDER_NOT_MET) == [(Act.LIST, "A25:4(2)[C]")]
    assert acts(FindingKind.UNREACHABLE) == [(Act.LIST, "A25:4(4)[C]")]
    assert acts(FindingKind.LATE_REPORT) == [(Act.LIST, "A25:4(1)[C]"), (Act.FINE, "REGR22:70[C]")]
    assert acts(FindingKind.NOT_COOPERATING) == [(Act.PUBLISH, "K25:11[C]")]
    assert acts(FindingKind.NOT_COOPERATING, on=date(2020, 1, 2)) == [(Act.PUBLISH, "K14:10[C]")]
    assert obstruction_article(date(2020, 1, 2)).token == "K14:10[C]"
    assert len(Obstruction) == 4


@given(kind=st.sampled_from(Kind), finding=st.sampled_from(FindingKind), on=DAYS)
def test_a_fine_is_never_binding_and_a_listing_always_names_its_ground(kind, finding, on):
    for one in consequences(kind, finding, on):
        assert (one.act is Act.FINE) <= (not one.binding)
        assert (one.act is Act.LIST) == (one.ground is not None)
        assert one.words.zh
        assert one.words.en


@given(on=DAYS, found=st.lists(st.sampled_from(FindingKind), max_size=4))
def test_the_suggested_results_fit_their_own_list(on, found):
    in_list = result_list(on)
    codes = suggested_codes(found, on)
    known = [one for one in found if suggested_codes([one], on)]
    if codes:
        assert wrong_codes(codes, known, in_list) == ()
    assert all(in_list.find(code) for code in codes)


def test_results_that_do_not_fit_are_said():
    in_list = result_list(ON)
    assert wrong_codes([], [], in_list)
    assert wrong_codes(["99"], [], in_list)
    assert wrong_codes(["1", "4"], [], in_list)
    assert wrong_codes(["1"], [FindingKind.FALSE], in_list)
    assert wrong_codes(["3"], [FindingKind.FALSE, FindingKind.UNREACHABLE], in_list)
    assert not wrong_codes(["1"], [], in_list)


def test_the_lists_follow_each_other_without_a_gap_and_say_how_sure_they_are():
    for before, after in pairwise(RESULT_LISTS):
        assert before.valid_to == after.valid_from
    assert [one.confidence.value for one in RESULT_LISTS] == ["S", "M"]
    assert result_list_of("publicity-2014").find("6").words.zh == "不予配合情节严重"
    with pytest.raises(LookupError):
        result_list(date(2014, 9, 30))
    with pytest.raises(LookupError):
        result_list_of("none")


def test_the_clocks_of_inspections_and_complaints():
    assert rule("enterprise.spot-check-result", ON).due(date(2026, 9, 18)).date == date(2026, 10, 22)
    assert rule("cooperative.spot-check-result", ON).citation.token == "K25:18[D]"
    answer = rule("enterprise.inspection-answer", ON)
    assert (answer.amount, answer.citation.token) == (15, "K25:10[M]")
    assert rule("individual.query", ON).due(date(2026, 2, 10)).date == date(2026, 3, 16)
