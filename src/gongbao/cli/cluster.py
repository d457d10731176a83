"""`gongbao cluster`: the register on several machines, with Citus."""

import click

from gongbao.cli.house import house


@click.group()
def cluster() -> None:
    """用 Citus 把登记簿放在多台机器上 / the register on several machines, with Citus."""


@cluster.command()
def plan() -> None:
    """说明每张表怎样分布，不改任何东西 / say how each table would lie, changing nothing."""
    with house():
        from gongbao.cli.spreading import places  # noqa: PLC0415 (Django is set up by house())

        for place in places():
            click.echo(f"{place.table:<40} {_words(place.by, everywhere=place.everywhere)}")


@cluster.command()
def spread() -> None:
    """在空的数据库里分布各表(先 `gongbao manage migrate`)/ lay the tables of an empty database out over the cluster."""
    with house():
        from django.db import connection  # noqa: PLC0415 (Django is set up by house())

        from gongbao.cli.spreading import lay_out  # noqa: PLC0415 (as above)
        from gongbao.register.entities.models import Entity  # noqa: PLC0415 (as above)

        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'citus'")
            (found,) = cursor.fetchone() or (0,)
        if not found:
            raise click.ClickException(
                "数据库里没有 Citus 扩展：请先在每个节点上 CREATE EXTENSION citus\n"
                "this database has no Citus: CREATE EXTENSION citus on every node first"
            )
        if Entity.objects.exists():
            raise click.ClickException(
                "已经有主体：请在空的数据库里分布，再恢复或导入\n"
                "there are entities already: spread an empty database, then import"
            )
        for place in lay_out():
            click.echo(f"{place.table:<40} {_words(place.by, everywhere=place.everywhere)}")


def _words(by: str, *, everywhere: bool) -> str:
    if by:
        return f"按 {by} 分布 / spread by {by}"
    return "每个节点都有 / on every node" if everywhere else "在协调节点 / on the coordinator"
