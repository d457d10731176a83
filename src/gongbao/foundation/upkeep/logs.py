"""What the log says: lines for people or JSON for machines, and in neither anything about a person.

Numbers that name a person (identity cards, phones) and addresses of e-mail are covered wherever they turn up, and of
a database error the part that quotes rows is left out.
"""

import re
from typing import Any

import structlog

_DETAIL = re.compile(r"^\s*(DETAIL|CONTEXT|Failing row)[:,].*$", re.MULTILINE)
_PERSONAL = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|(?:\+?86[- ]?)?1[3-9]\d{9})(?![0-9A-Za-z])"
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"
)
COVERED = "…"


def covered(text: str) -> str:
    """The text with whatever names a person covered."""
    return _PERSONAL.sub(COVERED, _DETAIL.sub("", text))


def cover(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A structlog step: cover every string of an event, its exception too."""
    return {key: covered(value) if isinstance(value, str) else value for key, value in event.items()}


def logging_config(*, json: bool) -> dict[str, Any]:
    """For Django's LOGGING."""
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if json else structlog.dev.ConsoleRenderer(colors=False)
    )
    steps: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        cover,
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "told": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": steps,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "told"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {"gongbao": {"level": "INFO"}},
    }
