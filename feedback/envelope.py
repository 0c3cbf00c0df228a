"""Text that only whoever knows a secret can read, change, or tell the length of to less than a block.

Fernet of the `cryptography` package does it; its key is made of the secret, and no time is put on the outside.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken

BLOCK = 4096
"""Bytes. However little is written, it is as long as this; so a word more does not show."""
_WHENEVER = 0


class Unreadable(ValueError):
    """Sealed with another secret, or changed since."""


def seal(text: str, secret: bytes) -> str:
    """`text` with spaces up to a whole block, so that it reads like chance; another each time. `secret` has 32 bytes."""
    plain = text.encode()
    plain += b" " * (-len(plain) % BLOCK or (0 if plain else BLOCK))
    return _of(secret).encrypt_at_time(plain, _WHENEVER).decode()


def unseal(sealed: str, secret: bytes) -> str:
    """What was sealed, without the spaces at its end. Raises Unreadable."""
    try:
        return _of(secret).decrypt(sealed).decode().rstrip(" ")
    except InvalidToken as error:
        raise Unreadable from error


def _of(secret: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(secret))
