"""One document from a template and its data. The data never becomes part of the template's source."""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from pylopdf_fonts_zh_cn import sans_path

AT_ONCE = 2  # a page costs a tenth of a second of processor: the rest of the house goes on
PATIENCE = 10.0
TEMPLATES = Path(__file__).parent / "templates"
FAMILIES = ("Noto Serif SC", "Noto Sans SC")
_places = threading.BoundedSemaphore(AT_ONCE)


class TypesettingError(Exception):
    """The document could not be set: too many at once, or the library's own words."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file that lies inside the PDF (PDF/A-3 associated file)."""

    name: str
    text: str
    kind: str
    about: str


@cache
def _fonts() -> typst.Fonts:
    """The fonts shipped with the house and those of GONGBAO_FONTS; never whatever a machine happens to have."""
    folders = [str(sans_path().parent)]
    if settings.TYPESETTING_FONTS:
        folders.append(str(settings.TYPESETTING_FONTS))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders))


def fonts_found() -> list[str]:
    """The families of type there are to set with."""
    return list(_fonts().families())


def typeset(template: str, data: Mapping[str, Any], *, now: datetime, attachments: Sequence[Attachment] = ()) -> bytes:
    """The template (a file of this package) set with `data` (JSON values) as PDF/A-3, dated `now`.

    TypesettingError when it cannot be set, or when more wait for it than can be served within ten seconds.
    """
    made = _compile(template, data, attachments, format="pdf", pdf_standards=["a-3a"], timestamp=int(now.timestamp()))
    if not isinstance(made, bytes):
        raise TypesettingError("no document came of it")
    return made


def pictures(template: str, data: Mapping[str, Any], *, ppi: int = 96) -> list[bytes]:
    """The same pages as PNG, one each, to look at before anything is printed."""
    made = _compile(template, data, (), format="png", ppi=float(ppi))
    return [made] if isinstance(made, bytes) else [bytes(page) for page in made]


def _compile(template: str, data: Mapping[str, Any], attachments: Sequence[Attachment], **how: Any) -> Any:
    if not _places.acquire(timeout=PATIENCE):
        raise TypesettingError("too many documents at once")
    try:
        inputs = {
            "data": json.dumps(data, ensure_ascii=False),
            "files": json.dumps([_file(one) for one in attachments]),
        }
        compiler = typst.Compiler(
            (TEMPLATES / template).read_bytes(), font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs
        )
        return compiler.compile(**how)
    except typst.TypstError as error:
        raise TypesettingError(error.message) from error
    finally:
        _places.release()


def _file(one: Attachment) -> dict[str, str]:
    return {"name": one.name, "text": one.text, "kind": one.kind, "about": one.about}
