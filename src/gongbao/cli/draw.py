"""`gongbao draw`: verify a published draw with the kernel alone; and, at the server, carry one through."""

import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from gongbao.cli.deadline import IsoDate
from gongbao.kernel.draw.entropy import QUICKNET, Lottery, Void
from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.published import MOST_BYTES, read, verify

MARKS = {True: "✓", False: "✗", None: "·"}
LARGEST_RISKS = 64 * 1024 * 1024
number_argument = click.argument("number", metavar="编号|ID")


@click.group()
def draw() -> None:
    """随机抽查：验证、列出、入账、摇号、揭示 / draws: verify, list, commit, draw, reveal."""


@draw.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--logged", metavar="HEX", help="账本中方案的散列 / the manifest's hash as the ledger holds it")
def verify_file(file: Path, logged: str | None) -> None:
    """把公布的抽取重做一遍，逐步说明是否成立；不成立时退出码为 1 / do a draw again; exit 1 if it fails."""
    if file.stat().st_size > MOST_BYTES:
        raise click.UsageError("文件超过 512 MB / the file is larger than 512 MB")
    try:
        expected = bytes.fromhex(logged) if logged else None
    except ValueError:
        raise click.UsageError("--logged 应为 64 位十六进制 / --logged takes 64 hexadecimal digits") from None
    try:
        steps = verify(read(file.read_bytes()), logged=expected)
    except DrawFault as fault:
        click.echo(f"{MARKS[False]} {fault.zh}\n  {fault.en}")
        sys.exit(2)
    for step in steps:
        click.echo(f"{MARKS[step.holds]} {step.zh}\n  {step.en}")
    fair = all(step.holds is not False for step in steps)
    click.echo("成立 / it holds" if fair else "不成立 / it does not hold")
    sys.exit(0 if fair else 1)


@contextmanager
def _inside() -> Iterator[dict[str, Any]]:
    """The house, with who acts and when; a refusal becomes the command's words."""
    from gongbao.cli.house import house  # noqa: PLC0415 (verify needs only the kernel)

    with house():
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
        from gongbao.foundation.events.refusals import Refusal  # noqa: PLC0415 (as above)

        try:
            yield {"by": command("gongbao draw"), "now": read_clock()}
        except Refusal as refusal:
            raise click.ClickException(f"{refusal.zh}\n{refusal.en}") from refusal


def _plan(number: str) -> Any:
    from gongbao.foundation.draws.selectors import plan_named  # noqa: PLC0415 (Django is set up by house())

    found = plan_named(number)
    if found is None:
        raise click.ClickException(f"没有编号为 {number} 的方案 / no plan {number}")
    return found


@draw.command("list")
def list_() -> None:
    """列出方案和进度 / the plans and how far each has come."""
    with _inside() as inside:
        from gongbao.foundation.draws.selectors import plans_of  # noqa: PLC0415 (Django is set up by house())
        from gongbao.register.spotchecks.presenters import plan_state  # noqa: PLC0415 (as above)

        for plan in plans_of([""])[:200]:
            click.echo(f"{plan.number}\t{plan_state(plan, inside['now']).text}\t{plan.title}")


@draw.command()
@number_argument
def commit(number: str) -> None:
    """固定名单并入账(须已批准) / fix the pool and commit an approved plan."""
    with _inside() as inside:
        from gongbao.register.spotchecks import actions  # noqa: PLC0415 (Django is set up by house())

        made = actions.commit(plan_id=_plan(number).id, **inside)
        click.echo(f"已入账：名单 {made.members} 户，抽 {made.quota} 户 / committed: {made.quota} of {made.members}")
        click.echo(f"方案散列 / manifest: {bytes(made.digest).hex()}")


@draw.command("carry-out")
@number_argument
@click.option("--signature", metavar="HEX", help="drand 该轮的签名 / the round's signature")
@click.option(
    "--lottery", "results", multiple=True, metavar="名称:期号:号码", help="如 双色球:2026075:01.05.12.20.27.33.08"
)
@click.option(
    "--void",
    "voids",
    multiple=True,
    metavar="名称:期号:下一期:公告",
    help="作废的一期、顶替的下一期、公告出处 / a void issue, the next one, its notice",
)
def carry_out(
    number: str, signature: str | None, fetch: str | None, results: tuple[str, ...], voids: tuple[str, ...]
) -> None:
    """核对公共随机数并摇号 / check the public entropy and draw."""
    lotteries = []
    for line in results:
        name, _, rest = line.partition(":")
        issue, _, numbers = rest.partition(":")
        try:
            lotteries.append(Lottery(name, issue, tuple(int(one) for one in numbers.split("."))))
        except ValueError:
            raise click.UsageError(f"看不懂 {line} / can't read {line}") from None
    told = [line.split(":", 3) for line in voids]
    if any(len(one) != 4 for one in told):
        raise click.UsageError("--void 写成 名称:期号:下一期:公告 / write --void name:issue:next:announcement")
    with _inside() as inside:
        from gongbao.foundation.draws import actions  # noqa: PLC0415 (Django is set up by house())
        from gongbao.register.spotchecks.forms import signature_of  # noqa: PLC0415 (as above)

        plan = _plan(number)
        answer = _fetched(fetch, plan.beacon) if fetch and plan.beacon else signature or ""
        made = actions.carry_out(
            draw_id=plan.id,
            signature=signature_of(answer),
            lotteries=lotteries,
            voids=[Void(*one) for one in told],
            **inside,
        )
        click.echo(f"已摇号：{made.quota} 户，检查后请揭示 / drawn: {made.quota}; reveal after the visits")


def _fetched(gateway: str, number: int) -> str:
    """A gateway's answer about a round. Nobody need trust it: the signature is checked like a typed one."""
    if not gateway.startswith(("https://", "http://")):
        raise click.UsageError("--fetch 应为 http(s) 地址 / --fetch takes an http(s) address")
    address = f"{gateway.rstrip('/')}/{QUICKNET}/public/{number}"
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 (http only, said by the operator)
            return str(answer.read(4096).decode())
    except (OSError, ValueError) as error:
        raise click.ClickException(f"没有取到 {address}：{error} / could not fetch it") from error


@draw.command()
@number_argument
@click.option("--inspectors", is_flag=True, help="同时公布检查人员 / publish the inspectors too")
def reveal(number: str, inspectors: bool) -> None:
    """揭示密钥和结果 / publish secret and results."""
    with _inside() as inside:
        from gongbao.register.spotchecks import actions  # noqa: PLC0415 (Django is set up by house())

        actions.reveal(draw_id=_plan(number).id, show_inspectors=inspectors, **inside)
        click.echo("已揭示 / revealed")


@draw.command()
@number_argument
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export(number: str, file: Path) -> None:
    """把已揭示的抽查写成文件 / write a revealed draw as the file anybody verifies."""
    with _inside():
        from gongbao.foundation.draws import publication, selectors  # noqa: PLC0415 (Django is set up by house())

        found = selectors.one(_plan(number).id)
        if found is None or found.revealed_at is None:
            raise click.ClickException("还没有揭示 / not revealed yet")
        with file.open("w", encoding="utf-8") as target:
            target.writelines(publication.published(found))
        click.echo(f"{file}")


@draw.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="来源，如 省信用风险分类平台 / where it comes from")
@click.option("--on", type=IsoDate(), required=True, help="分类之日 / the day of the classification")
def risks(file: Path, source: str, on: Any) -> None:
    """导入信用风险分类(每行 代码,A–D) / take in credit-risk classes, a line each: code,class."""
    if file.stat().st_size > LARGEST_RISKS:
        raise click.UsageError("文件超过 64 MB / the file is larger than 64 MB")
    with _inside() as inside:
        from gongbao.register.spotchecks import actions  # noqa: PLC0415 (Django is set up by house())

        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise click.ClickException("文件须为 UTF-8 文本 / the file must be UTF-8 text") from None
        classed, unknown = actions.import_risks(lines=lines, source=source, on=on, **inside)
        click.echo(
            f"已分类 {classed} 户，{unknown} 个代码本登记簿没有 / {classed} classed, {unknown} codes unknown here"
        )
