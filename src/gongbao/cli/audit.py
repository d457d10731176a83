"""`gongbao audit`: check a published log or a kept proof file. Needs only the kernel: no Django, no database."""

import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from gongbao.kernel.audit.certificate import is_certificate
from gongbao.kernel.audit.document import Document, audit_proof, enclosed_document
from gongbao.kernel.audit.log import Question, audit_log
from gongbao.kernel.audit.report import Report, Verdict, printable
from gongbao.kernel.audit.source import TEXT_LIMIT, Source, UnreachableError, WebSource, open_source
from gongbao.kernel.audit.state import Memory
from gongbao.kernel.audit.trust import Trust, trust_in_keys
from gongbao.kernel.audit.wording import in_chinese
from gongbao.kernel.tlog.compact import texts_of
from gongbao.kernel.tlog.note import NoteError
from gongbao.kernel.tlog.policy import PolicyError, parse_policy

REMEMBERED = "remembered"
MOST_LINES = 2000
PROOF_LIMIT = 256 * 1024 * 1024
LIST_LIMIT = 2 * 1024 * 1024 * 1024
RECEIPT = b'"gongbao/screening-receipt/v1"'
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("target")
@click.option(
    "--vkey",
    "vkeys",
    multiple=True,
    help="信任的公钥，可多次；或 remembered / a key to trust, or: remembered",
)
@click.option("--policy", type=_FILE, help="信任策略文件（tlog-policy） / a trust policy")
@click.option("--since", type=_FILE, help="以前保存的树头 / a checkpoint saved earlier")
@click.option("--state", type=click.Path(file_okay=False, path_type=Path), help="记忆目录 / folder to remember in")
@click.option("--record", type=_FILE, help="证明所说的文件 / the document a proof speaks of")
@click.option("--salt", help="文件的盐，64 位十六进制 / the document's salt in hex, if the proof holds none")
@click.option("--log", "log", help="证明来自的账本，网址或目录 / the log a proof came from: URL or folder")
@click.option("--list", "listed", type=_FILE, help="核验回执所用的名录文件 / the list a screening receipt names")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="语言 / language")
@click.pass_context
def audit(
    ctx: click.Context,
    target: str,
    vkeys: tuple[str, ...],
    policy: Path | None,
    since: Path | None,
    state: Path | None,
    record: Path | None,
    salt: str | None,
    log: str | None,
    listed: Path | None,
    lang: str,
) -> None:
    """核验账本、证明文件、证明书或核验回执 / verify a log, a proof file, a certificate or a screening receipt.

    TARGET: 账本的网址或目录，或 .tlog-proof 文件、证明书 PDF、扫码所得的文本、核验回执 / the URL or folder of a log,
    or a .tlog-proof file, a certificate as PDF, a text of its scanned codes, a receipt of screening.

    退出码 / exit code: 0 通过 verified, 1 不通过 failed, 2 未能核验 could not check.
    """
    shown: list[str] = []
    try:
        if REMEMBERED in vkeys:
            state, vkeys = state or _default_state(), tuple(one for one in vkeys if one != REMEMBERED)
        question = Question(trust_of(vkeys, policy), _text(since), Memory(state) if state else None)
        if _is_proof(target):
            document = Document(_limited(record, PROOF_LIMIT) if record else None, _salt(salt))
            raw = _proof_bytes(target)
            source = open_source(log) if log else None
            if RECEIPT in raw[:400]:
                report = _receipt(raw, question, source, listed)
            else:
                report = audit_proof(raw, document, question, source)
                shown = _content(raw) if is_certificate(raw) or texts_of(raw) else []
        else:
            if record or salt or log:
                raise click.UsageError(
                    "--record、--salt、--log 只用于证明文件 / --record, --salt and --log go with a proof file"
                )
            report = audit_log(open_source(target), question, _progress if sys.stderr.isatty() else None)
    except (UnreachableError, OSError) as error:
        report = Report()
        report.unchecked(f"找不到或读不到 {error}", f"Not found or not readable: {error}")
    for line in report.lines(lang):
        click.echo(line)
    if shown and report.verdict is not Verdict.FAILED:
        click.echo("—— 证明的内容 / what it says ——")
        for line in shown:
            click.echo(line)
    ctx.exit(report.verdict)


def _receipt(raw: bytes, question: Question, source: Source | None, listed: Path | None) -> Report:
    """The audit of a receipt; what screens is loaded only here."""
    from gongbao.kernel.audit.receipt import audit_receipt  # noqa: PLC0415 (numpy and the dictionaries take a second)

    return audit_receipt(raw, question, source, _limited(listed, LIST_LIMIT) if listed else None)


def _content(raw: bytes) -> list[str]:
    """The document inside, laid out for comparing it with the paper."""
    payload = enclosed_document(raw)
    try:
        text = json.dumps(json.loads(payload or b"null"), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        text = (payload or b"").decode("utf-8", "replace")
    return [printable(line) for line in text.split("\n")[:MOST_LINES]] if payload else []


def _default_state() -> Path:
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "gongbao" / "audit"


def _is_proof(target: str) -> bool:
    if "://" in target:
        return urlsplit(target).path.endswith((".tlog-proof", ".pdf", "/proof/"))
    return Path(target).is_file()


def _proof_bytes(target: str) -> bytes:
    if "://" not in target:
        return _limited(Path(target), PROOF_LIMIT)
    try:
        return WebSource(target).read("", PROOF_LIMIT)
    except FileNotFoundError as error:
        raise UnreachableError(target) from error


def _limited(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise UnreachableError(f"{path}: > {limit:,} B")
    return content


def trust_of(vkeys: tuple[str, ...], policy: Path | None) -> Trust | None:
    """Whom the options say to believe; None when they say nothing."""
    if vkeys and policy:
        raise click.UsageError("--vkey 与 --policy 只能给一种 / give --vkey or --policy, not both")
    try:
        if policy:
            return Trust(parse_policy(_limited(policy, TEXT_LIMIT).decode()), given=True)
        return trust_in_keys(vkeys) if vkeys else None
    except (PolicyError, NoteError, UnicodeDecodeError) as error:
        raise click.UsageError(
            f"公钥或策略无法识别：{in_chinese(error)} / the key or policy cannot be read: {error}"
        ) from error


def _text(path: Path | None) -> str | None:
    try:
        return _limited(path, TEXT_LIMIT).decode() if path else None
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{path} 不是文本 / is not text") from error


def _salt(text: str | None) -> bytes | None:
    try:
        salt = bytes.fromhex(text) if text else None
    except ValueError as error:
        raise click.UsageError("盐应为 64 位十六进制 / a salt is 64 hex digits") from error
    if salt is not None and len(salt) != 32:
        raise click.UsageError("盐应为 64 位十六进制 / a salt is 64 hex digits")
    return salt


def _progress(done: int, total: int) -> None:
    click.echo(f"\r{done:,} / {total:,}", nl=done == total, err=True)
