"""How the tables lie on a Citus cluster, read off the models: what belongs to an entity lies with its entity.

`by` is the column a table is spread by. A table without one is the same on every node when something spread refers to
it, and otherwise stays on the coordinator.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models

OWNERS = ("entity_id", "party_id")
HOME = "entities.Entity"
# Spread by a column of its own: looked up by that alone, and referred to by nothing.
BY_ITSELF = {"entities.EntityCode": "value"}


@dataclass(frozen=True)
class Place:
    """One table: the column it is spread by, or none; and whether every node has it whole."""

    label: str
    table: str
    by: str = ""
    everywhere: bool = False
    with_entities: bool = False


def places() -> list[Place]:
    """Every table of this installation, in an order in which each may be laid out: first what others refer to."""
    found = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}  # noqa: SLF001 (Django's documented model API)
    spread = {label: by for label, model in found.items() if (by := spread_by(model))}
    whole: set[str] = set()
    asked = [found[label] for label in spread]
    while asked:
        for target in _referred(asked.pop()):
            label = target._meta.label  # noqa: SLF001 (as above)
            if label not in spread and label not in whole:
                whole.add(label)
                asked.append(target)
    return [
        Place(
            label,
            found[label]._meta.db_table,  # noqa: SLF001 (as above)
            by=spread.get(label, ""),
            everywhere=label in whole,
            with_entities=label in spread and label not in BY_ITSELF,
        )
        for label in _in_order(found)
    ]


def spread_by(model: type[models.Model]) -> str:
    """The column by which the table may be spread over nodes: every key must contain it. Empty if there is none."""
    meta = model._meta  # noqa: SLF001 (Django's documented model API)
    if meta.label in BY_ITSELF:
        return BY_ITSELF[meta.label]
    first: str = meta.pk_fields[0].column
    if meta.label == HOME:
        return first
    keys = [
        {meta.get_field(name).column for name in one.fields}  # type: ignore[union-attr]  # a key names columns
        for one in meta.constraints
        if isinstance(one, models.UniqueConstraint)
    ]
    alone = [field for field in meta.concrete_fields if field.unique and not field.primary_key]
    fits = first in OWNERS and not alone and all(first in key for key in keys)
    return first if fits else ""


_REFERENCES = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""


def lay_out() -> Iterator[Place]:
    """Spread the tables of an empty database over the cluster; each is told once it lies.

    References are taken off first and put back in the end: Citus refuses them while only one side lies where it should.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCES)
        references = cursor.fetchall()
        for table, name, _ in references:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for place in places():
            if place.by and place.with_entities and place.label != HOME:
                home = apps.get_model(HOME)._meta.db_table  # noqa: SLF001 (as above)
                cursor.execute(
                    "SELECT create_distributed_table(%s, %s, colocate_with => %s)", [place.table, place.by, home]
                )
            elif place.by:
                cursor.execute(
                    "SELECT create_distributed_table(%s, %s, colocate_with => 'none')", [place.table, place.by]
                )
            elif place.everywhere:
                cursor.execute("SELECT create_reference_table(%s)", [place.table])
            yield place
        for table, name, definition in references:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _referred(model: type[models.Model]) -> list[type[models.Model]]:
    return [
        field.remote_field.model
        for field in model._meta.concrete_fields  # noqa: SLF001 (as above)
        if isinstance(field, models.ForeignKey) and field.remote_field.model is not model
    ]


def _in_order(found: dict[str, type[models.Model]]) -> list[str]:
    order: list[str] = []

    def visit(label: str) -> None:
        for target in _referred(found[label]):
            if target._meta.label not in order:  # noqa: SLF001 (as above)
                visit(target._meta.label)  # noqa: SLF001 (as above)
        if label not in order:
            order.append(label)

    for label in [HOME, *sorted(found)]:  # the others are laid beside it
        visit(label)
    return order
