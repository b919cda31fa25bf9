"""What sellers copy works: both documented receivers, their test vectors and their page."""

import base64
import http.client
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from chalicelib.facts.boxes import BuyBoxChanged
from chalicelib.facts.offers import OfferSoldOut
from chalicelib.facts.orders import LineAccepted, LineCancelled, LineDelivered, LineShipped, OrderPaid, SoldLine
from chalicelib.kernel.fact_store import Fact
from chalicelib.kernel.values import ids
from chalicelib.webhooks import endpoints, signing
from chalicelib.webhooks.events import EVENT_TYPES, TEST_EVENT, AnnouncedFact, events
from tests.doc_pages import ROOT, quoted, rows, sections

FOLDER = ROOT / "docs" / "webhooks"
VECTORS: dict[str, Any] = json.loads((FOLDER / "vectors.json").read_text())
ENDPOINT = "whe_eu_01KB0000000000000000000001"
BODY = '{"type":"endpoint.test","data":{"said":"Zoë 🙂"}}'.encode()
_NODE = shutil.which("node")


@pytest.fixture(params=["receiver.py", "receiver.mjs"])
def command(request: pytest.FixtureRequest) -> list[str]:
    """How a receiver is started; without Node its half is skipped, and the run says so."""
    if request.param == "receiver.py":
        return [sys.executable, str(FOLDER / "receiver.py")]
    if _NODE is None:
        pytest.skip("NO NODE, NOTHING PROVED of docs/webhooks/receiver.mjs (apt-get install nodejs)")
    return [_NODE, str(FOLDER / "receiver.mjs")]


@contextmanager
def running(command: list[str], *secrets: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A receiver on a free port; the port, and the process whose output is what it took."""
    process = subprocess.Popen(
        [*command, "0"],
        env={"PATH": os.environ["PATH"], "WEBHOOK_SECRETS": " ".join(secrets), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        yield int(process.stderr.readline().rpartition(" ")[2]), process
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
        process.stderr.close()


def posted(port: int, headers: dict[str, str], body: bytes) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", "/rebound", body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_both_receivers_judge_every_vector_as_it_says(command: list[str]) -> None:
    tried = subprocess.run(
        [*command, "--vectors", str(FOLDER / "vectors.json")], capture_output=True, encoding="utf-8", timeout=60
    )
    assert (tried.returncode, tried.stderr) == (0, "")
    assert tried.stdout.splitlines() == [f"ok {case['name']}" for case in VECTORS["cases"]]


def test_a_receiver_that_judges_a_vector_wrongly_says_so(command: list[str], tmp_path: Path) -> None:
    wrong = VECTORS | {"cases": [each | {"is_valid": not each["is_valid"]} for each in VECTORS["cases"]]}
    (tmp_path / "wrong.json").write_text(json.dumps(wrong))
    tried = subprocess.run(
        [*command, "--vectors", str(tmp_path / "wrong.json")], capture_output=True, encoding="utf-8", timeout=60
    )
    assert tried.returncode == 1
    assert all(line.startswith("WRONG ") for line in tried.stdout.splitlines())


@pytest.mark.parametrize("case", [each for each in VECTORS["cases"] if each["is_valid"]], ids=lambda case: case["name"])
def test_the_standards_own_library_signs_a_valid_vector_alike(case: dict[str, Any]) -> None:
    headers = case["headers"]
    moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    signatures = [Webhook(each).sign(headers["webhook-id"], moment, case["body"]) for each in VECTORS["secrets"]]
    assert set(signatures) & set(headers["webhook-signature"].split(" "))


def test_a_receiver_takes_what_rebound_signs_and_takes_it_once(command: list[str]) -> None:
    first, second = (signing.secret(ENDPOINT, number) for number in (1, 2))
    with running(command, first) as (port, process):
        for numbers in ((1,), (2, 1), (1,)):
            assert posted(port, signing.headers("whd_eu_1", BODY, ENDPOINT, numbers), BODY) == 204
        assert posted(port, signing.headers("whd_eu_2", BODY, ENDPOINT, (1,)), BODY) == 204
        process.terminate()
        assert process.stdout is not None
        taken = [json.loads(line) for line in process.stdout]
    assert taken == [{"id": "whd_eu_1"} | json.loads(BODY), {"id": "whd_eu_2"} | json.loads(BODY)]
    with running(command, second, first) as (port, _):
        assert posted(port, signing.headers("whd_eu_3", BODY, ENDPOINT, (1,)), BODY) == 204


def test_a_receiver_refuses_what_is_forged_and_what_is_too_long(command: list[str]) -> None:
    with running(command, signing.secret(ENDPOINT, 1)) as (port, process):
        headers = signing.headers("whd_eu_1", BODY, ENDPOINT, (1,))
        assert posted(port, headers, BODY.replace(b"test", b"best")) == 400
        assert posted(port, signing.headers("whd_eu_1", BODY, ids.new_id("whe"), (1,)), BODY) == 400
        assert posted(port, {}, BODY) == 400
        assert posted(port, headers, b" " * 64_001) == 413
        process.terminate()
        assert process.stdout is not None
        assert process.stdout.read() == ""


@pytest.mark.parametrize("secret", ["whsec_MfKQ9r8GK", "whsec_MfKQ9r8!", "not a secret"])
def test_a_receiver_does_not_start_with_what_is_no_secret(command: list[str], secret: str) -> None:
    tried = subprocess.run(
        [*command, "0"],
        env={"PATH": os.environ["PATH"], "WEBHOOK_SECRETS": f"{signing.secret(ENDPOINT, 1)} {secret}"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert tried.returncode == 1
    assert "WEBHOOK_SECRETS holds something that is no secret" in tried.stderr


def test_a_secret_has_the_form_the_standard_wants() -> None:
    for secret in (signing.secret(ENDPOINT, 1), *VECTORS["secrets"]):
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32


def test_the_page_lists_every_event_and_no_other() -> None:
    listed = [quoted(row[0])[0] for row in rows(sections(FOLDER / "index.md")["Events"])]
    assert listed == [*EVENT_TYPES, TEST_EVENT]


def test_the_page_names_what_each_message_says() -> None:
    line: dict[str, Any] = {"order_id": "ord_eu_1", "seller_id": "sel_eu_1", "line_id": "1", "product_id": "prd_eu_1"}
    box = {f"{how}_{what}_id": f"{what}_{how}" for how in ("won", "lost") for what in ("offer", "seller")}
    sold = SoldLine(line_id="1", offer_id="off_eu_1", product_id="prd_eu_1", seller_id="sel_eu_1")
    story: list[Fact] = [
        OrderPaid(order_id="ord_eu_1", market="FR", journal_id="sale", accept_by="2026-11-25", lines=(sold,)),
        LineAccepted(version=1, ship_by="2026-11-27", **line),
        LineShipped(version=2, **line),
        LineDelivered(version=3, proof="CARRIER", **line),
        LineCancelled(version=4, by="BUYER", reason="CHANGED_MIND", **line),
        OfferSoldOut(offer_id="off_eu_1", product_id="prd_eu_1", seller_id="sel_eu_1"),
        BuyBoxChanged(product_id="prd_eu_1", market="FR", grade="GOOD", **box),
    ]
    said = events([AnnouncedFact(fact_id=str(number), occurred_at="", fact=fact) for number, fact in enumerate(story)])
    listed = {quoted(row[0])[0]: set(quoted(row[2])) for row in rows(sections(FOLDER / "index.md")["Events"])}
    assert {each.type: each.content.keys() - {"path"} for each in said} == {
        each: listed[each] for each in EVENT_TYPES if each in {one.type for one in said}
    }
    assert {each.type for each in said} >= set(EVENT_TYPES[:6])


def test_the_page_says_how_many_endpoints_a_seller_may_have() -> None:
    assert f"at most {endpoints.ENDPOINTS_MAX}" in (FOLDER / "index.md").read_text()
