from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreeningConfig(AppConfig):
    name = "gongbao.register.screening"
    label = "screening"
    verbose_name = _("名单核验")

    def ready(self) -> None:
        """Say which of these pages is for whom."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.foundation.duties import places  # noqa: PLC0415 (as above)
        from gongbao.register.screening.presenters import jobs  # noqa: PLC0415 (as above)

        places.register("answer-contest", jobs.contest_duty, jobs.contest_href)

        landing.register(order=20, permission=Permission.SCREEN_USE, url="screening:jobs", text=_("名单核验"))
        landing.register(order=30, permission=Permission.SCREEN_USE, url="screening:watches", text=_("关注名单"))
        landing.register(order=40, permission=Permission.ENTITY_EDIT, url="screening:check", text=_("登记核查"))
        landing.register(order=40, permission=Permission.LISTING_DECIDE, url="screening:contests", text=_("不是我们"))
        landing.register(order=60, permission=Permission.FILING_SUBMIT, url="screening:own", text=_("不是我们"))
