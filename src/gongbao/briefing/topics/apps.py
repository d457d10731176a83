from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TopicsConfig(AppConfig):
    name = "gongbao.briefing.topics"
    label = "topics"
    verbose_name = _("要点与约稿")
