"""The upload door: who asked for a file gets it, once, and only if it was inspected."""

import pytest

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import InvalidRequest, NotFound, WrongCell
from chalicelib.uploads import uploads
from chalicelib.uploads.lifecycle import UploadState
from chalicelib.uploads.purposes import FileType, Purpose
from chalicelib.uploads.uploads import TooManyUploads, UploadNotChecked, UploadRejected, UploadTaken
from testing.cell import Cell
from tests.uploads.sample_files import PAPER, PLAIN_JPEG, SCRIPT, photo
from tests.uploads.upload_window import OWNER, upload

pytestmark = pytest.mark.usefixtures("cell")


def test_an_inspected_file_is_taken_with_what_refers_to_it() -> None:
    upload_id = upload(photo())
    file = uploads.take(upload_id, OWNER, Purpose.RETURN_PHOTO)
    assert (file.upload_id, file.content_type, file.size_bytes) == (upload_id, FileType.JPEG, len(PLAIN_JPEG))
    transactions.commit(file.acts)
    assert uploads.find(upload_id, OWNER).state is UploadState.TAKEN


def test_a_file_is_used_once() -> None:
    upload_id = upload(photo())
    first = uploads.take(upload_id, OWNER, Purpose.RETURN_PHOTO)
    second = uploads.take(upload_id, OWNER, Purpose.RETURN_PHOTO)
    transactions.commit(first.acts)
    with pytest.raises(UploadTaken):
        transactions.commit(second.acts)
    with pytest.raises(UploadTaken):
        uploads.take(upload_id, OWNER, Purpose.RETURN_PHOTO)


def test_a_file_that_was_not_inspected_is_not_handed_out() -> None:
    form = uploads.request(OWNER, Purpose.RETURN_PHOTO)
    with pytest.raises(UploadNotChecked):
        uploads.take(form.upload_id, OWNER, Purpose.RETURN_PHOTO)
    with pytest.raises(NotFound):
        uploads.link_to(uploads.find(form.upload_id, OWNER))


def test_a_rejected_file_is_not_handed_out_and_the_reason_is_told() -> None:
    upload_id = upload(SCRIPT)
    with pytest.raises(UploadRejected) as refused:
        uploads.take(upload_id, OWNER, Purpose.RETURN_PHOTO)
    assert refused.value.members == {"because": "TYPE_NOT_ALLOWED"}


def test_a_file_of_somebody_else_or_for_something_else_is_not_found() -> None:
    upload_id = upload(PAPER, Purpose.MESSAGE_FILE)
    with pytest.raises(NotFound):
        uploads.find(upload_id, "ord_eu_00000000000000000000000002")
    with pytest.raises(NotFound):
        uploads.take(upload_id, "ord_eu_00000000000000000000000002", Purpose.MESSAGE_FILE)
    with pytest.raises(NotFound):
        uploads.take(upload_id, OWNER, Purpose.RETURN_PHOTO)
    with pytest.raises(NotFound):
        uploads.find(ids.new_id("upl"), OWNER)
    with pytest.raises(WrongCell):
        uploads.find(upload_id.replace("_eu_", "_us_"), OWNER)


def test_a_form_says_what_may_be_sent_and_where_the_browser_goes_next() -> None:
    plain = uploads.request(OWNER, Purpose.RETURN_PHOTO, return_path="/returns/1?step=photos")
    assert plain.fields["Content-Type"] == "application/octet-stream"
    assert plain.fields["success_action_redirect"] == "http://127.0.0.1:8000/returns/1?step=photos"
    assert (plain.bytes_max, plain.content_types[0]) == (10_000_000, "image/jpeg")
    assert plain.url.endswith("/rebound-eu-uploads")
    stated = uploads.request(OWNER, Purpose.MESSAGE_FILE, content_type="application/pdf")
    assert stated.fields["Content-Type"] == "application/pdf"
    assert "success_action_redirect" not in stated.fields


def test_a_type_that_the_purpose_does_not_take_gets_no_form() -> None:
    with pytest.raises(InvalidRequest) as refused:
        uploads.request(OWNER, Purpose.RETURN_PHOTO, content_type="application/pdf")
    assert refused.value.members["errors"][0]["pointer"] == "/content_type"


def test_nobody_gets_more_than_a_hundred_forms_a_day(cell: Cell) -> None:
    for _ in range(uploads.PER_OWNER_AND_DAY_MAX):
        uploads.request(OWNER, Purpose.RETURN_PHOTO)
    with pytest.raises(TooManyUploads):
        uploads.request(OWNER, Purpose.CLAIM_PHOTO)
    uploads.request("sel_eu_00000000000000000000000001", Purpose.INSPECTION_PHOTO)
    cell.clock.advance(days=1)
    uploads.request(OWNER, Purpose.RETURN_PHOTO)
