from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutydeskConfig(AppConfig):
    name = "gongbao.briefing.dutydesk"
    label = "dutydesk"
    verbose_name = _("值班台")
