"""The bytes of a public record: canonical JSON, written once, served as they are."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

FORMAT = "gongbao/record/v1"


def canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785 for values without floats): sorted ASCII keys, no spaces, UTF-8.

    orjson sorts keys by their bytes, which for ASCII keys is RFC 8785's order; the tests hold it against
    `kernel.tlog.canonical`.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def facts_digest(sections: Mapping[str, Any]) -> str:
    """Hex SHA-256 of the sections alone. Equal digests: nothing a reader could see has changed."""
    return hashlib.sha256(canonical(sections)).hexdigest()


@lru_cache(maxsize=8)  # one act publishes thousands of records at one instant
def instant(moment: datetime) -> str:
    """An instant as records write it: UTC, whole seconds, `2026-06-29T02:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def render(
    *, register: str, record: UUID, version: int, published_at: datetime, reason: str, sections: Mapping[str, Any]
) -> bytes:
    """The record's bytes: who publishes, which version, when and why, and the sections."""
    return canonical(
        {
            "format": FORMAT,
            "published_at": instant(published_at),
            "reason": reason,
            "record": str(record),
            "register": register,
            "sections": sections,
            "version": version,
        }
    )
