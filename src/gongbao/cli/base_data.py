"""What every installation needs before the first page: roles, code lists, forms. Loading twice changes nothing."""

from collections.abc import Callable
from datetime import datetime

from gongbao.briefing.items.actions import load_starting_data
from gongbao.foundation.accounts.actions import ensure_roles
from gongbao.foundation.codes.actions import load_lists
from gongbao.foundation.events.actor import system
from gongbao.register.consultations.actions import ensure_purposes
from gongbao.register.filings.actions import load_forms

# In order; each takes the present instant and does nothing when its data is already there.
LOADERS: tuple[Callable[[datetime], object], ...] = (
    lambda now: ensure_roles(now=now),
    lambda now: load_forms(now=now),
    lambda now: ensure_purposes(by=system("base-data"), now=now),
    lambda now: load_lists(by=system("base-data"), now=now),
    lambda now: load_starting_data(by=system("base-data"), now=now),
)


def load_base_data(now: datetime) -> None:
    """Load what is missing."""
    for load in LOADERS:
        load(now)
