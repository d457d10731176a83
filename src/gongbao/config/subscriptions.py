"""Who hears of what across slices and wings. The one table."""

from gongbao.foundation.events.bus import Handler

SUBSCRIPTIONS: dict[str, tuple[Handler, ...]] = {}
