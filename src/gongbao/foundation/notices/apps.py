from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "gongbao.foundation.notices"
    label = "notices"
    verbose_name = _("通知")

    def ready(self) -> None:
        """Put the outside channels on the work bar of whoever manages them."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        landing.register(order=70, permission=Permission.CHANNELS_MANAGE, url="notices:outside", text=_("对外渠道"))
