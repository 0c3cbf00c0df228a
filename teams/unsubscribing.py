"""The address in a mail that ends it: signed, for one person and what that mail was, and good for nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from teams.models import User

_SIGNER = "leadwell.no-more-digests"
_APART = ","


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Whose mail, and which kinds it was about; none: the digest."""

    person: User
    kinds: tuple[str, ...] = ()


def token_for(person: User, kinds: Iterable[str] = ()) -> str:
    """What stands in the address. It does not run out: a mail may be read a year later."""
    value = str(person.pk)
    named = _APART.join(sorted(set(kinds)))
    return Signer(salt=_SIGNER).sign(f"{value}:{named}" if named else value)


def unwanted_of_token(token: str) -> Unwanted | None:
    """Whose mail it was, and which; None for an address that we did not sign, and for who is gone."""
    try:
        value = Signer(salt=_SIGNER).unsign(token)
    except BadSignature:
        return None
    number, _, named = value.partition(":")
    person = User.objects.filter(pk=int(number), is_active=True).first()
    kinds = tuple(named.split(_APART)) if named else ()
    return None if person is None else Unwanted(person, kinds)
