from django.db import models

from gongbao.register.entities.models.entity import Category


class ReportForm(models.Model):
    """The annual report's form of one year for one category, as data."""

    id = models.BigAutoField(primary_key=True)
    year = models.PositiveSmallIntegerField(help_text="the year reported on")
    category = models.CharField(max_length=12, choices=Category)
    edition = models.PositiveSmallIntegerField(default=1)
    definition = models.JSONField()
    citation = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "category", "edition"], name="report_form_once")]
