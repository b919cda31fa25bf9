"""Mail keys: one email address is one key, for counters and comparisons that must not hold the address."""

import unicodedata

from chalicelib.kernel.values import ids


def mail_key(mail: str) -> str:
    """A keyed hash of the normalised address, 32 hexadecimal characters.

    Case and surrounding space do not matter; dots and `+tags` do: whether they name the same mailbox is known to
    its provider alone, and taking two people for one would tell one of them about the other.
    """
    return ids.keyed_hash("mail", unicodedata.normalize("NFC", mail.strip()).casefold()).hex()[:32]
