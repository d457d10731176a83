"""The house rules that a linter cannot say."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

SOURCE = Path(__file__).parents[2] / "src" / "gongbao"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
LEVELS = {"kernel": 0, "foundation": 1, "register": 2, "briefing": 2, "web": 3, "api": 3, "cli": 3, "config": 4}
FOUNDATION = ["events", "codes", "files", "ledger", "draws", "accounts", "duties", "notices"]

# May only shrink; each with its reason.
LONG_MODULES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}

# Tables that are not an entity's own.
NOT_ENTITY_SCOPED = {
    "entities.EntityCode": "the directory of codes, spread over a cluster by the code itself",
}


def name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_modules_stay_readable():
    long = {name(p): n for p in MODULES if (n := len(p.read_text().splitlines())) > 400}
    assert set(long) == set(LONG_MODULES), f"split by concept, or shrink the list: {long}"


def test_functions_stay_readable():
    long = {
        f"{name(p)}::{node.name}": size
        for p in MODULES
        for node in ast.walk(ast.parse(p.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or 0) - node.lineno + 1) > 50
    }
    assert set(long) == set(LONG_FUNCTIONS), long


def test_no_room_for_odds_and_ends():
    assert not [name(p) for p in MODULES if {"core", "common", "utils", "helpers", "misc"} & {*p.parts, p.stem}]


def test_every_exception_from_a_rule_has_its_reason():
    bare = [
        f"{name(p)}:{number}"
        for p in MODULES
        for number, line in enumerate(p.read_text().splitlines(), 1)
        if re.search(r"#\s*noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)* \(.+)", line)
        or re.search(r"#\s*type: ignore(?!\[[\w, -]+\]  # )", line)
    ]
    assert not bare, "write `# noqa: CODE (reason)` or `# type: ignore[code]  # reason`"


WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "update"}
QUERYSET = re.compile(r"objects|filter\(|exclude\(|all\(\)")


def writes_in(path: Path) -> list[str]:
    return [
        f"{name(path)}:{node.lineno} {owner}.{node.func.attr}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and QUERYSET.search(owner := ast.unparse(node.func.value))
    ]


def test_only_actions_write():
    slices = [
        p for p in MODULES if name(p).split("/")[0] in {"foundation", "register", "briefing", "web", "api", "cli"}
    ]
    loose = [w for p in slices if not {"actions", "sequencer"} & {*p.parts, p.stem} for w in writes_in(p)]
    assert not loose, f"writes outside actions: {loose}"


def test_the_kernel_never_reads_the_clock():
    reading = re.compile(r"\b(datetime\.now|date\.today|time\.time|timezone\.now|utcnow)\(")
    assert not [name(p) for p in MODULES if name(p).startswith("kernel/") and reading.search(p.read_text())]


def test_rules_say_what_they_decide():
    silent = [
        f"{name(p)}::{node.name}"
        for p in MODULES
        if p.stem == "rules" or "rules" in p.parts or name(p).startswith("kernel/statutes")
        for node in ast.parse(p.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not silent


def room(dotted: str) -> tuple[str, str]:
    parts = dotted.split(".")
    return (parts[1], parts[2]) if parts[0] == "gongbao" and len(parts) > 2 else ("", "")


def may_point(here: tuple[str, str], there: tuple[str, str]) -> bool:
    if LEVELS[here[0]] != LEVELS[there[0]]:
        return LEVELS[here[0]] > LEVELS[there[0]]
    if here[0] == "foundation":
        return FOUNDATION.index(here[1]) >= FOUNDATION.index(there[1])
    return here[0] == there[0]


OURS = [m for m in apps.get_models() if m.__module__.startswith("gongbao.")]


def test_relations_never_run_upward_or_across():
    wrong = [
        f"{m._meta.label}.{f.name}"
        for m in OURS
        for f in m._meta.get_fields()
        if isinstance(f, models.ForeignKey)
        and room(f.remote_field.model.__module__)[0]
        and not may_point(room(m.__module__), room(f.remote_field.model.__module__))
    ]
    assert not wrong


def test_migrations_never_depend_upward_or_across():
    rooms = {a.label: room(a.name + ".x") for a in apps.get_app_configs() if a.name.startswith("gongbao.")}
    wrong = [
        f"{app}.{number} -> {needed[0]}"
        for (app, number), migration in MigrationLoader(None).disk_migrations.items()
        if app in rooms
        for needed in migration.dependencies
        if needed[0] in rooms and needed[0] != app and not may_point(rooms[app], rooms[needed[0]])
    ]
    assert not wrong


ENTITY_SCOPED = [
    m
    for m in OURS
    if any(f.column == "entity_id" and not f.primary_key for f in m._meta.concrete_fields)
    and m._meta.label not in NOT_ENTITY_SCOPED
]


@pytest.mark.parametrize("model", ENTITY_SCOPED, ids=lambda m: m._meta.label)
def test_a_cluster_stays_possible(model):
    """Entity first in the primary key; unique constraints stay within an entity (engine.md, Citus)."""
    assert model._meta.pk_fields[0].column == "entity_id"
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            columns = [model._meta.get_field(f).column for f in constraint.fields]
            assert "entity_id" in columns, f"{constraint.name} spans entities"
    assert not [f.name for f in model._meta.concrete_fields if f.unique and not f.primary_key]


def test_no_triggers():
    source = "".join(p.read_text() for p in SOURCE.rglob("migrations/*.py"))
    assert "CREATE TRIGGER" not in source.upper()
