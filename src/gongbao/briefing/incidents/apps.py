from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "gongbao.briefing.incidents"
    label = "incidents"
    verbose_name = _("紧急事件")
