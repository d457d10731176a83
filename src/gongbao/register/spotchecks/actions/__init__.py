"""Every write of spot checks of entities."""

from gongbao.register.spotchecks.actions.visits import record_visits

__all__ = ["record_visits"]
