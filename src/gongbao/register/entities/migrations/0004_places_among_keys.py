from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

# As it was when this migration was written; the application's own statement may change.
_PLACES = """
    UPDATE entities_entityname n SET grams = p.keys || n.grams
    FROM entities_entity e, LATERAL (
        SELECT ARRAY(
            SELECT left(e.region, size)::int FROM unnest(ARRAY[2, 4, 6]) AS size
            WHERE length(e.region) >= size AND left(e.region, size) ~ '^[0-9]+$' ORDER BY size) AS keys
    ) p
    WHERE e.id = n.entity_id AND cardinality(p.keys) > 0
"""
_NO_PLACES = """
    UPDATE entities_entityname SET grams = ARRAY(
        SELECT one FROM unnest(grams) WITH ORDINALITY AS g (one, at) WHERE one < 0 OR one >= 3145728 ORDER BY at)
    WHERE EXISTS (SELECT FROM unnest(grams) AS one WHERE one >= 0 AND one < 3145728)
"""


class Migration(migrations.Migration):
    """The place of an entity among the keys of its names: one index answers for a word and a place together.

    The index is taken off while every name is written anew, and built once after it.
    """

    dependencies = [("entities", "0003_search_by_sound")]

    operations = [
        migrations.RemoveIndex("entityname", "entity_name_grams"),
        migrations.RemoveIndex("entityname", "entity_name_sounds"),
        migrations.RunSQL(_PLACES, _NO_PLACES),
        migrations.AddIndex(
            "entityname",
            GinIndex(
                fields=["initials"], name="entity_name_sounds", opclasses=["gin_trgm_ops"], gin_pending_list_limit=256
            ),
        ),
        migrations.AddIndex(
            "entityname", GinIndex(fields=["grams"], name="entity_name_grams", gin_pending_list_limit=256)
        ),
        migrations.RunSQL("ANALYZE entities_entityname (grams)", migrations.RunSQL.noop),
    ]
