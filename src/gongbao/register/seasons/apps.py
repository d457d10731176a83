from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeasonsConfig(AppConfig):
    name = "gongbao.register.seasons"
    label = "seasons"
    verbose_name = _("年报季")

    def ready(self) -> None:
        """Put the season on the work bar of offices."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        landing.register(order=20, permission=Permission.DUTY_SEE_OFFICE, url="seasons:seasons", text=_("年报季"))
