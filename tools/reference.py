"""The parts of docs/reference that the code itself knows: commands, the API, the rules with their articles, workflows.

python tools/reference.py write   write the files anew
python tools/reference.py check   fail, naming each file that does not say what the code says
"""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
UNITS = {"WD": "个工作日 / working days", "CD": "日 / calendar days", "FIXED": "6月30日 / 30 June"}
WIDTH: dict[str, int] = {"terminal_width": 100, "max_content_width": 100}
GRADES = {
    "C": "已对照全文 / read in the text",
    "S": "二手资料 / secondary",
    "M": "未经证实 / unconfirmed",
    "D": "推算 / derived",
}


def commands() -> str:
    """Every command with its help, as `gongbao … --help` prints it."""
    from gongbao.cli.main import COMMANDS, main  # noqa: PLC0415 (the tool starts without the application)

    lines = [
        "# 命令行 Command line",
        "",
        "由 `python tools/reference.py write` 从程序写出，测试保证一致。",
        "Written from the program itself; a test keeps it true.",
        "",
    ]
    context = click.Context(main, info_name="gongbao", **WIDTH, **main.context_settings)
    lines += ["```text", main.get_help(context).rstrip(), "```", ""]
    for name in sorted(COMMANDS):
        command = main.get_command(context, name)
        if command is not None:
            lines += _command(command, f"gongbao {name}", context)
    return "\n".join(lines)


def _command(command: click.Command, path: str, parent: click.Context) -> Iterator[str]:
    if path == "gongbao manage":
        yield from (f"## {path}", "", "Django 的管理命令 / Django's own commands.", "")
        return
    context = click.Context(command, info_name=path.rpartition(" ")[2], parent=parent, **WIDTH)
    level = "##" if path.count(" ") == 1 else "###"
    yield from (f"{level} {path}", "", "```text", command.get_help(context).rstrip(), "```", "")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _command(inner, f"{path} {name}", context)


def endpoints() -> str:
    """Every endpoint of the API with what it says of itself."""
    import django  # noqa: PLC0415 (as above)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongbao.config.settings")
    django.setup()
    from gongbao.api.endpoints import api  # noqa: PLC0415 (needs Django)

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    lines = [
        "# 接口 API",
        "",
        "完整说明在运行中的系统:`/api/`(可读)与 `/api/v1/openapi.json`(OpenAPI)。本页由程序写出，测试保证一致。",
        "The system itself serves the whole at `/api/` and `/api/v1/openapi.json`. Written from the program.",
        "",
        "凭据:`Authorization: Bearer gb_…`(在“我的账户”建立)，或登录会话；标“公开”的不需要。",
        "Credentials: `Authorization: Bearer gb_…` (made under My account) or a session; “public” needs none.",
        "",
        "| 方法 method | 地址 address | 凭据 | 做什么 what |",
        "|---|---|---|---|",
    ]
    for path, operations in sorted(schema["paths"].items()):
        for method, one in sorted(operations.items()):
            words = " ".join((one.get("description") or one.get("summary") or "").strip().split("\n\n")[0].split())
            key = "是 / yes" if one.get("security") else "公开 / public"
            lines.append(f"| {method.upper()} | `{path}` | {key} | {words.replace('|', '/')} |")
    return "\n".join([*lines, ""])


def law() -> str:
    """Every instrument and every deadline rule, with validity, article and confidence."""
    from gongbao.kernel.statutes import instruments, rules  # noqa: PLC0415 (as above)

    lines = [
        "# 规则与依据 Rules and their sources",
        "",
        "法规是带日期的代码：下表由 `kernel/statutes` 写出。`施行` 含首日,`至` 不含末日。依据等级："
        + ";".join(f"{grade} {words}" for grade, words in GRADES.items())
        + "。M 的内容可配置，页面上照实说明。",
        "",
        "The law is dated code: these tables are written from `kernel/statutes`. “From” is the first day in force,",
        "“to” the first day no longer in force. What is unconfirmed (M) is configurable and shown as such.",
        "",
        "## 法规 Instruments",
        "",
        "| id | 名称 title | 文号 number | 施行 from | 至 to | 文本 text | 日期 dates |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in instruments().values():
        until = _day(one.valid_to)
        lines.append(
            f"| {one.id} | {one.title.zh} / {one.title.en} | {one.number.zh} | {_day(one.valid_from)} | {until} | "
            f"{one.confidence} | {one.dates} |"
        )
    lines += [
        "",
        "## 期限 Deadlines",
        "",
        "| 规则 rule | 起算 from | 期限 period | 休息日 rest day | 依据 source | 等级 | 施行 from | 至 to |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for id_, versions in sorted(rules().items()):
        for one in versions:
            period = UNITS["FIXED"] if one.unit == "FIXED" else f"{one.amount} {UNITS[one.unit]}"
            lines.append(
                f"| `{id_}` | {one.base.words.zh} / {one.base.words.en} | {period} | {one.roll} | {one.citation.zh} | "
                f"{one.citation.confidence} | {_day(one.valid_from)} | {_day(one.valid_to)} |"
            )
    return "\n".join([*lines, ""])


def _day(day: date | None) -> str:
    return day.isoformat() if day else "—"


def item_workflow() -> str:
    """The one table of an item's life."""
    from gongbao.briefing.items.rules import TRANSITIONS  # noqa: PLC0415 (as above)

    who = {"unit": "报送单位 / unit", "desk": "信息科 / desk"}
    lines = [
        "# 一条信息的流转 The life of an item",
        "",
        "由 `briefing/items/rules/workflow.py` 写出。表里没有的一步，系统不做。",
        "Written from the table the system itself goes by: what is not in it is not done.",
        "",
        "| 动作 action | 从 from | 到 to | 谁 who | 须写理由 words needed |",
        "|---|---|---|---|---|",
    ]
    for one in TRANSITIONS:
        before = "、".join(one.before)
        words = "是 / yes" if one.reasoned else ""
        lines.append(f"| {one.zh} / {one.en} (`{one.action}`) | {before} | {one.after} | {who[one.who]} | {words} |")
    return "\n".join([*lines, ""])


FILES: dict[str, Callable[[], str]] = {
    "cli.md": commands,
    "api.md": endpoints,
    "rules.md": law,
    "item-workflow.md": item_workflow,
}


def stale() -> list[str]:
    """The files that do not say what the code says."""
    found = []
    for name, made in FILES.items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != made():
            found.append(name)
    return found


def main(arguments: list[str]) -> int:
    match arguments:
        case ["write"]:
            for name, made in FILES.items():
                (FOLDER / name).write_text(made(), encoding="utf-8")
        case ["check"]:
            wrong = stale()
            sys.stderr.writelines(f"docs/reference/{name}: run python tools/reference.py write\n" for name in wrong)
            return 1 if wrong else 0
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
