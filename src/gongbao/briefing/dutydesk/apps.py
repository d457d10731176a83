from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutydeskConfig(AppConfig):
    name = "gongbao.briefing.dutydesk"
    label = "dutydesk"
    verbose_name = _("值班台")

    def ready(self) -> None:
        """Put duty and the wall on the work bar of everybody who keeps watch."""
        from gongbao.briefing.dutydesk import beside  # noqa: PLC0415 (models load after apps)
        from gongbao.briefing.incidents.beside import register as show  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        show(beside.TEMPLATE, beside.part)
        landing.register(order=17, permission=Permission.DUTY_WATCH, url="dutydesk:duty", text=_("值班"))
