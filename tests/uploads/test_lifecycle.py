"""The lifecycle of an upload: nothing is kept for ever, and only an inspected file is taken."""

from chalicelib.uploads.lifecycle import FINAL, NEXT, UploadState


def test_every_upload_ends_whatever_became_of_it() -> None:
    assert all(UploadState.EXPIRED in following for state, following in NEXT.items() if state not in FINAL)
    assert NEXT[UploadState.EXPIRED] == frozenset()


def test_only_an_accepted_file_is_taken() -> None:
    assert [state for state, following in NEXT.items() if UploadState.TAKEN in following] == [UploadState.ACCEPTED]
