"""The parts every page is made of: `{% load ui %}`.

Tags that write a few characters (icon, status, avatar) are plain functions whose results are kept, as a
page may hold hundreds of them. Tags that write a component show a template of `templates/components/`.
"""

from __future__ import annotations

import secrets
from collections.abc import Hashable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

from teams.templatetags import field_parts

register = template.Library()

# Each status is a shape as well as a word and a colour, so that none of the three is needed alone.
_SHAPES = {
    "on_pace": ("On pace", "M6 1a5 5 0 1 0 0 10A5 5 0 1 0 6 1z"),
    "watch": ("Watch", "M6 .8 11.6 11H.4z"),
    "behind": ("Behind", "M6 .3 11.7 6 6 11.7.3 6z"),
    "too_early": ("Too early", "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 1 0 0-9z"),
    "met": (
        "Met",
        "M6 .6l1.6 3.5 3.8.4-2.8 2.6.8 3.7L6 8.9l-3.4 1.9.8-3.7L.6 4.5l3.8-.4z",
    ),
    "missed": ("Missed", "M6 1.2 10.8 6 6 10.8 1.2 6z"),
    "no_data": ("No figures", "M2 6h8"),
    "paused": ("Paused", "M4 2v8M8 2v8"),
    "dropped": ("Dropped", "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 1 0 0-9z"),
}
UNDO, ASK = "undo=", "ask="


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, size: int = 18, cls: str = "", label: str = "") -> str:
    """A lucide icon, inline. Silent unless `label` says what it means.

    Raises lucide.IconDoesNotExist for an unknown name.
    """
    # A literal in a template arrives marked safe; text of one's own has to be escaped all the same.
    spoken = {"role": "img", "aria-label": label + ""} if label else {"aria-hidden": "true"}
    classes = f"icon {cls}".strip()
    return lucide(str(name), size=size, **{"class": classes, "stroke-width": "1.75", **spoken})


@register.simple_tag
@lru_cache(maxsize=512)
def status(code: str, word: str = "") -> SafeString:
    """A status as shape, word and colour. An unknown code is shown as having no figures."""
    known = str(code) if code in _SHAPES else "no_data"
    usual_word, path = _SHAPES[known]
    return format_html(
        '<span class="chip chip--{}"><svg class="shape" viewBox="0 0 12 12" width="12" height="12" '
        'aria-hidden="true"><path d="{}"/></svg>{}</span>',
        known,
        path,
        word or usual_word,
    )


@register.simple_tag
@lru_cache(maxsize=2048)
def avatar(initials: str, tone: str = "", size: str = "m") -> SafeString:
    """A disc with initials; decoration beside a name. `tone` "", kudos, watch; `size` s, m, l."""
    return format_html(
        '<span class="avatar avatar--{}{}" aria-hidden="true">{}</span>',
        size,
        f" avatar--{tone}" if tone else "",
        initials,
    )


@register.simple_tag(takes_context=True)
def written(context: Context, part: str, /, **values: Hashable) -> SafeString:
    """A part of a page, written once for each set of values; people see the same ones again and again.

    Its template sees these values alone, and the token against forged posts. They are compared as values, so they
    must be frozen, and a text marked safe must not stand where a plain one may.

    Raises TypeError for what cannot be compared so, such as a list.
    """
    write = _written.__wrapped__ if settings.DEBUG else _written
    form = write(str(part), **values)
    # Drawn for those alone who need it: the token is another each time.
    token = context.get("csrf_token") if _PLACE in form else None
    return format_html(form, token=token or "")


_TOKEN = f"token-{secrets.token_hex(16)}"
"""Stands for the token while a part is written; nobody can know it to write it into a text."""
_PLACE = "{token}"


@lru_cache(maxsize=512, typed=True)
def _written(part: str, /, **values: Hashable) -> str:
    html = render_to_string(part, {**values, "csrf_token": _TOKEN})
    return html.replace("{", "{{").replace("}", "}}").replace(_TOKEN, _PLACE)


@register.inclusion_tag("components/_define.html")
def define(term: str, text: str, url: str = "") -> dict[str, str]:
    """A question mark that opens what a figure means; works by click and keyboard without script."""
    return {"term": term, "text": text, "url": url}


def undo_url_of(message: Message) -> str:
    """Where a message is undone; empty where it is not. Only a path of this site is taken."""
    return _path_in(message, UNDO)


def _path_in(message: Message, name: str) -> str:
    found = next((tag for tag in (message.extra_tags or "").split() if tag.startswith(name)), "")
    path = found.removeprefix(name)
    is_local = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_local else ""


@register.filter
def is_acted_on(message: Message) -> bool:
    """Whether a message has a way back from what it tells, or asks something."""
    return bool(undo_url_of(message) or _path_in(message, ASK))


@register.inclusion_tag("components/_done.html", takes_context=True)
def done(
    context: Context, message: Message, back: str = "today", ask_back: str = "today"
) -> dict[str, Any]:
    """What was done, with its undo or its question, in the list that asked for it. Nothing for others."""
    return {
        "text": message.message,
        "undo_url": undo_url_of(message),
        "ask_url": _path_in(message, ASK),
        "back": back,
        "ask_back": ask_back,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/_done_here.html", takes_context=True)
def done_here(context: Context, message: Message, back: str, ask_back: str) -> dict[str, Any]:
    """The same in the row where it was done, also of what has no undo."""
    return done(context, message, back, ask_back)


@register.inclusion_tag("components/_toast.html")
def toast(message: Message) -> dict[str, Any]:
    """A message of the messages framework; `extra_tags="undo=/path/"` gives it an Undo button, `ask=/path/` a Yes
    and a No, which post `answer` there.

    Only a path of this site is taken: never another site's address.
    """
    return {
        "text": message.message,
        "level": message.level_tag,
        "undo_url": undo_url_of(message),
        "ask_url": _path_in(message, ASK),
    }


@register.inclusion_tag("components/_field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """A form field with label, hint, error and the ties between them: see `components/_field.html`."""
    return field_parts.field_context(bound, **options)


@register.inclusion_tag("components/_error_summary.html")
def error_summary(*forms: BaseForm | None) -> dict[str, Any]:
    """What is wrong, with a link to each field; nothing where nothing is."""
    return {"problems": field_parts.problems(forms)}


@register.simple_tag
def error_prefix(*forms: BaseForm | None) -> str:
    """The word before the title of a page whose form was refused."""
    return "Error: " if any(form is not None and form.errors for form in forms) else ""


@register.simple_tag
def hidden_fields(form: BaseForm) -> SafeString:
    """The form's hidden fields."""
    return field_parts.hidden(form)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The page's query string with some values changed; None or "" takes a value away."""
    request = context.get("request")
    values: QueryDict = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for name, value in changes.items():
        values.pop(name, None)
        if value not in (None, ""):
            values[name] = str(value)
    pairs = [(name, value) for name, many in values.lists() for value in many]
    return f"?{urlencode(pairs)}" if pairs else "?"
