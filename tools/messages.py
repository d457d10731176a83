"""Messages without gettext's programs: Chinese is the msgid, English is in each app's locale/en/LC_MESSAGES/django.po.

python tools/messages.py extract   write what the sources say into the catalogues, keeping the English
python tools/messages.py check     fail, naming every Chinese text without English and every msgid not a literal
python tools/messages.py compile   write the .mo files (not in git)
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SRC = Path(__file__).resolve().parent.parent / "src" / "gongbao"
#: function name -> positions of (context, msgid, plural)
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Language: en\\n"

"""
_CALL = re.compile(r"\b(_|n?p?gettext)\(")
_LITERAL = re.compile(r"""\s*u?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\s*[,)]""", re.DOTALL)
_CHINESE = re.compile("[\u3400-\u9fff]")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@dataclass(frozen=True)
class Message:
    """One text to translate; `plural` is the msgid_plural of ngettext."""

    text: str
    plural: str | None
    context: str | None

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.text, self.plural) if self.plural is not None else self.text


def in_python(source: str, path: str = "?") -> Iterator[Message | str]:
    """The messages of a module, and as plain strings the places whose msgid is not a literal."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in CALLS or not node.args:
            continue
        places = CALLS[name]
        found = [None if place is None else _literal(node.args, place) for place in places]
        if any(place is not None and text is None for place, text in zip(places, found, strict=True)):
            yield f"{path}:{node.lineno}: the text of {name}() is not a literal"
            continue
        yield Message(context=found[0], text=found[1] or "", plural=found[2])


def _literal(args: list[ast.expr], place: int) -> str | None:
    node = args[place] if place < len(args) else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def in_template(source: str, path: str = "?") -> Iterator[Message]:
    """The messages of a Django template: translate, blocktranslate and _()."""
    text = templatize(source, origin=path)
    for call in _CALL.finditer(text):
        literals, position = [], call.end()
        while match := _LITERAL.match(text, position):
            literals.append(ast.literal_eval(match[1]))
            position = match.end()
        context, msgid, plural = CALLS[call[1]]
        if len(literals) <= (plural or msgid):
            continue
        yield Message(
            context=None if context is None else literals[context],
            text=literals[msgid],
            plural=None if plural is None else literals[plural],
        )


def app_of(path: Path, root: Path = SRC) -> Path:
    """The app whose catalogue a source belongs to: the nearest folder with apps.py; else the web app."""
    for folder in path.parents:
        if folder == root:
            break
        if (folder / "apps.py").exists():
            return folder
    return root / "web"


def read(root: Path = SRC) -> tuple[dict[Path, dict[Message, set[str]]], list[str]]:
    """Every app's messages with the files they stand in, and what is wrong with the sources."""
    apps: dict[Path, dict[Message, set[str]]] = {}
    wrong: list[str] = []
    for path in sorted([*root.rglob("*.py"), *root.rglob("templates/**/*.html"), *root.rglob("templates/**/*.txt")]):
        name = path.relative_to(root).as_posix()
        found = (in_python if path.suffix == ".py" else in_template)(path.read_text(), name)
        for message in found:
            if isinstance(message, str):
                wrong.append(message)
            elif message.plural not in (None, message.text):
                wrong.append(f"{name}: {message.text!r} has another plural: Chinese has none")
            elif _CHINESE.search(message.text):
                apps.setdefault(app_of(path, root), {}).setdefault(message, set()).add(name)
    return apps, wrong


def catalogue(app: Path) -> Path:
    return app / "locale" / "en" / "LC_MESSAGES" / "django.po"


def load(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def extract(root: Path = SRC) -> None:
    """Rewrites the catalogues: texts that left the sources leave, English that is there stays."""
    apps, _wrong = read(root)
    known = {po.parents[3] for po in root.rglob("locale/en/LC_MESSAGES/django.po")}
    for app in sorted(known | set(apps)):
        old, new = load(catalogue(app)), Catalog(locale="en")
        for message, files in apps.get(app, {}).items():
            before = old.get(message.text, context=message.context)
            strings = before.string if before and before.string else ""
            if message.plural is not None and not isinstance(strings, tuple | list):
                strings = (strings, strings)
            elif message.plural is None and isinstance(strings, tuple | list):
                strings = strings[0]
            places = [(name, 0) for name in sorted(files)]
            new.add(message.id, strings, locations=places, context=message.context)
        body = io.BytesIO()
        write_po(body, new, omit_header=True, sort_output=True, include_lineno=False, width=0)
        catalogue(app).parent.mkdir(parents=True, exist_ok=True)
        catalogue(app).write_text(HEADER + body.getvalue().decode())


def check(root: Path = SRC) -> list[str]:
    """What is missing: a line each."""
    apps, wrong = read(root)
    for app, messages in sorted(apps.items()):
        english = load(catalogue(app))
        for message, files in sorted(messages.items(), key=lambda pair: pair[0].text):
            found = english.get(message.text, context=message.context)
            strings = found.string if found else ""
            every = list(strings) if isinstance(strings, tuple | list) else [strings]
            place = f"{app.name}: {min(files)}: {message.text!r}"
            if not all(every) or (message.plural is not None and len(every) < 2):
                wrong.append(f"{place} has no English")
            elif any(set(_PLACEHOLDER.findall(one)) - set(_PLACEHOLDER.findall(message.text)) for one in every):
                wrong.append(f"{place}: the English names a placeholder the Chinese does not have")
    return wrong


def compile_all(root: Path = SRC) -> int:
    """Writes a .mo beside every .po."""
    written = 0
    for po in sorted(root.rglob("locale/*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            messages = read_po(source, locale=po.parents[1].name)
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, messages)
        written += 1
    return written


def main(arguments: list[str]) -> int:
    match arguments:
        case ["extract"]:
            extract()
        case ["compile"]:
            compile_all()
        case ["check"]:
            wrong = check()
            sys.stderr.writelines(f"{line}\n" for line in wrong)
            return 1 if wrong else 0
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
