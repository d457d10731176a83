"""`gongbao authority`: the offices that decide, each for the area of a division code."""

import re

import click

from gongbao.cli.season import speaking

REGION = re.compile(r"([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})")
lang_option = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)


@click.group()
def authority() -> None:
    """登记机关(市场监督管理部门)/ the deciding offices."""


@authority.command("add")
@click.option("--name", required=True, help="机关名称 / its name")
@click.option("--region", required=True, help="管辖区划代码，2、4、6 或 9 位 / the division it answers for")
@click.option("--code", default="", help="统一社会信用代码 / its unified code")
@lang_option
def add(name: str, region: str, code: str, lang: str) -> None:
    """增加一个机关；下级没有机关的地方由上级管 / add an office; it answers wherever none below it does."""
    with speaking(lang) as say:
        from gongbao.foundation.accounts.actions import create_organisation  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.accounts.models.organisation import OrganisationKind  # noqa: PLC0415 (as above)
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
        from gongbao.foundation.events.refusals import Refusal  # noqa: PLC0415 (as above)

        if not REGION.fullmatch(region) or not name.strip():
            raise Refusal(
                "authority.malformed",
                "名称不能为空，区划代码为 2、4、6 或 9 位数字。",
                "Give a name, and a division code of 2, 4, 6 or 9 digits.",
            )
        create_organisation(
            kind=OrganisationKind.AUTHORITY,
            name=name,
            region=region,
            code=code,
            by=command("authority add"),
            now=read_clock(),
        )
        say(f"已增加 {name}({region})", f"added {name} ({region})")


@authority.command("list")
def list_() -> None:
    """列出机关 / list the offices."""
    with speaking("zh"):
        from gongbao.foundation.accounts.models.organisation import Organisation, OrganisationKind  # noqa: PLC0415 (as above)

        for office in Organisation.objects.filter(kind=OrganisationKind.AUTHORITY, active=True).order_by("region")[
            :500
        ]:
            click.echo(f"{office.region}\t{office.name}")
