from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpotchecksConfig(AppConfig):
    name = "gongbao.register.spotchecks"
    label = "spotchecks"
    verbose_name = _("随机抽查")

    def ready(self) -> None:
        """Say for whom the office's page of draws is, and where its duty is done."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.foundation.duties import places  # noqa: PLC0415 (as above)
        from gongbao.register.spotchecks import presenters  # noqa: PLC0415 (as above)

        places.register("draw-reveal", presenters.duty_words, presenters.duty_href)

        for permission in (Permission.DRAW_PLAN, Permission.DRAW_APPROVE):
            landing.register(order=60, permission=permission, url="spotchecks:plans", text=_("抽查"))
