"""The mailbox shows what a market has sent, with links that work and nothing that runs."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from local.mailbox import Mail, Server, list_page, mail_page, mails

CAUGHT: list[dict[str, Any]] = [
    {
        "MessageId": "1@email.amazonses.com",
        "Source": "Rebound <orders@eu.rebound.example>",
        "To": ["ada@example.com"],
        "CC": [],
        "BCC": [],
        "Subject": "Your order <1>",
        "BodyText": "See http://127.0.0.1:8000/orders/1?token=a&b=2. Thanks!",
        "BodyHtml": '<p><a href="http://127.0.0.1:8000/orders/1">Your order</a></p><script>alert(1)</script>',
        "Timestamp": 1_800_000_000.0,
    },
    {
        "MessageId": "2@email.amazonses.com",
        "Source": "Rebound <orders@eu.rebound.example>",
        "To": ["bob@example.com"],
        "CC": [],
        "BCC": [],
        "Subject": "Later",
        "BodyText": "Text alone",
        "BodyHtml": None,
        "Timestamp": 1_800_000_060.0,
    },
]


class _Cloud(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert self.path == "/_ministack/ses/messages"
        body = json.dumps({"messages": {"000000000000": CAUGHT}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def cloud() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Cloud) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def mailbox(cloud: str) -> Iterator[str]:
    with Server(0, cloud) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        page: str = answer.read().decode()
    return page


def first() -> Mail:
    return Mail("1", "us@x", ["a@x"], "S", CAUGHT[0]["BodyText"], CAUGHT[0]["BodyHtml"], "2027-01-15T08:00:00.000Z")


def test_the_latest_mail_comes_first(cloud: str) -> None:
    caught = mails(cloud)
    assert [mail.subject for mail in caught] == ["Later", "Your order <1>"]
    assert caught[1].sent_at == "2027-01-15T08:00:00.000Z"


def test_the_list_leads_to_every_mail(mailbox: str) -> None:
    page = read(mailbox)
    assert "Your order &lt;1&gt;" in page
    assert "Text alone" in read(f"{mailbox}/mails/2%40email.amazonses.com")
    assert "Text alone" in read(f"{mailbox}/mails/2@email.amazonses.com")


def test_the_list_can_be_one_persons(mailbox: str) -> None:
    page = read(f"{mailbox}/?to=bob@example.com")
    assert "Later" in page
    assert "ada@example.com" not in page


def test_a_program_can_read_the_mails(mailbox: str) -> None:
    told = json.loads(read(f"{mailbox}/mails.json"))
    assert told[1]["recipients"] == ["ada@example.com"]
    assert told[1]["text"] == CAUGHT[0]["BodyText"]


def test_links_of_the_text_part_can_be_followed_and_end_before_the_full_stop() -> None:
    link = "http://127.0.0.1:8000/orders/1?token=a&amp;b=2"
    assert f'<a href="{link}" target="_blank">{link}</a>. Thanks!' in mail_page(first()).decode()


def test_the_html_part_is_shown_but_cannot_run_scripts() -> None:
    page = mail_page(first()).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    sandbox = page.partition('sandbox="')[2].partition('"')[0].split()
    assert "allow-popups" in sandbox
    assert not {"allow-scripts", "allow-same-origin"} & set(sandbox)


def test_an_empty_mailbox_says_so() -> None:
    assert "No mail yet" in list_page([], "").decode()


def test_a_mail_that_is_none_is_404(mailbox: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refusal:
        read(f"{mailbox}/mails/3")
    assert refusal.value.code == 404
    refusal.value.close()
