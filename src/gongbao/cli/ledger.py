"""`gongbao ledger`: looking after the log."""

from collections.abc import Callable
from typing import TypeVar

import click

from gongbao.cli.house import house
from gongbao.foundation.events.refusals import Refusal

Answer = TypeVar("Answer")

ROLES = """\
-- 服务器上的两个角色：迁移用拥有者，运行用 gongbao_app。以数据库管理员身份执行一次，每次升级后再执行一次。
-- Two roles for a server: the owner migrates, gongbao_app runs. Run as administrator once, and after every upgrade.
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'gongbao_app') THEN CREATE ROLE gongbao_app LOGIN; END IF;
END $$;
GRANT USAGE ON SCHEMA public TO gongbao_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO gongbao_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO gongbao_app;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_leaf, ledger_signedhead, ledger_cosignature FROM gongbao_app;
REVOKE UPDATE, DELETE, TRUNCATE ON events_event FROM gongbao_app;
REVOKE UPDATE, DELETE, TRUNCATE ON draws_seal, draws_paper, draws_member FROM gongbao_app;
REVOKE UPDATE, DELETE, TRUNCATE ON draws_examiner, draws_conflict FROM gongbao_app;
-- gongbao ledger reconcile 需要拥有者身份 / reconcile needs the owner.
"""


def _refusing(act: Callable[[], Answer]) -> Answer:
    """Do it; a refusal becomes the command's words."""
    try:
        return act()
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.zh}\n{refusal.en}") from refusal


@click.group()
def ledger() -> None:
    """账本：建立、状态、检查、修复、见证人 / the log: begin, state, check, repair, witnesses."""


@ledger.command()
def init() -> None:
    """建立账本：密钥、防缩短记录、空树头 / begin the log: its key, its guard, an empty head."""
    with house():
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.ledger.actions import begin_log  # noqa: PLC0415 (as above)
        from gongbao.foundation.ledger.signing import log_signer  # noqa: PLC0415 (as above)

        begun = _refusing(lambda: begin_log(now=read_clock()))
        click.echo("账本已建立 / begun" if begun else "账本早已建立 / already there")
        click.echo(f"公钥 / key: {log_signer().verifier.vkey}")
        click.echo("请把 ledger.key 和 ledger.guard 与数据库分开备份")
        click.echo("Back up ledger.key and ledger.guard apart from the database")


@ledger.command()
def status() -> None:
    """账本现状 / how the log stands."""
    with house():
        from gongbao.foundation.ledger import selectors  # noqa: PLC0415 (Django is set up by house())

        state = selectors.log_state()
        click.echo(f"{state.origin}")
        click.echo(f"已入账 / entries: {state.size}  已公布 / published: {state.published}")
        click.echo(f"最新树头 / latest head: {state.signed_at.isoformat() if state.signed_at else '-'}")
        click.echo(f"见证 / witnesses: {state.cosigned}/{state.witnesses} (quorum {state.quorum})")
        if state.waiting:
            click.echo("有条目等待入账 / entries are waiting")


@ledger.command("sequence-once")
def sequence_once() -> None:
    """把等待的条目全部入账并公布一次 / take in all that waits, and publish once."""
    with house():
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.ledger.actions import publish_head, sequence_batch  # noqa: PLC0415 (as above)

        taken = 0
        while count := _refusing(lambda: sequence_batch(now=read_clock(), limit=5_000)):
            taken += count
        published = _refusing(lambda: publish_head(now=read_clock()))
        if published is None:
            click.echo(f"入账 {taken} 条；另一个进程正在公布 / took in {taken}; another process is publishing")
        else:
            click.echo(f"入账 {taken} 条，公布到第 {published.size} 条 / took in {taken}, published {published.size}")


@ledger.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """从头到尾检查，不改任何东西 / look everything over, changing nothing."""
    with house():
        from gongbao.foundation.ledger.doctor import Level, examine  # noqa: PLC0415 (Django is set up by house())

        wrong = 0
        for finding in examine():
            wrong += finding.level is Level.WRONG
            click.echo(f"{finding.level} {finding.zh} / {finding.en}")
    ctx.exit(1 if wrong else 0)


@ledger.command()
@click.option(
    "--since",
    metavar="LOG",
    help="本账本更新的副本：镜像地址或文件夹 / a newer copy of this log: a mirror's address or folder",
)
def reconcile(*, since: str | None) -> None:
    """恢复备份或文件损坏之后，让数据库、文件与已签树头一致 / make database, files and signed head agree again."""
    with house():
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
        from gongbao.foundation.ledger.actions import reconcile as act  # noqa: PLC0415 (as above)
        from gongbao.kernel.audit.source import UnreachableError, open_source  # noqa: PLC0415 (as above)

        by = command("ledger reconcile")
        try:
            mirror = open_source(since) if since else None
            done = _refusing(lambda: act.reconcile(by=by, now=read_clock(), mirror=mirror))
        except UnreachableError as error:
            raise click.ClickException(
                f"读不到 {error}。什么都没有改。\n{error} cannot be read. Nothing was changed."
            ) from error
        click.echo(
            f"账本 {done.size} 条：补回 {done.replayed}，退回重新入账 {done.requeued}，重写文件 {done.rewritten} / "
            f"{done.size} entries: replayed {done.replayed}, requeued {done.requeued}, files rewritten {done.rewritten}"
        )
        if done.guard_rebuilt:
            click.echo("防缩短记录已更新到最大的已签树头 / the guard now knows the largest signed head")
        for record, version, kind in done.contradicting:
            click.echo(f"须重新公示 / publish again: {record} v{version} {kind}", err=True)


@ledger.command()
def roles() -> None:
    """服务器上只增不改的数据库角色(SQL)/ SQL for a role that cannot change the log."""
    click.echo(ROLES)


@ledger.group()
def witness() -> None:
    """我们的见证人，和我们见证的账本 / our witnesses, and the logs we witness for."""


@witness.command("add")
@click.argument("vkey")
@click.argument("url")
def witness_add(vkey: str, url: str) -> None:
    """请这个见证人副署 / ask this witness for its cosignature from now on."""
    with house():
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
        from gongbao.foundation.ledger.actions.witness import add_witness  # noqa: PLC0415 (as above)

        by = command("ledger witness add")
        added = _refusing(lambda: add_witness(vkey=vkey, url=url, by=by, now=read_clock()))
        click.echo(f"已添加 / added: {added.name}")


@witness.command("remove")
@click.argument("name")
def witness_remove(name: str) -> None:
    """不再请这个见证人副署 / ask this witness no more."""
    with house():
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
        from gongbao.foundation.ledger.actions.witness import remove_witness  # noqa: PLC0415 (as above)

        _refusing(lambda: remove_witness(name=name, by=command("ledger witness remove"), now=read_clock()))
        click.echo(f"已停用 / removed: {name}")


@witness.command("trust")
@click.argument("vkey")
def witness_trust(vkey: str) -> None:
    """为别人的账本见证 / begin to witness for the log of this key."""
    with house():
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
        from gongbao.foundation.ledger.actions.witness import trust_log  # noqa: PLC0415 (as above)
        from gongbao.foundation.ledger.signing import witness_signer  # noqa: PLC0415 (as above)

        log = _refusing(lambda: trust_log(vkey=vkey, by=command("ledger witness trust"), now=read_clock()))
        click.echo(f"为 {log.origin} 见证 / witnessing for {log.origin}")
        click.echo(f"我们的见证公钥 / our witness key: {witness_signer().verifier.vkey}")


@witness.command("list")
def witness_list() -> None:
    """列出 / list."""
    with house():
        from gongbao.foundation.ledger import selectors  # noqa: PLC0415 (Django is set up by house())

        for one in selectors.witnesses():
            state = one["error"] or ("" if one["active"] else "停用 / not asked")
            click.echo(f"见证人 / witness {one['name']} {one['url']} {one['size']} {state}".rstrip())
        for log in selectors.witnessed_logs():
            click.echo(f"受托账本 / log {log['origin']} {log['size']}")
