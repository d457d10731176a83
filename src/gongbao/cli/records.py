"""`gongbao records`: what only the keeper of the register does to published records."""

import click

from gongbao.cli.season import speaking


@click.group()
def records() -> None:
    """公示记录 / published records."""


@records.command("erase")
@click.argument("code")
@click.option("--version", type=click.IntRange(min=1), required=True, help="要删除的版本号 / the version to erase")
@click.option("--ground", required=True, help="法律依据，公开 / the legal ground, public")
@click.option("--authority", required=True, help="决定机关，公开 / the deciding authority, public")
@click.option("--yes", is_flag=True, help="不再询问 / do not ask again")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def erase_(code: str, version: int, ground: str, authority: str, *, yes: bool, lang: str) -> None:
    """依法删除一版记录的内容；承诺值和证明仍在 / erase what a version says; its proofs stay valid."""
    with speaking(lang) as say:
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
        from gongbao.foundation.events.refusals import Refusal  # noqa: PLC0415 (as above)
        from gongbao.register.records import actions, selectors  # noqa: PLC0415 (as above)

        entity = selectors.entity_id_of(code)
        if entity is None:
            raise Refusal("record.unknown", f"没有代码为 {code} 的主体。", f"Nobody has the code {code}.")
        if not yes:
            say(f"第 {version} 版的内容将无法恢复。", f"Version {version} can't be brought back.")
            click.confirm("y/N", abort=True, default=False)
        actions.erase(
            entity_id=entity,
            version=version,
            ground=ground,
            authority=authority,
            by=command("records erase"),
            now=read_clock(),
        )
        say(f"已删除 {code} 第 {version} 版的内容", f"erased what version {version} of {code} said")
