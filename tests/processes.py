"""Our own programs as processes beside the test, on the test's own database and data folder."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    """The test's database, for another process."""
    given = connection.settings_dict
    account = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    host = given["HOST"] or ""
    if host.startswith("/"):
        return f"postgresql://{account}@/{given['NAME']}?host={host}"
    port = f":{given['PORT']}" if given["PORT"] else ""
    query = f"?host={given['OPTIONS']['host']}" if given["OPTIONS"].get("host") else ""
    return f"postgresql://{account}@{host}{port}/{given['NAME']}{query}"


class Program:
    """`gongbao ARGUMENTS` running beside the test."""

    def __init__(self, data: Path, *arguments: str, **environment: str):
        self.log = (data / f"{arguments[0]}.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gongbao", "--data", str(data), *arguments],
            env={
                **os.environ,
                "DATABASE_URL": database_url(),
                "GONGBAO_SECRET_KEY": settings.SECRET_KEY,
                **environment,
            },
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def kill(self) -> None:
        """As a power cut would: no handler runs, nobody says goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self.log.close()

    def stop(self) -> int:
        """As asked to by the system: returns the exit code."""
        self.process.terminate()
        try:
            return self.process.wait(20)
        finally:
            self.log.close()


def wait_for_port(port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            asking.request("GET", "/healthz")
            if asking.getresponse().read() == b"ok\n":
                return
        except OSError:
            time.sleep(0.05)
        finally:
            asking.close()
    raise TimeoutError(f"nothing answers on {port}")
