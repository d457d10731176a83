"""Reading persons: who is barred, how two records hang together, may this person be appointed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from gongbao.kernel.statutes import (
    Appointment,
    BarGround,
    Citation,
    PersonBar,
    PersonFacts,
    PersonLink,
    Strength,
    bar_applies,
    decide_appointment,
    link_persons,
)
from gongbao.register.entities.models import Entity, EntityCode, EntityPerson
from gongbao.register.people import keys
from gongbao.register.people.models import Bar, PersonKey, Severance

MANY = 200
POSTS = ("legal-representative", "person-in-charge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is to be appointed, to which post of which enterprise. Without an identity number nothing is ever sure.

    `founding`: an application for a new registration; `entity_id` is then None.
    """

    name: str
    id_number: str = ""
    birth_year: int | None = None
    post: str = "legal-representative"
    founding: bool = False
    entity_id: int | None = None

    @property
    def facts(self) -> PersonFacts:
        """As the kernel compares persons; the number stays here."""
        number = self.id_number.strip()
        return PersonFacts(
            name=self.name.strip(),
            key=keys.person_key(number) if number else None,
            birth_year=self.birth_year or (keys.birth_year(number) if number else None),
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A bar that may be about this person: with how sure that is, and the enterprise it comes from."""

    bar: Bar
    law: PersonBar
    link: PersonLink
    applies: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """May this person be appointed here: the answer and all that was found, the surest first."""

    answer: Appointment
    hits: tuple[Hit, ...]

    @property
    def running(self) -> tuple[Hit, ...]:
        """What stands behind an answer that is not clear."""
        return tuple(
            hit for hit in self.hits if hit.applies and hit.link.strength in {Strength.SAME, Strength.POSSIBLE}
        )


_ORDER = {Strength.SAME: 0, Strength.POSSIBLE: 1, Strength.SEVERED: 2, Strength.DIFFERENT: 3}


def check_appointment(asked: Asked, on: date) -> Checked:
    """May this person hold a post in this enterprise on that day? Five queries at most, whatever is found."""
    facts = asked.facts
    bars = _bars(facts, on)
    known = keys_of([(bar.entity_id, bar.person_id) for bar in bars])
    gone = severed(facts.key, [(bar.entity_id, bar.person_id) for bar in bars])
    hits = []
    for bar in bars:
        place = (bar.entity_id, bar.person_id)
        link = link_persons(facts, _facts(bar.name, known.get(place)), severed=place in gone)
        if link is not None:
            applies = bar_applies(
                BarGround(bar.ground),
                post=asked.post,
                founding=asked.founding,
                same_enterprise=bar.entity_id == asked.entity_id,
            )
            hits.append(Hit(bar, law_of(bar), link, applies))
    hits.sort(key=lambda hit: (_ORDER[hit.link.strength], hit.bar.since, str(hit.bar.id)))
    answer = decide_appointment(tuple((hit.law, hit.link) for hit in hits if hit.applies), on)
    return Checked(answer, tuple(hits))


def _bars(facts: PersonFacts, on: date) -> list[Bar]:
    """The bars in force under this name, or under this identity number whatever the name."""
    running = Bar.objects.filter(lifted_at=None, since__lte=on, until__gt=on).select_related("entity")
    found = {bar.pk: bar for bar in running.filter(name=facts.name).order_by("since", "entity_id", "id")[:MANY]}
    if facts.key is not None:  # two indexes, two statements: an OR over both would read every bar
        places = list(PersonKey.objects.filter(key=facts.key).values_list("entity_id", "person_id")[:MANY])
        same = running.filter(entity_id__in={one for one, _ in places}, person_id__in={one for _, one in places})
        found |= {bar.pk: bar for bar in same[:MANY]}
    return list(found.values())


def law_of(bar: Bar) -> PersonBar:
    """The bar as the kernel has it."""
    return PersonBar(BarGround(bar.ground), bar.since, bar.until, Citation.parse(bar.citation))


def keys_of(places: Sequence[tuple[int, UUID]]) -> dict[tuple[int, UUID], PersonKey]:
    """What is known to tell these persons apart, by one query."""
    persons = {person for _entity, person in places}
    rows = PersonKey.objects.filter(entity_id__in={entity for entity, _person in places}, person_id__in=persons)
    return {(row.entity_id, row.person_id): row for row in rows}


def severed(key: bytes | None, places: Sequence[tuple[int, UUID]]) -> set[tuple[int, UUID]]:
    """Which of these persons somebody with this key has shown not to be."""
    if key is None or not places:
        return set()
    rows = Severance.objects.filter(
        key=key,
        other_entity__in={entity for entity, _person in places},
        other_person__in={person for _entity, person in places},
    )
    return {(row.other_entity, row.other_person) for row in rows}


def _facts(name: str, known: PersonKey | None) -> PersonFacts:
    return PersonFacts(name, bytes(known.key), known.birth_year) if known else PersonFacts(name)


@dataclass(frozen=True, slots=True)
class Linked:
    """A person in a post of another enterprise who may be the same: with its ground and strength."""

    person: EntityPerson
    link: PersonLink


def people_links(entity_id: int, person_id: UUID) -> list[Linked]:
    """Posts elsewhere that may be this person's, the surest first. What was shown not to be is said, not joined."""
    person = EntityPerson.objects.filter(entity_id=entity_id, id=person_id).first()
    if person is None or not person.name:
        return []
    mine = keys_of([(entity_id, person_id)]).get((entity_id, person_id))
    facts = _facts(person.name, mine)
    others = _posts_elsewhere(entity_id, person.name, bytes(mine.key) if mine else None)
    known = keys_of([(one.entity_id, one.id) for one in others])
    gone = severed(facts.key, [(one.entity_id, one.id) for one in others])
    found = []
    for one in others:
        place = (one.entity_id, one.id)
        link = link_persons(facts, _facts(str(one.name), known.get(place)), severed=place in gone)
        if link is not None and link.strength is not Strength.DIFFERENT:
            found.append(Linked(one, link))
    return sorted(found, key=lambda one: (_ORDER[one.link.strength], one.person.entity_id))


def _posts_elsewhere(entity_id: int, name: str, key: bytes | None) -> list[EntityPerson]:
    """Posts held elsewhere under this name, or by this identity number whatever the name."""
    posts = EntityPerson.objects.filter(post__in=POSTS, until=None).exclude(entity_id=entity_id)
    posts = posts.select_related("entity").order_by("entity_id", "id")
    found = {one.pk: one for one in posts.filter(name=name)[:MANY]}
    if key is not None:  # two indexes, two statements: an OR over both would read every person
        places = list(PersonKey.objects.filter(key=key).values_list("entity_id", "person_id")[:MANY])
        same = posts.filter(entity_id__in={one for one, _ in places}, id__in={one for _, one in places})
        found |= {one.pk: one for one in same[:MANY]}
    return sorted(found.values(), key=lambda one: (one.entity_id, one.id))[:MANY]


def bars(regions: Sequence[str], *, on: date) -> QuerySet[Bar]:
    """The bars in force that come from enterprises of these regions, the newest first; to be paged."""
    rows = Bar.objects.filter(lifted_at=None, until__gt=on)
    if "" not in regions:
        covered = Q(pk__in=[])
        for region in regions:
            covered |= Q(entity__region__startswith=region)
        rows = rows.filter(covered)
    return rows.select_related("entity").order_by("-recorded_at", "entity_id", "id")


def bar(entity_id: int, bar_id: UUID) -> Bar | None:
    """One bar with its enterprise."""
    return Bar.objects.filter(entity_id=entity_id, id=bar_id).select_related("entity").first()


def bars_of(entity_id: int) -> list[Bar]:
    """The bars that come from this enterprise, lifted ones too."""
    return list(Bar.objects.filter(entity_id=entity_id).order_by("-since", "id")[:MANY])


def severances(regions: Sequence[str]) -> QuerySet[Severance]:
    """Statements recorded by offices of these regions, newest first; to be paged."""
    rows = Severance.objects.all()
    if "" not in regions:
        covered = Q(pk__in=[])
        for region in regions:
            covered |= Q(region__startswith=region)
        rows = rows.filter(covered)
    return rows.order_by("-verified_at", "id")


def representatives(entity_id: int) -> list[EntityPerson]:
    """Who holds the posts the law's bars are about."""
    rows = EntityPerson.objects.filter(entity_id=entity_id, post__in=POSTS, until=None, name__isnull=False)
    return list(rows.order_by("post", "id")[:20])


def firm(code: str) -> Entity | None:
    """The entity that has or had this code."""
    found = EntityCode.objects.filter(pk=code.strip().upper()).values_list("entity_id", flat=True).first()
    return Entity.objects.filter(pk=found).first() if found else None


def person(entity_id: int, person_id: UUID) -> EntityPerson | None:
    """One person of an enterprise, with it."""
    return (
        EntityPerson.objects.filter(entity_id=entity_id, id=person_id, name__isnull=False)
        .select_related("entity")
        .first()
    )


def names_of(ids: Sequence[int]) -> dict[int, str]:
    """The names of these entities."""
    return dict(Entity.objects.filter(id__in=list(ids)).values_list("id", "name"))
