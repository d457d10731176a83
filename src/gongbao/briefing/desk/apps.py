from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "gongbao.briefing.desk"
    label = "desk"
    verbose_name = _("信息科")

    def ready(self) -> None:
        """Put the desk on the work bar of its people."""
        from gongbao.briefing.desk import open_work  # noqa: PLC0415 (models load after apps)
        from gongbao.briefing.units.open_work import register as opens  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        opens("desk", open_work.in_hand, open_work.pass_on)
        landing.register(order=10, permission=Permission.DESK_WORK, url="desk:inbox", text=_("信息科"))
        landing.register(order=12, permission=Permission.DESK_WORK, url="desk:manuscripts", text=_("稿件"))
        for permission in (Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE):
            landing.register(order=24, permission=permission, url="desk:passed", text=_("越级与暂缓"))
