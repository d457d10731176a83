"""Reports of programs that came in at the same time, filed together: what the front hands over instead of asking Django
for each.

Only what is plainly good is answered here. Everything else (a key not in force, a body that does not fit, a refusal,
the same report again) is left to the endpoint itself, which says what is wrong.
"""

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import DatabaseError, transaction
from ninja.responses import NinjaJSONEncoder
from pydantic import ValidationError

from gongbao.foundation.accounts import gate, pace, policies, tokens
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal, not_storable
from gongbao.register.filings import actions, selectors
from gongbao.register.filings.api.reports import ReportIn, receipts
from gongbao.register.filings.models import Channel, FilingVersion

log = logging.getLogger("gongbao.filings")
_CODE = re.compile(r"[0-9A-Z]{6,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it came: whose key, what it says, when."""

    authorization: str
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a report that was filed (201), and the account behind the key."""

    body: bytes
    account: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request understood: a report, and the key's holder."""

    number: int
    report: actions.Report
    token: str
    account: str


def file_together(sent: Sequence[Sent], *, now: datetime) -> list[Receipt | None]:
    """File these reports in one transaction; None stands for what the endpoint itself is to answer.

    Whatever goes wrong is undone for all, and the endpoint answers each by itself.
    """
    answers: list[Receipt | None] = [None] * len(sent)
    asked: list[_Asked] = []
    try:
        asked = _understood(sent, now)
        if asked:
            for one, version in _filed(asked, now):
                answers[one.number] = version
    except Exception as error:
        if not isinstance(error, DatabaseError) and not_storable(error) is None:
            raise
        log.warning("%d reports could not be filed together: each is filed by itself", len(sent), exc_info=True)
        answers = [None] * len(sent)
    finally:
        for one in asked:
            if answers[one.number] is None:
                pace.free_share(one.token, now=now)
    return answers


def _filed(asked: Sequence[_Asked], now: datetime) -> list[tuple[_Asked, Receipt]]:
    with transaction.atomic():
        actions.give_way()
        outcomes = actions.file_reports(reports=[one.report for one in asked], channel=Channel.API, now=now)
    done = [(one, version) for one, version in zip(asked, outcomes, strict=True) if isinstance(version, FilingVersion)]
    told = receipts([version for _, version in done])
    return [(one, Receipt(_as_json(body), one.account)) for (one, _), body in zip(done, told, strict=True)]


def _as_json(receipt: dict[str, object]) -> bytes:
    """The bytes the endpoint would answer."""
    return json.dumps(receipt, cls=NinjaJSONEncoder).encode()


def _understood(sent: Sequence[Sent], now: datetime) -> list[_Asked]:
    """The requests that fit, whose key is in force and holds a mandate; of one firm and year only the first."""
    bodies = {number: body for number, one in enumerate(sent) if (body := _read(one.body))}
    known = tokens.authenticate_many(list({sent[number].authorization for number in bodies}), now=now)
    ids = selectors.ids_by_codes(list({body.code.strip().upper() for body in bodies.values()}))
    mandates = policies.mandates_of(list(ids.values()))
    asked: dict[tuple[int, int], _Asked] = {}
    for number, body in bodies.items():
        entity, caller = ids.get(body.code.strip().upper()), known.get(sent[number].authorization)
        if entity is None or caller is None or (entity, body.year) in asked:
            continue
        user, token = caller
        who = f"token:{token.pk}"
        if policies.may_for(user, Permission.FILING_SUBMIT, mandates, entity) and _has_share(who, now):
            by = gate.program(user, token, uuid4())
            report = actions.Report(entity, body.year, body.values, body.shown, by, sent[number].at)
            asked[report.key] = _Asked(number, report, who, str(user.pk))
    return list(asked.values())


def _read(raw: bytes) -> ReportIn | None:
    try:
        body = ReportIn.model_validate(json.loads(raw))
    except (ValueError, RecursionError, ValidationError):
        return None
    return body if _CODE.fullmatch(body.code.strip().upper()) else None


def _has_share(who: str, now: datetime) -> bool:
    """Whether the key may make another call this minute; the endpoint refuses in words."""
    try:
        pace.require_share(who, pace.TOKEN_PER_MINUTE, now=now)
    except Refusal:
        pace.free_share(who, now=now)
        return False
    return True
