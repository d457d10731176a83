from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "gongbao.briefing.incidents"
    label = "incidents"
    verbose_name = _("紧急事件")

    def ready(self) -> None:
        """Put urgent reports on the work bars, and say where the duties of clocks are done."""
        from django.urls import reverse  # noqa: PLC0415 (models load after apps)

        from gongbao.briefing.incidents.names import DUTY, NEXT  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.foundation.duties import places  # noqa: PLC0415 (as above)

        landing.register(order=9, permission=Permission.DESK_WORK, url="incidents:board", text=_("紧急事件"))
        landing.register(order=14, permission=Permission.BRIEFING_SUPERVISE, url="incidents:board", text=_("紧急事件"))
        landing.register(order=11, permission=Permission.ITEM_WRITE, url="incidents:urgent", text=_("紧急"))
        places.register(DUTY, lambda: str(_("突发事件报告")), lambda duty: reverse("incidents:urgent"))
        places.register(NEXT, lambda: str(_("突发事件续报")), lambda duty: reverse("incidents:urgent"))
