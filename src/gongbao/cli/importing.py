"""`gongbao import …`: registers and code lists from files."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from gongbao.cli.house import house
from gongbao.config.data import data_folder
from gongbao.foundation.events.refusals import Refusal

if TYPE_CHECKING:
    from gongbao.register.entities.actions import Progress as Taken


@click.group("import")
def importing() -> None:
    """导入登记数据和代码表 / take in registers and code lists."""


@importing.command("entities")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--report", type=click.Path(path_type=Path), help="逐行说明的去处 / where the line-by-line report goes")
@click.option("--publish/--no-publish", default=True, show_default=True, help="随即公示 / publish the records at once")
@click.option("--dry-run", is_flag=True, help="只检查，不写入 / judge every row, write nothing")
def entities(file: Path, report: Path | None, publish: bool, dry_run: bool) -> None:
    """导入一份登记数据(CSV、CSV.GZ、Excel)/ take in a registrar's file."""
    with house():
        from gongbao.cli.prepare import prepare  # noqa: PLC0415 (models need Django)
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (models need Django)
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (models need Django)
        from gongbao.register.entities.actions import import_entities, rehearse_import  # noqa: PLC0415 (models need Django)
        from gongbao.register.records import actions as records  # noqa: PLC0415 (models need Django)

        now, by = read_clock(), command("import")
        prepare(now=now, say=lambda words: click.echo(words, err=True))
        target = report or data_folder() / "reports" / f"{file.name}.report.csv"
        begun = time.perf_counter()
        if dry_run:
            with _refusing():
                rehearsed = rehearse_import(path=file, report=target, now=now)
            _say(rehearsed, time.perf_counter() - begun, target)
            return
        with _refusing(), _bar("导入 / import") as (bar, task):
            taken = import_entities(
                path=file,
                report=target,
                by=by,
                now=now,
                after_chunk=lambda ids: records.mark_pending(entity_ids=ids, reason="imported", now=now),
                tell=lambda done: bar.update(task, completed=done.read),
            )
        seconds = time.perf_counter() - begun
        if publish:
            _publish(now)
    _say(taken, seconds, taken.report or target)


def _publish(now: datetime) -> None:
    """Publish what waits; a running system's worker would do the same."""
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (models need Django)
    from gongbao.register.records import actions as records  # noqa: PLC0415 (models need Django)

    with _bar("公示 / publish") as (bar, task):
        records.publish_pending(by=command("import"), now=now, progress=lambda n: bar.advance(task, n))


@contextmanager
def _refusing() -> Iterator[None]:
    """A refusal ends the command with its words."""
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.zh} / {refusal.en}") from refusal


@importing.command("template")
@click.argument("file", type=click.Path(path_type=Path))
def template(file: Path) -> None:
    """生成登记数据的 Excel 模板 / write the official template for a register."""
    from xlsxwriter import Workbook  # noqa: PLC0415 (only this command writes Excel)

    from gongbao.register.entities.cleaning import HEADER  # noqa: PLC0415 (as above)

    if file.suffix.lower() != ".xlsx":
        raise click.ClickException("模板是 .xlsx 文件 / the template is an .xlsx file")
    with Workbook(str(file)) as book:
        sheet = book.add_worksheet("登记数据")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(HEADER) - 1, 24, book.add_format({"num_format": "@"}))
        sheet.write_row(0, 0, HEADER, book.add_format({"bold": True}))
    click.echo(f"{file}")


@importing.command("divisions")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--valid-from", type=click.DateTime(["%Y-%m-%d"]), required=True, help="自哪天起有效 / valid from which day"
)
@click.option("--source", default="", help="来源 / where the list comes from")
@click.option("--publish/--no-publish", default=True, show_default=True, help="随即公示 / publish the records at once")
def divisions(files: tuple[Path, ...], valid_from: datetime, source: str, publish: bool) -> None:
    """导入行政区划(code,name 两列的 CSV),已有主体的所在地随之更新 / take in divisions; entities' places follow."""
    with house():
        from gongbao.cli.prepare import prepare  # noqa: PLC0415 (models need Django)
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (models need Django)
        from gongbao.foundation.codes.actions import read_divisions  # noqa: PLC0415 (models need Django)
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (models need Django)
        from gongbao.register.entities.actions import take_in_divisions  # noqa: PLC0415 (models need Django)
        from gongbao.register.records import actions as records  # noqa: PLC0415 (models need Django)

        now = read_clock()
        prepare(now=now, say=lambda words: click.echo(words, err=True))
        with _refusing():
            done = take_in_divisions(
                rows=read_divisions(files),
                valid_from=valid_from.date(),
                source=source or _names(files),
                by=command("import"),
                now=now,
                after=lambda ids: records.mark_pending(entity_ids=ids, reason="divisions", now=now),
            )
        if publish:
            _publish(now)
    click.echo(f"主体所在地更新 {done.moved} 户 / entities with another place: {done.moved}")
    click.echo(f"新增或更名 {done.began}，失效 {done.ended} / began {done.began}, ended {done.ended}")


@importing.command("industries")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="自哪天起有效，默认今天 / valid from which day (today)"
)
@click.option("--source", default="", help="来源 / where the list comes from")
def industries(file: Path, valid_from: datetime | None, source: str) -> None:
    """导入国民经济行业分类(code,name 两列的 CSV)/ take in the classification of industries (GB/T 4754)."""
    with house():
        from gongbao.cli.prepare import prepare  # noqa: PLC0415 (models need Django)
        from gongbao.foundation.clock import china_date, read_clock  # noqa: PLC0415 (models need Django)
        from gongbao.foundation.codes import actions  # noqa: PLC0415 (models need Django)
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (models need Django)

        now = read_clock()
        prepare(now=now, say=lambda words: click.echo(words, err=True))
        with _refusing():
            began, ended = actions.load_industries(
                rows=actions.read_industries([file]),
                valid_from=valid_from.date() if valid_from else china_date(now),
                source=source or _names([file]),
                by=command("import"),
                now=now,
            )
    click.echo(f"新增或更名 {began}，失效 {ended} / began {began}, ended {ended}")


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(path.name for path in paths)[:120]


def _bar(words: str) -> "_Bar":
    return _Bar(words)


class _Bar:
    """A progress bar on the error stream, so that the result stays the last line of the output."""

    def __init__(self, words: str) -> None:
        columns = (TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True))

    def __enter__(self) -> "tuple[Progress, TaskID]":
        self._progress.start()
        return self._progress, self._progress.add_task("", total=None)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _say(taken: "Taken", seconds: float, report: Path) -> None:
    if taken.repeated:
        click.echo("这份文件已经导入过，没有改动 / this file had been taken in before; nothing changed")
    else:
        click.echo(f"逐行说明 / line by line: {report}")
        click.echo(f"{taken.read / max(seconds, 0.001):,.0f} rows/s")
    click.echo(f"read {taken.read} accepted {taken.accepted} doubtful {taken.doubtful} rejected {taken.rejected}")


@importing.command("facts")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", required=True, help="registration, movables, equity-pledge, penalty, licence, other")
@click.option("--organisation", required=True, help="公示机关的名称 / the publishing office, as registered here")
@click.option("--dry-run", is_flag=True, help="只检查，不写入 / judge every row, write nothing")
def facts(file: Path, kind: str, organisation: str, dry_run: bool) -> None:
    """报送一个机关的公示信息(CSV、Excel)/ hand in an office's facts, idempotent by its own numbers."""
    with house():
        from gongbao.cli.prepare import prepare  # noqa: PLC0415 (models need Django)
        from gongbao.foundation.accounts.models import Organisation  # noqa: PLC0415 (models need Django)
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (models need Django)
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (models need Django)
        from gongbao.register.instant import actions, sheets  # noqa: PLC0415 (models need Django)
        from gongbao.register.instant.rules import OFFICE, official_kinds  # noqa: PLC0415 (models need Django)

        now = read_clock()
        prepare(now=now, say=lambda words: click.echo(words, err=True))
        office = Organisation.objects.filter(name=organisation, kind__in=["authority", "department"]).first()
        if office is None:
            raise click.ClickException(f"没有这个机关：{organisation} / there is no such office")
        if kind not in official_kinds():
            raise click.ClickException(f"没有这一类信息：{kind} / no such kind; one of {', '.join(official_kinds())}")
        with _refusing():
            lines = sheets.read_lines(file.read_bytes(), official_kinds()[kind], OFFICE)
            results = actions.submit_facts(
                organisation_id=office.pk,
                kind=kind,
                rows=[sheets.row_of(one) for one in lines],
                by=command("import facts"),
                now=now,
                dry_run=dry_run,
            )
    counts: dict[str, int] = {}
    for one in results:
        counts[one.state] = counts.get(one.state, 0) + 1
        for name, said in one.problems:
            click.echo(f"{one.number}\t{one.source_id}\t{one.state}\t{name}\t{said.zh} / {said.en}")
    click.echo("  ".join(f"{state}: {count}" for state, count in counts.items()) or "0")
