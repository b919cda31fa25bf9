"""What only a deployed stage does: settings are read once per process, so each stage is asked in its own."""

import json
import os
import subprocess
import sys

from local.places import ROOT

ASK = """
import json
from types import SimpleNamespace
from chalicelib.kernel.values.money import Money
from chalicelib.storefront.card_form import CARD_FORM_POLICY, STRIPE_JS
from chalicelib.storefront.checkout_pages import opening_cookie
from chalicelib.storefront.pages import page
from chalicelib.storefront.visitor import visitor_of
answer = page(visitor_of({}), "problem_type.html", slug="x", title="x", advice="x")
cent = Money(1, "EUR")
payment = page(visitor_of({}), "payment.html", order_id="1", minutes_left=1, client_secret="s", publishable_key="pk",
               totals=SimpleNamespace(goods=cent, shipping=cent, service_fee=cent, total=cent),
               stripe_js=STRIPE_JS, return_url="/", content_security_policy=CARD_FORM_POLICY)
print(json.dumps({"payment": payment.headers["Content-Security-Policy"],
                  "headers": answer.headers, "order": opening_cookie("1", "t"),
                  "stripe": STRIPE_JS}))
"""


def asked_in(**stage: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=os.environ | stage, capture_output=True, text=True, check=True
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_a_deployed_stage_insists_on_https_for_pages_and_cookies() -> None:
    answer = asked_in(STAGE="eu", CELL="eu", STRIPE_BASE_URL="")
    headers = answer["headers"]
    assert isinstance(headers, dict)
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    (session,) = headers["Set-Cookie"]
    assert session.startswith("__Host-rebound_session=")
    assert session.endswith("; Path=/; HttpOnly; SameSite=Lax; Secure")
    assert answer["order"] == (
        "__Secure-rebound_order=t; Path=/orders/1; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure"
    )
    assert answer["stripe"] == "https://js.stripe.com/v3/"


def test_a_deployed_card_form_loads_what_stripe_asks_for_and_nothing_else() -> None:
    policy = str(asked_in(STAGE="eu", CELL="eu", STRIPE_BASE_URL="")["payment"])
    assert dict(rule.split(" ", 1) for rule in policy.split("; ")) == {
        "default-src": "'none'",
        "script-src": "'self' https://js.stripe.com https://*.js.stripe.com",
        "frame-src": "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com",
        "connect-src": "'self' https://api.stripe.com",
        "img-src": "'self'",
        "style-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_a_desk_without_a_certificate_works_over_http() -> None:
    answer = asked_in(STAGE="local", CELL="us")
    headers = answer["headers"]
    assert isinstance(headers, dict)
    assert "Strict-Transport-Security" not in headers
    assert "Secure" not in headers["Set-Cookie"][0]
    assert answer["stripe"] == "http://stripe.test/js/v3/"
