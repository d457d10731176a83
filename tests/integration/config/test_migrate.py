"""The quick way to an empty database's tables ends in the same tables as Django's own."""

from contextlib import nullcontext

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.state import ProjectState

from gongbao.config.management.commands import migrate

SHAPE = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length,"
    " generation_expression FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY 1, 2",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    " AND proname !~ '^(gtrgm|gin_|similarity|show_|strict_|word_|set_limit)' ORDER BY 1, 2",
    "applied": "SELECT app, name FROM django_migrations ORDER BY 1, 2",
}


def shape() -> dict[str, list[tuple]]:
    with connection.cursor() as cursor:
        found = {}
        for part, question in SHAPE.items():
            cursor.execute(question)
            found[part] = cursor.fetchall()
        return found


# Django's own way takes a minute: run by `make test-long`.
@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.django_db(transaction=True)
def test_the_tables_are_those_of_djangos_own_way(monkeypatch):
    lean, home = shape(), connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {home}_plain")
        cursor.execute(f"CREATE DATABASE {home}_plain TEMPLATE template0")
    connection.close()
    connection.settings_dict["NAME"] = f"{home}_plain"
    try:
        monkeypatch.setattr(migrate, "lean_states", nullcontext)
        call_command("migrate", interactive=False, verbosity=0)
        plain = shape()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = home
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {home}_plain WITH (FORCE)")
    for part in SHAPE:
        assert lean[part] == plain[part], part
    assert len(lean["columns"]) > 1_000


def test_afterwards_states_are_djangos_again():
    before = ProjectState.add_model, ProjectState._append_option
    with migrate.lean_states():
        assert ProjectState.add_model is not before[0]
    assert (ProjectState.add_model, ProjectState._append_option) == before
