"""Sending one message to very many parties: one pass, in the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from gongbao.foundation.duties.owed import Parties

_SEND = """
INSERT INTO notices_notice (party_id, id, party_kind, kind, title_zh, title_en, body_zh, body_en, link, sent_at,
  read_by)
SELECT told.party_id, gen_random_uuid(), 'entity', %s, %s, %s, replace(%s, '{{}}', told.detail),
  replace(%s, '{{}}', told.detail), told.link, %s, ''
FROM ({parties}) AS told (party_id, link, detail)
"""


@dataclass(frozen=True, slots=True)
class Words:
    """A notice in both languages; `{}` in a body stands for what differs from party to party."""

    title_zh: str
    title_en: str
    body_zh: str
    body_en: str


def send_to_all(*, parties: Parties, kind: str, words: Words, now: datetime) -> int:
    """Put the notice into the inbox of every entity the query finds; rows are (party_id, link, detail)."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SEND.format(parties=parties.query),
            [kind, words.title_zh, words.title_en, words.body_zh, words.body_en, now, *parties.params],
        )
        sent: int = cursor.rowcount
    return sent
