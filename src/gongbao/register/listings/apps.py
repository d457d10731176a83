from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListingsConfig(AppConfig):
    name = "gongbao.register.listings"
    label = "listings"
    verbose_name = _("名录")
