"""What a list may be full of: the same name again and again, names of two and of 300 characters, control characters."""

from collections.abc import Iterator
from time import process_time

from gongbao.kernel.names.lexicon import built_in
from gongbao.kernel.screening import results, sheets
from gongbao.kernel.screening.bulk import answered
from gongbao.kernel.screening.parties import Party, Question
from gongbao.kernel.screening.screener import MOST_HITS, Screener

LEXICON = built_in()
NAME = "花鲸科技有限公司"
MILLION = 1_000_000


class Counted(Screener):
    """A screener that counts what it really decides."""

    asked = 0

    def answers(self, questions):  # type: ignore[no-untyped-def]  # as above it
        Counted.asked += len(questions)
        return super().answers(questions)


def test_a_million_identical_names_are_decided_once_a_step_and_all_answered() -> None:
    screener = Counted([Party("1", NAME)], LEXICON)
    question = Question(NAME)
    outcomes = {"same": 0}
    for answer in answered((question for _ in range(MILLION)), screener):
        outcomes[answer.outcome] = outcomes.get(answer.outcome, 0) + 1
    assert outcomes == {"same": MILLION}
    assert Counted.asked == MILLION // 5_000


def test_a_name_listed_ten_thousand_times_gives_so_many_hits_and_no_more() -> None:
    screener = Screener([Party(str(n), NAME) for n in range(10_000)], LEXICON)
    began = process_time()
    answer = screener.answer(Question(NAME))
    assert len(answer.hits) == MOST_HITS
    assert answer.outcome == "same"
    assert process_time() - began < 20


def test_names_of_two_and_of_300_characters_are_answered_beside_the_rest() -> None:
    longest, too_long = "鲸" * 292 + "科技有限公司", "鲸" * 3_000
    screener = Screener([Party("1", "鲸茶"), Party("2", longest), Party("3", NAME)], LEXICON)
    lines = list(sheets.lines_of_text("\n".join(["鲸茶", longest, "鲸", too_long, NAME])))
    asked = [line.question for line in lines if not line.problem]
    by_name = {answer.question.name: answer for answer in answered(asked, screener)}
    assert by_name["鲸茶"].hits[0].party.id == "1"
    assert by_name[NAME].hits[0].party.id == "3"
    told = [line.number for line in lines if line.problem]
    told += [n for n, one in enumerate(asked, 1) if by_name[one.name].problem_zh]
    assert told  # the one of 3,000 characters is said to be none; the others went on
    assert len(by_name) + len([line for line in lines if line.problem]) == 5


def test_control_characters_and_formulas_neither_stop_a_list_nor_leave_it() -> None:
    screener = Screener([Party("1", NAME)], LEXICON)
    text = f'\x00{NAME[:2]}\x07{NAME[2:]}\x1b[31m\n=HYPERLINK("http://x")\n+1\n\u202e{NAME}\n{NAME}\n'
    lines = [line for line in sheets.lines_of_text(text) if not line.problem]
    rows = list(_rows(lines, screener))
    assert rows[-1][3]["outcome"] == "same"
    written = b"".join(results.as_csv(rows)).decode("utf-8-sig")
    assert not [cell for cell in written.replace("\r\n", ",").split(",") if cell[:1] in ("=", "+", "@", "\t")]
    assert not {one for one in written if one < " " and one not in "\r\n"}
    assert "\u202e" not in written


def _rows(lines: list[sheets.Line], screener: Screener) -> Iterator[tuple[int, str, str, dict[str, object]]]:
    answers = answered([line.question for line in lines], screener)
    for line, answer in zip(lines, answers, strict=True):
        yield line.number, line.question.name, line.question.code, {"outcome": answer.outcome, "hits": []}
