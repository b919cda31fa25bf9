"""What people meet in a browser: a labelled card form, pages that cannot be framed or forged."""

import json
import re

import pytest

from doubles.stripe_double.cards import DECLINES, decline_words
from tests.doubles.stripe_double.conftest import PUBLISHABLE_KEY, Platform, bank_page


def test_the_card_form_labels_every_field_and_has_no_inline_code(platform: Platform) -> None:
    page = platform.double.answer("GET", "/elements/card?host=http://127.0.0.1:8000", {}, b"")
    html = page.body.decode()
    fields = re.findall(r'<input id="(\w+)"', html)
    assert fields == re.findall(r'<label for="(\w+)"', html)
    assert fields == ["number", "expiry", "cvc"]
    assert not re.search(r"<script>|<style|style=|\son\w+=", html)
    assert "frame-ancestors http://127.0.0.1:*" in page.headers["Content-Security-Policy"]


def test_every_file_a_page_asks_for_is_served(platform: Platform) -> None:
    page = platform.double.answer("GET", "/elements/card", {}, b"").body.decode()
    script = platform.double.answer("GET", "/js/v3/", {}, b"").body.decode()
    assert '"/elements/card?"' in script
    for path in re.findall(r'(?:src|href)="(/[^"]+)"', page):
        assert platform.double.answer("GET", path, {}, b"").status == 200


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_card_form_says_everything_in_the_pages_language(platform: Platform, language: str) -> None:
    words = platform.double.answer("GET", "/elements/words.js", {}, b"").body.decode()
    form = platform.double.answer("GET", "/elements/card", {}, b"").body.decode()
    script = platform.double.answer("GET", "/elements/card.js", {}, b"").body.decode()
    known = set(
        re.findall(r'^    "([^"]+)":', words.partition(f"  {language}: {{")[2].partition("\n  },")[0], re.MULTILINE)
    )
    labels = re.findall(r"<label[^>]*>([^<]+)<", form) + re.findall(r"<title>([^<]+)<", form)
    faults = re.findall(r'"((?:Your card|The payment)[^"]+\.)"', script)
    refusals = [*DECLINES.values(), *(f"Your card's expiration {part} is invalid." for part in ("month", "year"))]
    assert known >= {*labels, *faults, *refusals, decline_words("generic_decline")[1]}


def test_the_banks_page_shows_the_amount_and_is_framed_by_nobody(platform: Platform) -> None:
    intent = platform.pays("pm_card_authenticationRequired", amount=34_900)
    page = platform.double.answer("GET", bank_page(intent), {}, b"")
    assert "€349.00" in page.body.decode()
    assert page.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert platform.double.answer("GET", f"/3ds/{intent.id}?challenge=guess", {}, b"").status == 404
    assert platform.double.answer("GET", f"/3ds/{intent.id}", {}, b"").status == 404


def test_a_page_of_another_site_cannot_read_an_answer(platform: Platform) -> None:
    intent = platform.stripe.payment_intents.create({"amount": 900, "currency": "eur"})
    path = f"/v1/payment_intents/{intent.id}?client_secret={intent.client_secret}"
    asked = {"Authorization": f"Bearer {PUBLISHABLE_KEY}"}
    near = platform.double.answer("GET", path, {**asked, "Origin": "http://127.0.0.1:8000"}, b"")
    far = platform.double.answer("GET", path, {**asked, "Origin": "http://127.0.0.1.evil.example"}, b"")
    assert (near.status, near.headers["Access-Control-Allow-Origin"]) == (200, "http://127.0.0.1:8000")
    assert "Access-Control-Allow-Origin" not in far.headers


def test_the_control_surface_listens_to_json_alone(platform: Platform) -> None:
    form = platform.double.answer("POST", "/_double/faults", {}, b"kind=rate_limit")
    planned = platform.double.answer(
        "POST",
        "/_double/faults",
        {"Content-Type": "application/json"},
        json.dumps({"kind": "rate_limit", "times": 3}).encode(),
    )
    assert (form.status, planned.status) == (415, 200)
    state = json.loads(platform.double.answer("GET", "/_double/state", {}, b"").body)
    assert [(fault["kind"], fault["times"]) for fault in state["faults"]] == [("rate_limit", 3)]
    assert platform.double.answer("DELETE", "/_double/faults", {}, b"").status == 200


def test_the_control_surface_does_what_people_outside_stripe_do(platform: Platform) -> None:
    told = {"Content-Type": "application/json"}
    paid = platform.pays()
    seller = platform.seller(onboarded=False)
    waiting = platform.pays("pm_card_authenticationRequired")
    refund = platform.stripe.refunds.create({"payment_intent": platform.pays().id})
    asked = [
        ("disputes", {"charge": paid.latest_charge}, 200),
        ("disputes/du_unknown", {"outcome": "won"}, 404),
        (f"accounts/{seller}/onboarding", {}, 200),
        (f"accounts/{seller}/restriction", {"currently_due": ["x"]}, 200),
        (f"payment_intents/{waiting.id}/authentication", {"succeeds": True}, 200),
        (f"refunds/{refund.id}/failure", {}, 200),
        ("clock", {"offset_seconds": 60}, 200),
        ("clock", {"offset_seconds": 0}, 400),
        ("faults", {"kind": "explode"}, 400),
        ("nowhere", {}, 404),
    ]
    for path, body, status in asked:
        answer = platform.double.answer("POST", f"/_double/{path}", told, json.dumps(body).encode())
        assert (path, answer.status) == (path, status)
    assert platform.stripe.payment_intents.retrieve(waiting.id).status == "succeeded"
    assert platform.stripe.refunds.retrieve(refund.id).status == "failed"
    assert platform.double.trial()["platform", "eur"] == 9_825 * 3 - 10_000 - 2_000
