"""Citus stays open, for every table of ours: what belongs to an entity lies with it (engine.md, ADR 0001)."""

from django.apps import apps
from django.db import models

from gongbao.cli.spreading import BY_ITSELF, HOME, OWNERS, places, spread_by

OURS = [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("gongbao.")]
PLACES = {one.label: one for one in places()}

# Tables with an owner's column that stay on the coordinator all the same. May only shrink; each with its reason.
ON_THE_COORDINATOR = {
    "accounts.PersonalFact": "personal data is kept in one place, apart from the register",
    "draws.Drawn": "one draw is computed whole: its ranks are unique within the draw, across entities",
    "draws.Member": "as above: its positions",
    "events.Event": "the trail is one list in the order of time, with and without a party",
    "files.Attachment": "belongs to a file; many have no party",
}


def label(model):
    return model._meta.label


def test_every_table_of_an_entity_lies_with_it():
    owned = {label(m) for m in OURS if {f.column for f in m._meta.concrete_fields} & set(OWNERS)}
    with_entities = {one.label for one in PLACES.values() if one.with_entities}
    assert owned - with_entities - set(BY_ITSELF) == set(ON_THE_COORDINATOR)
    assert {HOME, "duties.Duty", "duties.Reminder", "notices.Notice", "accounts.Mandate"} <= with_entities


def test_references_lead_to_the_own_entity_or_to_what_every_node_has():
    wrong = []
    for model in OURS:
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.ForeignKey):
                continue
            here, there = PLACES[label(model)], PLACES[label(field.remote_field.model)]
            own = here.with_entities and there.with_entities and field.column == here.by
            if not own and (there.by or (here.by and not there.everywhere)):
                wrong.append(f"{here.label}.{field.name}")
    assert not wrong


def test_no_exclusion_spans_entities():
    wrong = [
        f"{label(m)}.{one.name}"
        for m in OURS
        for one in m._meta.constraints
        if one.__class__.__name__ == "ExclusionConstraint"
        and (by := spread_by(m))
        and by not in {m._meta.get_field(expression).column for expression, _ in one.expressions}
    ]
    assert not wrong
