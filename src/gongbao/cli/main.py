"""`gongbao`: one command, a file per group, each loaded only when asked for."""

import importlib
import os
from typing import Any

import click

COMMANDS = {
    "up": "gongbao.cli.up:up",
    "web": "gongbao.cli.web:web",
    "worker": "gongbao.cli.worker:worker",
    "audit": "gongbao.cli.audit:audit",
    "authority": "gongbao.cli.authority:authority",
    "cluster": "gongbao.cli.cluster:cluster",
    "deadline": "gongbao.cli.deadline:deadline",
    "witness": "gongbao.cli.witness:witness",
    "mirror": "gongbao.cli.mirror:mirror",
    "ledger": "gongbao.cli.ledger:ledger",
    "lists": "gongbao.cli.lists:lists",
    "draw": "gongbao.cli.draw:draw",
    "memory": "gongbao.cli.memory:memory",
    "names": "gongbao.cli.names:names",
    "import": "gongbao.cli.importing:importing",
    "exchange": "gongbao.cli.exchange:exchange",
    "filings": "gongbao.cli.filings:filings",
    "manage": "gongbao.cli.manage:manage",
    "backup": "gongbao.cli.backup:backup",
    "doctor": "gongbao.cli.doctor:doctor",
    "restore": "gongbao.cli.restore:restore",
    "records": "gongbao.cli.records:records",
    "screen": "gongbao.cli.screen:screen",
    "season": "gongbao.cli.season:season",
}


class LazyGroup(click.Group):
    """Loads a command's module when it is named, so that `gongbao deadline` starts without Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, attribute = target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data", type=click.Path(file_okay=False), help="数据文件夹 / data folder (default: GONGBAO_DATA or var/)"
)
def main(data: str | None, **_: Any) -> None:
    """公报 Gongbao: 公示与报送 / the public register and the reporting line."""
    if data:
        os.environ["GONGBAO_DATA"] = data
