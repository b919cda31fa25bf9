"""The quarantine: each file that arrives is inspected, and moved to where rooms may take it, or rejected.

S3 announces every file at least once, and a form can be sent again while it is valid. The first inspection that
commits decides: a file that comes later is deleted unread. What is kept is written from the bytes that were inspected.
"""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

import msgspec

from chalicelib.gateways import uploaded_files
from chalicelib.gateways.uploaded_files import FileTooLarge
from chalicelib.kernel import queues
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions
from chalicelib.uploads import inspection, queries
from chalicelib.uploads.inspection import InspectedFile, Rejection
from chalicelib.uploads.lifecycle import UploadState
from chalicelib.uploads.models import UploadItem
from chalicelib.uploads.purposes import PURPOSES
from chalicelib.uploads.upload import Upload

_QUARANTINE = "quarantine/"


class _NotifiedObject(msgspec.Struct, frozen=True):
    key: str


class _NotifiedStore(msgspec.Struct, frozen=True):
    object: _NotifiedObject


class _NotifiedRecord(msgspec.Struct, frozen=True):
    s3: _NotifiedStore


class _Notification(msgspec.Struct, frozen=True, rename={"records": "Records"}):
    """S3's event notification; the test message it sends when it is set up has no records."""

    records: tuple[_NotifiedRecord, ...] = ()


def quarantined_name(upload_id: str) -> str:
    """Where the file of an upload arrives."""
    return f"{_QUARANTINE}{upload_id}"


def checked_folder(upload_id: str) -> str:
    """Where its inspected file lies, under a name made of its bytes."""
    return f"checked/{upload_id}/"


def check_uploads(event: Mapping[str, Any]) -> queues.Failures:
    """Inspect the files that messages of S3 announce."""
    return queues.work(event, _check_announced)


def _check_announced(body: str, _received: int) -> None:
    for record in msgspec.json.decode(body, type=_Notification).records:
        # S3 encodes the key as a form does.
        name = unquote_plus(record.s3.object.key)
        _check(name.removeprefix(_QUARANTINE))


def _check(upload_id: str) -> None:
    """Decide about the file of an upload, if that is still open, and empty the quarantine of it."""
    upload = queries.find(upload_id)
    if upload is not None and upload.state is UploadState.REQUESTED:
        found = _inspected(upload)
        if found is None:
            return
        if isinstance(found, Rejection):
            _reject(upload, found)
        else:
            _accept(upload, found)
    uploaded_files.delete(quarantined_name(upload_id))


def _inspected(upload: Upload) -> InspectedFile | Rejection | None:
    terms = PURPOSES[upload.purpose]
    try:
        content = uploaded_files.read(quarantined_name(upload.upload_id), terms.bytes_max)
    except FileTooLarge:
        return Rejection.TOO_LARGE
    # Another worker has decided and emptied the quarantine.
    return None if content is None else inspection.inspect(content, terms, upload.stated_type)


def _reject(upload: Upload, why: Rejection) -> None:
    log.write("upload-rejected", upload_id=upload.upload_id, because=why.value)
    transactions.write_if_met(
        transactions.update(
            UploadItem(upload.upload_id),
            UploadItem.state.set(UploadState.REJECTED.value),
            UploadItem.rejected_because.set(why.value),
            condition=UploadItem.state == UploadState.REQUESTED.value,
        )
    )


def _accept(upload: Upload, found: InspectedFile) -> None:
    name = checked_folder(upload.upload_id) + hashlib.sha256(found.body).hexdigest()
    uploaded_files.write(name, found.body, found.content_type.value)
    is_accepted = transactions.write_if_met(
        transactions.update(
            UploadItem(upload.upload_id),
            UploadItem.state.set(UploadState.ACCEPTED.value),
            UploadItem.file_name.set(name),
            UploadItem.content_type.set(found.content_type.value),
            UploadItem.size_bytes.set(len(found.body)),
            condition=UploadItem.state == UploadState.REQUESTED.value,
        )
    )
    if is_accepted:
        return
    # Another inspection or the expiry came first, or this one did and its answer was lost.
    decided = queries.find(upload.upload_id)
    if decided is None or decided.file_name != name:
        uploaded_files.delete(name)
