"""PostgreSQL's own pg_dump, pg_restore and psql, from the folder of programs this installation uses."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from gongbao.foundation.events.refusals import Refusal

HOURS = 12 * 3600.0
NEWER_SETTINGS = {b"SET transaction_timeout = 0;\n"}


def dump(programs: Path, url: str, target: Path) -> None:
    """The whole database at one instant, in PostgreSQL's custom format."""
    _run(
        programs / "pg_dump",
        f"--dbname={url}",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--file={target}",
    )


def load(programs: Path, url: str, source: Path) -> None:
    """Everything of a dump into an empty database, in one transaction: all of it or nothing.

    By way of a script: programs newer than the server set parameters it does not know; those lines are dropped.
    """
    with tempfile.TemporaryDirectory(dir=source.parent) as place:
        script = Path(place) / "restore.sql"
        _run(programs / "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source))
        fitting = Path(place) / "fitting.sql"
        _drop_unknown_settings(script, fitting)
        script.unlink()
        _run(
            programs / "psql",
            f"--dbname={url}",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--file={fitting}",
            "--output=/dev/null",
        )


def _drop_unknown_settings(script: Path, target: Path) -> None:
    """Copy a restore script without the settings at its head that came after PostgreSQL 15."""
    with script.open("rb") as whole, target.open("wb") as kept:
        for line in whole:
            if line not in NEWER_SETTINGS:
                kept.write(line)
            if line.startswith(b"CREATE "):
                break
        shutil.copyfileobj(whole, kept)


def _run(program: Path, *arguments: str) -> None:
    if not program.exists():
        raise Refusal(
            "backup.no-program",
            f"没有 {program}。请用 GONGBAO_PG_BIN 指明 PostgreSQL 程序所在的文件夹。",
            f"{program} is missing. Name the folder of PostgreSQL's programs in GONGBAO_PG_BIN.",
        )
    done = subprocess.run(
        [str(program), *arguments],
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
            f"{program.name} 没有成功：{said}",
            f"{program.name} failed: {said}",
        )
