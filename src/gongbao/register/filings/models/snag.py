from django.db import models


class SnagStep(models.TextChoices):
    SAVE = "save", "保存一部分时"
    CHECK = "check", "预演时"
    SUBMIT = "submit", "提交时"
    FILE = "file", "批量文件里"
    API = "api", "接口"
    PAPER = "paper", "录入纸质时"


class Snag(models.Model):
    """How often an item stopped somebody on one day in one county: a count and nothing about who it was."""

    day = models.DateField()
    year = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=12)
    region = models.CharField(max_length=6, help_text="the county; nothing finer, so that no firm shows through")
    section = models.CharField(max_length=40)
    item = models.CharField(max_length=120, help_text="field, or table.column; never a line's number")
    step = models.CharField(max_length=6, choices=SnagStep)
    blank = models.BooleanField(help_text="nothing was answered; else the answer was wrong")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "region", "category", "section", "item", "step", "blank", "day"], name="snag_once_a_day"
            )
        ]
