"""The schema of CAP 1.2, from the element definitions of the standard's section 3.2 and its schema section 3.4."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xmlschema import XMLSchema

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
_FILE = Path(__file__).with_name("cap-1.2.xsd")


@lru_cache(maxsize=1)
def schema() -> "XMLSchema":
    """The schema, read once; it includes and fetches nothing."""
    from xmlschema import XMLSchema  # noqa: PLC0415 (slow to load)

    return XMLSchema(_FILE.read_text(encoding="utf-8"), allow="none", defuse="never")
