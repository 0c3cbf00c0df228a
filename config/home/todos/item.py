"""One thing to do, and the list of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from goals.today import Chosen, list_ends

TO_TODAY = "back=today"
LONGEST = 160
"""Signs of somebody's words: more are read where they stand."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do, as `components/_todo.html` shows it. With `post` the action changes something.

    `hidden` are the values that go along with a post; `more_url` is where one looks first. `answers` are
    forms by label and address, which open in the item itself where there is script; `pk` tells items apart then.

    `mail` is what the digest says of it: whatever holds somebody's words, or is said of another person, has other
    words there than on the page; with none it is not named in mail. `mail_path` is where it leads from there,
    where that is another page. `in_row` is what its row of the inbox says of it, where its notice names nothing. `put_off_url`
    is where it is put off until tomorrow.
    """

    icon: str
    tone: str
    title: str
    text: str
    action_url: str = ""
    action_label: str = ""
    action_class: str = ""
    post: bool = False
    hidden: tuple[tuple[str, object], ...] = ()
    more_url: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    pk: int = 0
    mail: str = ""
    mail_path: str = ""
    in_row: str = ""
    put_off_url: str = ""

    def leading_back(self, back: str) -> ToDo:
        """The same, answered from another place than *Today*, to which it leads back."""
        kept = tuple(pair for pair in self.hidden if pair[0] != "back")
        end = urlencode({"back": back})
        answers = tuple((label, url.replace(TO_TODAY, end)) for label, url in self.answers)
        url = self.action_url.replace(TO_TODAY, end)
        return replace(self, hidden=(*kept, ("back", back)), answers=answers, action_url=url)

    @property
    def path(self) -> str:
        """Where one looks at it: a page, and nothing that changes something."""
        if self.mail_path:
            return self.mail_path
        return self.more_url if self.post or not self.action_url else self.action_url


@dataclass(frozen=True, slots=True)
class ToDos:
    """At most four of them, and what the list ends with. `cleared` is said instead of the usual where there are none.
    Below either there may be a link.
    """

    items: tuple[ToDo, ...]
    end: str
    cleared: str = ""
    link_url: str = ""
    link_label: str = ""


def listed(chosen: Chosen[ToDo], until: str = "") -> ToDos:
    """What was chosen, with how the list ends."""
    return ToDos(chosen.items, list_ends(chosen.beyond, until))


def shortened(words: str) -> str:
    """Somebody's words, cut at a word where they are long."""
    text = " ".join(words.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rsplit(' ', 1)[0]}…"
