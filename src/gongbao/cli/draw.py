"""`gongbao draw verify FILE`: do a published draw again. Needs only the kernel."""

import sys
from pathlib import Path

import click

from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.published import MOST_BYTES, read, verify

MARKS = {True: "✓", False: "✗", None: "·"}


@click.group()
def draw() -> None:
    """随机抽查 / spot-check draws."""


@draw.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--logged", metavar="HEX", help="账本中方案的散列 / the manifest's hash as the ledger holds it")
def verify_file(file: Path, logged: str | None) -> None:
    """把公布的抽取重做一遍,逐步说明是否成立;不成立时退出码为 1 / do a draw again; exit 1 if it fails."""
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
