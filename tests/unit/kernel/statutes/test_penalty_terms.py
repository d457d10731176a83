"""How long a penalty is published: the cases of P21, and what holds for every one."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongbao.kernel.calendar import add_years
from gongbao.kernel.statutes import EarlyFacts, NoLawInForce, PenaltyType, decide_early_stop, publication_term
from gongbao.kernel.statutes.penalty_terms import add_months

T = PenaltyType
DAYS = st.dates(date(2021, 9, 1), date(2040, 12, 31))
SHORT = {T.WARNING, T.CRITICISM, T.LOW_FINE}
NEVER = {T.STOP_PRODUCTION, T.BUSINESS_BAN, T.OCCUPATION_BAN, T.GRADE_CUT, T.REVOCATION}


@pytest.mark.parametrize(
    ("types", "published", "last"),
    [
        ([T.CRITICISM], date(2025, 6, 2), date(2025, 9, 2)),
        ([T.LOW_FINE, T.WARNING], date(2025, 11, 30), date(2026, 2, 28)),
        ([T.FINE], date(2025, 6, 2), date(2028, 6, 2)),
        ([T.WARNING, T.FINE], date(2024, 2, 29), date(2027, 2, 28)),
        ([T.REVOCATION], date(2025, 6, 2), date(2028, 6, 2)),
    ],
)
def test_three_months_or_three_years(types, published, last):
    term = publication_term(types, published, published)
    assert (term.published, term.last) == (True, last)
    assert [one.token for one in term.citations] == ["P21:13[C]"]
    assert not term.cautions


def test_a_warning_alone_is_not_published():
    term = publication_term([T.WARNING], date(2025, 6, 2), date(2025, 6, 2))
    assert (term.published, term.last, term.citations[0].token) == (False, None, "P21:2[C]")


def test_before_p21_nothing_is_known_and_after_x25_it_is_said():
    with pytest.raises(NoLawInForce):
        publication_term([T.FINE], date(2021, 8, 31), date(2021, 9, 1))
    assert publication_term([T.FINE], date(2026, 6, 8), date(2026, 6, 29)).cautions


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(list(T)), min_size=1, unique=True), DAYS, st.none() | DAYS)
def test_a_term_is_three_months_or_three_years_or_as_long_as_a_restriction(types, published, restricted):
    term = publication_term(types, published, published, restricted)
    if set(types) == {T.WARNING}:
        assert not term.published
        return
    base = add_months(published, 3) if set(types) <= SHORT else add_years(published, 3)
    assert term.last == max(base, restricted or base)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(list(T)), min_size=1, unique=True),
    DAYS,
    st.integers(0, 1200),
    *[st.booleans() for _ in range(6)],
)
def test_early_stop_needs_every_condition(types, published, waited, strict, performed, harm, again, listed, serious):
    facts = EarlyFacts(
        types=tuple(types),
        published_on=published,
        strict_area=strict,
        performed=performed,
        harm_removed=harm,
        repeated=again,
        on_abnormal_list=listed,
        on_serious_list=serious,
    )
    decided = decide_early_stop(facts, published + timedelta(days=waited))
    waited_enough = published + timedelta(days=waited) >= add_months(published, 12 if strict else 6)
    every = waited_enough and performed and harm and not (again or listed or serious)
    assert decided.allowed is (every and not NEVER & set(types))
    assert decided.allowed is not bool(decided.missing)
