from django.db import models


class OrganisationKind(models.TextChoices):
    AUTHORITY = "authority", "市场监管部门"
    DEPARTMENT = "department", "其他部门"
    ENTERPRISE = "enterprise", "经营主体"
    AGENT = "agent", "代理机构"
    UNIT = "unit", "报送单位"
    READER = "reader", "查询机构"


class Organisation(models.Model):
    """A body people act for: an office, a department, an enterprise, an agent, a reporting unit."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=OrganisationKind)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=18, blank=True, help_text="unified social credit code where it has one")
    region = models.CharField(max_length=12, help_text="division code of the area it answers for")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code="") & models.Q(active=True), name="organisation_code_once"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="organisation_has_a_name"),
        ]
        indexes = [models.Index(fields=["kind", "region"], name="organisation_kind_region")]

    def __str__(self) -> str:
        return self.name
