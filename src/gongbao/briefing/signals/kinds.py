"""From the kinds a text is read as to the kinds of incident of the reporting line, and their names."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: A kind of the kernel -> hazards of briefing/incidents that may report it, the likeliest first.
HAZARDS: dict[str, tuple[str, ...]] = {
    "traffic": ("traffic", "work-safety"),
    "fire": ("fire", "work-safety", "forest-fire"),
    "explosion": ("work-safety", "fire"),
    "mine": ("work-safety",),
    "collapse": ("work-safety", "geological"),
    "accident": ("work-safety", "traffic"),
    "drowning": ("other", "flood"),
    "utility": ("other",),
    "environment": ("environment", "work-safety"),
    "poisoning": ("other", "work-safety", "food-poisoning"),
    "forest_fire": ("forest-fire", "fire"),
    "earthquake": ("earthquake",),
    "geological": ("geological", "flood"),
    "flood": ("flood", "weather", "geological"),
    "storm": ("weather", "flood"),
    "food_poisoning": ("food-poisoning",),
    "epidemic": ("epidemic",),
    "gathering": ("gathering",),
    "violence": ("other",),
    "school": ("other", "food-poisoning"),
}
WORDS: dict[str, Promise] = {
    "traffic": _("交通事故"),
    "fire": _("火灾"),
    "explosion": _("爆炸泄漏"),
    "mine": _("矿山事故"),
    "collapse": _("坍塌"),
    "accident": _("其他安全事故"),
    "drowning": _("溺水"),
    "utility": _("水电气通信中断"),
    "environment": _("环境污染"),
    "poisoning": _("一氧化碳等中毒"),
    "forest_fire": _("森林草原火灾"),
    "earthquake": _("地震"),
    "geological": _("地质灾害"),
    "flood": _("洪涝"),
    "storm": _("气象灾害"),
    "food_poisoning": _("食物中毒"),
    "epidemic": _("传染病疫情"),
    "gathering": _("群体性事件"),
    "violence": _("治安刑事案件"),
    "school": _("校园安全"),
}


def hazards_for(kind: str) -> tuple[str, ...]:
    """The hazards under which an incident of this kind may have been reported."""
    return tuple(dict.fromkeys((*HAZARDS.get(kind, ()), "other")))


def kind_words(kind: str) -> str:
    """The kind in the reader's language."""
    return str(WORDS.get(kind, kind))
