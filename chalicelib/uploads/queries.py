"""Reading uploads, consistently."""

from chalicelib.uploads.inspection import Rejection
from chalicelib.uploads.lifecycle import UploadState
from chalicelib.uploads.models import UploadItem
from chalicelib.uploads.purposes import FileType, Purpose
from chalicelib.uploads.upload import Upload


def find(upload_id: str) -> Upload | None:
    """An upload by its id, whoever owns it."""
    try:
        item = UploadItem.get(upload_id, consistent_read=True)
    except UploadItem.DoesNotExist:
        return None
    return Upload(
        upload_id=item.upload_id,
        owner=item.owner,
        purpose=Purpose(item.purpose),
        state=UploadState(item.state),
        requested_at=item.requested_at,
        expires_at=item.expires_at,
        stated_type=None if item.stated_type is None else FileType(item.stated_type),
        rejected_because=None if item.rejected_because is None else Rejection(item.rejected_because),
        file_name=item.file_name,
        content_type=None if item.content_type is None else FileType(item.content_type),
        size_bytes=None if item.size_bytes is None else int(item.size_bytes),
    )
