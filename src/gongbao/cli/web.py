import click

from gongbao.cli.house import database


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / address to listen on")
@click.option("--port", default=8000, show_default=True, help="端口 / port")
@click.option("--workers", default=1, show_default=True, help="进程数 / processes")
def web(host: str, port: int, workers: int) -> None:
    """只启动网页与接口 / the web front alone (a server runs it beside `gongbao worker`)."""
    from granian import Granian  # noqa: PLC0415 (only this command needs the server)
    from granian.constants import Interfaces, Loops  # noqa: PLC0415 (only this command needs the server)
    from granian.log import LogLevels  # noqa: PLC0415 (only this command needs the server)

    with database():
        Granian(
            "gongbao.config.asgi:application",
            address=host,
            port=port,
            workers=workers,
            interface=Interfaces.ASGI,
            loop=Loops.uvloop,
            log_access=False,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            backpressure=512,
        ).serve()
