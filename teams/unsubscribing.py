"""The address in a digest that ends it: signed, for one person, and good for nothing else."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

from teams.models import User

_SIGNER = "leadwell.no-more-digests"


def token_for(person: User) -> str:
    """What stands in the address. It does not run out: a mail may be read a year later."""
    return Signer(salt=_SIGNER).sign(str(person.pk))


def person_of_token(token: str) -> User | None:
    """Whose mail it was; None for an address that we did not sign, and for who is gone."""
    try:
        number = Signer(salt=_SIGNER).unsign(token)
    except BadSignature:
        return None
    return User.objects.filter(pk=int(number), is_active=True).first()
