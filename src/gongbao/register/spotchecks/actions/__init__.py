"""Every write of spot checks of entities."""

from gongbao.foundation.draws.actions import recuse, replace, supplement
from gongbao.register.spotchecks.actions.directory import (
    add_inspector,
    declare_interest,
    end_interest,
    import_risks,
    retire_inspector,
)
from gongbao.register.spotchecks.actions.draws import commit, reveal
from gongbao.register.spotchecks.actions.visits import record_visits

__all__ = [
    "add_inspector",
    "commit",
    "declare_interest",
    "end_interest",
    "import_risks",
    "record_visits",
    "recuse",
    "replace",
    "retire_inspector",
    "reveal",
    "supplement",
]
