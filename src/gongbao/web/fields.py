"""What stands at a field: label, help, error, last year's value, unit with the full number, publish switch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongbao.foundation import wording
from gongbao.foundation.accounts.masking import masked_email
from gongbao.web.presenters import get


@dataclass(frozen=True, kw_only=True)
class PublishView:
    """The switch 公示/不公示 beside an optional value."""

    name: str
    public: bool
    id: str


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """Everything the field template needs; from a bound form field or from plain values."""

    id: str
    label: str
    widget: SafeString
    help: str = ""
    errors: Sequence[str] = ()
    required: bool = False
    grouped: bool = False
    single: bool = False
    unit: str = ""
    full: str = ""
    last: str = ""
    publish: PublishView | None = None
    why: Any = None
    classes: list[str] = field(default_factory=list)

    @property
    def unit_words(self) -> str:
        """The unit in the reader's language."""
        return unit_words(self.unit)


def unit_words(unit: str) -> str:
    """万元 in the reader's language; other units come in it already."""
    return _("万元") if unit == "万元" else unit


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None


def full_number(value: Any, unit: str) -> str:
    """For a value in 万元， the whole number in 元; empty otherwise."""
    amount = _decimal(value) if unit == "万元" else None
    return wording.money_words(amount)[1] if amount is not None and amount.is_finite() else ""


def last_words(last: Any, unit: str) -> str:
    if last in (None, ""):
        return ""
    amount = _decimal(last) if unit else None
    words = unit_words(unit)
    return f"{wording.number_words(amount)} {words}" if amount is not None else f"{last} {words}".rstrip()


def publish_view(publish: Any) -> PublishView | None:
    """From a bound boolean field, or anything with `name` and `public`."""
    if publish in (None, ""):
        return None
    if isinstance(publish, BoundField):
        return PublishView(
            name=publish.html_name,
            public=publish.value() not in {False, "false", "False", "", None},
            id=publish.auto_id,
        )
    name = get(publish, "name")
    return PublishView(name=name, public=bool(get(publish, "public", False)), id=f"id_{name}")


_MASKS = {"phone": wording.masked_phone, "email": masked_email}


def public_words(line: Any) -> str:
    """A value as the public will read it: masked or with its unit; empty while nothing is entered."""
    value, unit = get(line, "value"), get(line, "unit")
    if value in (None, ""):
        return ""
    mask = _MASKS.get(get(line, "kind"))
    if mask is not None:
        return mask(str(value))
    return f"{value} {unit}" if unit else str(value)


def describers(id_: str, *, help_text: str, errors: Sequence[str], last: str, full: bool = False) -> str:
    pairs = (("help", help_text), ("error", errors), ("last", last), ("full", full))
    return " ".join(f"{id_}_{part}" for part, present in pairs if present)


_PLAIN = {
    "textarea": forms.Textarea,
    "select": forms.Select,
    "radio": forms.RadioSelect,
    "checkbox": forms.CheckboxInput,
    "file": forms.FileInput,
    "hidden": forms.HiddenInput,
    "password": forms.PasswordInput,
}
_MODES = {"number": "numeric", "decimal": "decimal", "tel": "tel", "email": "email", "code": "text"}


def plain_widget(
    name: str, value: Any, type_: str, choices: Sequence[tuple[str, str]], attributes: dict[str, str]
) -> SafeString:
    """An input of the given type. Numbers are text with a numeric keyboard: nothing typed is swallowed or spun."""
    attrs = {"id": f"id_{name}", **attributes}
    if type_ == "select" and not any(isinstance(label, list | tuple) for _code, label in choices):
        return _select(name, value, choices, {**attrs, "class": "input"})
    if type_ in {"select", "radio"}:
        widget: forms.Widget = _PLAIN[type_](choices=choices)
    elif type_ in _PLAIN:
        widget = _PLAIN[type_]()
    elif type_ == "date":
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    elif type_ in {"time", "datetime-local"}:
        widget = forms.TextInput(attrs={"type": type_})
    else:
        widget = forms.TextInput(attrs={"inputmode": _MODES[type_]} if type_ in _MODES else {})
    if type_ not in {"radio", "checkbox", "hidden"}:
        attrs["class"] = "input"
    return widget.render(name, value, attrs)


def _select(name: str, value: Any, choices: Sequence[tuple[str, str]], attrs: dict[str, str]) -> SafeString:
    """What Django's own widget writes, without two templates an option: 500 units to choose from are nothing then."""
    chosen = [str(one) if one is not None else "" for one in (value if isinstance(value, list | tuple) else [value])]
    marked = next((place for place, (code, _label) in enumerate(choices) if str(code) in chosen), -1)
    selected = mark_safe(" selected")
    lines = (
        ("" if code is None else code, selected if place == marked else "", label)
        for place, (code, label) in enumerate(choices)
    )
    options = format_html_join("", '\n  <option value="{}"{}>{}</option>', lines)
    given = format_html_join("", ' {}="{}"', attrs.items())
    return format_html('<select name="{}"{}>{}\n</select>', name, given, options)
