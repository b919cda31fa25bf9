"""Sellers help to answer a dispute with files: operators see them, and the bank is told of each."""

from collections.abc import Callable

import pytest

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.payments.disputes import dispute_queries
from testing.cell import create_bucket
from tests.api_client import Reply, call
from tests.orders.conftest import Shop
from tests.orders.disputes.dispute_steps import decide, disputed
from tests.uploads.sample_files import PAPER, photo
from tests.uploads.upload_window import announce

Ask = Callable[..., Reply]


@pytest.fixture
def dispute_id(shop: Shop) -> str:
    create_bucket(settings.uploads_bucket)
    return disputed(shop, shop.cell.paid_order(shop.offer_id), reason="product_not_received")


@pytest.fixture
def ask(shop: Shop) -> Ask:
    key = issue_key("seller", shop.seller.seller_id, SCOPES["seller"])
    return lambda method, path, body=None: call(method, f"/v1/seller/disputes/{path}", body, key=key)


def ops(method: str, path: str, body: object = None, idempotency_key: str = "") -> Reply:
    key = issue_key("ops", "camille", SCOPES["ops"])
    return call(method, f"/v1/ops/disputes/{path}", body, key=key, idempotency_key=idempotency_key)


def sent(ask: Ask, dispute_id: str, content: bytes = PAPER) -> str:
    """A file that a seller sent and that was checked; its upload."""
    form = ask("POST", f"{dispute_id}/uploads", {}).body
    aws.client("s3").put_object(Bucket=settings.uploads_bucket, Key=form["fields"]["key"], Body=content)
    assert announce(form["fields"]["key"]) == []
    return str(form["upload_id"])


def test_operators_see_a_sellers_file_and_the_bank_is_told_of_it(shop: Shop, dispute_id: str, ask: Ask) -> None:
    upload_id = sent(ask, dispute_id)
    first, again = (ask("POST", f"{dispute_id}/files", {"upload_id": upload_id}) for _ in range(2))
    assert (first.status, [each["upload_id"] for each in first.body["items"]]) == (200, [upload_id])
    assert [each["upload_id"] for each in again.body["items"]] == [upload_id]
    (shown,) = ops("GET", f"{dispute_id}/files").body["items"]
    assert (shown["seller_id"], shown["content_type"]) == (shop.seller.seller_id, "application/pdf")
    assert "/checked/" in shown["url"]
    assert ops("POST", f"{dispute_id}/evidence", {"explanation": "It arrived."}, "k").status == 202
    shop.cell.settle()
    told = shop.cell.stripe.world.require("dispute", dispute_id)["evidence"]["uncategorized_text"]
    assert told.startswith("It arrived.\n")
    assert f"{upload_id} (application/pdf, {len(PAPER)} bytes)" in told


def test_a_file_that_was_not_checked_or_is_none_to_take_is_refused(dispute_id: str, ask: Ask) -> None:
    form = ask("POST", f"{dispute_id}/uploads", {}).body
    early = ask("POST", f"{dispute_id}/files", {"upload_id": form["upload_id"]})
    assert early.body["type"] == "/problems/upload-not-checked"
    program = sent(ask, dispute_id, b"MZ a program")
    refused = ask("POST", f"{dispute_id}/files", {"upload_id": program})
    assert refused.body["type"] == "/problems/upload-rejected"
    assert dispute_queries.dispute(dispute_id).files == ()


def test_another_seller_neither_sees_nor_sends_files_of_the_dispute(shop: Shop, dispute_id: str, ask: Ask) -> None:
    upload_id = sent(ask, dispute_id)
    other = issue_key("seller", shop.cell.a_seller().seller_id, SCOPES["seller"])
    path = f"/v1/seller/disputes/{dispute_id}"
    assert call("GET", f"{path}/files", key=other).status == 404
    assert call("POST", f"{path}/uploads", {}, key=other).status == 404
    assert call("POST", f"{path}/files", {"upload_id": upload_id}, key=other).status == 404


def test_files_come_before_the_answer_and_before_the_bank_decides(shop: Shop, dispute_id: str, ask: Ask) -> None:
    upload_id = sent(ask, dispute_id, photo())
    assert ops("POST", f"{dispute_id}/evidence", {"explanation": "It arrived."}, "k").status == 202
    answered = ask("POST", f"{dispute_id}/files", {"upload_id": upload_id})
    assert answered.body["type"] == "/problems/dispute-already-answered"
    shop.cell.settle()
    decide(shop, dispute_id, won=True)
    decided = ask("POST", f"{dispute_id}/uploads", {})
    assert decided.body["type"] == "/problems/dispute-not-answerable"


def test_a_seller_sends_five_files_at_most(dispute_id: str, ask: Ask) -> None:
    for _ in range(5):
        assert ask("POST", f"{dispute_id}/files", {"upload_id": sent(ask, dispute_id)}).status == 200
    full = ask("POST", f"{dispute_id}/uploads", {})
    assert (full.status, full.body["type"]) == (409, "/problems/too-many-evidence-files")
