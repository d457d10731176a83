"""Keys of texts: the same for one as among many; one slip shares a key."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.kernel.screening import hashing

TEXTS = st.lists(st.text(alphabet="青岚云岭华信科技ab", max_size=70), min_size=1, max_size=8)


@settings(deadline=None)
@given(TEXTS)
def test_few_and_many_give_the_same_keys(texts: list[str]) -> None:
    few, whose = hashing.keys_with_slips(texts, range(len(texts)), shortest=3)
    rest = ["云"] * (hashing.FEW + 1)
    many, of = hashing.keys_with_slips([*texts, *rest], [*range(len(texts)), *[-1] * len(rest)], shortest=3)
    assert sorted(zip(whose.tolist(), few.tolist(), strict=True)) == sorted(
        pair for pair in zip(of.tolist(), many.tolist(), strict=True) if pair[0] >= 0
    )


@settings(deadline=None)
@given(st.text(alphabet="青岚云岭华信科技", min_size=4, max_size=20), st.data())
def test_one_character_more_less_or_other_shares_a_key(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    for other in (text[:at] + text[at + 1 :], text[:at] + "鲸" + text[at + 1 :], text[:at] + "鲸" + text[at:]):
        found, _ = hashing.keys_with_slips([text], [0], shortest=3)
        slipped, _ = hashing.keys_with_slips([other], [0], shortest=3)
        assert set(found.tolist()) & set(slipped.tolist())
