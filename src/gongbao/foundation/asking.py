"""Statements of the ways that are gone many times a second, written out once: composing one by Django's way takes
longer than the database needs for the answer. The database gets the values apart from the text (`%s::bigint[]` says of
what kind). Watched, captured and failing as every other statement of Django's.

A connection that goes one such way all day may keep the plans too (`keep_plans`).
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

import psycopg
from django.conf import settings
from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def keep_plans() -> None:
    """From now on this thread's connection keeps the plans of these statements.

    A kept plan does not see a table grow, so all of them look rows up by an index, as suits tables of any size.
    """
    if settings.CLUSTER:
        return  # it plans where a statement goes by its values
    connection.ensure_connection()
    if connection.connection.prepare_threshold is None:  # as Django makes it
        with connection.cursor() as cursor:
            cursor.execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
        connection.connection.prepare_threshold = 0


def ask(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    """The rows that are the answer."""
    with _cursor() as cursor:
        cursor.execute(statement, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def do(statement: str, *params: Any) -> int:
    """How many rows were changed."""
    with _cursor() as cursor:
        cursor.execute(statement, params)
        count: int = cursor.rowcount
        return count


class Rows(Generic[M]):
    """How rows of a model are read: its columns under a name of its table, and objects of their values."""

    def __init__(self, model: type[M], name: str) -> None:
        self._model = model
        self._name = name
        meta = model._meta  # noqa: SLF001 (public, whatever its name)
        self._fields: list[Any] = list(meta.concrete_fields)
        self.width = len(self._fields)
        self.columns = ", ".join(f'{name}."{field.column}"' for field in self._fields)
        self.table = f'"{meta.db_table}" AS {name}'

    def ask(self, condition: str, *params: Any) -> list[M]:
        """The objects whose rows the rest of the statement (`WHERE …`) finds."""
        statement = f"SELECT {self.columns} FROM {self.table} {condition}"  # noqa: S608 (names of ours; values apart)
        return [self.made(row) for row in ask(statement, *params)]

    def made(self, row: Sequence[Any]) -> M:
        """The object of these values, as if it had been read by Django."""
        values = list(row)
        for number, convert in self._converters:
            values[number] = convert(values[number], None, connection)
        return self._model.from_db(connection.alias, self._names, values)

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self._fields]

    @cached_property
    def _converters(self) -> list[tuple[int, Any]]:
        return [
            (number, convert)
            for number, field in enumerate(self._fields)
            for convert in field.get_db_converters(connection)
        ]


def _cursor() -> Any:
    """A cursor of the connection of Django's, through everything that looks at its statements."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    made: Any = psycopg.Cursor(connection.connection)
    return connection.make_debug_cursor(made) if connection.queries_logged else connection.make_cursor(made)
