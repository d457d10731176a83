import subprocess
import sys

import pytest
from click.testing import CliRunner

from gongbao.cli.main import COMMANDS, main


def test_help_names_every_command():
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0, result.output
    assert all(name in result.output for name in COMMANDS)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"manage"}))
def test_every_command_explains_itself(name):
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "/" in result.output.split("Options")[0], "the help is in both languages"


def test_an_unknown_command_is_refused():
    assert CliRunner().invoke(main, ["nothing"]).exit_code == 2


@pytest.mark.parametrize("name", ["deadline", "audit", "witness"])
def test_what_outsiders_run_needs_no_django(name):
    load = f"from gongbao.cli.main import main; main.get_command(None, {name!r})"
    probe = f"import sys; {load}; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
