"""`gongbao up`: the whole system on this machine by one command, until Ctrl-C."""

import http.client
import importlib
import os
import signal
import socket
import sys
import time
import webbrowser
from datetime import datetime
from types import FrameType

import click

from gongbao.cli import stamp
from gongbao.cli.demo.accounts import ACCOUNTS, PASSWORD, REPORTING
from gongbao.cli.supervise import Child, Supervisor
from gongbao.foundation.clock import hand_on_clock

START_WITHIN = 60.0


@click.command()
@click.option("--demo", is_flag=True, help="装入虚构的青岚县 / fill an empty database with a made-up county")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--browser/--no-browser", default=True, help="启动后打开浏览器 / open the browser when ready")
def up(*, demo: bool, host: str, port: int, browser: bool) -> None:
    """启动整个系统 / start the whole system with its own database."""
    begun = time.monotonic()
    if not _free(host, port):
        raise click.ClickException(
            f"端口 {port} 已被占用。请停止占用它的程序，或换一个端口：gongbao up --port {port + 1}\n"
            f"Port {port} is taken. Stop what uses it, or take another: gongbao up --port {port + 1}"
        )
    _tell_settings(demo=demo, host=host, port=port)
    from gongbao.cli.house import database  # noqa: PLC0415 (settings read the environment prepared above)

    supervisor = _supervisor(host, port)
    known = stamp.stands(demo=demo)
    if known:
        supervisor.start()  # they load while the database starts
    try:
        with database():
            if not known:
                _prepare(demo=demo)
                supervisor.start()
            try:
                if _answers(host, port, supervisor):
                    _welcome(demo=demo, seconds=time.monotonic() - begun)
                    if browser and sys.stdout.isatty():
                        webbrowser.open(os.environ["GONGBAO_PUBLIC_URL"])
                    if known:
                        _prepare(demo=demo)
                supervisor.watch()
            finally:
                click.echo("\n正在停止 / stopping…")
                supervisor.end()
    finally:
        supervisor.end()
    click.echo("已停止 / stopped")


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _tell_settings(*, demo: bool, host: str, port: int) -> None:
    """What the options mean for settings; a variable that is already set wins."""
    if demo:
        os.environ.setdefault("GONGBAO_DEMO", "1")
    shown = f"[{host}]" if ":" in host else host
    os.environ.setdefault("GONGBAO_PUBLIC_URL", f"http://{shown}:{port}")
    if host not in {"127.0.0.1", "localhost", "::1"}:
        os.environ.setdefault("GONGBAO_HOSTS", f"127.0.0.1,localhost,[::1],{shown}")
    hand_on_clock()


def _prepare(*, demo: bool) -> None:
    """Make the database ready. A second start knows that nothing is missing, and looks it over when pages are shown."""
    import django  # noqa: PLC0415 (slow to load: a second start waits for nothing it can do later)

    django.setup()
    from django.db import connections  # noqa: PLC0415 (Django is set up above)

    from gongbao.cli.prepare import prepare  # noqa: PLC0415 (as above)
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)

    prepare(now=read_clock(), say=click.echo)
    if demo:
        _fill(read_clock())
    stamp.put(demo=demo)
    connections.close_all()


def _fill(now: datetime) -> None:
    """Seed the made-up county into a database without entities."""
    seed = getattr(importlib.import_module("gongbao.cli.demo"), "seed", None)
    from gongbao.register.entities.models import Entity  # noqa: PLC0415 (Django is set up by _prepare())

    if seed is None or Entity.objects.exists():
        return
    click.echo("正在生成虚构的青岚县 / making up the county of Qinglan…")
    seed(now)


def _supervisor(host: str, port: int) -> Supervisor:
    """Who watches over web and worker, and hears when it is asked to stop."""
    web = Child("网页服务 / web", ["web", "--host", host, "--port", str(port)])
    supervisor = Supervisor([Child("后台服务 / worker", ["worker"]), web], say=click.echo)

    def asked(_signal: int, _frame: FrameType | None) -> None:
        supervisor.stop.set()

    signal.signal(signal.SIGINT, asked)
    signal.signal(signal.SIGTERM, asked)
    return supervisor


def _answers(host: str, port: int, supervisor: Supervisor) -> bool:
    """Wait until the front answers; says so if it does not within a minute."""
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(host, port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.client.OK:
                return True
        except OSError:
            pass
        finally:
            connection.close()
        if supervisor.stop.wait(0.05):
            return False
        supervisor.tend()
    click.echo("网页服务一分钟内没有应答，请看上面的信息 / no answer within a minute; see the messages above", err=True)
    return False


def _welcome(*, demo: bool, seconds: float) -> None:
    url = os.environ["GONGBAO_PUBLIC_URL"]
    click.echo(f"\n公报 Gongbao 已就绪 / ready: {url}  ({seconds:.1f} s)\n")
    for path, zh, en in (
        ("/", "首页：查企业、查名录", "home: find a firm, see the lists"),
        ("/audit/", "账本与见证", "the ledger and its witnesses"),
        ("/api/", "接口说明", "the API"),
    ):
        click.echo(f"  {url}{path:<14} {zh} / {en}")
    if demo:
        click.echo(f"\n演示账号，密码均为 / demonstration accounts, password for all: {PASSWORD}")
        for account in [*ACCOUNTS, *REPORTING]:
            click.echo(f"  {account.username:<10} {account.display_name}:{account.try_zh} / {account.try_en}")
    click.echo("\n按 Ctrl-C 停止 / press Ctrl-C to stop")
