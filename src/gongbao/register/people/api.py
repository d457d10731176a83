"""May this person be appointed here? For registration systems; every question is on record with its purpose."""

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.callers import CALLERS
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.register.people import actions, presenters, selectors
from gongbao.register.people.selectors import Asked

router = Router(tags=["people"], auth=CALLERS)


class PersonIn(Schema):
    """Who is to be appointed. `code` is the enterprise's; without an identity number no answer is ever sure."""

    name: str = Field(min_length=1, max_length=100)
    id_number: str = Field("", max_length=40)
    birth_year: int | None = Field(None, ge=1900, le=2100)
    code: str = Field("", max_length=18)
    post: Literal["legal-representative", "person-in-charge"] = "legal-representative"
    act: Literal["appoint", "found"] = "appoint"
    purpose: str = Field(min_length=4, max_length=200)


class SentenceOut(Schema):
    """The same words in Chinese and English."""

    zh: str
    en: str


class HitOut(Schema):
    """One bar that may be about the person: which enterprise, why, until when, and how sure that is."""

    enterprise: str
    code: str | None
    ground: str
    ground_words: SentenceOut
    effect: SentenceOut
    article: str
    since: date
    until: date
    strength: Literal["same", "possible", "different", "severed"]
    because: SentenceOut
    applies: bool


class AnswerOut(Schema):
    """`clear`, `possible` (a namesake is barred: check the document) or `barred` (refuse)."""

    answer: Literal["clear", "possible", "barred"]
    words: SentenceOut
    on: date
    hits: list[HitOut]


@router.post("/check", response=AnswerOut, summary="任职核对 / may this person be appointed here")
@gate.requires(Permission.ENTITY_EDIT)
def check(request: HttpRequest, person: PersonIn) -> dict[str, Any]:
    """The answer with its reasons. The identity number is compared and not kept."""
    edge: Any = request
    entity = selectors.firm(person.code) if person.code else None
    if person.code and entity is None:
        raise Http404
    asked = Asked(
        name=person.name,
        id_number=person.id_number,
        birth_year=person.birth_year,
        post=person.post,
        founding=person.act == "found",
        entity_id=entity.id if entity else None,
    )
    checked = actions.check(asked=asked, purpose=person.purpose, by=gate.actor_of(request), now=edge.now)
    return {
        "answer": checked.answer.value,
        "words": checked.answer.words._asdict(),
        "on": china_date(edge.now),
        "hits": [presenters.hit_out(hit) for hit in checked.hits],
    }
