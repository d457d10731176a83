from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "gongbao.briefing.reviews"
    label = "reviews"
    verbose_name = _("复盘")

    def ready(self) -> None:
        """Put reviews on the work bar, and say where a measure is done."""
        from django.urls import reverse  # noqa: PLC0415 (models load after apps)

        from gongbao.briefing.reviews.actions import DUTY  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.foundation.duties import places  # noqa: PLC0415 (as above)

        landing.register(order=18, permission=Permission.DESK_WORK, url="reviews:overview", text=_("复盘"))
        landing.register(order=18, permission=Permission.BRIEFING_SUPERVISE, url="reviews:overview", text=_("复盘"))
        places.register(DUTY, lambda: str(_("复盘整改措施")), lambda duty: reverse("reviews:own"))
