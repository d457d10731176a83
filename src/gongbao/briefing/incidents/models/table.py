from django.db import models


class Category(models.TextChoices):
    """The four classes of the Emergency Response Law (2024) art. 2; the fourth has no national grades (art. 3)."""

    NATURAL = "natural", "自然灾害"
    ACCIDENT = "accident", "事故灾难"
    HEALTH = "health", "公共卫生事件"
    SOCIAL = "social", "社会安全事件"


class Hazard(models.Model):
    """A kind of incident: data, with the days within which changed figures must still be reported."""

    code = models.SlugField(max_length=30, primary_key=True)
    zh = models.CharField(max_length=30)
    en = models.CharField(max_length=60)
    category = models.CharField(max_length=10, choices=Category)
    watch_days = models.PositiveSmallIntegerField(default=30)
    order = models.PositiveIntegerField(default=100)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.zh


class GradeThreshold(models.Model):
    """One cell of the table of grades: this figure reached makes this grade. A changed number is a new row."""

    id = models.BigAutoField(primary_key=True)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="thresholds")
    grade = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=20)
    at_least = models.DecimalField(max_digits=14, decimal_places=2)
    region = models.CharField(max_length=12, blank=True)
    citation_zh = models.CharField(max_length=120)
    citation_en = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(max_length=1, default="M")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(grade__gte=1, grade__lte=4), name="threshold_grade"),
            models.CheckConstraint(condition=models.Q(at_least__gte=0), name="threshold_not_negative"),
            models.CheckConstraint(
                condition=models.Q(confidence__in=["C", "S", "M", "D"]), name="threshold_confidence"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="threshold_runs_forward",
            ),
            models.UniqueConstraint(
                fields=["hazard", "grade", "measure", "region"],
                condition=models.Q(valid_to=None),
                name="threshold_one_current",
            ),
        ]
