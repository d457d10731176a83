"""`gongbao season`: open a year's season, see how it stands, rehearse and carry out its close."""

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import click

from gongbao.cli.deadline import IsoDate
from gongbao.cli.house import house
from gongbao.kernel.cells import safe

EXCEPTIONS = {
    "set-up-unknown": ("成立日期不明", "day of set-up unknown"),
    "no-authority": ("无法确定登记机关", "no deciding authority known"),
}
CATEGORIES = {
    "enterprise": ("企业", "enterprises"),
    "individual": ("个体工商户", "individual businesses"),
    "cooperative": ("农民专业合作社", "cooperatives"),
}
Say = Callable[[str, str], None]
lang_option = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
year_option = click.option("--year", type=int, required=True, help="报告所属年度 / the year reported on")


@contextmanager
def speaking(lang: str) -> Iterator[Say]:
    """The house, with a refusal turned into words and an exit code of 1."""
    with house():
        from gongbao.foundation.events.refusals import Refusal  # noqa: PLC0415 (Django is set up by house())

        def say(zh: str, en: str) -> None:
            click.echo(en if lang == "en" else zh)

        try:
            yield say
        except Refusal as refusal:
            click.echo(refusal.en if lang == "en" else refusal.zh, err=True)
            sys.exit(1)


@click.group()
def season() -> None:
    """年报季 / the annual-report season."""


@season.command("open")
@year_option
@lang_option
def open_(year: int, lang: str) -> None:
    """开始年报季；已开始则随登记更新 / open the season, or bring it up to date."""
    with speaking(lang) as say:
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
        from gongbao.register.seasons import actions  # noqa: PLC0415 (as above)

        opened, synced = actions.open_season(year=year, now=read_clock(), by=command("gongbao season open"))
        say(
            f"{year} 年度年报季：{opened.opens_on} 至 {opened.closes_on}。新增义务 {synced.opened} 户，"
            f"免除 {synced.waived} 户，已报 {synced.filed} 户，改由他处管辖 {synced.moved} 户。",
            f"Season for {year}: {opened.opens_on} to {opened.closes_on}. {synced.opened} newly owe, "
            f"{synced.waived} no longer, {synced.filed} found filed, {synced.moved} moved.",
        )


@season.command()
@year_option
@click.option("--region", default="", help="区划代码 / division code")
@lang_option
def status(year: int, region: str, lang: str) -> None:
    """各地进度 / how the season stands by place."""
    with speaking(lang) as say:
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
        from gongbao.register.seasons import refusals, selectors  # noqa: PLC0415 (as above)

        if selectors.season(year) is None:
            raise refusals.not_open(year)
        say(
            "地区\t应报\t按期\t逾期补报\t未报\t比例\t上年同日",
            "place\towing\tin time\tlate\tmissing\tshare\ta year before",
        )
        rows = selectors.by_place(year, region, read_clock())
        names = selectors.names_of([one.key for one in rows])
        for one in rows:
            counted = (one.owed, one.in_time, one.late, one.missing)
            shares = ["-" if share is None else f"{share:.1%}" for share in (one.share, one.share_before)]
            click.echo("\t".join([names.get(one.key) or one.key or "-", *map(str, counted), *shares]))
        for close in selectors.closes(year):
            say(
                f"收季 {close.on} {close.region or '全部'}：{close.get_state_display()}，"
                f"列入 {close.listed}，例外 {close.excepted}。",
                f"close on {close.on}, {close.region or 'everywhere'}: {close.state}, listed {close.listed}, "
                f"exceptions {close.excepted}.",
            )


@season.command()
@year_option
@click.option("--on", type=IsoDate(), required=True, help="作出决定之日 / the day of the decisions")
@click.option("--dry-run", is_flag=True, help="只预演，不写入 / show who and why, write nothing")
@click.option("--region", default="", help="只收这一地区（区划代码） / only this division")
@click.option("--show", type=click.IntRange(0, 1000), default=20, show_default=True, help="列出几户 / lines to show")
@click.option("--out", type=click.Path(dir_okay=False, writable=True), help="名单写入 CSV / the whole list as CSV")
@click.option("--no-records", is_flag=True, help="公示记录留给后台发布 / leave the records to the worker")
@lang_option
def close(
    year: int, on: date, dry_run: bool, region: str, show: int, out: str | None, no_records: bool, lang: str
) -> None:
    """收季：列入未年报主体；重复运行不会重复列入 / list all who did not file; running it again adds nothing."""
    with speaking(lang) as say:
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())

        if dry_run or out:
            _rehearse(year=year, on=on, region=region, show=show, out=out, lang=lang, say=say)
            if dry_run:
                return
        _close(year=year, on=on, region=region, now=read_clock(), records=not no_records, say=say)


def _close(*, year: int, on: date, region: str, now: Any, records: bool, say: Say) -> None:
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (Django is set up by house())
    from gongbao.register.records.actions import publish_pending  # noqa: PLC0415 (as above)
    from gongbao.register.seasons import actions, selectors  # noqa: PLC0415 (as above)

    by = command("gongbao season close")

    def told(done: Any) -> None:
        click.echo(f"  … {done.listed}", err=True)

    for left in selectors.unfinished(year, region):
        say(f"继续未完成的收季（{left.on}）。", f"Going on with the close of {left.on} that was not finished.")
        actions.carry_out(close_id=left.id, by=by, now=now, progress=told)
    ordered = actions.order_close(year=year, on=on, now=now, by=by, region=region)
    done = actions.carry_out(close_id=ordered.id, by=by, now=now, progress=told)
    say(
        f"{year} 年度收季（{on}）：应列 {done.owing} 户，列入 {done.listed} 户，例外 {done.excepted} 户，"
        f"决定前已补报 {done.passed} 户。",
        f"Close of {year} on {on}: {done.owing} found, {done.listed} listed, {done.excepted} exceptions, "
        f"{done.passed} filed before the decision.",
    )
    if records:
        published = publish_pending(by=by, now=now)
        say(f"已发布公示记录 {published} 份。", f"{published} records published.")


def _rehearse(*, year: int, on: date, region: str, show: int, out: str | None, lang: str, say: Say) -> None:
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
    from gongbao.register.seasons import actions  # noqa: PLC0415 (as above)

    found = actions.rehearse(
        year=year,
        on=on,
        now=read_clock(),
        by=command("gongbao season close"),
        region=region,
        show=show,
        whole=bool(out),
    )
    en = lang == "en"
    say(
        f"预演：{on} 收 {year} 年度，应列 {found.to_list} 户，例外 {found.excepted} 户。未写入任何内容。",
        f"Dry run: closing {year} on {on} would list {found.to_list}; {found.excepted} exceptions. Nothing written.",
    )
    for reason, count in found.exceptions:
        click.echo(f"  ! {EXCEPTIONS[reason][en]}: {count}")
        if reason == "no-authority":
            say(
                "    这些地方没有机关：用 gongbao authority add --name 名称 --region 区划代码 增加。",
                "    No office answers for these places: gongbao authority add --name NAME --region CODE",
            )
    for place, name, count in found.by_place:
        click.echo(f"  {place or '-'} {name}: {count}")
    for ruling in found.rulings:
        words = CATEGORIES[ruling.category][en]
        say(f"{words} {ruling.count} 户：{ruling.measure.zh}", f"{words} {ruling.count}: {ruling.measure.en}")
        for text in (*ruling.reasons, *ruling.citations, *ruling.cautions):
            click.echo(f"    - {text.en if en else text.zh}")
    for line in found.lines[:show]:
        exception = EXCEPTIONS.get(line.reason, ("", ""))[en]
        click.echo("  ".join(filter(None, [line.code or f"n{line.entity_id}", line.name, exception])))
    say("若按其他规则或日期：", "Under another rule or on another day:")
    for other in found.alternatives:
        words, difference = (other.words.en, other.difference.en) if en else (other.words.zh, other.difference.zh)
        click.echo(f"  {words}: {'' if other.count is None else other.count} {difference}")
    if out:
        _write(found, out, say)


def _write(found: Any, out: str, say: Say) -> None:
    """The list as CSV in UTF-8 with the mark that spreadsheets look for."""
    with open(out, "w", encoding="utf-8-sig", newline="") as file:  # noqa: PTH123 (click checked the path)
        writer = csv.writer(file)
        writer.writerow(["code", "name", "category", "region", "office", "outcome", "reason"])
        for line in found.lines:
            cells = (line.code, line.name, line.category, line.region, line.office, line.outcome, line.reason)
            writer.writerow([safe(cell) for cell in cells])
    say(f"名单已写入 {out}（{len(found.lines)} 户）。", f"The list is in {out} ({len(found.lines)} lines).")
