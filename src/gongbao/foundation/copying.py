"""New rows of a table by one COPY: what writes many rows at once pays for the statement once.

Called by actions, inside their transaction. Defaults of the model hold, as when it is saved; nothing is read back.
"""

from collections.abc import Sequence

from django.db import connection, models


def copy_in(rows: Sequence[models.Model]) -> None:
    """Write these new rows, all of one model, in one statement. IntegrityError as from any other insert."""
    if not rows:
        return
    meta = rows[0]._meta  # noqa: SLF001 (public, whatever its name)
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    statement = f"COPY {connection.ops.quote_name(meta.db_table)} ({columns}) FROM STDIN"
    # What COPY runs into is known only when it is closed: Django does not translate those errors by itself.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(
                [field.get_db_prep_save(getattr(row, field.attname), connection=connection) for field in fields]
            )
