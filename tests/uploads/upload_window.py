"""What a browser and S3 do for a test: a file arrives in quarantine and is announced to its inspection."""

import json
from urllib.parse import quote_plus

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.uploads import quarantine, uploads
from chalicelib.uploads.purposes import Purpose
from chalicelib.uploads.upload import PresignedForm

UPLOADS_BUCKET = settings.uploads_bucket
OWNER = "ord_eu_00000000000000000000000001"


def arrive(form: PresignedForm, content: bytes) -> None:
    """A file lies where its form puts it."""
    aws.client("s3").put_object(Bucket=UPLOADS_BUCKET, Key=form.fields["key"], Body=content)


def announce(key: str) -> list[dict[str, str]]:
    """Hand S3's message about a file to its inspection; what failed."""
    record = {"eventName": "ObjectCreated:Post", "s3": {"object": {"key": quote_plus(key, safe="/"), "size": 1}}}
    message = {
        "messageId": "1",
        "body": json.dumps({"Records": [record]}),
        "attributes": {"ApproximateReceiveCount": "1"},
    }
    failures: list[dict[str, str]] = quarantine.check_uploads({"Records": [message]})["batchItemFailures"]
    return failures


def upload(content: bytes, purpose: Purpose = Purpose.RETURN_PHOTO, owner: str = OWNER) -> str:
    """A file that was asked for, sent and inspected; the upload's id."""
    form = uploads.request(owner, purpose)
    arrive(form, content)
    assert announce(form.fields["key"]) == []
    return form.upload_id


def names() -> list[str]:
    """Every file in the bucket."""
    return [each["Key"] for each in aws.client("s3").list_objects_v2(Bucket=UPLOADS_BUCKET).get("Contents", [])]
