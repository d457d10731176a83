"""`gongbao names compare FILE.csv`: whether the two names of each row are one firm, and why. Needs only the kernel."""

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from gongbao.kernel.names.compare import VERSION, compare
from gongbao.kernel.names.text import NotAName

MOST_BYTES = 200 * 1024 * 1024
COLUMNS = ("a", "b", "decision", "probability", "explanation")
# A spreadsheet runs what begins like this; an apostrophe makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.group()
def names() -> None:
    """比对企业名称 / compare company names."""


@names.command("compare")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写到文件 / write to a file")
@click.option("--english", is_flag=True, help="说明用英文 / explanations in English")
def compare_file(file: Path, out: Path | None, *, english: bool) -> None:
    """读一份 a、b 两列的 CSV，逐行说明是不是同一家 / read a CSV with columns a and b, and decide row by row."""
    rows = list(decided(text_of(file), english=english))
    target = out.open("w", encoding="utf-8", newline="") if out else sys.stdout
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    if out:
        target.close()
    failed = sum(row[2] == "error" for row in rows)
    click.echo(f"{VERSION}: {len(rows)} rows, {failed} not readable / {len(rows)} 行，{failed} 行读不出", err=True)


def text_of(file: Path) -> str:
    """The file's text, UTF-8 or GB 18030, whichever it is; a usage error for anything else."""
    if file.stat().st_size > MOST_BYTES:
        raise click.UsageError("文件超过 200 MB，请分成几份 / the file is larger than 200 MB: split it")
    content = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise click.UsageError("文件不是 UTF-8 或 GB18030 编码的 CSV / the file is no CSV in UTF-8 or GB 18030")


def decided(text: str, *, english: bool) -> Iterator[tuple[str, str, str, str, str]]:
    """Each row with its decision; a row that can't be read says why and the rest go on."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    headings = [heading.strip() for heading in reader.fieldnames or ()]
    if "a" not in headings or "b" not in headings:
        raise click.UsageError("第一行须有 a 和 b 两个列名 / the first line must name the columns a and b")
    reader.fieldnames = headings
    for row in reader:
        a, b = row["a"] or "", row["b"] or ""
        try:
            found = compare(a, b)
        except NotAName as wrong:
            yield a, b, "error", "", str(wrong)
            continue
        yield a, b, found.decision.value, f"{found.probability:.4f}", found.en if english else found.zh


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
