"""`gongbao backup`: a copy of everything the system took, made while it runs."""

from pathlib import Path

import click

from gongbao.cli.house import house, tools_and_url
from gongbao.config.data import data_folder
from gongbao.foundation.events.refusals import Refusal


@click.command()
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option(
    "--keys",
    type=click.Path(path_type=Path, dir_okay=False),
    help="把密钥另存为加密文件，与备份分开保管 / write the keys, sealed by a passphrase, to a file of their own",
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="口令所在的文件(不用时会问)/ where the passphrase stands; asked for otherwise",
)
def backup(*, target: Path | None, keys: Path | None, passphrase_file: Path | None) -> None:
    """备份到 TARGET(文件夹，或 .tar 文件)/ back up to TARGET, a folder or a .tar file.

    含数据库、文件、账本和防缩短记录，不含密钥。密钥用 --keys 单独保存。
    Database, files, the log and its guard; never the keys, which --keys saves apart.
    """
    if target is None and keys is None:
        raise click.UsageError("请写明备份到哪里，例如 gongbao backup 2026-06-30.tar / say where to")
    try:
        if keys is not None:
            _save_keys(keys, target, passphrase_file)
        if target is not None:
            _save_all(target)
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.zh}\n{refusal.en}") from refusal


def _save_keys(path: Path, target: Path | None, passphrase_file: Path | None) -> None:
    from gongbao.foundation.upkeep.keys import put_sealed, seal_keys  # noqa: PLC0415 (only when keys are asked for)

    if target is not None and path.resolve().is_relative_to(target.resolve()):
        raise Refusal(
            "keys.inside-backup",
            "密钥不能放在备份里。请放到另一处保管。",
            "The keys must not lie in the backup. Keep them somewhere else.",
        )
    sealed, names = seal_keys(data_folder(), passphrase(passphrase_file, confirm=True))
    put_sealed(path, sealed)
    click.echo(f"密钥 / keys: {', '.join(names)} → {path}")
    click.echo("没有口令谁也打不开，包括我们 / without the passphrase nobody opens it")


def passphrase(given: Path | None, *, confirm: bool) -> str:
    """The first line of the file, or what is typed."""
    if given is not None:
        return given.read_text().partition("\n")[0]
    typed: str = click.prompt("口令 / passphrase", hide_input=True, confirmation_prompt=confirm)
    return typed


def _save_all(target: Path) -> None:
    with house():
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.upkeep.backups import back_up  # noqa: PLC0415 (as above)

        tools, url = tools_and_url()
        made = back_up(target, tools=tools, url=url, now=read_clock(), say=click.echo)
    click.echo(f"{target}: {made.members} 项 / members，账本到第 {made.size} 条 / the log up to {made.size}")
    click.echo(f"清单 / manifest SHA-256 {made.sha256}")
    click.echo("不含密钥；用 --keys 单独保存 / the keys are not in it; save them apart with --keys")
