"""PostgreSQL's own pg_dump and pg_restore, from the folder of programs this installation uses."""

import os
import subprocess
from pathlib import Path

from gongbao.foundation.events.refusals import Refusal

HOURS = 12 * 3600.0


def dump(programs: Path, url: str, target: Path) -> None:
    """The whole database at one instant, in PostgreSQL's custom format."""
    _run(programs / "pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(programs: Path, url: str, source: Path) -> None:
    """Everything of a dump into an empty database, in one transaction: all of it or nothing."""
    _run(
        programs / "pg_restore",
        url,
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
        str(source),
    )


def _run(program: Path, url: str, *arguments: str) -> None:
    if not program.exists():
        raise Refusal(
            "backup.no-program",
            f"没有 {program}。请用 GONGBAO_PG_BIN 指明 PostgreSQL 程序所在的文件夹。",
            f"{program} is missing. Name the folder of PostgreSQL's programs in GONGBAO_PG_BIN.",
        )
    done = subprocess.run(
        [str(program), f"--dbname={url}", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=HOURS,
        env={**os.environ, "LC_ALL": "C"},
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[:600]
        raise Refusal(
            "backup.program-failed",
            f"{program.name} 没有成功:{said}",
            f"{program.name} failed: {said}",
        )
