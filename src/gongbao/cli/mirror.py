"""`gongbao mirror`: copy a whole published log and its public documents, checked. Needs only the kernel."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from gongbao.cli.audit import trust_of
from gongbao.cli.mirror_copy import Mirror, copy_documents, copy_texts, copy_tiles, drop_partials
from gongbao.kernel.audit.content import ContentError
from gongbao.kernel.audit.document import say_later
from gongbao.kernel.audit.log import Question, open_head
from gongbao.kernel.audit.report import BrokenLogError, Report, Verdict
from gongbao.kernel.audit.source import TEXT_LIMIT, Source, UnreachableError, open_source
from gongbao.kernel.audit.state import Memory
from gongbao.kernel.tlog.merkle import ProofError
from gongbao.kernel.tlog.note import NoteError

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("url")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--vkey", "vkeys", multiple=True, help="信任的公钥，可多次 / a key to trust; may be repeated")
@click.option("--policy", type=_FILE, help="信任策略文件（tlog-policy） / a trust policy")
@click.option("--documents/--no-documents", default=True, help="也复制公示原文 / copy the public documents too")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="语言 / language")
@click.pass_context
def mirror(
    ctx: click.Context,
    url: str,
    folder: Path,
    vkeys: tuple[str, ...],
    policy: Path | None,
    documents: bool,
    lang: str,
) -> None:
    """复制并核对整本账本和公示原文 / copy and check a whole log and its public documents.

    URL: 账本或网站的地址 / the address of the log or of its site. FOLDER: 副本的文件夹；再次运行只取新增部分，中断了
    接着来 / the copy's folder; run again, it brings what is new, and goes on where it was broken off.

    退出码 / exit code: 0 已复制并核对 copied and checked, 1 账本不对 the log is wrong, 2 未能完成 could not finish.
    """
    report = Report()
    copy = Mirror(folder)
    try:
        copy.open()
        question = Question(trust_of(vkeys, policy), memory=Memory(folder / ".mirror" / "remembered"))
        _run(copy, _found(url), question, report, documents)
    except UnreachableError as error:
        report.unchecked(f"读不到 {error}", f"Not readable: {error}")
    except BrokenLogError as error:
        report.failed(error.zh, error.en)
    except (ContentError, ProofError, NoteError) as error:
        report.failed(f"内容不符：{error}。", f"This does not fit: {error}.")
    except BlockingIOError:
        report.unchecked(f"另一个进程正在写 {folder}。", f"Another mirror is at work on {folder}.")
    except OSError as error:
        report.unchecked(f"本机读写出错：{error}", f"Reading or writing on this machine failed: {error}")
    finally:
        copy.close()
    for line in report.lines(lang):
        click.echo(line)
    ctx.exit(report.verdict)


def _found(url: str) -> Source:
    """The log at the address given, or at `/ledger` below it."""
    source = open_source(url)
    try:
        source.read("checkpoint", TEXT_LIMIT)
    except FileNotFoundError:
        if "://" in url and urlsplit(url).path.rstrip("/") == "":
            return open_source(url.rstrip("/") + "/ledger")
        raise UnreachableError(f"{url}/checkpoint") from None
    return source


def _run(copy: Mirror, source: Source, question: Question, report: Report, documents: bool) -> None:
    opened = open_head(source, question, report)
    if opened is None:
        return
    _trust, head = opened
    checkpoint, note = head.checkpoint, str(head.note)
    before = copy.head()
    if before and before.origin != checkpoint.origin:
        raise BrokenLogError(
            f"副本是账本 {before.origin} 的，这里却是 {checkpoint.origin}。",
            f"The copy is of the log {before.origin}, this is {checkpoint.origin}.",
        )
    if before:
        say_later(("副本的", "that of the copy"), source, before, checkpoint, report)
        if report.verdict is Verdict.FAILED:
            copy.write(f".mirror/conflict-{checkpoint.size}", note.encode())
            return
    old = before.size if before else 0
    copy_tiles(copy, source, old, checkpoint, _progress)
    copy_texts(copy, source, note)
    if checkpoint.size > old:
        drop_partials(copy, old, checkpoint.size)
    copy.remember(source=source.place)
    if question.memory:
        question.memory.keep(checkpoint.origin, head.log.vkey, note, source.place)
    report.ok(
        f"账本已复制：{checkpoint.size:,} 条，新增 {checkpoint.size - old:,} 条；由文件重新算出的根与签名的根相同。",
        f"The log is copied: {checkpoint.size:,} entries, {checkpoint.size - old:,} of them new; the root recomputed "
        "from the files is the one signed.",
    )
    if documents:
        copy_documents(copy, source, checkpoint.size, _progress)
        report.ok(
            f"公示原文 {copy.copied.documents:,} 份逐份与条目核对；依法删除的 {copy.copied.erased:,} 份已从副本删去。",
            f"{copy.copied.documents:,} public documents held against their entries; {copy.copied.erased:,} erased by "
            "law were erased from the copy.",
        )
    report.note(
        f"写入 {copy.copied.files:,} 个文件，{copy.copied.bytes:,} 字节。核验副本：gongbao audit {copy.folder}",
        f"{copy.copied.files:,} files written, {copy.copied.bytes:,} bytes. To audit: gongbao audit {copy.folder}",
    )


def _progress(what: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{what} {done:,} / {total:,}", nl=done == total, err=True)
