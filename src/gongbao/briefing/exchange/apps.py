from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "gongbao.briefing.exchange"
    label = "exchange"
    verbose_name = _("上下级交换")
