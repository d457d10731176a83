"""`gongbao screen FILE`: names and codes against a downloaded list, on one's own machine. Needs only the kernel.

Nothing that is asked leaves the machine; the decisions are those of the service, by the same code.
"""

import os
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import click

from gongbao.cli.target import Target
from gongbao.kernel.audit.source import UnreachableError, WebSource
from gongbao.kernel.audit.wording import in_chinese
from gongbao.kernel.screening import bulk, results, sheets
from gongbao.kernel.screening.parties import Answer, Question
from gongbao.kernel.screening.receipt import row_of
from gongbao.kernel.screening.screener import VERSION, Screener
from gongbao.kernel.screening.snapshot import Snapshot, SnapshotError, read
from gongbao.kernel.screening.wording import LEAD

MOST_BYTES = 512 * 1024 * 1024
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--list",
    "listed",
    required=True,
    metavar="FILE|URL",
    help="下载的名录，或 http://…/screening/list/ / the downloaded list, or its address",
)
@click.option("--out", type=Target(".csv", ".xlsx"), help="结果写到 .csv 或 .xlsx / results to a file")
@click.option("--english", is_flag=True, help="结果用英文 / results in English")
@click.option("--processes", type=click.IntRange(1, 64), help="用几个处理器 / processors to use")
def screen(file: Path, listed: str, out: Path | None, *, english: bool, processes: int | None) -> None:
    """离线核验：一份名单对照一份下载的名录 / screen a list of names offline, against a downloaded list."""
    began = perf_counter()
    snapshot = opened(listed)
    screener = Screener(snapshot.parties, snapshot.lexicon())
    if file.stat().st_size > MOST_BYTES:
        raise click.UsageError("文件超过 512 MB，请分成几份 / the file is larger than 512 MB: split it")
    try:
        lines = list(sheets.lines_of_file(file.read_bytes()))
    except sheets.Unreadable as wrong:
        raise click.UsageError(f"{wrong.words.zh} / {wrong.words.en}") from wrong
    if not lines:
        raise click.UsageError("文件里没有名称或代码 / there is no name or code in the file")
    many = processes or (os.cpu_count() or 1 if len(lines) > bulk.STEP else 1)
    counts: dict[str, int] = {}
    rows = _told(lines, screener, many, counts)
    about = [
        ("名录版本 / list version", snapshot.version),
        ("名录日期 / listed as of", snapshot.head.as_of.isoformat()),
        ("名录所载 / parties listed", f"{len(snapshot.parties):,}"),
        ("算法 / algorithm", VERSION),
        ("说明 / note", LEAD.zh),
        ("", LEAD.en),
    ]
    if out and out.suffix.lower() == ".xlsx":
        out.write_bytes(results.as_xlsx(rows, about, english=english))
    elif out:
        with out.open("wb") as target:
            target.writelines(results.as_csv(rows, english=english))
    else:
        for piece in results.as_csv(rows, english=english):
            sys.stdout.buffer.write(piece)
    for label, value in about[:4]:
        click.echo(f"{label}: {value}", err=True)
    told = ", ".join(f"{key} {count:,}" for key, count in sorted(counts.items()))
    click.echo(f"{len(lines):,} lines in {perf_counter() - began:.1f} s: {told}", err=True)


def opened(place: str) -> Snapshot:
    """The list at a path or address; a usage error when there is none."""
    try:
        if "://" in place:
            return read(WebSource(place).read("", MOST_BYTES))
        return read(Path(place).read_bytes())
    except FileNotFoundError as wrong:
        raise click.UsageError(f"没有这份名录：{place} / there is no such list: {place}") from wrong
    except (SnapshotError, OSError, UnreachableError) as wrong:
        raise click.UsageError(f"名录读不出：{in_chinese(wrong)} / the list cannot be read: {wrong}") from wrong


def _told(
    lines: list[sheets.Line], screener: Screener, processes: int, counts: dict[str, int]
) -> Iterator[results.Told]:
    """Each line with its answer; counted on the way."""
    good = [line.question for line in lines if not line.problem]
    answers = bulk.answered(good, screener, processes=processes)
    salt = bytes(32)  # nothing is signed here: the rows only take the receipt's form
    for line in lines:
        answer = Answer(line.question, problem_zh=line.problem.zh, problem_en=line.problem.en) if line.problem else None
        answer = answer or next(answers)
        counts[answer.outcome] = counts.get(answer.outcome, 0) + 1
        yield line.number, line.question.name, line.question.code, row_of(line.number, _plain(answer), salt)


def _plain(answer: Answer) -> Answer:
    question = Question(*(unicodedata.normalize("NFC", text) for text in answer.question))
    return answer._replace(question=question)
