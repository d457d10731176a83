"""`gongbao restore`: a backup into an empty data folder and an empty database."""

from pathlib import Path
from typing import Any

import click

from gongbao.cli.backup import passphrase
from gongbao.cli.house import house, tools_and_url
from gongbao.config.data import data_folder
from gongbao.foundation.events.refusals import Refusal


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="只核对备份是否完好，不恢复 / only see whether it is sound")
@click.option(
    "--keys",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="gongbao backup --keys 保存的密钥文件 / the key file saved by gongbao backup --keys",
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="口令所在的文件(不用时会问)/ where the passphrase stands; asked for otherwise",
)
def restore(*, source: Path, only_check: bool, keys: Path | None, passphrase_file: Path | None) -> None:
    """从 SOURCE 恢复到空的数据文件夹和空数据库 / restore SOURCE into an empty data folder and database."""
    from gongbao.foundation.upkeep import bundle  # noqa: PLC0415 (starts quickly without it)

    try:
        click.echo("核对备份 / checking the backup…")
        manifest = bundle.check(source)
        click.echo(f"完好 / sound: {manifest['made_at']}, {len(manifest['members'])} 项 / members")
        if only_check:
            return
        opened = _opened(keys, passphrase_file)
        _restore(source, manifest, opened)
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.zh}\n{refusal.en}") from refusal
    click.echo("已恢复 / restored")
    if keys is None:
        click.echo("没有恢复密钥：把 ledger.key 和 secret.key 放回数据文件夹，否则账本不能签名、验证器要重新登记")
        click.echo("No keys were restored: put ledger.key and secret.key back, or the log cannot sign and second")
        click.echo("factors must be set up anew")
    click.echo("下一步 / next: gongbao ledger reconcile [--since 镜像 / mirror]")
    click.echo("在此之前账本不签名 / before that the log signs nothing")


def _opened(keys: Path | None, passphrase_file: Path | None) -> dict[str, str]:
    from gongbao.foundation.upkeep.keys import NAMES, open_keys  # noqa: PLC0415 (starts quickly without it)

    if keys is None:
        return {}
    taken = [name for name in NAMES if (data_folder() / name).exists()]
    if taken:
        raise Refusal(
            "restore.keys-there",
            f"数据文件夹里已有密钥 {'、'.join(taken)}，不会覆盖。请恢复到空的数据文件夹。",
            f"The data folder holds keys already ({', '.join(taken)}); they are not overwritten. Take an empty folder.",
        )
    return open_keys(keys.read_bytes(), passphrase(passphrase_file, confirm=False))


def _restore(source: Path, manifest: dict[str, Any], keys: dict[str, str]) -> None:
    from gongbao.foundation.upkeep.keys import put_keys  # noqa: PLC0415 (starts quickly without it)

    put_keys(data_folder(), keys)  # before settings are read: they would make new ones
    try:
        _fill(source, manifest)
    except BaseException:
        for name in keys:
            (data_folder() / name).unlink()
        raise


def _fill(source: Path, manifest: dict[str, Any]) -> None:
    with house():
        from gongbao.cli.prepare import on_disk  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
        from gongbao.foundation.upkeep import backups  # noqa: PLC0415 (as above)

        tools, url = tools_and_url()
        backups.require_known(manifest, on_disk())
        backups.require_empty()
        backups.restore(source, manifest, tools=tools, url=url, now=read_clock(), say=click.echo)
