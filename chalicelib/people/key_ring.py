"""Ring keys: one key per month that wraps the keys of everybody registered in it, itself sealed by KMS."""

from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.kernel.runtime import aws, clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Unavailable
from chalicelib.people.models import RING, RingItem

# A key per person at KMS would cost a dollar a month each, a KMS call per order 3 US cents per 10,000 and 10 ms each.
# One call per process and month costs nothing, and erasing stays exact: each person's own keys are what is destroyed.


def this_month() -> str:
    """`YYYY-MM`."""
    return clock.timestamp()[:7]


@cache
def key_encryption_key(month: str) -> bytes:
    """The 32 bytes of a month's ring key, made if there are none yet; asked of KMS once per process.

    Unavailable while KMS does not answer.
    """
    stored = _stored(month)
    if stored is not None:
        return _opened(stored.sealed_key, month)
    made = _ask_kms("generate_data_key", KeySpec="AES_256", EncryptionContext=_context(month))
    item = RingItem(_partition(month), RING, sealed_key=made["CiphertextBlob"])
    if not transactions.put_if_absent(item):
        # Another process was quicker, or our own write lost its answer: what is stored is the month's key.
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
    """Bound into the ciphertext by KMS: a ring key of another cell or month does not open as this one."""
    return {"cell": settings.cell, "month": month}


def _partition(month: str) -> str:
    return f"ring#{month}"
