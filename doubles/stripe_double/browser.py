"""What browsers need: the script and card form the double serves, and who may call it from a page."""

from __future__ import annotations

import re
from pathlib import Path

from doubles.stripe_double.wire import Answer, Request

HERE = Path(__file__).parent / "assets"
# The double stands on one machine for that machine's own pages.
LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost)(:\d+)?")
FRAMING = "http://127.0.0.1:* http://localhost:*"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    f"form-action 'self' {FRAMING}; frame-ancestors "
)
SCRIPT, STYLE, PAGE = "text/javascript; charset=utf-8", "text/css; charset=utf-8", "text/html; charset=utf-8"
_SERVED = {
    "/js/v3/": ("stripe.js", SCRIPT),
    "/js/v3": ("stripe.js", SCRIPT),
    "/elements/card": ("card.html", PAGE),
    "/elements/card.js": ("card.js", SCRIPT),
    "/elements/words.js": ("words.js", SCRIPT),
    "/elements/double.css": ("double.css", STYLE),
}
ASSETS = {path: ((HERE / name).read_bytes(), kind) for path, (name, kind) in _SERVED.items()}


def asset(request: Request) -> Answer | None:
    """The file served at that path, if there is one."""
    if request.method != "GET" or request.path not in ASSETS:
        return None
    body, kind = ASSETS[request.path]
    return Answer(200, page_headers(kind, framed=True), body)


def page_headers(kind: str = PAGE, *, framed: bool = False) -> dict[str, str]:
    return {
        "Content-Type": kind,
        "Cache-Control": "no-store",
        "Content-Security-Policy": POLICY + (FRAMING if framed else "'none'"),
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def crossing(request: Request, answer: Answer) -> Answer:
    """Let a page on this machine read an API answer; the key it sends decides what that shows."""
    origin = request.headers.get("origin", "")
    if not LOOPBACK.fullmatch(origin):
        return answer
    exposed = {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Request-Id", "Vary": "Origin"}
    return Answer(answer.status, {**answer.headers, **exposed}, answer.body)


def preflight(request: Request) -> Answer:
    if not LOOPBACK.fullmatch(request.headers.get("origin", "")) or not request.path.startswith("/v1/"):
        return Answer(403, {}, b"")
    allowed = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, Stripe-Version",
        "Access-Control-Max-Age": "600",
    }
    return crossing(request, Answer(204, allowed, b""))
