"""Looking the log over from end to end, changing nothing: `gongbao ledger doctor`."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import connection

from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.ledger import guard, witnessing
from gongbao.foundation.ledger.actions.publish import active_witnesses
from gongbao.foundation.ledger.files import LogFiles, log_files
from gongbao.foundation.ledger.models import Head, Outbox
from gongbao.foundation.ledger.replay import common_prefix, entries_in_table, frontier_over
from gongbao.foundation.ledger.signing import key_path
from gongbao.foundation.ledger.standing import refuse_older
from gongbao.kernel.audit.log import Question, audit_log
from gongbao.kernel.audit.report import Outcome
from gongbao.kernel.audit.source import UnreachableError, open_source
from gongbao.kernel.tlog.checkpoint import Checkpoint

APPEND_ONLY = ("ledger_leaf", "ledger_signedhead", "ledger_cosignature")
WAITING_MANY = 50_000


class Level(StrEnum):
    FINE = "✓"
    NOTE = "·"
    WRONG = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, in words."""

    level: Level
    zh: str
    en: str


def examine() -> Iterator[Finding]:
    """Everything worth looking at, one finding after another; the long ones (the whole log twice) come last."""
    yield from _key()
    head = Head.objects.filter(origin=settings.LEDGER_ORIGIN).first()
    if head is None:
        yield _wrong(
            "数据库里没有账本。运行 gongbao ledger init 或 reconcile。",
            "The database has no log: run init or reconcile.",
        )
        return
    yield from _guard(head)
    yield from _waiting()
    yield from _rights()
    yield from _witnesses(head)
    yield from _table(head)
    yield from _files(head)


def glance() -> Iterator[Finding]:
    """What can be seen at once, without reading the log: for the doctor of the whole installation."""
    yield from _key()
    head = Head.objects.filter(origin=settings.LEDGER_ORIGIN).first()
    if head is None:
        yield _wrong(
            "数据库里没有账本。运行 gongbao ledger init。", "The database has no log: run gongbao ledger init."
        )
        return
    try:
        refuse_older(head)
    except Refusal as refusal:
        yield _wrong(refusal.zh, refusal.en)
        return
    yield _fine(
        f"账本 {head.size} 条，已公布 {head.published_size} 条，可以签名(逐条核对：gongbao ledger doctor)。",
        f"The log holds {head.size} entries, {head.published_size} published, and may sign (entry by entry: gongbao "
        "ledger doctor).",
    )
    yield from _waiting()


def _fine(zh: str, en: str) -> Finding:
    return Finding(Level.FINE, zh, en)


def _note(zh: str, en: str) -> Finding:
    return Finding(Level.NOTE, zh, en)


def _wrong(zh: str, en: str) -> Finding:
    return Finding(Level.WRONG, zh, en)


def _key() -> Iterator[Finding]:
    path = key_path()
    if settings.LEDGER_SIGNER.rpartition(".")[2] != "file_signer":
        yield _note("签名由外部签名器完成。", "An external signer signs.")
    elif not path.exists():
        yield _wrong(f"没有签名密钥 {path}:请从保管处恢复。", f"There is no signing key {path}: restore it.")
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield _wrong(f"别的用户能读签名密钥 {path}:chmod 600。", f"Others can read the signing key {path}: chmod 600.")
    else:
        yield _fine("签名密钥在，只有本用户可读。", "The signing key is there and only its owner can read it.")


def _guard(head: Head) -> Iterator[Finding]:
    signed = guard.last_signed()
    if signed is None:
        yield _wrong(
            "防缩短记录丢失：运行 gongbao ledger reconcile。", "The guard is missing: run gongbao ledger reconcile."
        )
    elif guard.restored():
        yield _wrong(
            "数据库或 ledger.guard 是恢复来的，账本停止签名。运行 gongbao ledger reconcile(有镜像时加 --since)。",
            "Database or ledger.guard came out of a backup; nothing is signed. Run gongbao ledger reconcile (with "
            "--since if there is a mirror).",
        )
    elif signed.size > head.size:
        yield _wrong(
            f"已签到第 {signed.size} 条，数据库只有 {head.size} 条：数据库是旧的。运行 gongbao ledger reconcile。",
            f"Signed up to {signed.size}, but the database holds {head.size}: an older copy. Run gongbao ledger "
            "reconcile.",
        )
    elif frontier_over(entries_in_table(signed.size)).root() != signed.root:
        same = common_prefix(log_files(), signed.size, head.size)
        yield _wrong(
            f"数据库从第 {same} 条起与已签树头不同。运行 gongbao ledger reconcile。",
            f"From entry {same} on the database differs from the signed head. Run gongbao ledger reconcile.",
        )
    else:
        yield _fine(f"已签到第 {signed.size} 条，与数据库一致。", f"Signed up to {signed.size}; the database agrees.")


def _waiting() -> Iterator[Finding]:
    waiting = Outbox.objects.order_by()[:WAITING_MANY].count()
    if waiting == WAITING_MANY:
        yield _wrong(
            f"等待入账的超过 {WAITING_MANY} 条：后台服务在运行吗？", f"Over {WAITING_MANY} wait: does the worker run?"
        )
    else:
        yield _fine(f"等待入账 {waiting} 条。", f"{waiting} entries are waiting.")


def _rights() -> Iterator[Finding]:
    """Whether this database role could change what must only grow (docs/how-to: a role without that right)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
        if row and row[0]:
            yield _note(
                "数据库角色是超级用户，数据库本身拦不住改删；能发现改删的是文件核对与见证人。"
                "服务器上请用 gongbao ledger roles 的角色。",
                "The database role is a superuser, so the database cannot refuse changes; files and witnesses reveal "
                "them. On a server use the role of `gongbao ledger roles`.",
            )
            return
        for table in APPEND_ONLY:
            cursor.execute("SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')", [table])
            may = cursor.fetchone()
            if may and may[0]:
                yield _wrong(
                    f"本角色能改删 {table}:见 gongbao ledger roles。",
                    f"This role may change {table}: see gongbao ledger roles.",
                )
                return
    yield _fine("数据库角色不能改删账本表。", "The database role cannot change the log's tables.")


def _witnesses(head: Head) -> Iterator[Finding]:
    witnesses = active_witnesses()
    if not witnesses:
        yield _note(
            "没有见证人：只能证明账本自身一致。", "No witnesses: the log only proves that it agrees with itself."
        )
    for one in witnessing.ask_all(witnesses, lambda witness: witnessing.latest_of(witness, settings.LEDGER_ORIGIN)):
        name = one.witness.name
        if one.error:
            yield _note(f"见证人 {name} 联系不上：{one.error}", f"Witness {name} cannot be reached: {one.error}")
        elif not isinstance(one.value, Checkpoint):
            yield _note(f"见证人 {name} 还没有见过本账本。", f"Witness {name} has not seen this log yet.")
        elif one.value.size > head.size:
            yield _wrong(
                f"见证人 {name} 见过第 {one.value.size} 条，数据库只有 {head.size} 条。",
                f"Witness {name} has seen {one.value.size} entries, the database holds {head.size}.",
            )
        else:
            yield _fine(
                f"见证人 {name} 副署到第 {one.value.size} 条。", f"Witness {name} cosigned up to {one.value.size}."
            )


def _table(head: Head) -> Iterator[Finding]:
    try:
        root = frontier_over(entries_in_table(head.size)).root()
    except Refusal as refusal:
        yield _wrong(refusal.zh, refusal.en)
        return
    if root == bytes(head.root):
        yield _fine(
            f"由数据库 {head.size} 条重算的树根相符。", f"The root recomputed from {head.size} rows is the head's."
        )
    else:
        yield _wrong("由数据库条目重算的树根与树头不符。", "The root recomputed from the rows is not the head's.")


def _files(head: Head) -> Iterator[Finding]:
    files: LogFiles = log_files()
    if not files.has("checkpoint"):
        yield _note("还没有公布过树头。", "No head has been published yet.")
        return
    try:
        report = audit_log(open_source(str(files.folder)), Question(None, None, None), None)
        same = common_prefix(files, head.published_size, head.size)
    except (UnreachableError, Refusal) as error:
        yield _wrong(f"账本文件不全：{error}", f"The files are not complete: {error}")
        return
    for check in report.checks:
        level = {Outcome.OK: Level.FINE, Outcome.FAILED: Level.WRONG}.get(check.outcome, Level.NOTE)
        yield Finding(level, check.words.zh, check.words.en)
    if same != head.published_size:
        yield _wrong(
            f"从第 {same} 条起，公布的文件与数据库不同。运行 gongbao ledger reconcile。",
            f"From entry {same} on, files and database differ. Run gongbao ledger reconcile.",
        )
