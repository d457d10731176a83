from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "gongbao.briefing.units"
    label = "units"
    verbose_name = _("报送单位")
