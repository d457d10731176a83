from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    name = "gongbao.briefing.targets"
    label = "targets"
    verbose_name = _("指标")

    def ready(self) -> None:
        """Put targets on the work bar of desks, units and leaders."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        landing.register(order=17, permission=Permission.DESK_WORK, url="targets:board", text=_("指标"))
        landing.register(order=13, permission=Permission.ITEM_WRITE, url="targets:own", text=_("指标"))
        landing.register(order=14, permission=Permission.INSTRUCT, url="targets:read", text=_("指标进度"))
