"""Files that a browser has sent to S3 with a form, as S3 tells of them where it sends the browser on to."""

import re
from collections.abc import Mapping

MEGABYTE = 1_000_000
_KEY = re.compile(r"quarantine/(upl_(?:eu|us)_[0-9A-HJKMNP-TV-Z]{26})")


def sent_upload_id(query: Mapping[str, str]) -> str | None:
    """The id of the upload whose file was sent; None for an address that S3 did not make."""
    sent = _KEY.fullmatch(query.get("key", ""))
    return sent[1] if sent else None


def with_sent(path: str, upload_id: str) -> str:
    """An address that tells of a sent file as S3 does."""
    return f"{path}?key=quarantine/{upload_id}"
