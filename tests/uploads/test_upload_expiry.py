"""The end of uploads: nothing stays that nobody took, and nothing for longer than its purpose keeps it."""

import pytest

from chalicelib.kernel.deadlines import Deadline
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.uploads import queries, upload_expiry, uploads
from chalicelib.uploads.lifecycle import UploadState
from chalicelib.uploads.purposes import PURPOSES, Purpose
from testing.cell import Cell
from tests.uploads.sample_files import SCRIPT, photo
from tests.uploads.upload_window import OWNER, announce, arrive, names, upload


def test_what_nobody_took_within_a_day_is_deleted(cell: Cell) -> None:
    never_sent = uploads.request(OWNER, Purpose.RETURN_PHOTO)
    unannounced = uploads.request(OWNER, Purpose.RETURN_PHOTO)
    arrive(unannounced, photo())
    asked = [never_sent.upload_id, unannounced.upload_id, upload(photo()), upload(SCRIPT)]
    cell.clock.advance(hours=23)
    cell.check_deadlines()
    assert [queries.find(each) is not None for each in asked] == [True] * 4
    cell.clock.advance(hours=2)
    cell.check_deadlines()
    assert [queries.find(each) for each in asked] == [None] * 4
    assert names() == []


def test_what_was_taken_stays_as_long_as_its_purpose_says(cell: Cell) -> None:
    upload_id = upload(photo())
    transactions.commit(uploads.take(upload_id, OWNER, Purpose.RETURN_PHOTO).acts)
    first_end = Deadline(kind=upload_expiry.EXPIRY, subject=upload_id, due_at=clock.timestamp())
    cell.clock.advance(days=PURPOSES[Purpose.RETURN_PHOTO].kept_days - 1)
    upload_expiry.delete_expired(first_end)
    assert uploads.find(upload_id, OWNER).state is UploadState.TAKEN
    assert len(names()) == 1
    cell.clock.advance(days=1, hours=1)
    upload_expiry.delete_expired(first_end)
    assert queries.find(upload_id) is None
    assert names() == []


def test_a_file_that_expired_before_it_was_taken_is_refused(cell: Cell) -> None:
    upload_id = upload(photo())
    file = uploads.take(upload_id, OWNER, Purpose.RETURN_PHOTO)
    cell.clock.advance(hours=25)
    cell.check_deadlines()
    with pytest.raises(uploads.UploadRejected):
        transactions.commit(file.acts)
    assert names() == []


def test_a_file_that_arrives_when_its_time_is_over_is_deleted(cell: Cell) -> None:
    form = uploads.request(OWNER, Purpose.RETURN_PHOTO)
    cell.clock.advance(hours=25)
    cell.check_deadlines()
    arrive(form, photo())
    assert announce(form.fields["key"]) == []
    assert names() == []
