"""`gongbao lists`: the lists as files: written, checked, brought up to date by changes. Checking needs no database."""

import csv
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gongbao.cli.audit import PROOF_LIMIT, trust_of
from gongbao.cli.season import lang_option, speaking
from gongbao.cli.target import Target
from gongbao.kernel.audit.document import Document, audit_proof, enclosed_document
from gongbao.kernel.audit.log import Question
from gongbao.kernel.audit.report import Report
from gongbao.kernel.audit.source import UnreachableError, WebSource, open_source

FORMAT = "gongbao/lists/v1"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = Target()


@click.group()
def lists() -> None:
    """名录文件 / the lists as files."""


@lists.command("export")
@click.option("--version", type=click.IntRange(min=0), help="第几版，默认最新 / which version (default: the newest)")
@click.option("--from", "since", type=click.IntRange(min=0), help="只要这一版之后的变化 / only the changes since it")
@click.option("--format", "form", type=click.Choice(["csv", "parquet", "jsonl"]), default="csv", show_default=True)
@click.option("--out", type=_OUT, required=True, help="写到哪个文件 / the file to write")
@lang_option
def export(version: int | None, since: int | None, form: str, out: Path, lang: str) -> None:
    """导出任一版的整份名录，或两版之间的变化 / write the lists of any version, or what changed between two."""
    with speaking(lang) as say:
        from gongbao.register.subscriptions import refusals, selectors, tables  # noqa: PLC0415 (set up by house())
        from gongbao.register.subscriptions.rules.versions import Entry, Event  # noqa: PLC0415 (as above)

        head = selectors.head()
        until = head if version is None else version
        if until > head or (since is not None and since > until):
            raise refusals.not_a_version(head)
        shape = Entry if since is None else Event
        rows: Iterator[Any] = selectors.entries(until) if since is None else selectors.changes(since, until)
        with out.open("wb") as target:
            if form == "parquet":
                tables.write_parquet(shape, rows, target)
            else:
                target.writelines(tables.as_csv(shape, rows) if form == "csv" else tables.as_lines(rows))
        say(f"第 {until:,} 版，写到 {out}", f"version {until:,}, written to {out}")


@lists.command("publish")
@lang_option
def publish(lang: str) -> None:
    """现在就编号并发布文件，不等到整点 / number what changed and publish files now."""
    with speaking(lang) as say:
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
        from gongbao.foundation.lease import lease  # noqa: PLC0415 (as above)
        from gongbao.register.subscriptions import actions, refusals, selectors  # noqa: PLC0415 (as above)

        by = command("gongbao lists publish")
        with lease(actions.FOLLOWS) as held:
            if not held:
                raise refusals.under_way()
            while actions.record_changes(by=by, now=read_clock(), full=True):
                pass
            made = actions.take_edition(by=by, now=read_clock())
        if made is None:
            head = selectors.head()
            say(f"没有新的变化，仍是第 {head:,} 版", f"nothing new: still version {head:,}")
        else:
            say(f"已发布第 {made.version:,} 版", f"published version {made.version:,}")


@lists.command("verify")
@click.argument("proof")
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--log", help="证明来自的账本，网址或目录 / the log the proof came from: URL or folder")
@click.option("--vkey", "vkeys", multiple=True, help="信任的公钥 / a key to trust")
@click.option("--policy", type=_FILE, help="信任策略文件 / a trust policy")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.pass_context
def verify(
    ctx: click.Context,
    proof: str,
    files: tuple[Path, ...],
    log: str | None,
    vkeys: tuple[str, ...],
    policy: Path | None,
    lang: str,
) -> None:
    """核对下载的名录文件：清单在账本里，文件正是清单所说 / check files against their manifest, and it against the log.

    PROOF: manifest.tlog-proof，文件或网址 / the manifest's proof, a file or an address. 退出码 / exit code: 0, 1, 2.
    """
    report = Report()
    try:
        raw = WebSource(proof).read("", PROOF_LIMIT) if "://" in proof else Path(proof).read_bytes()
        report = audit_proof(raw, Document(), Question(trust_of(vkeys, policy)), open_source(log) if log else None)
        _say_files(raw, files, report)
    except (UnreachableError, OSError) as error:
        report.unchecked(f"找不到或读不到 {error}", f"Not found or not readable: {error}")
    for line in report.lines(lang):
        click.echo(line)
    ctx.exit(report.verdict)


def _say_files(raw: bytes, files: tuple[Path, ...], report: Report) -> None:
    """Whether each file is one of those the manifest names."""
    try:
        said = json.loads(enclosed_document(raw) or b"null")
        named = {one["sha256"]: one for one in said["files"]} if said["format"] == FORMAT else None
    except (ValueError, TypeError, KeyError, RecursionError):
        named = None
    if named is None:
        report.failed("证明里没有名录文件的清单。", "The proof encloses no manifest of the lists.")
        return
    report.note(
        f"清单：第 {said['version']:,} 版，{said['entries']:,} 条，列入中 {said['in_force']:,} 条，{said['made_at']}。",
        f"The manifest: version {said['version']:,}, {said['entries']:,} entries, {said['in_force']:,} in force, "
        f"made {said['made_at']}.",
    )
    for path in files:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        one = named.get(digest)
        if one is None:
            report.failed(f"{path} 不是清单里的任何一个文件。", f"{path} is none of the files of the manifest.")
        else:
            report.ok(
                f"{path} 正是清单里的 {one['name']}，{one['rows']:,} 行。",
                f"{path} is {one['name']} of the manifest, {one['rows']:,} rows.",
            )


@lists.command("apply")
@click.argument("whole", type=_FILE)
@click.argument("changes", nargs=-1, required=True, type=_FILE)
@click.option("--out", type=_OUT, required=True, help="新的整份文件 / the new whole file")
def apply_(whole: Path, changes: tuple[Path, ...], out: Path) -> None:
    """把变化应用到旧的整份文件(CSV 或 Parquet) / bring an old whole file up to date by changes."""
    from gongbao.register.subscriptions import tables  # noqa: PLC0415 (pyarrow takes a moment to load)
    from gongbao.register.subscriptions.rules.versions import Entry, Event, applied  # noqa: PLC0415 (as above)

    try:
        entries = {one.entry: one for one in _rows(tables, Entry, whole)}
        for path in changes:
            entries = applied(entries, _rows(tables, Event, path))
    except (ValueError, KeyError) as wrong:
        click.echo(
            f"接不上：{wrong}。请从手里的版本取变化，或重新下载整份。 / "
            f"these do not follow each other: {wrong}. Take the changes from your version on, or the whole file.",
            err=True,
        )
        sys.exit(1)
    ordered = sorted(entries.values(), key=lambda one: one.entry)
    with out.open("wb") as target:
        if out.suffix == ".parquet":
            tables.write_parquet(Entry, ordered, target)
        else:
            target.writelines(tables.as_csv(Entry, ordered))
    click.echo(f"{len(ordered):,} → {out}")


def _rows(tables: Any, shape: Any, path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        read = tables.read_parquet if path.suffix == ".parquet" else tables.read_csv
        try:
            for row in read(shape, file):
                yield tables.parsed(shape, row)
        except (ValueError, KeyError, csv.Error) as wrong:
            told = "不是名录的文件，或者已损坏 / is no file of the lists, or damaged"
            raise click.UsageError(f"{path} {told}") from wrong
