"""Tags of forms: a field with everything that stands at it, the error summary, the search field."""

from collections.abc import Sequence
from typing import Any

from django.forms import BaseForm, BoundField
from django.template import Library
from django.utils.translation import gettext as _

from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.web import fields
from gongbao.web.fields import FieldView
from gongbao.web.presenters import get

COMPONENTS = "web/components"
register = Library()


@register.inclusion_tag(f"{COMPONENTS}/field.html")
def field(
    bound: BoundField,
    *,
    last: Any = None,
    unit: str = "",
    publish: Any = None,
    why: Any = None,
    help: str = "",  # noqa: A002 (reads as the template's own word)
    width: str = "",
) -> dict[str, Any]:
    """A form field with label, help, error, last year's value, unit and publish switch."""
    help_text = str(help or bound.help_text)
    errors = [str(error) for error in bound.errors]
    last_text, full = fields.last_words(last, unit), fields.full_number(bound.value(), unit)
    described = fields.describers(
        bound.auto_id, help_text=help_text, errors=errors, last=last_text, full=unit == "万元"
    )
    attrs: dict[str, Any] = {"aria-describedby": described} if described else {}
    if errors:
        attrs["aria-invalid"] = "true"
    widget = bound.field.widget
    single = getattr(widget, "input_type", "") == "checkbox" and not bound.use_fieldset
    if not bound.use_fieldset and not single:
        attrs["class"] = f"input {widget.attrs.get('class', '')}".strip()
    return {
        "view": FieldView(
            id=bound.auto_id,
            label=str(bound.label),
            widget=bound.as_widget(attrs=attrs if not bound.use_fieldset else {}),
            help=help_text,
            errors=errors,
            required=bound.field.required,
            grouped=bound.use_fieldset,
            single=single,
            unit=unit,
            full=full,
            last=last_text,
            publish=fields.publish_view(publish),
            why=why,
            classes=[f"field-{width}"] if width else [],
        )
    }


@register.inclusion_tag(f"{COMPONENTS}/field.html")
def input_field(
    name: str,
    label: str,
    *,
    value: Any = "",
    type: str = "text",  # noqa: A002 (the attribute's own name)
    choices: Sequence[tuple[str, str]] = (),
    last: Any = None,
    unit: str = "",
    publish: Any = None,
    why: Any = None,
    help: str = "",  # noqa: A002 (reads as the template's own word)
    errors: Sequence[str] | str = (),
    required: bool = False,
    width: str = "",
    autocomplete: str = "",
    placeholder: str = "",
) -> dict[str, Any]:
    """The same field without a Django form, for forms that are data (the year's annual report)."""
    wrong = [errors] if isinstance(errors, str) and errors else list(errors)
    last_text, full = fields.last_words(last, unit), fields.full_number(value, unit)
    described = fields.describers(f"id_{name}", help_text=help, errors=wrong, last=last_text, full=unit == "万元")
    given = {
        "aria-describedby": described,
        "aria-invalid": "true" if wrong else "",
        "autocomplete": autocomplete,
        "placeholder": placeholder,
        "required": "required" if required else "",
    }
    attributes = {key: val for key, val in given.items() if val}
    return {
        "view": FieldView(
            id=f"id_{name}",
            label=label,
            widget=fields.plain_widget(name, value, type, choices, attributes),
            help=help,
            errors=wrong,
            required=required,
            grouped=type == "radio",
            single=type == "checkbox",
            unit=unit,
            full=full,
            last=last_text,
            publish=fields.publish_view(publish),
            why=why,
            classes=[f"field-{width}"] if width else [],
        )
    }


@register.inclusion_tag(f"{COMPONENTS}/public_view.html")
def public_view(lines: Sequence[Any], title: str = "") -> dict[str, Any]:
    """公众将看到: what the public will see of the form beside it, kept up to date as it is filled.

    Each line has `id` (the input's), `label`, `value` and, where they apply, `unit`, `kind` ("phone" is masked),
    `publish` (the name of its switch) and `public` (how the switch stands).
    """
    shown = [
        {
            "line": line,
            "private": bool(get(line, "publish")) and not get(line, "public", False),
            "words": fields.public_words(line),
        }
        for line in lines
    ]
    return {"lines": shown, "title": title or _("公众将看到")}


@register.inclusion_tag(f"{COMPONENTS}/error_summary.html")
def error_summary(*sources: Any) -> dict[str, Any]:
    """What is wrong, at the top, each line a link to its field. Sources: forms, refusals, (words, field id) pairs."""
    return {"errors": [error for source in sources if source for error in _errors(source)]}


def _labelled(bound: BoundField, error: str) -> str:
    return _("%(label)s：%(error)s") % {"label": bound.label, "error": error}


def _errors(source: Any) -> list[tuple[str, str]]:
    if isinstance(source, BaseForm):
        return [
            (str(error), "") if name == "__all__" else (_labelled(source[name], str(error)), source[name].auto_id)
            for name, errors in source.errors.items()
            for error in errors
        ]
    if isinstance(source, Refusal):
        return [(source.words(), f"id_{source.field}" if source.field else "")]
    if isinstance(source, Refusals):
        return [pair for refusal in source.refusals for pair in _errors(refusal)]
    if isinstance(source, str):
        return [(source, "")]
    if isinstance(source, tuple) and len(source) == 2 and isinstance(source[0], str):
        return [source]
    return [pair for one in source for pair in _errors(one)]


@register.inclusion_tag(f"{COMPONENTS}/search_field.html")
def search_field(
    action: str,
    *,
    value: str = "",
    name: str = "q",
    label: str = "",
    placeholder: str = "",
    doors: Sequence[Any] = (),
    large: bool = False,
    suggest: str = "",
) -> dict[str, Any]:
    return {
        "action": action,
        "value": value,
        "name": name,
        "label": label or _("名称或统一社会信用代码"),
        "placeholder": placeholder,
        "doors": doors,
        "large": large,
        "suggest": suggest,
    }


@register.inclusion_tag(f"{COMPONENTS}/search_line.html")
def search_line(
    *, value: str = "", name: str = "q", label: str = "", placeholder: str = "", suggest: str = ""
) -> dict[str, Any]:
    """The line alone, for a form with more fields. `suggest`: the address that answers with options while typing."""
    return {
        "value": value,
        "name": name,
        "label": label or _("名称或统一社会信用代码"),
        "placeholder": placeholder,
        "suggest": suggest,
    }
