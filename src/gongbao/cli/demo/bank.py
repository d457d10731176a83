"""A bank of the county screens its customers: names as bank clerks keep them, against the lists of the day before."""

from collections.abc import Sequence
from datetime import datetime

from gongbao.cli.demo.county import Firm
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.events.actor import Actor
from gongbao.register.listings.models import Listing
from gongbao.register.screening import actions

STRANGERS = (
    "云岭县竹鲸某商贸有限公司",
    "Baihe Huajing Tea Co., Ltd.",
    "临溪县石鲸某建材经营部",
    "柳湾县无此户有限公司",
)
WATCHED = 5


def screens(bank: Organisation, county: Sequence[Firm], officer: Actor, by: Actor, when: datetime) -> None:
    """One list handed in, screened and signed; a few firms watched."""
    actions.take_version(by=by, now=when)
    listed = [one.entity.name for one in Listing.objects.filter(removed_on=None).select_related("entity")[:4]]
    customers = [firm.name for firm in county[:60:2]]
    written = [_as_clerks_write(name, number) for number, name in enumerate(listed)]
    lines = ["客户名称,统一社会信用代码", *(f"{name}," for name in (*written, *customers, *STRANGERS))]
    job = actions.take_job(
        data="\r\n".join(lines).encode("gb18030"),
        name="贷后检查名单.csv",
        purpose="贷后检查",
        organisation_id=bank.id,
        by=officer,
        now=when,
    )
    actions.work_on(job_id=job.pk, by=by, now=when)
    for firm in county[:WATCHED]:
        actions.watch(name=firm.name, code=firm.code, organisation_id=bank.id, by=officer, now=when)


def _as_clerks_write(name: str, number: int) -> str:
    """With the form short, the county in brackets, a blank inside: never twice the same way."""
    ways = (
        name.replace("有限公司", "有限责任公司"),
        f"{name[2:]}({name[:2]})",
        " ".join(name),
        name.removeprefix("青岚县").removeprefix("青岚"),
    )
    return ways[number % len(ways)]
