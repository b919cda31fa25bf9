"""Files of messages: sent through the upload door, posted once they were checked, seen by both sides."""

import msgspec
import pytest

from chalicelib.aftersales.messages import queries
from chalicelib.aftersales.messages.message import FILES_OF_THREAD_MAX
from chalicelib.aftersales.messages.models import THREAD, ThreadItem
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.orders.order import Order
from tests.aftersales.conftest import AfterSale
from tests.uploads.sample_files import PAPER, photo
from tests.uploads.upload_window import announce

MESSAGE = {"belongs_to": "MESSAGE"}


class Case(msgspec.Struct):
    """A return of a delivered device."""

    order: Order
    path: str

    @property
    def case_id(self) -> str:
        return self.path.rpartition("/")[2]


@pytest.fixture
def case(aftersale: AfterSale) -> Case:
    order = aftersale.delivered()
    return Case(order, f"/returns/{aftersale.opened(order)}")


def sent(form: dict[str, object], content: bytes) -> str:
    """A file that was sent with a form and checked; its upload."""
    fields = form["fields"]
    assert isinstance(fields, dict)
    aws.client("s3").put_object(Bucket=settings.uploads_bucket, Key=fields["key"], Body=content)
    assert announce(fields["key"]) == []
    return str(form["upload_id"])


def test_both_sides_attach_files_that_both_see(aftersale: AfterSale, case: Case) -> None:
    paper = sent(aftersale.as_buyer(case.order, "POST", f"{case.path}/uploads", MESSAGE).body, PAPER)
    posted = aftersale.as_buyer(
        case.order, "POST", f"{case.path}/messages", {"text": "The receipt.", "upload_ids": [paper]}
    )
    assert posted.status == 201, posted.body
    picture = sent(aftersale.as_seller("POST", f"{case.path}/uploads", MESSAGE).body, photo())
    answer = {"text": "The dent.", "upload_ids": [picture]}
    assert aftersale.as_seller("POST", f"{case.path}/messages", answer).status == 201
    for page in (
        aftersale.as_buyer(case.order, "GET", f"{case.path}/messages"),
        aftersale.as_seller("GET", f"{case.path}/messages"),
    ):
        files = [each for message in page.body["items"] for each in message["files"]]
        assert [(each["upload_id"], each["content_type"]) for each in files] == [
            (paper, "application/pdf"),
            (picture, "image/jpeg"),
        ]
        assert all("/checked/" in each["url"] for each in files)
    assert aftersale.as_buyer(case.order, "GET", f"{case.path}/files").body["items"] == []


def test_a_message_waits_for_the_check_of_its_file_and_goes_out_once_under_its_key(
    aftersale: AfterSale, case: Case
) -> None:
    form = aftersale.as_buyer(case.order, "POST", f"{case.path}/uploads", MESSAGE).body
    message = {"text": "See here.", "upload_ids": [form["upload_id"]]}
    path = f"{case.path}/messages"
    early = aftersale.as_buyer(case.order, "POST", path, message, idempotency_key="one")
    assert early.body["type"] == "/problems/upload-not-checked"
    other = aftersale.as_buyer(case.order, "POST", path, {"text": "Without."}, idempotency_key="one")
    assert other.status == 201  # what was refused has stored nothing under its key
    sent(form, photo())
    first, again = (aftersale.as_buyer(case.order, "POST", path, message, idempotency_key="two") for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert first.body["message_id"] == again.body["message_id"]
    used = aftersale.as_buyer(case.order, "POST", path, message, idempotency_key="three")
    assert used.body["type"] == "/problems/upload-taken"
    assert (queries.thread(case.case_id).posted, queries.thread(case.case_id).files) == (2, 1)


def test_a_file_named_twice_is_one_file(aftersale: AfterSale, case: Case) -> None:
    upload_id = sent(aftersale.as_buyer(case.order, "POST", f"{case.path}/uploads", MESSAGE).body, photo())
    message = {"text": "Twice.", "upload_ids": [upload_id, upload_id]}
    posted = aftersale.as_buyer(case.order, "POST", f"{case.path}/messages", message)
    assert [each["upload_id"] for each in posted.body["files"]] == [upload_id]


def test_a_file_of_another_case_or_a_photo_of_this_one_is_none_of_a_message(aftersale: AfterSale, case: Case) -> None:
    other = aftersale.delivered()
    foreign_path = f"/returns/{aftersale.opened(other)}"
    foreign = sent(aftersale.as_buyer(other, "POST", f"{foreign_path}/uploads", MESSAGE).body, photo())
    own_photo = sent(aftersale.as_buyer(case.order, "POST", f"{case.path}/uploads", {}).body, photo())
    for upload_id in (foreign, own_photo):
        message = {"text": "See here.", "upload_ids": [upload_id]}
        refused = aftersale.as_buyer(case.order, "POST", f"{case.path}/messages", message)
        assert (refused.status, refused.body["type"]) == (404, "/problems/not-found")
    assert queries.thread(case.case_id).posted == 0


def test_what_is_no_file_of_the_kinds_taken_is_refused_with_the_reason(aftersale: AfterSale, case: Case) -> None:
    upload_id = sent(aftersale.as_buyer(case.order, "POST", f"{case.path}/uploads", MESSAGE).body, b"MZ a program")
    message = {"text": "See here.", "upload_ids": [upload_id]}
    refused = aftersale.as_buyer(case.order, "POST", f"{case.path}/messages", message)
    assert (refused.body["type"], refused.body["because"]) == ("/problems/upload-rejected", "TYPE_NOT_ALLOWED")


def test_a_thread_holds_no_more_files_than_it_may(aftersale: AfterSale, case: Case) -> None:
    ThreadItem(case.case_id, THREAD, posted=6, files=FILES_OF_THREAD_MAX).save()
    upload_id = sent(aftersale.as_buyer(case.order, "POST", f"{case.path}/uploads", MESSAGE).body, photo())
    message = {"text": "One more.", "upload_ids": [upload_id]}
    refused = aftersale.as_buyer(case.order, "POST", f"{case.path}/messages", message)
    assert (refused.status, refused.body["type"]) == (409, "/problems/too-many-files")
    assert aftersale.as_buyer(case.order, "POST", f"{case.path}/messages", {"text": "Only words."}).status == 201
