"""The end of uploads: what was never taken after a day, what was taken when its purpose no longer keeps it."""

from datetime import timedelta

from chalicelib.gateways import uploaded_files
from chalicelib.kernel import deadlines
from chalicelib.kernel.deadlines import Deadline, Kind
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.transactions import Act
from chalicelib.uploads import queries
from chalicelib.uploads.lifecycle import UploadState
from chalicelib.uploads.models import UploadItem
from chalicelib.uploads.quarantine import checked_folder, quarantined_name

EXPIRY = Kind("uploads.expiry")
UNTAKEN_KEPT = timedelta(days=1)


def schedule_act(upload_id: str, expires_at: str) -> Act:
    """The act that schedules the end of an upload."""
    return deadlines.schedule_act(Deadline(kind=EXPIRY, subject=upload_id, due_at=expires_at))


def delete_expired(deadline: Deadline) -> None:
    """Delete an upload whose time is over: its state first, then its files, at last its item.

    One that was taken meanwhile has a later end and a later deadline. Raises: Conflict, when it changes meanwhile.
    """
    upload = queries.find(deadline.subject)
    if upload is None or upload.expires_at > clock.timestamp():
        return
    if upload.state is not UploadState.EXPIRED:
        unchanged = (UploadItem.state == upload.state.value) & (UploadItem.expires_at == upload.expires_at)
        ended = UploadItem.state.set(UploadState.EXPIRED.value)
        transactions.write(transactions.update(UploadItem(upload.upload_id), ended, condition=unchanged))
    uploaded_files.delete(quarantined_name(upload.upload_id))
    uploaded_files.delete_folder(checked_folder(upload.upload_id))
    transactions.write(transactions.delete(UploadItem(upload.upload_id)))
