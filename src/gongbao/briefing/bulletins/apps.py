from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "gongbao.briefing.bulletins"
    label = "bulletins"
    verbose_name = _("刊物")

    def ready(self) -> None:
        """Put the bulletin on the work bar of the desk and of its readers."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        landing.register(order=14, permission=Permission.DESK_WORK, url="bulletins:issues", text=_("刊物"))
        landing.register(order=11, permission=Permission.BULLETIN_READ, url="bulletins:mine", text=_("阅读"))
