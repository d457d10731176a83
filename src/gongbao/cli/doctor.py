"""`gongbao doctor`: is this installation well, and if not, what to do."""

import json

import click

from gongbao.cli.house import house

CANNOT_LOOK = 2


@click.command()
@click.option("--json", "as_json", is_flag=True, help="每行一条 JSON / one line of JSON each")
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool) -> None:
    """检查配置、数据库、账本、时钟、磁盘、字体，说明怎么办，不改任何东西 / look everything over, changing nothing.

    退出码：0 正常，1 有要处理的问题，2 连不上数据库。
    Exit codes: 0 well, 1 something must be done, 2 the database cannot be reached.
    """
    from gongbao.config.embedded import EmbeddedDatabaseError  # noqa: PLC0415 (starts quickly without it)

    wrong = 0
    try:
        with house():
            from django.db import OperationalError  # noqa: PLC0415 (Django is set up by house())

            try:
                wrong = _tell(as_json=as_json)
            except OperationalError as error:
                _unreachable(str(error))
                ctx.exit(CANNOT_LOOK)
    except EmbeddedDatabaseError as error:
        _unreachable(str(error))
        ctx.exit(CANNOT_LOOK)
    if not as_json:
        click.echo(f"{wrong} 处要处理 / to be done" if wrong else "一切正常 / all is well")
    ctx.exit(1 if wrong else 0)


def _tell(*, as_json: bool) -> int:
    from gongbao.cli.prepare import missing_migrations  # noqa: PLC0415 (Django is set up by house())
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
    from gongbao.foundation.ledger.doctor import Level  # noqa: PLC0415 (as above)
    from gongbao.foundation.upkeep.checks import examine  # noqa: PLC0415 (as above)

    wrong = 0
    for finding in examine(now=read_clock(), missing=missing_migrations()):
        wrong += finding.level is Level.WRONG
        if as_json:
            told = {"level": finding.level.name.lower(), "zh": finding.zh, "en": finding.en}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            click.echo(f"{finding.level} {finding.zh} / {finding.en}")
    return wrong


def _unreachable(why: str) -> None:
    first = why.strip().partition("\n")[0]
    click.echo(f"✗ 连不上数据库：{first}。请检查 DATABASE_URL 和数据库是否在运行。", err=True)
    click.echo(f"  The database cannot be reached: {first}. Check DATABASE_URL and that the server runs.", err=True)
