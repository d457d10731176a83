"""New rows of a table by one COPY: what writes many rows at once pays for the statement once.

Called by actions, inside their transaction. Defaults of the model hold, as when it is saved; nothing is read back.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, models

#: Values that fields of these kinds hand to the driver as they are: asking the field costs more than the row's COPY.
_AS_THEY_ARE: dict[type[Any], set[type]] = {
    models.CharField: {str},
    models.UUIDField: {UUID},
    models.DateTimeField: {datetime},
    models.DateField: {date},
    models.BooleanField: {bool},
    models.IntegerField: {int},
    models.SmallIntegerField: {int},
    models.PositiveSmallIntegerField: {int},
    models.PositiveIntegerField: {int},
    models.BigIntegerField: {int},
    models.ForeignKey: {int, str, UUID},
    models.BinaryField: {bytes},
}
_NOTHING: set[type] = set()


def copy_in(rows: Sequence[models.Model]) -> None:
    """Write these new rows, all of one model, in one statement. IntegrityError as from any other insert."""
    if not rows:
        return
    statement, types, values, fields = _plan(type(rows[0]))
    # What COPY runs into is known only when it is closed: Django does not translate those errors by itself.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(
                [
                    value
                    if value is None or type(value) in plain
                    else field.get_db_prep_save(value, connection=connection)
                    for value, (field, plain) in zip(values(row), fields, strict=True)
                ]
            )


@lru_cache(maxsize=100)
def _plan(model: type[models.Model]) -> tuple[str, list[str], Any, list[tuple[Any, set[type]]]]:
    """The statement, its columns' types, what reads a row's values, and each field with what it hands on as it is."""
    meta = model._meta  # noqa: SLF001 (public, whatever its name)
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    return (
        f"COPY {connection.ops.quote_name(meta.db_table)} ({columns}) FROM STDIN (FORMAT BINARY)",
        [str(field.db_type(connection)).partition("(")[0] for field in fields],
        attrgetter(*(field.attname for field in fields)),
        [(field, _AS_THEY_ARE.get(type(field), _NOTHING)) for field in fields],
    )
