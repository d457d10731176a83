from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilingsConfig(AppConfig):
    name = "gongbao.register.filings"
    label = "filings"
    verbose_name = _("申报")
