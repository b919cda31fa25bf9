"""A plain HTML form, as a browser without scripts sends it, against a local cloud that enforces what was signed."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.gateways import uploaded_files
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.uploads import quarantine, uploads
from chalicelib.uploads.lifecycle import UploadState
from chalicelib.uploads.models import UploadItem
from chalicelib.uploads.purposes import Purpose
from testing.cell import create_bucket
from tests.cloud_cell import empty_cell
from tests.uploads.sample_files import PLAIN_JPEG, photo
from tests.uploads.upload_window import OWNER

pytestmark = pytest.mark.slow
_BOUNDARY = "----a-browser-chose-this"


@pytest.fixture(scope="module")
def announcements() -> Iterator[str]:
    """A cell whose bucket announces what arrives in quarantine; the URL of the queue it does so in."""
    aws._session.cache_clear()  # another test's session keeps moto's credentials, which the cloud does not know
    with empty_cell():
        create_bucket(settings.uploads_bucket)
        url = aws.client("sqs").create_queue(QueueName="rebound-eu-uploads")["QueueUrl"]
        found = aws.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        announced = {
            "QueueArn": found["Attributes"]["QueueArn"],
            "Events": ["s3:ObjectCreated:*"],
            "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "quarantine/"}]}},
        }
        aws.client("s3").put_bucket_notification_configuration(
            Bucket=settings.uploads_bucket, NotificationConfiguration={"QueueConfigurations": [announced]}
        )
        yield url


class _Stay(urllib.request.HTTPRedirectHandler):
    """Do not follow: the test looks where the browser is sent."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def submit(url: str, fields: Mapping[str, str], content: bytes) -> tuple[int, str]:
    """Send a form as a browser does; the status, and where it is sent next."""
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    named = 'Content-Disposition: form-data; name="file"; filename="IMG 1.jpg"'
    head = f"--{_BOUNDARY}\r\n{named}\r\nContent-Type: image/jpeg\r\n\r\n"
    body = ("".join(parts) + head).encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
    sent = urllib.request.Request(url, body, {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"})
    try:
        with urllib.request.build_opener(_Stay).open(sent, timeout=10) as answer:
            return answer.status, answer.headers.get("Location", "")
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Location", "")


def announced(url: str) -> dict[str, Any]:
    """The messages that wait, as Lambda hands them to the function."""
    found = aws.client("sqs").receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=2, AttributeNames=["All"]
    )
    for message in found["Messages"]:
        aws.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return {
        "Records": [
            {"messageId": each["MessageId"], "body": each["Body"], "attributes": each["Attributes"]}
            for each in found["Messages"]
        ]
    }


def test_a_form_without_scripts_brings_a_photo_through_the_quarantine(announcements: str) -> None:
    form = uploads.request(OWNER, Purpose.RETURN_PHOTO, return_path="/returns/1")
    status, location = submit(form.url, form.fields, photo())
    assert status == 303
    assert location.startswith("http://127.0.0.1:8000/returns/1?")
    told = announced(announcements)
    keys = [
        record["s3"]["object"]["key"]
        for each in told["Records"]
        for record in json.loads(each["body"]).get("Records", [])
    ]
    assert f"quarantine/{form.upload_id}" in keys
    assert quarantine.check_uploads(told) == {"batchItemFailures": []}
    found = uploads.find(form.upload_id, OWNER)
    assert found.state is UploadState.ACCEPTED
    with urllib.request.urlopen(uploads.link_to(found), timeout=10) as shown:
        assert shown.read() == PLAIN_JPEG
        assert shown.headers["Content-Type"] == "image/jpeg"
        assert shown.headers["Content-Disposition"] == f'inline; filename="{form.upload_id}.jpg"'


@pytest.mark.usefixtures("announcements")
@pytest.mark.parametrize(
    "changed",
    [
        {"key": "quarantine/upl_eu_somebody_elses"},
        {"key": "checked/unseen"},
        {"Content-Type": "text/html"},
        {"success_action_redirect": "https://elsewhere.example"},
        {"acl": "public-read"},
    ],
)
def test_a_form_that_was_changed_is_refused(changed: dict[str, str]) -> None:
    form = uploads.request(OWNER, Purpose.RETURN_PHOTO, return_path="/returns/1")
    assert submit(form.url, form.fields | changed, photo())[0] == 403


@pytest.mark.usefixtures("announcements")
def test_nothing_and_more_than_the_form_allows_is_refused() -> None:
    form = uploads.request(OWNER, Purpose.RETURN_PHOTO)
    assert submit(form.url, form.fields, b"")[0] == 400
    small = uploaded_files.signed_form("quarantine/x", "image/jpeg", 10, seconds=60, redirect_to=None)
    assert submit(small.url, small.fields, b"0123456789A")[0] == 400
    assert submit(small.url, small.fields, b"0123456789")[0] == 204
    assert UploadItem.count() > 0
