"""The log's tables. Business transactions touch only `Outbox`; the sequencer alone writes the rest."""

from django.db import models


class Commitment(models.Model):
    r"""What every published thing carries: its canonical bytes, a salt, and the commitment that enters the log.

    Erasure empties body and salt and leaves the commitment, so every proof stays valid
    (SHA-256("reg/commit/v1\\n" || salt || body), see kernel/tlog/commitment.py).
    """

    body = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Outbox(models.Model):
    """An entry waiting for its place in the log, written in the transaction of the act itself."""

    id = models.BigAutoField(primary_key=True)
    record = models.UUIDField()
    version = models.IntegerField()
    kind = models.CharField(max_length=20)
    entry = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "version", "kind"], name="outbox_once"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="outbox_version_from_one"),
        ]


class Leaf(models.Model):
    """An entry in its place. Append-only: the application role holds no right to change or delete."""

    index = models.BigIntegerField(primary_key=True)
    record = models.UUIDField()
    version = models.IntegerField()
    kind = models.CharField(max_length=20)
    leaf_hash = models.BinaryField()
    entry = models.BinaryField()
    sequenced_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "version", "kind"], name="leaf_once"),
            models.CheckConstraint(condition=models.Q(index__gte=0), name="leaf_index_from_zero"),
        ]


class Replayed(models.Model):
    """The latest version the log holds of a record, learnt by a replay: a restored database may never have known it,
    and must not give its number to something else.
    """

    record = models.UUIDField(primary_key=True)
    version = models.IntegerField()
    commitment = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(version__gte=1), name="replayed_version_from_one")]


class Head(models.Model):
    """The one row that says how far the log has grown: size and the frontier of perfect subtrees."""

    origin = models.CharField(max_length=120, primary_key=True)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    root = models.BinaryField()
    published_size = models.BigIntegerField(default=0, help_text="tiles on disk reach this far")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__gte=models.F("published_size")), name="head_not_behind_tiles"
            )
        ]


class SignedHead(models.Model):
    """A checkpoint that was signed. Never two roots for one size; append-only like `Leaf`."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField(help_text="the signed note with the log's own signature lines")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__gte=0), name="signed_head_size_from_zero")]
        indexes = [models.Index(fields=["signed_at"], name="signed_head_when")]


class Cosignature(models.Model):
    """One witness's line under one signed head; append-only."""

    pk = models.CompositePrimaryKey("head_id", "witness")
    head = models.ForeignKey(SignedHead, on_delete=models.PROTECT, db_index=False, related_name="cosignatures")
    witness = models.CharField(max_length=120)
    line = models.TextField(help_text="the signature line as it stands in the note, with its newline")
    received_at = models.DateTimeField()


class Witness(models.Model):
    """Somebody outside who cosigns our heads."""

    name = models.CharField(max_length=120, primary_key=True)
    vkey = models.CharField(max_length=300)
    url = models.URLField()
    active = models.BooleanField(default=True)
    latest_size = models.BigIntegerField(default=0)
    latest_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)


class WitnessedLog(models.Model):
    """The state we keep as a witness of others' logs: their largest consistent head (tlog-witness)."""

    origin = models.CharField(max_length=200, primary_key=True)
    vkey = models.CharField(max_length=300)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField()
    note = models.TextField(blank=True)
    updated_at = models.DateTimeField()
