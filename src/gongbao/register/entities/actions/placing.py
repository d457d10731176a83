"""Where an entity is stands among the keys of its names, so that one index answers for a word and a place together."""

from collections.abc import Sequence

from django.db import connection

from gongbao.register.entities.folding import BIGRAMS_FROM, PLACE_SIZES

# The keys as folding.keys() makes them: first the places of the entity as it is now, then the bigrams there were.
PLACED = f"""
    UPDATE entities_entityname n SET grams = p.keys || ARRAY(
        SELECT one FROM unnest(n.grams) WITH ORDINALITY AS g (one, at)
        WHERE one < 0 OR one >= {BIGRAMS_FROM} ORDER BY at)
    FROM entities_entity e, LATERAL (
        SELECT ARRAY(
            SELECT left(e.region, size)::int FROM unnest(ARRAY{list(PLACE_SIZES)}) AS size
            WHERE length(e.region) >= size AND left(e.region, size) ~ '^[0-9]+$' ORDER BY size) AS keys
    ) p
    WHERE e.id = n.entity_id AND p.keys IS DISTINCT FROM ARRAY(
        SELECT one FROM unnest(n.grams) WITH ORDINALITY AS g (one, at)
        WHERE one >= 0 AND one < {BIGRAMS_FROM} ORDER BY at)
"""  # noqa: S608 (our own constants)


def place_names(entity_ids: Sequence[int]) -> None:
    """After these entities may have moved: put their places among the keys of all their names, former ones too."""
    with connection.cursor() as cursor:
        cursor.execute(f"{PLACED} AND e.id = ANY(%s)", [list(entity_ids)])
