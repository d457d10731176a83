"""What `manage check --database default` and every migration say of the register's tables."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

from gongbao.register.entities.models import Entity, EntityCode, EntityName

MODELS = (Entity, EntityCode, EntityName)


def missing_indexes(*, databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """Indexes the models declare that the database does not have: without them searching reads the whole register."""
    return [
        checks.Warning(
            f"The index {name} of {table} is missing: searches read the whole register.",
            hint="A stopped import may have left it off: `gongbao up` and `gongbao import …` put it back; "
            "a new version's indexes come with `gongbao manage migrate`.",
            id="entities.W001",
        )
        for alias in databases or []
        for table, name in _missing(alias)
    ]


def _missing(alias: str) -> list[tuple[str, str]]:
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, indexname FROM pg_indexes WHERE schemaname = current_schema()")
        there = cursor.fetchall()
    tables = {table for table, _ in there}
    names = {name for _, name in there}
    models = [model._meta for model in MODELS]  # noqa: SLF001 (Django's documented way to a model's options)
    declared = [(model.db_table, index.name) for model in models for index in model.indexes]
    return [(table, name) for table, name in declared if table in tables and name not in names]
