import click

from gongbao.cli.house import database


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django 管理命令 / Django's own management commands (migrate, shell, …)."""
    with database():
        from django.core.management import execute_from_command_line  # noqa: PLC0415 (settings need the database first)

        execute_from_command_line(["gongbao manage", *arguments])
