"""`manage.py create_token USERNAME --name NAME --scopes read,ingest,write`: an API token, printed once."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from teams.actions.errors import ActionRefused
from teams.actions.tokens import SCOPES, create_token
from teams.models import User


class Command(BaseCommand):
    """Prints the token and nothing else, so that a script can keep it."""

    help = "Make an API token for a person and print it. It is not shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        """The person, and what the token is for."""
        parser.add_argument("username", help="Login of the person for whom it speaks.")
        parser.add_argument("--name", required=True, help="Which program uses it.")
        parser.add_argument(
            "--scopes", required=True, help=f"Any of {','.join(SCOPES)}, with commas between them."
        )
        parser.add_argument(
            "--source", default="", help="It may send readings of this source only."
        )
        parser.add_argument("--days", type=_days, help="It works for so many days; default: on.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it. Exit status 1 and a line on what to mend where that is refused."""
        person = User.objects.filter(username__iexact=options["username"]).first()
        if person is None:
            raise CommandError(f"There is nobody with the login “{options['username']}”.")
        now = timezone.now()
        days: int | None = options["days"]
        try:
            _, plain = create_token(
                None,
                person,
                options["name"],
                [scope.strip() for scope in options["scopes"].split(",") if scope.strip()],
                options["source"],
                None if days is None else now + timedelta(days=days),
                now=now,
            )
        except ActionRefused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(plain)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 3660):
        raise ArgumentTypeError("write a whole number of days, from 1 to 3660")
    return int(text)
