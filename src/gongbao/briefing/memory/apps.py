from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MemoryConfig(AppConfig):
    name = "gongbao.briefing.memory"
    label = "memory"
    verbose_name = _("查找与记忆")
