from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PushesConfig(AppConfig):
    name = "gongbao.register.pushes"
    label = "pushes"
    verbose_name = _("外省推送")

    def ready(self) -> None:
        """Contribute the work list's pages and the menu."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.foundation.duties import places  # noqa: PLC0415 (as above)
        from gongbao.register.pushes import presenters  # noqa: PLC0415 (as above)

        for kind, (title, _page) in presenters.DUTIES.items():
            places.register(kind, title, presenters.duty_href)
        may = Permission.FACT_SUBMIT
        landing.register(order=14, permission=may, url="pushes:outbox", text=_("外省推送"), kind="authority")
