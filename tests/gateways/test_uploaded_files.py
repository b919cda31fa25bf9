"""Files of people in S3: what is signed, and what is read, written and deleted."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from chalicelib.gateways import uploaded_files
from chalicelib.gateways.uploaded_files import FileTooLarge
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import Unavailable
from testing.cell import create_bucket


@pytest.fixture
def bucket() -> Iterator[None]:
    aws.client.cache_clear()
    with mock_aws():
        create_bucket(settings.uploads_bucket)
        yield
    aws.client.cache_clear()


@pytest.mark.usefixtures("bucket")
def test_a_form_is_signed_for_one_file_one_type_and_a_size() -> None:
    form = uploaded_files.signed_form("quarantine/1", "image/png", 500, seconds=60, redirect_to="https://a.example/r")
    assert form.url == "https://s3.eu-west-3.amazonaws.com/rebound-eu-uploads"
    assert form.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    conditions = json.loads(base64.b64decode(form.fields["policy"]))["conditions"]
    for expected in (
        {"key": "quarantine/1"},
        {"bucket": "rebound-eu-uploads"},
        {"Content-Type": "image/png"},
        {"success_action_redirect": "https://a.example/r"},
        ["content-length-range", 1, 500],
    ):
        assert expected in conditions


@pytest.mark.usefixtures("bucket")
def test_a_picture_is_shown_and_a_paper_is_saved() -> None:
    picture = uploaded_files.signed_link("checked/1", "image/png", seconds=300, saved_as="1.png")
    paper = uploaded_files.signed_link("checked/1", "application/pdf", seconds=300, saved_as="1.pdf")
    assert "response-content-disposition=inline" in picture
    assert "response-content-disposition=attachment" in paper
    assert "X-Amz-Expires=300" in picture
    assert ".eu-west-3." in picture


@pytest.mark.usefixtures("bucket")
def test_a_file_is_written_read_and_deleted() -> None:
    uploaded_files.write("checked/1/a", b"one", "image/png")
    uploaded_files.write("checked/1/b", b"two", "image/png")
    uploaded_files.write("checked/2/a", b"three", "image/png")
    assert uploaded_files.read("checked/1/a", 3) == b"one"
    with pytest.raises(FileTooLarge):
        uploaded_files.read("checked/1/a", 2)
    uploaded_files.delete_folder("checked/1/")
    assert uploaded_files.read("checked/1/a", 3) is None
    assert uploaded_files.read("checked/1/b", 3) is None
    assert uploaded_files.read("checked/2/a", 5) == b"three"
    uploaded_files.delete("checked/2/a")
    uploaded_files.delete("checked/2/a")
    assert uploaded_files.read("checked/2/a", 5) is None


CALLS = [
    lambda: uploaded_files.read("x", 1),
    lambda: uploaded_files.write("x", b"", "image/png"),
    lambda: uploaded_files.delete("x"),
    lambda: uploaded_files.delete_folder("x"),
]


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("call", CALLS)
def test_what_may_work_in_a_moment_is_unavailable(call: Any) -> None:
    def silent(**_: Any) -> AWSResponse:
        raise EndpointConnectionError(endpoint_url="https://s3.example")

    aws.client("s3").meta.events.register_first("before-send.s3", silent)
    with pytest.raises(Unavailable):
        call()


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("call", CALLS)
def test_what_will_not_work_is_raised(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = type(settings)(
        **{name: getattr(settings, name) for name in settings.__struct_fields__} | {"uploads_bucket": "no-such-bucket"}
    )
    monkeypatch.setattr(uploaded_files, "settings", gone)
    with pytest.raises(ClientError):
        call()
