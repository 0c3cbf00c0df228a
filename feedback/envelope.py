"""Text that only whoever knows a secret can read, change or tell the length of to less than a block.

From the standard library alone. The stream comes of SHAKE-256 over a key and 32 bytes that are drawn anew each time
(a sponge keyed in front: G. Bertoni et al., Cryptographic sponge functions, 2011, section 5.11), and what comes of it
is signed by HMAC-SHA-256 with another key: encrypted first, signed then (H. Krawczyk, CRYPTO 2001).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode

BLOCK = 4096
"""Bytes. However little is written, it is as long as this; so a word more does not show."""
NONCE = SIGNATURE = 32


class Unreadable(ValueError):
    """Sealed with another secret, or changed since."""


def seal(text: str, secret: bytes) -> str:
    """`text` with spaces up to a whole block, so that it reads like chance; another each time."""
    plain = text.encode()
    plain += b" " * (-len(plain) % BLOCK or (0 if plain else BLOCK))
    nonce = secrets.token_bytes(NONCE)
    hidden = nonce + _mixed(plain, nonce, secret)
    return b64encode(hidden + _signature(hidden, secret)).decode()


def unseal(sealed: str, secret: bytes) -> str:
    """What was sealed, without the spaces at its end. Raises Unreadable."""
    try:
        whole = b64decode(sealed, validate=True)
    except ValueError as error:
        raise Unreadable from error
    hidden, signature = whole[:-SIGNATURE], whole[-SIGNATURE:]
    if not hmac.compare_digest(signature, _signature(hidden, secret)):
        raise Unreadable
    return _mixed(hidden[NONCE:], hidden[:NONCE], secret).decode().rstrip(" ")


def _mixed(data: bytes, nonce: bytes, secret: bytes) -> bytes:
    stream = hashlib.shake_256(_key(b"stream", secret) + nonce).digest(len(data))
    return (int.from_bytes(data) ^ int.from_bytes(stream)).to_bytes(len(data))


def _signature(hidden: bytes, secret: bytes) -> bytes:
    return hmac.digest(_key(b"signature", secret), hidden, "sha256")


def _key(purpose: bytes, secret: bytes) -> bytes:
    """32 bytes for each purpose, so that neither key says anything of the other."""
    return hmac.digest(secret, purpose, "sha256")
