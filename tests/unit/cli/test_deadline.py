"""`gongbao deadline` as a person meets it."""

import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from gongbao.cli.deadline import deadline


def run(*arguments: str) -> Result:
    return CliRunner().invoke(deadline, list(arguments))


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (["--from", "2026-06-30", "--working-days", "10"], "2026-07-14"),
        (["--from", "2026-02-10", "--working-days", "20"], "2026-03-16"),
        (["--from", "2026-09-21", "--days", "10"], "2026-10-01"),
        (["--from", "2026-09-21", "--days", "10", "--roll", "none"], "2026-10-01"),
        (["--from", "2026-09-21", "--days", "10", "--roll", "next-working-day"], "2026-10-08"),
        (["--from", "2026-09-07", "--days", "30", "--roll", "next-working-day", "--lang", "en"], "2026-10-08"),
        (["--from", "2026-06-30", "--days", "0"], "2026-06-30"),
        (["--from", "2026-06-30", "--working-days", "0"], "2026-06-30"),
    ],
)
def test_the_first_line_is_the_date_and_nothing_else(arguments: list[str], first: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == first
    assert result.stderr == ""


def test_says_which_days_were_skipped_and_why() -> None:
    text = run("--from", "2026-09-30", "--working-days", "5").stdout
    assert "2026-10-01  国庆节放假" in text
    assert "2026-10-11  周末（周日）" in text
    assert "2026-10-10  调休上班日" in text
    assert "暂定" not in text
    english = run("--from", "2026-09-30", "--working-days", "5", "--lang", "en").stdout
    assert "2026-10-01  National Day holiday" in english
    assert "2026-10-11  weekend (Sunday)" in english
    assert "2026-10-10  make-up working day" in english
    assert not any("一" <= character <= "鿿" for character in english)


def test_says_why_it_was_moved() -> None:
    text = run("--from", "2026-09-21", "--days", "10", "--roll", "next-working-day").stdout
    assert "2026-10-01" in text
    assert "第二百零三条" in text
    assert "第二百零三条" not in run("--from", "2026-09-21", "--days", "10").stdout


def test_a_year_not_announced_is_called_provisional() -> None:
    result = run("--from", "2040-03-01", "--working-days", "5")
    assert result.exit_code == 0
    assert "暂定" in result.stdout
    assert "PROVISIONAL" in run("--from", "2040-03-01", "--working-days", "5", "--lang", "en").stdout
    assert "PROVISIONAL" in run("--from", "1999-03-01", "--working-days", "5", "--lang", "en").stdout


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["--from", "2026-02-30", "--days", "1"], "不是有效日期", "not a valid date"),
        (["--from", "20260630", "--days", "1"], "不是有效日期", "not a valid date"),
        (["--from", "2026-W27-2", "--days", "1"], "不是有效日期", "not a valid date"),
        (["--from", "2026-06-30"], "恰好给出一个", "exactly one"),
        (["--from", "2026-06-30", "--days", "1", "--working-days", "1"], "恰好给出一个", "exactly one"),
        (["--days", "1"], "请用 --from", "with --from"),
        (["--from", "2026-06-30", "--days", "ten"], "天数须为", "whole number"),
        (["--from", "2026-06-30", "--days", "-1"], "天数须为", "whole number"),
        (["--from", "2026-06-30", "--working-days", "-5"], "天数须为", "whole number"),
        (["--from", "2026-06-30", "--working-days", "99999999999"], "天数须为", "whole number"),
        (["--from", "9999-12-30", "--working-days", "5"], "日期过晚", "too late"),
        (["--from", "2026-06-30", "--working-days", "5", "--roll", "none"], "只用于", "only for"),
    ],
)
def test_wrong_use_is_explained_in_both_languages(arguments: list[str], zh: str, en: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert zh in result.stderr
    assert en in result.stderr
    assert result.stdout == ""


def test_starts_without_django() -> None:
    program = "import sys, gongbao.cli.deadline; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
