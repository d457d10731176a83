from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignalsConfig(AppConfig):
    name = "gongbao.briefing.signals"
    label = "signals"
    verbose_name = _("线索核对")

    def ready(self) -> None:
        """Put the desk's page and the units' questions on the work bar, and say where a question is answered."""
        from gongbao.briefing.signals.names import DUTY  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.foundation.duties import places  # noqa: PLC0415 (as above)

        landing.register(order=18, permission=Permission.DESK_WORK, url="signals:board", text=_("线索核对"))
        landing.register(order=14, permission=Permission.ITEM_WRITE, url="signals:checks", text=_("核实线索"))
        places.register(DUTY, lambda: str(_("核实线索")), lambda duty: f"/signals/checks/{duty.subject_id}/")
