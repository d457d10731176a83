from django.apps import AppConfig

from gongbao.foundation.events.bus import subscribe
from gongbao.foundation.upkeep.slow import watch_connections


class HouseConfig(AppConfig):
    """Wires what only the top may know: which wing listens to which named event."""

    name = "gongbao.config"
    label = "house"

    def ready(self) -> None:
        from gongbao.config.subscriptions import SUBSCRIPTIONS  # noqa: PLC0415 (models must be loaded first)

        subscribe(SUBSCRIPTIONS)
        watch_connections()
