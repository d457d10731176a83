from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubscriptionsConfig(AppConfig):
    name = "gongbao.register.subscriptions"
    label = "subscriptions"
    verbose_name = _("名录订阅")

    def ready(self) -> None:
        """Say which of these pages is for whom."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        landing.register(order=30, permission=Permission.LISTS_SUBSCRIBE, url="subscriptions:mine", text=_("名录订阅"))
        landing.register(order=80, permission=Permission.LISTING_DECIDE, url="subscriptions:office", text=_("名录订阅"))
