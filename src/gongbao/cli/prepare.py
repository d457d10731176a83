"""Making a database ready: its tables, and what every installation needs in them. Quick when nothing is to be done."""

from collections.abc import Callable
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from gongbao.cli.base_data import load_base_data
from gongbao.foundation.ledger.actions import begin_log
from gongbao.register.entities.actions import put_back_left_off

LOCK = 0x676F6E67  # "gong": two processes never prepare one database at once


def prepare(*, now: datetime, say: Callable[[str], None]) -> None:
    """Bring the database to this version's shape and give it what every installation needs."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        if built := put_back_left_off():  # before the migrations, which may know those indexes
            say(f"补建了上次导入中断时缺下的 {built} 个索引 / built {built} indexes that a stopped import had left off")
        missing = missing_migrations()
        if missing:
            say(f"正在准备数据库({len(missing)} 步) / preparing the database ({len(missing)} steps)…")
            call_command("migrate", interactive=False, verbosity=0)
        load_base_data(now)
        begin_log(now=now)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def missing_migrations() -> set[tuple[str, str]]:
    """Migrations on disk that the database has not seen: file names against one table, nothing imported."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        found = cursor.fetchone()
        if not found or not found[0]:
            return on_disk()
        cursor.execute("SELECT app, name FROM django_migrations")
        return on_disk() - set(cursor.fetchall())


def on_disk() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for app in apps.get_app_configs():
        package = find_spec(f"{app.name}.migrations")
        for folder in (package.submodule_search_locations or []) if package else []:
            names = (path.stem for path in Path(folder).glob("[0-9]*.py"))
            found.update((app.label, name) for name in names)
    return found
