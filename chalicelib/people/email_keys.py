"""Keyed hashes of email addresses, for counters and comparisons that must not store the address."""

import unicodedata

from chalicelib.kernel.values import ids


def mail_key(mail: str) -> str:
    """A keyed hash of the normalised address, 32 hexadecimal characters.

    Case and surrounding space are ignored; dots and `+tags` are not: only the provider knows whether they name the
    same mailbox, and treating two people as one would disclose one's orders to the other.
    """
    return ids.keyed_hash("mail", unicodedata.normalize("NFC", mail.strip()).casefold()).hex()[:32]
