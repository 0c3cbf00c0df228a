"""What a form field needs to be drawn and understood: ids, hints, errors, kinds of keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

_TEXTS = (forms.widgets.Input, forms.Textarea)


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the error summary: what is wrong, and where to go to mend it ("" for nowhere)."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a group: its input and what it says."""

    control: SafeString
    label: str
    ident: str


def field_context(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    width: str = "full",
    tiles: bool = False,
    serif: bool = False,
    prefix: str = "",
    suffix: str = "",
    optional: bool | None = None,
) -> dict[str, Any]:
    """The context of `components/_field.html`.

    `width` is full, half or short. `tiles` draws radio buttons and checkboxes as tiles. `prefix` and
    `suffix` stand inside the field's frame ("£", "%"). `optional` says so beside the label; left out,
    it is said of every field that may stay empty, but for single checkboxes.
    """
    widget = bound.field.widget
    is_group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    is_check = isinstance(widget, forms.CheckboxInput)
    ident = bound.auto_id or bound.html_name
    hint = hint or str(bound.help_text)
    described = " ".join(
        ([f"{ident}_helptext"] if hint else []) + ([f"{ident}_error"] if bound.errors else [])
    )
    if optional is None:
        optional = not bound.field.required and not is_check
    return {
        "ident": ident,
        "label": label or bound.label,
        "label_for": bound.id_for_label,
        "hint": hint,
        "errors": list(bound.errors),
        "described": described,
        "width": width,
        "tiles": tiles,
        "is_group": is_group,
        "is_check": is_check,
        "control": ""
        if is_group
        else bound.as_widget(attrs=_attributes(bound, described, serif=serif)),
        "options": _options(bound) if is_group else [],
        "prefix": prefix,
        "suffix": suffix,
        "optional": optional,
    }


def problems(given: Iterable[BaseForm | None]) -> list[Problem]:
    """Every error of the forms, in the order of their fields, those of the whole form first."""
    found: list[Problem] = []
    for form in given:
        if form is None or not form.errors:
            continue
        found += [Problem(str(text), "") for text in form.non_field_errors()]
        for bound in form:
            anchor = "" if bound.is_hidden else _first_control(bound)
            found += [Problem(str(text), anchor) for text in bound.errors]
    return found


def hidden(form: BaseForm) -> SafeString:
    """The form's hidden fields, one after the other."""
    return format_html_join("", "{}", ((bound,) for bound in form.hidden_fields()))


def _attributes(bound: BoundField, described: str, *, serif: bool) -> dict[str, Any]:
    widget = bound.field.widget
    own = widget.attrs.get("class", "")
    attributes: dict[str, Any] = {}
    if isinstance(widget, forms.CheckboxInput):
        css = ""
    elif isinstance(widget, forms.Select):
        css = "select"
    elif isinstance(widget, _TEXTS):
        css = "input input--serif" if serif else "input"
    else:
        css = ""
    if css or own:
        attributes["class"] = f"{css} {own}".strip()
    if described:
        attributes["aria-describedby"] = described
    if isinstance(widget, forms.Textarea):
        attributes["data-grow"] = "true"
    keyboard = _keyboard(bound.field)
    if keyboard and "inputmode" not in widget.attrs:
        attributes["inputmode"] = keyboard
    return attributes


def _keyboard(field: forms.Field) -> str:
    """Which keys a phone should offer. A phone's numeric keys may lack the minus sign and the point."""
    if isinstance(field, forms.FloatField | forms.DecimalField):
        return "decimal"
    if isinstance(field, forms.IntegerField):
        return "numeric"
    if isinstance(field, forms.EmailField):
        return "email"
    return "url" if isinstance(field, forms.URLField) else ""


def _options(bound: BoundField) -> list[Option]:
    return [
        Option(part.tag(), str(part.choice_label), part.id_for_label) for part in bound.subwidgets
    ]


def _first_control(bound: BoundField) -> str:
    """The id of the control a link should lead to; a group has none of its own, but its first has."""
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        parts = bound.subwidgets
        return str(parts[0].id_for_label) if parts else ""
    return str(bound.id_for_label or bound.auto_id)
