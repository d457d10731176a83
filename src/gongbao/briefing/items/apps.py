from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ItemsConfig(AppConfig):
    name = "gongbao.briefing.items"
    label = "items"
    verbose_name = _("信息")

    def ready(self) -> None:
        """Put reporting on the work bar of units, and say who may open attachments."""
        from gongbao.briefing.items import open_work  # noqa: PLC0415 (models load after apps)
        from gongbao.briefing.items.selectors import SUBJECT, may_open_files  # noqa: PLC0415 (as above)
        from gongbao.briefing.units.open_work import register as opens  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.attachments import register  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        register(SUBJECT, may_open_files)
        opens("items", open_work.of_unit)
        landing.register(order=10, permission=Permission.ITEM_WRITE, url="items:home", text=_("信息报送"))
        landing.register(order=20, permission=Permission.DESK_WORK, url="items:undertakings", text=_("决策"))
