from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "gongbao.briefing.incidents"
    label = "incidents"
    verbose_name = _("紧急事件")

    def ready(self) -> None:
        """Put urgent reports on the work bars, say where duties are done, follow what leaders say of an incident."""
        from django.urls import reverse  # noqa: PLC0415 (models load after apps)

        from gongbao.briefing.incidents.actions.instructing import follow  # noqa: PLC0415 (as above)
        from gongbao.briefing.incidents.names import DUTY, NEXT, SUBJECT  # noqa: PLC0415 (as above)
        from gongbao.briefing.incidents.selectors import place_of  # noqa: PLC0415 (as above)
        from gongbao.briefing.instructions import subjects  # noqa: PLC0415 (as above)
        from gongbao.briefing.items import kept  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.foundation.duties import places  # noqa: PLC0415 (as above)

        landing.register(order=9, permission=Permission.DESK_WORK, url="incidents:board", text=_("紧急事件"))
        landing.register(order=14, permission=Permission.BRIEFING_SUPERVISE, url="incidents:board", text=_("紧急事件"))
        landing.register(order=11, permission=Permission.ITEM_WRITE, url="incidents:urgent", text=_("紧急"))
        places.register(DUTY, lambda: str(_("突发事件报告")), lambda duty: reverse("incidents:urgent"))
        subjects.register(SUBJECT, follow, place_of)
        kept.register("incidents:urgent", "incidents:new")
        places.register(NEXT, lambda: str(_("突发事件续报")), lambda duty: reverse("incidents:urgent"))
