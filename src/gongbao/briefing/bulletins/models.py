from django.db import models

from gongbao.briefing.desk.models import Manuscript
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.files.models import StoredFile


class Periodical(models.Model):
    """A bulletin (刊物). Numbers run by year, with a running total; supplements have a series of their own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="periodicals")
    name = models.CharField(max_length=30)
    issuer = models.CharField(max_length=120, help_text="the office that issues it, one line each")
    began_on = models.DateField()
    ended_on = models.DateField(null=True)
    total_before = models.IntegerField(default=0, help_text="issues before this system took over the numbering")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "name"], name="periodical_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="periodical_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Predecessor(models.Model):
    """A periodical that went up in another: its last numbers are kept, and never used again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    periodical = models.ForeignKey(Periodical, on_delete=models.PROTECT, related_name="predecessors")
    name = models.CharField(max_length=30)
    former = models.ForeignKey(Periodical, null=True, on_delete=models.PROTECT, related_name="successors")
    last_year = models.IntegerField()
    last_number = models.IntegerField()
    last_total = models.IntegerField()
    columns = models.JSONField(default=dict, help_text="old column -> new column, by name")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["periodical", "name"], name="predecessor_once")]


class Column(models.Model):
    """A standing heading of a periodical (栏目)."""

    id = models.BigAutoField(primary_key=True)
    periodical = models.ForeignKey(Periodical, on_delete=models.PROTECT, related_name="columns")
    name = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["periodical", "name"], name="column_once")]

    def __str__(self) -> str:
        return self.name


class Line(models.TextChoices):
    UP = "up", "报"
    PEERS = "peers", "送"
    DOWN = "down", "发"


class Reader(models.Model):
    """Who gets a periodical, on which line of its foot. Without an account: a printed copy."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    periodical = models.ForeignKey(Periodical, on_delete=models.PROTECT, related_name="readers")
    line = models.CharField(max_length=6, choices=Line)
    words = models.CharField(max_length=60, help_text="as the foot says it")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    copies = models.PositiveSmallIntegerField(default=1)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["periodical", "words"], condition=models.Q(until=None), name="reader_once"),
            models.UniqueConstraint(
                fields=["periodical", "user"],
                condition=models.Q(until=None) & models.Q(user__isnull=False),
                name="reader_user_once",
            ),
        ]


class IssueState(models.TextChoices):
    MAKING = "making", "编排中"
    SIGNED = "signed", "已签发"
    RECALLED = "recalled", "已收回"


class Issue(models.Model):
    """One number (期). Year, number and total are given when it is signed, and never used again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    periodical = models.ForeignKey(Periodical, on_delete=models.PROTECT, related_name="issues")
    supplement = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=IssueState, default=IssueState.MAKING)
    internal = models.BooleanField(default=True, help_text="marked 内部; nothing higher may be printed here")
    extra = models.CharField(max_length=200, blank=True, help_text="本期增发")
    turn = models.PositiveIntegerField(default=1)
    year = models.IntegerField(null=True)
    number = models.IntegerField(null=True)
    total = models.IntegerField(null=True)
    issued_on = models.DateField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=80, blank=True)
    copies = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField(null=True, help_text="what was issued, canonical JSON: entered into the log")
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField(null=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_why = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["periodical", "supplement", "year", "number"],
                condition=models.Q(number__isnull=False),
                name="issue_number_once",
            ),
            models.UniqueConstraint(
                fields=["periodical", "total"], condition=models.Q(total__isnull=False), name="issue_total_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="making", number=None, signed_at=None, body=None)
                | (
                    ~models.Q(state="making")
                    & models.Q(number__isnull=False, signed_at__isnull=False, body__isnull=False)
                ),
                name="issue_signed_whole",
            ),
        ]
        indexes = [models.Index(fields=["periodical", "-signed_at"], name="issue_newest")]


class Entry(models.Model):
    """A manuscript in an issue. Its words are fixed with the signature; until then the manuscript's stand."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="entries")
    manuscript = models.ForeignKey(Manuscript, on_delete=models.PROTECT, related_name="printed")
    column = models.ForeignKey(Column, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120, blank=True)
    body = models.TextField(blank=True)
    note = models.CharField(max_length=600, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "manuscript"], name="entry_once")]
        indexes = [models.Index(fields=["manuscript"], name="entry_manuscript")]


class Proofreading(models.Model):
    """Somebody read an issue as it stood (`sha256` of its content) and passed it. Two are needed, by two people."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="proofs")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "user", "sha256"], name="proofreading_once")]


class Copy(models.Model):
    """One copy of an issue: to whom, and whether it was opened, acknowledged, given back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="given")
    number = models.PositiveIntegerField(help_text="copy number, printed on controlled copies")
    words = models.CharField(max_length=60)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True, help_text="a printed copy came back")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "number"], name="copy_once"),
            models.UniqueConstraint(
                fields=["issue", "user"], condition=models.Q(user__isnull=False), name="copy_user_once"
            ),
        ]
        indexes = [models.Index(fields=["user", "issue"], name="copy_reader")]
