"""The lifecycle of an upload as a table."""

from enum import StrEnum


class UploadState(StrEnum):
    REQUESTED = "REQUESTED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    TAKEN = "TAKEN"
    EXPIRED = "EXPIRED"


NEXT: dict[UploadState, frozenset[UploadState]] = {
    UploadState.REQUESTED: frozenset({UploadState.ACCEPTED, UploadState.REJECTED, UploadState.EXPIRED}),
    UploadState.ACCEPTED: frozenset({UploadState.TAKEN, UploadState.EXPIRED}),
    UploadState.REJECTED: frozenset({UploadState.EXPIRED}),
    # Its purpose says how long a file is kept.
    UploadState.TAKEN: frozenset({UploadState.EXPIRED}),
    # Its files are being deleted, and then its item.
    UploadState.EXPIRED: frozenset(),
}

FIRST = UploadState.REQUESTED
FINAL = frozenset({UploadState.EXPIRED})
