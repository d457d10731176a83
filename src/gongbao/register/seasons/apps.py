from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeasonsConfig(AppConfig):
    name = "gongbao.register.seasons"
    label = "seasons"
    verbose_name = _("年报季")

    def ready(self) -> None:
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models must be loaded first)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (models must be loaded first)

        landing.register(order=20, permission=Permission.SEASON_MANAGE, url="seasons:index", text=_("年报季"))
        landing.register(order=20, permission=Permission.SEASON_SIGN, url="seasons:index", text=_("年报季"))
