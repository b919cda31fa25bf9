"""Ring keys: one key per month, encrypted by KMS, wraps the keys of all people registered in that month."""

from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.kernel.runtime import aws, clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Unavailable
from chalicelib.people.models import RING, RingItem

# A KMS key per person would cost a dollar a month each; a KMS call per order 3 US cents per 10,000 and 10 ms each.
# One call per process and month costs next to nothing, and erasure destroys each person's own keys.


def this_month() -> str:
    """The current month, `YYYY-MM`."""
    return clock.timestamp()[:7]


@cache
def key_encryption_key(month: str) -> bytes:
    """The 32 bytes of a month's ring key, created if absent; KMS is called once per process and month.

    Raises: Unavailable if KMS does not answer.
    """
    stored = _stored(month)
    if stored is not None:
        return _opened(stored.sealed_key, month)
    made = _ask_kms("generate_data_key", KeySpec="AES_256", EncryptionContext=_context(month))
    item = RingItem(_partition(month), RING, sealed_key=made["CiphertextBlob"])
    if not transactions.put_if_absent(item):
        # Another process wrote first, or the answer to our write was lost: the stored key is the month's key.
        winner = RingItem.get(_partition(month), RING, consistent_read=True)
        return _opened(winner.sealed_key, month)
    plaintext: bytes = made["Plaintext"]
    return plaintext


def _stored(month: str) -> RingItem | None:
    try:
        return RingItem.get(_partition(month), RING, consistent_read=True)
    except RingItem.DoesNotExist:
        return None


def _opened(sealed_key: bytes, month: str) -> bytes:
    opened: bytes = _ask_kms("decrypt", CiphertextBlob=sealed_key, EncryptionContext=_context(month))["Plaintext"]
    return opened


def _ask_kms(operation: str, **parameters: Any) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = getattr(aws.client("kms"), operation)(KeyId=settings.kms_key_id, **parameters)
    except (ClientError, *aws.NO_ANSWER) as error:
        if aws.is_passing(error):
            raise Unavailable() from error
        raise
    return answer


def _context(month: str) -> dict[str, str]:
    """The encryption context at KMS: the ring key of another cell or month cannot be decrypted as this one."""
    return {"cell": settings.cell, "month": month}


def _partition(month: str) -> str:
    return f"ring#{month}"
