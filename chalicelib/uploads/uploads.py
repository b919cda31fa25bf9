"""The upload door of every room: a signed form for a file, and the file once it was inspected.

1. A room calls `request` and shows the form, or hands it to the client. The browser sends the file to S3 itself.
2. The quarantine inspects it (`quarantine.py`), usually within seconds; `find` says what came of it.
3. The room calls `take` and commits the acts with whatever refers to the file. What is not taken in a day is deleted.
"""

from datetime import datetime, timedelta

from chalicelib.gateways import uploaded_files
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.key_value import KeyValueItem
from chalicelib.kernel.storage.tables import Table
from chalicelib.kernel.storage.transactions import Act
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import InvalidRequest, NotFound, Problem, TooManyRequests
from chalicelib.uploads import queries
from chalicelib.uploads.lifecycle import UploadState
from chalicelib.uploads.models import UploadItem
from chalicelib.uploads.purposes import PURPOSES, FileType, Purpose
from chalicelib.uploads.quarantine import quarantined_name
from chalicelib.uploads.upload import PresignedForm, StoredFile, Upload
from chalicelib.uploads.upload_expiry import UNTAKEN_KEPT, schedule_act

UPLOAD = "upl"
FORM_VALID = timedelta(hours=1)
LINK_SECONDS = 300
PER_OWNER_AND_DAY_MAX = 100
# A plain form cannot say which type a file will have; nothing shows a file of this type.
_UNSTATED_TYPE = "application/octet-stream"
_ENDINGS = {FileType.JPEG: "jpg", FileType.PNG: "png", FileType.WEBP: "webp", FileType.PDF: "pdf"}


class TooManyUploads(TooManyRequests):
    slug, title = "too-many-uploads", "Too many files within a day"
    retry_after_seconds = 3600


class UploadNotChecked(Problem):
    """The file has not arrived, or is still being inspected."""

    slug, status, title = "upload-not-checked", 409, "The file has not been checked yet"
    retry_after_seconds = 2


class UploadRejected(Problem):
    """`because` is the reason: a member of `Rejection`, or EXPIRED."""

    slug, status, title = "upload-rejected", 409, "The file was rejected; upload another one"


class UploadTaken(Problem):
    slug, status, title = "upload-taken", 409, "The file is used already"


def request(
    owner: str, purpose: Purpose, *, content_type: str | None = None, return_path: str | None = None
) -> PresignedForm:
    """A new upload and the form that sends its file.

    `owner` is the id of what the file is for; the caller has proved that its client may act for it. With `content_type`
    the file must be of that type; a plain HTML form leaves it out. `return_path` is a path of this site, to which S3
    sends the browser after the file.
    Raises: InvalidRequest for a type that the purpose does not take, TooManyUploads, Unavailable.
    """
    terms = PURPOSES[purpose]
    stated_type = next((each for each in terms.types if each == content_type), None)
    if content_type is not None and stated_type is None:
        reason = f"must be one of {', '.join(terms.types)}"
        raise InvalidRequest(errors=[{"pointer": "/content_type", "reason": reason}])
    now = clock.now()
    upload_id = _store(owner, purpose, stated_type, now)
    signed = uploaded_files.signed_form(
        quarantined_name(upload_id),
        stated_type or _UNSTATED_TYPE,
        terms.bytes_max,
        seconds=int(FORM_VALID.total_seconds()),
        redirect_to=None if return_path is None else settings.public_url + return_path,
    )
    return PresignedForm(
        upload_id=upload_id,
        url=signed.url,
        fields=signed.fields,
        content_types=terms.types,
        bytes_max=terms.bytes_max,
        valid_until=clock.stamp(now + FORM_VALID),
    )


def find(upload_id: str, owner: str) -> Upload:
    """An upload of an owner as it stands. Raises: NotFound, alike for an absent and a foreign one; WrongCell."""
    upload = queries.find(ids.require_here(UPLOAD, upload_id))
    if upload is None or upload.owner != owner:
        raise NotFound()
    return upload


def take(upload_id: str, owner: str, purpose: Purpose) -> StoredFile:
    """The inspected file of an upload; the caller commits its acts together with what refers to the file.

    Raises: NotFound (absent, another owner's, or for another purpose), WrongCell, UploadNotChecked, UploadRejected,
    UploadTaken.
    """
    upload = find(upload_id, owner)
    if upload.purpose is not purpose:
        raise NotFound()
    if upload.state is UploadState.REQUESTED:
        raise UploadNotChecked()
    if upload.state is UploadState.TAKEN:
        raise UploadTaken()
    is_kept = upload.state is UploadState.ACCEPTED
    if not is_kept or upload.file_name is None or upload.content_type is None or upload.size_bytes is None:
        raise UploadRejected(because=upload.rejected_because or upload.state)
    return StoredFile(
        upload_id=upload.upload_id,
        file_name=upload.file_name,
        content_type=upload.content_type,
        size_bytes=upload.size_bytes,
        acts=_taking(upload),
    )


def link_to(file: StoredFile | Upload) -> str:
    """A link that shows the file for LINK_SECONDS to those who are handed it. The caller has checked that they may.

    Raises: NotFound for an upload without an inspected file.
    """
    if file.file_name is None or file.content_type is None:
        raise NotFound()
    saved_as = f"{file.upload_id}.{_ENDINGS[file.content_type]}"
    return uploaded_files.signed_link(file.file_name, file.content_type.value, seconds=LINK_SECONDS, saved_as=saved_as)


def _store(owner: str, purpose: Purpose, stated_type: FileType | None, now: datetime) -> str:
    upload_id, expires_at = ids.new_id(UPLOAD), clock.stamp(now + UNTAKEN_KEPT)
    item = UploadItem(
        upload_id,
        owner=owner,
        purpose=purpose.value,
        state=UploadState.REQUESTED.value,
        requested_at=clock.stamp(now),
        expires_at=expires_at,
        stated_type=stated_type,
    )
    transactions.commit([_counting(owner), transactions.put_new(item), schedule_act(upload_id, expires_at)])
    return upload_id


def _taking(upload: Upload) -> tuple[Act, ...]:
    kept_until = clock.stamp(clock.now() + timedelta(days=PURPOSES[upload.purpose].kept_days))
    taken = transactions.update(
        UploadItem(upload.upload_id),
        UploadItem.state.set(UploadState.TAKEN.value),
        UploadItem.expires_at.set(kept_until),
        condition=UploadItem.state == UploadState.ACCEPTED.value,
        refusal=_taken_or_ended,
    )
    return taken, schedule_act(upload.upload_id, kept_until)


def _taken_or_ended(item: Table | None) -> Problem:
    is_taken = isinstance(item, UploadItem) and item.state == UploadState.TAKEN.value
    return UploadTaken() if is_taken else UploadRejected(because=UploadState.EXPIRED)


def _counting(owner: str) -> Act:
    return transactions.update(
        KeyValueItem(f"uploads-asked#{owner}#{clock.timestamp()[:10]}"),
        KeyValueItem.number.add(1),
        KeyValueItem.expires_epoch.set(clock.epoch_seconds(clock.now() + timedelta(days=2))),
        condition=KeyValueItem.number.does_not_exist() | (KeyValueItem.number < PER_OWNER_AND_DAY_MAX),
        refusal=lambda _: TooManyUploads(),
    )
