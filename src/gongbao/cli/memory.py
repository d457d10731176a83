"""`gongbao memory rebuild`: the search of the reporting line made anew, while everybody works on."""

import click

from gongbao.cli.season import lang_option, speaking


@click.group()
def memory() -> None:
    """查找与记忆 / finding and remembering."""


@memory.command("rebuild")
@lang_option
def rebuild_(lang: str) -> None:
    """重建查找索引，不影响使用 / make the search anew, beside the work."""
    with speaking(lang) as say:
        from gongbao.briefing.memory import actions  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)

        counted = actions.rebuild(by=command("gongbao memory rebuild"), now=read_clock())
        total = sum(counted.values())
        say(f"已重建 {total} 份：{counted}", f"{total} documents made anew: {counted}")
