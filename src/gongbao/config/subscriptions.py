"""Who hears of what across slices and wings. The one table."""

from collections.abc import Mapping
from typing import Any

from gongbao.foundation.events.bus import Handler
from gongbao.foundation.ledger.actions.reconcile import CONTRADICTED
from gongbao.register.records.actions import publish_anew


def _publish_anew(facts: Mapping[str, Any]) -> None:
    publish_anew(records=[key[0] for key in facts["keys"]], by=facts["by"], now=facts["now"])


SUBSCRIPTIONS: dict[str, tuple[Handler, ...]] = {CONTRADICTED: (_publish_anew,)}
