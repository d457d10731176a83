"""Django's `migrate`, quicker on an empty database: most of its minute went into drawing the same models again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState


class Command(migrate.Command):
    """As Django's."""

    def handle(self, *args: Any, **options: Any) -> None:
        if MigrationRecorder(connections[options["database"]]).applied_migrations():
            super().handle(*args, **options)
            return
        with lean_states():
            super().handle(*args, **options)


@contextmanager
def lean_states() -> Iterator[None]:
    """Until the end of the block a new model, index or constraint draws no other model again.

    Django draws every model related to a changed one anew, and here all are related to each other. Nothing that makes
    a table asks for it: what does, a migration in Python, gets a state drawn anew as a whole, because the state is
    marked as delayed, Django's own word for one that is not up to date.
    """
    with patch.object(ProjectState, "add_model", _add_model), patch.object(ProjectState, "_append_option", _append):
        yield


def _add_model(state: Any, model: ModelState) -> None:
    key = model.app_label, model.name_lower
    state.models[key] = model
    if state._relations is not None:  # noqa: SLF001 (a method in another's place)
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:
        state.is_delayed = True
        state.apps.render_multiple([model])


def _append(state: Any, app_label: str, model_name: str, option_name: str, value: Any) -> None:
    model = state.models[app_label, model_name]
    model.options[option_name] = [*model.options[option_name], value]
    if "apps" in state.__dict__:
        state.is_delayed = True
        drawn = state.apps.get_model(app_label, model_name)
        setattr(drawn._meta, option_name, model.options[option_name])  # noqa: SLF001 (Django's documented name)
