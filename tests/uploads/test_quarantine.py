"""The quarantine: each file is decided about once, whatever arrives how often and in which order."""

import json
from typing import Any

import pytest

from chalicelib.gateways import uploaded_files
from chalicelib.kernel.runtime import aws
from chalicelib.uploads import quarantine, queries, uploads
from chalicelib.uploads.lifecycle import UploadState
from chalicelib.uploads.purposes import Purpose
from tests.uploads.sample_files import PLAIN_JPEG, PLAIN_PNG, PNG, SCRIPT, photo
from tests.uploads.upload_window import OWNER, UPLOADS_BUCKET, announce, arrive, names, upload

pytestmark = pytest.mark.usefixtures("cell")


def state(upload_id: str) -> UploadState:
    return uploads.find(upload_id, OWNER).state


def test_a_good_file_leaves_the_quarantine_as_what_was_inspected() -> None:
    upload_id = upload(photo(behind=SCRIPT))
    found = uploads.find(upload_id, OWNER)
    assert found.state is UploadState.ACCEPTED
    assert names() == [found.file_name]
    kept = aws.client("s3").get_object(Bucket=UPLOADS_BUCKET, Key=found.file_name)
    assert (kept["Body"].read(), kept["ContentType"]) == (PLAIN_JPEG, "image/jpeg")


def test_a_bad_file_is_deleted_unseen() -> None:
    upload_id = upload(SCRIPT)
    assert state(upload_id) is UploadState.REJECTED
    assert names() == []


def test_a_file_that_is_larger_than_its_form_allows_is_not_even_read() -> None:
    upload_id = upload(photo(behind=bytes(10_000_001)))
    assert queries.find(upload_id) is not None
    assert uploads.find(upload_id, OWNER).rejected_because == "TOO_LARGE"
    assert names() == []


def test_the_first_of_two_files_sent_with_one_form_stays() -> None:
    form = uploads.request(OWNER, Purpose.RETURN_PHOTO)
    arrive(form, photo())
    announce(form.fields["key"])
    first = uploads.find(form.upload_id, OWNER)
    arrive(form, PNG)
    announce(form.fields["key"])
    assert uploads.find(form.upload_id, OWNER) == first
    assert names() == [first.file_name]


def test_an_announcement_that_comes_again_changes_nothing() -> None:
    form = uploads.request(OWNER, Purpose.RETURN_PHOTO)
    arrive(form, photo())
    for _ in range(3):
        assert announce(form.fields["key"]) == []
    assert state(form.upload_id) is UploadState.ACCEPTED
    assert len(names()) == 1


def test_of_two_inspections_at_once_one_decides_and_the_other_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    form = uploads.request(OWNER, Purpose.RETURN_PHOTO)
    arrive(form, photo())
    write = uploaded_files.write

    def overtaken(*given: Any) -> None:
        """Another file is sent, inspected and accepted between this one's reading and its decision."""
        monkeypatch.setattr(uploaded_files, "write", write)
        write(*given)
        arrive(form, PNG)
        assert announce(form.fields["key"]) == []

    monkeypatch.setattr(uploaded_files, "write", overtaken)
    assert announce(form.fields["key"]) == []
    found = uploads.find(form.upload_id, OWNER)
    assert found.size_bytes == len(PLAIN_PNG)
    assert names() == [found.file_name]


def test_an_inspection_that_crashed_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    form = uploads.request(OWNER, Purpose.RETURN_PHOTO)
    arrive(form, photo())

    def crash(*_: Any) -> None:
        raise RuntimeError("the function ended here")

    for step in ("read", "write", "delete"):
        with monkeypatch.context() as broken:
            broken.setattr(uploaded_files, step, crash)
            assert announce(form.fields["key"]) == [{"itemIdentifier": "1"}]
    assert announce(form.fields["key"]) == []
    assert state(form.upload_id) is UploadState.ACCEPTED
    assert len(names()) == 1


def test_a_file_that_belongs_to_no_upload_is_deleted() -> None:
    key = "quarantine/upl_eu_00000000000000000000000009"
    aws.client("s3").put_object(Bucket=UPLOADS_BUCKET, Key=key, Body=photo())
    assert announce(key) == []
    assert names() == []


def test_an_announcement_whose_file_is_gone_waits_for_another_file() -> None:
    form = uploads.request(OWNER, Purpose.RETURN_PHOTO)
    assert announce(form.fields["key"]) == []
    assert state(form.upload_id) is UploadState.REQUESTED


def test_the_test_message_of_s3_is_no_file() -> None:
    body = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": UPLOADS_BUCKET})
    message = {"messageId": "1", "body": body, "attributes": {"ApproximateReceiveCount": "1"}}
    assert quarantine.check_uploads({"Records": [message]}) == {"batchItemFailures": []}
