"""The pages people see at the double: the bank's 3-D Secure challenge and seller onboarding."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl, urlencode

from doubles.stripe_double import accounts, browser, confirmation
from doubles.stripe_double.errors import Refusal
from doubles.stripe_double.parameters import money
from doubles.stripe_double.wire import Answer, Json, Request
from doubles.stripe_double.world import World


def answer(world: World, request: Request) -> Answer | None:
    """The page or file at that path; None when the path is none of the double's pages."""
    steps = request.path.strip("/").split("/")
    if steps[0] == "3ds" and len(steps) == 2:
        return _challenge(world, request, steps[1])
    if steps[:2] == ["connect", "onboarding"] and len(steps) == 4:
        return _onboarding(world, request, account_id=steps[2], token=steps[3])
    return browser.asset(request)


def _page(title: str, content: str, status: int = 200) -> Answer:
    body = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        '<link rel="stylesheet" href="/elements/double.css"></head>'
        f"<body><main><h1>{escape(title)}</h1>{content}</main></body></html>"
    )
    return Answer(status, browser.page_headers(), body.encode())


def _redirect(address: str) -> Answer:
    return Answer(303, {**browser.page_headers(), "Location": address}, b"")


def _form(action: str, buttons: list[tuple[str, str]]) -> str:
    drawn = "".join(
        f'<button type="submit" name="outcome" value="{escape(value)}">{escape(words)}</button>'
        for value, words in buttons
    )
    return f'<form method="post" action="{escape(action)}">{drawn}</form>'


def _chosen(request: Request) -> str:
    return dict(parse_qsl(request.body.decode())).get("outcome", "")


def _challenge(world: World, request: Request, intent_id: str) -> Answer:
    intent = world.find("payment_intent", intent_id)
    token = dict(parse_qsl(request.query)).get("challenge", "")
    if intent is None or not token or token != intent["_challenge"]:
        return _page("This payment is no longer waiting", "<p>Return to the shop and try again.</p>", 404)
    if request.method == "GET":
        amount = escape(money(intent["amount"], intent["currency"]))
        words = f"<p>Your bank asks you to confirm a payment of {amount}. This is a test: no bank is involved.</p>"
        action = f"/3ds/{intent_id}?{urlencode({'challenge': token})}"
        return _page("Confirm your payment", words + _form(action, [("complete", "Complete"), ("fail", "Fail")]))
    chosen = _chosen(request)
    if request.method != "POST" or chosen not in {"complete", "fail"}:
        return _page("Choose Complete or Fail", "<p>Go back and choose.</p>", 400)
    return _answered(world, intent, succeeds=chosen == "complete")


def _answered(world: World, intent: Json, *, succeeds: bool) -> Answer:
    return_url = intent["_return_url"]
    status = "succeeded"
    try:
        confirmation.authenticated(world, intent, succeeds=succeeds)
    except Refusal as refusal:
        if refusal.status != 402:
            raise
        status = "failed"
    if not return_url:
        return _page("Thank you", "<p>You can close this page.</p>")
    known = {
        "payment_intent": intent["id"],
        "payment_intent_client_secret": intent["client_secret"],
        "redirect_status": status,
    }
    return _redirect(f"{return_url}{'&' if '?' in return_url else '?'}{urlencode(known)}")


def _onboarding(world: World, request: Request, *, account_id: str, token: str) -> Answer:
    link = world.find("account_link", token)
    if link is None or link["_subject"] != account_id:
        return _page("No such link", "<p>Ask the marketplace for a new one.</p>", 404)
    if request.method == "GET":
        # A link opens once and not for long; after that Stripe sends people back for a new one.
        if link["_visited"] or link["expires_at"] <= world.now():
            return _redirect(link["_refresh_url"])
        link["_visited"] = True
        world.touch()
        words = (
            "<p>Stripe would now ask for your business, its owners and a bank account. Completing gives test "
            "answers to all of it.</p>"
        )
        buttons = [("complete", "Complete"), ("leave", "Save for later")]
        return _page("Get paid with Stripe", words + _form(request.path, buttons))
    chosen = _chosen(request)
    if request.method != "POST" or chosen not in {"complete", "leave"} or not link["_visited"]:
        return _page("Choose Complete or Save for later", "<p>Go back and choose.</p>", 400)
    if chosen == "complete":
        accounts.onboarded(world, account_id)
    return _redirect(link["_return_url"])
