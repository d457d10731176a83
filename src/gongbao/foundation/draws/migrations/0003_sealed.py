"""What a committed draw can't be changed in is held by the database: no trigger, only checks and references."""

from django.db import migrations

COLUMNS = [
    "region", "title", "mode", "purpose", "authorities", "categories", "areas", "industries", "sizes", "risks",
    "dimensions", "quota_by", "qualification", "lotteries", "approved_by", "approved_by_id", "planned_by_id",
]  # fmt: skip
NUMBERS = ["year", "serial", "rate", "count", "each", "cap", "beacon", "organisation_id"]
TIMES = ["commit_by", "reveal_by", "approved_at"]
FINGERPRINT = " || '|' || ".join(
    [f"md5({name}::text)" for name in COLUMNS]
    + [f"coalesce(\"{name}\"::text, '')" for name in NUMBERS]
    + [f"coalesce(extract(epoch FROM ({name} AT TIME ZONE 'UTC'))::text, '')" for name in TIMES]
)

FORWARD = f"""
ALTER TABLE draws_plan ADD COLUMN fingerprint varchar(32) GENERATED ALWAYS AS (md5({FINGERPRINT})) STORED;
ALTER TABLE draws_plan ADD CONSTRAINT plan_fingerprint UNIQUE (id, fingerprint);
ALTER TABLE draws_draw ADD CONSTRAINT draw_digest_of_manifest CHECK (body IS NULL OR sha256(body) = digest);
ALTER TABLE draws_draw ADD CONSTRAINT draw_secret_as_committed
  CHECK (secret IS NULL OR sha256(secret) = secret_commitment);
ALTER TABLE draws_draw ADD CONSTRAINT draw_committed UNIQUE (plan_id, digest, secret_commitment);
ALTER TABLE draws_seal ADD CONSTRAINT seal_plan FOREIGN KEY (draw_id, fingerprint)
  REFERENCES draws_plan (id, fingerprint);
ALTER TABLE draws_seal ADD CONSTRAINT seal_draw FOREIGN KEY (draw_id, digest, secret_commitment)
  REFERENCES draws_draw (plan_id, digest, secret_commitment);
"""
BACK = """
ALTER TABLE draws_seal DROP CONSTRAINT seal_draw;
ALTER TABLE draws_seal DROP CONSTRAINT seal_plan;
ALTER TABLE draws_draw DROP CONSTRAINT draw_committed;
ALTER TABLE draws_draw DROP CONSTRAINT draw_secret_as_committed;
ALTER TABLE draws_draw DROP CONSTRAINT draw_digest_of_manifest;
ALTER TABLE draws_plan DROP CONSTRAINT plan_fingerprint;
ALTER TABLE draws_plan DROP COLUMN fingerprint;
"""


class Migration(migrations.Migration):
    dependencies = [("draws", "0002_pools_and_results")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
