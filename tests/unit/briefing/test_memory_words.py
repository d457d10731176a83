"""What is sought and what is searched meet in one spelling, and what is found is marked in the writer's own."""

from hypothesis import given
from hypothesis import strategies as st

from gongbao.briefing.memory.rules import bigrams, excerpt, fold, looser, words_of

TEXT = "6月28日夜，石門鎮茶園滑坡，转移１２人。ＡＢＣ公司"


def test_traditional_full_width_and_capitals_are_one_spelling():
    assert fold(TEXT) == "6月28日夜,石门镇茶园滑坡,转移12人。abc公司"
    assert words_of("石門鎮 滑坡") == words_of("  石门镇　滑坡 ")


@given(st.text(max_size=300))
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="石门镇茶园滑坡12ab，。 ", max_size=60), st.integers(0, 50), st.integers(2, 6))
def test_a_run_found_in_a_text_has_only_pairs_of_that_text(text, at, long):
    run = fold(text)[at : at + long]
    assert set(words_of(run).grams) <= set(bigrams(fold(text)))


def test_words_in_any_order_few_and_bounded():
    assert words_of("滑坡，石门镇").runs == ("滑坡", "石门镇")
    assert words_of("坡").singles == ("坡",)
    assert len(words_of(" ".join(f"词语{n}" for n in range(99))).runs) <= 8
    assert words_of("").runs == ()
    assert all(len(run) <= 60 for run in words_of("长" * 500).runs)


def test_typed_without_gaps_it_is_cut_into_words():
    assert set(looser(words_of("石门镇茶园滑坡")).runs) >= {"茶园", "滑坡"}
    assert looser(words_of("滑坡")) is None


def test_what_was_sought_is_marked_in_the_writers_own_characters():
    parts = excerpt(TEXT, fold(TEXT), ["石门镇", "茶园"])
    assert [part for part, marked in parts if marked] == ["石門鎮茶園"]
    assert "".join(part for part, _ in parts) == TEXT


@given(st.text(max_size=400), st.lists(st.text(min_size=1, max_size=4), max_size=4))
def test_an_excerpt_is_a_piece_of_the_text(text, words):
    parts = excerpt(text, fold(text), [fold(word) for word in words])
    shown = "".join(part for part, _ in parts)
    assert shown.strip("…") in text or shown in text
