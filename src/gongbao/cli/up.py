"""`gongbao up`: the whole system as one command, stopped as one."""

import os
import signal
import socket
import subprocess
import sys
import time
import types
import urllib.request
from dataclasses import dataclass, field
from urllib.error import URLError

import click

from gongbao.cli.house import house
from gongbao.config.data import data_folder

READY_SECONDS = 60
GRACE_SECONDS = 15


@dataclass
class Child:
    """One process of the system, started again (more and more slowly) when it dies."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    not_before: float = field(default=0.0)

    def start(self) -> None:
        command = [sys.executable, "-m", "gongbao", *self.arguments]
        # A session of its own, so that Ctrl-C reaches the parent alone and the stop keeps its order.
        self.process = subprocess.Popen(command, start_new_session=True)

    def look_after(self) -> None:
        """Start it again if it has died."""
        if self.process is None:
            if time.monotonic() >= self.not_before:
                self.start()
        elif (code := self.process.poll()) is not None:
            self.deaths += 1
            pause = min(30, 2**self.deaths)
            click.echo(
                f"{self.name} 意外退出(代码 {code}),{pause} 秒后重启 / died, starting again in {pause} s", err=True
            )
            self.process, self.not_before = None, time.monotonic() + pause

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def refuse_taken_port(host: str, port: int) -> None:
    """A clear word instead of a stack trace when something else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"{host}:{port} 已被占用({error.strerror})。请换一个端口:gongbao up --port {port + 1}\n"
                f"{host}:{port} cannot be used ({error.strerror}). Choose another port: gongbao up --port {port + 1}"
            ) from error


def wait_until_ready(url: str) -> None:
    """Until the front answers; gives up after a minute."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310 (our own loopback address)
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise click.ClickException(f"{url} 没有应答,请看上面的日志 / does not answer, see the log above")


@click.command()
@click.option("--demo", is_flag=True, help="空库时装入虚构的青岚县 / fill an empty database with the made-up county")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / address to listen on")
@click.option("--port", default=8000, show_default=True, help="端口 / port")
def up(demo: bool, host: str, port: int) -> None:
    """启动整个系统 / start the whole system; Ctrl-C stops it."""
    refuse_taken_port(host, port)
    if demo:
        os.environ["GONGBAO_DEMO"] = "1"
    stopping = False

    def ask_to_stop(number: int, frame: types.FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGTERM, ask_to_stop)
    with house():
        prepare()
        url = f"http://{host}:{port}"
        children = [
            Child("web", ["web", "--host", host, "--port", str(port)]),
            Child("worker", ["worker"]),
        ]
        try:
            for child in children:
                child.start()
            wait_until_ready(url)
            greet(url, demo=demo)
            while not stopping:
                for child in children:
                    child.look_after()
                time.sleep(0.3)
            click.echo("\n正在停止…… / stopping …")
        finally:
            for child in children:
                child.stop()
    click.echo("已停止,数据在 / stopped, the data is in " + str(data_folder()))


def prepare() -> None:
    """Bring schema and base data up to date."""
    from django.core.management import call_command  # noqa: PLC0415 (Django is set up by now)
    from django.db import connection  # noqa: PLC0415 (Django is set up by now)
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 (Django is set up by now)

    from gongbao.cli.base_data import load_base_data  # noqa: PLC0415 (models need Django)
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by now)

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        click.echo("正在建立数据表…… / setting up the tables …")
        call_command("migrate", verbosity=0)
    load_base_data(read_clock())


def greet(url: str, *, demo: bool) -> None:
    """What to look at, and who one can be."""
    click.echo(f"\n公报已启动 / Gongbao is up: {url}\n")
    click.echo(f"  {url}/            公众首页:查企业、查名录 / the public's home page")
    click.echo(f"  {url}/audit/      账本:自己验证 / the ledger: verify it yourself")
    click.echo(f"  {url}/api/        接口说明 / the API")
    if demo:
        from gongbao.cli.demo.accounts import ACCOUNTS, PASSWORD  # noqa: PLC0415 (only with --demo)

        click.echo(f"\n演示账号,密码均为 / demonstration accounts, password for all: {PASSWORD}")
        for account in ACCOUNTS:
            click.echo(f"  {account.username:<10} {account.display_name}:{account.try_zh} / {account.try_en}")
    click.echo("\nCtrl-C 停止 / stops it.")
