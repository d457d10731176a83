from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MemoryConfig(AppConfig):
    name = "gongbao.briefing.memory"
    label = "memory"
    verbose_name = _("查找与记忆")

    def ready(self) -> None:
        """Put finding on every work bar of the reporting line, and what is related beside an item."""
        from gongbao.briefing.items.beside import register  # noqa: PLC0415 (models load after apps)
        from gongbao.briefing.memory import beside  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        register(beside.TEMPLATE, beside.of_item)
        for permission in (Permission.ITEM_WRITE, Permission.DESK_WORK, Permission.BULLETIN_READ):
            landing.register(order=99, permission=permission, url="memory:search", text=_("查找"))
        landing.register(order=13, permission=Permission.INSTRUCT, url="memory:leader", text=_("我的一年"))
        landing.register(order=15, permission=Permission.ITEM_WRITE, url="memory:ours", text=_("本单位记录"))
