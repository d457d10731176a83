"""`gongbao names compare FILE.csv`: whether the two names of each row are one firm, and why. Needs only the kernel."""

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from gongbao.cli.target import Target
from gongbao.kernel.cells import safe
from gongbao.kernel.names.compare import VERSION, compare
from gongbao.kernel.names.text import MAX_LENGTH, NotAName

MOST_BYTES = 200 * 1024 * 1024
END: dict[str, str | None] = {}
COLUMNS = ("a", "b", "decision", "probability", "explanation")


TOO_LONG = (
    f"这一行有一格超过 {csv.field_size_limit():,} 个字符，或者引号不成对，读不出。",
    f"A cell of more than {csv.field_size_limit():,} characters, or a quotation mark never closed: not readable.",
)


@click.group()
def names() -> None:
    """比对企业名称 / compare company names."""


@names.command("compare")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=Target(), help="写到文件 / write to a file")
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
    try:
        headings = [heading.strip() for heading in reader.fieldnames or ()]
    except csv.Error:  # a quotation mark that is never closed
        headings = []
    if "a" not in headings or "b" not in headings:
        raise click.UsageError("第一行须有 a 和 b 两个列名 / the first line must name the columns a and b")
    reader.fieldnames = headings
    for row in _rows(reader):
        if row is None:
            yield "", "", "error", "", TOO_LONG[english]
            continue
        a, b = row["a"] or "", row["b"] or ""
        try:
            found = compare(a, b)
        except NotAName as wrong:
            yield a, b, "error", "", _in_english(a, b) if english else str(wrong)
            continue
        yield a, b, found.decision.value, f"{found.probability:.4f}", found.en if english else found.zh


def _rows(reader: "csv.DictReader[str]") -> Iterator[dict[str, str | None] | None]:
    """The rows; None for one the reader could not end."""
    while True:
        try:
            row = next(reader, END)
        except csv.Error:
            yield None
            continue
        if row is END:
            return
        yield row


def _in_english(*names: str) -> str:
    if any(len(name) > MAX_LENGTH for name in names):
        return f"A name of more than {MAX_LENGTH} characters: check this row."
    return "There is no name in a cell: write the firm's name or its code."
