"""`gongbao filings`: file many annual reports from one file, on behalf of an organisation."""

import sys
from pathlib import Path
from typing import Any

import click

from gongbao.cli.season import Say, speaking

CATEGORIES = ["enterprise", "individual", "cooperative"]
lang_option = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)


@click.group()
def filings() -> None:
    """年度报告 / annual reports."""


@filings.command("file")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as", "code", required=True, help="代理机构或企业的统一社会信用代码 / code of the organisation that files"
)
@click.option("--year", type=int, required=True, help="报告所属年度 / the year reported on")
@click.option(
    "--category",
    type=click.Choice(["enterprise", "individual", "cooperative"]),
    default="enterprise",
    show_default=True,
)
@click.option("--dry-run", is_flag=True, help="只检查，不提交 / check only")
@lang_option
def file_(file: Path, code: str, year: int, category: str, dry_run: bool, lang: str) -> None:
    """按文件逐户提交；中断后再运行同一命令会接着做 / file line by line; run it again to go on after a stop."""
    with speaking(lang) as say:
        batch = _checked(file, code, year, category, say)
        _tell(batch, say, lang)
        if dry_run:
            return
        _file_all(batch, code, say)


def _checked(file: Path, code: str, year: int, category: str, say: Say) -> Any:
    """The batch of this file: the one already under way, or checked anew."""
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
    from gongbao.register.filings import actions, selectors  # noqa: PLC0415 (as above)
    from gongbao.register.filings.rules import digest_of  # noqa: PLC0415 (as above)

    organisation = selectors.organisation_with_code(code)
    if organisation is None:
        say(f"没有代码为 {code} 的机构。", f"There is no organisation with the code {code}.")
        sys.exit(1)
    data = file.read_bytes()
    known = selectors.unfinished_batch(
        organisation_id=organisation.pk, year=year, category=category, sha256=digest_of(data)
    )
    if known is not None:
        say("接着上次没有做完的一批。", "Going on with the batch begun before.")
        return known
    return actions.check_batch(
        data=data,
        name=file.name,
        category=category,
        year=year,
        organisation_id=organisation.pk,
        by=_by(code),
        now=read_clock(),
    )


def _by(code: str) -> Any:
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (Django is set up by house())

    return command(f"gongbao filings file --as {code}")


def _tell(batch: Any, say: Say, lang: str) -> None:
    from gongbao.register.filings import selectors  # noqa: PLC0415 (Django is set up by house())

    for row in selectors.batch_rows(batch.pk, state="wrong").iterator():
        for one in row.findings:
            place = f"{one['sheet'] + ' ' if one['sheet'] else ''}{one['line']} {one['column']}"
            click.echo(f"  {place}: {one[lang]}")
    counts = selectors.batch_counts(batch.pk)
    ready, wrong = counts.get("ready", 0), counts.get("wrong", 0)
    say(f"可以提交 {ready} 户，有误 {wrong} 行。", f"{ready} can be filed, {wrong} lines are wrong.")


def _file_all(batch: Any, code: str, say: Say) -> None:
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
    from gongbao.register.filings import actions, selectors  # noqa: PLC0415 (as above)

    by = _by(code)
    actions.begin_batch(batch_id=batch.pk, by=by, now=read_clock())
    waiting = selectors.batch_counts(batch.pk).get("ready", 0)
    with click.progressbar(length=waiting, label="filing") as bar:
        while actions.file_next(batch_id=batch.pk, by=by, now=read_clock()):
            bar.update(1)
    counts = selectors.batch_counts(batch.pk)
    filed, refused, wrong = (counts.get(state, 0) for state in ("filed", "refused", "wrong"))
    for row in selectors.batch_rows(batch.pk, state="filed").iterator():
        click.echo(f"{row.code} {row.receipt}")
    say(
        f"提交 {filed} 户，未能提交 {refused} 户，有误 {wrong} 行。",
        f"{filed} filed, {refused} refused, {wrong} lines wrong.",
    )
