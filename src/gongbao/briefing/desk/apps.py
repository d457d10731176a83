from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "gongbao.briefing.desk"
    label = "desk"
    verbose_name = _("信息科")

    def ready(self) -> None:
        """Put the desk on the work bar of its people."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        landing.register(order=10, permission=Permission.DESK_WORK, url="desk:inbox", text=_("信息科"))
        landing.register(order=12, permission=Permission.DESK_WORK, url="desk:manuscripts", text=_("稿件"))
