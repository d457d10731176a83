"""What the duties about inspections are called and where they are done."""

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.duties import places
from gongbao.foundation.duties.models import Duty


def show_duties() -> None:
    """Say it for every kind of this slice."""
    places.register("inspection-visit", lambda: _("完成检查"), _office)
    places.register("inspection-result", lambda: _("复核并公示检查结果"), _office)
    places.register("inspection-correction", lambda: _("复核检查结果的更正"), _of_correction)
    places.register("inspection-listing", lambda: _("据检查结果列入名录"), _of_finding)
    places.register("inspection-cooperation", lambda: _("配合检查"), _firm)
    places.register("inspection-answer", lambda: _("向检查机关提供材料"), _firm)


def _office(duty: Duty) -> str:
    return reverse("inspections:manage", args=[duty.about_entity or 0, duty.subject_id])


def _of_finding(duty: Duty) -> str:
    return reverse("inspections:of-finding", args=[duty.about_entity or 0, duty.subject_id])


def _firm(duty: Duty) -> str:
    return reverse("inspections:asked", args=[duty.party_id])


def _of_correction(duty: Duty) -> str:
    return reverse("inspections:of-correction", args=[duty.about_entity or 0, duty.subject_id])
