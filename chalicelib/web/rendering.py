"""Rendering: a template, a visitor and values become a page with the headers that keep it safe."""

from functools import cache, partial
from pathlib import Path
from typing import Any

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import Problem
from chalicelib.markets.due_dates import arrival_day
from chalicelib.web import assets, cookies
from chalicelib.web.code_names import LANGUAGE_NAMES, named, price_source
from chalicelib.web.formatting import Formats
from chalicelib.web.problem_texts import problem_words
from chalicelib.web.visitor import Visitor
from chalicelib.web.wording import wording_in

TEMPLATES = tuple(Path(__file__).parents[1] / room / "templates" for room in ("web", "storefront"))
HTML = "text/html; charset=utf-8"

_STRIPE_SCRIPT = settings.stripe_base_url or "https://js.stripe.com"
# What Stripe asks of a policy (docs.stripe.com/security/guide): its scripts, its frames, its API.
_STRIPE_SCRIPTS = settings.stripe_base_url or "https://js.stripe.com https://*.js.stripe.com"
_STRIPE_FRAMES = settings.stripe_base_url or "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com"
_STRIPE_API = settings.stripe_base_url or "https://api.stripe.com"
STRIPE_JS = f"{_STRIPE_SCRIPT}/v3/" if not settings.stripe_base_url else f"{_STRIPE_SCRIPT}/js/v3/"

_EVERY_PAGE = "img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_POLICY = f"default-src 'none'; {_EVERY_PAGE}"
_PAYMENT_POLICY = (
    f"default-src 'none'; script-src 'self' {_STRIPE_SCRIPTS}; frame-src {_STRIPE_FRAMES}; "
    f"connect-src 'self' {_STRIPE_API}; {_EVERY_PAGE}"
)
_SAFE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Same origin, so that no other site learns an order's address; a form still says where it comes from.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
} | ({} if settings.stage == "local" else {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"})


def page(
    visitor: Visitor, template: str, /, *, status: int = 200, set_cookies: tuple[str, ...] = (), **values: Any
) -> Answer:
    """A rendered page, in the visitor's words and formats; a value a template misses is an error."""
    text = _templates().get_template(template).render(values | _spoken(visitor) | {"visitor": visitor})
    policy = _PAYMENT_POLICY if template == "payment.html" else _POLICY
    headers = _SAFE | {"Content-Security-Policy": policy} | _setting(visitor, set_cookies)
    return Answer(body=text, status=status, headers=headers, content_type=HTML)


def redirect(visitor: Visitor, location: str, *set_cookies: str) -> Answer:
    """See other (303): the browser goes on with a GET of one of our own paths, whatever it sent."""
    headers = _SAFE | {"Location": location} | _setting(visitor, set_cookies)
    return Answer(body="", status=303, headers=headers, content_type=HTML)


def problem_page(visitor: Visitor, problem: Problem, *, reference: str) -> Answer:
    """A refusal in words a buyer understands; `reference` is the request's id, for whoever asks us about it."""
    title, advice = problem_words(visitor.language, problem.slug) or (problem.title, "")
    answer = page(
        visitor, "problem.html", status=problem.status, title=title, advice=advice, slug=problem.slug,
        reference=reference, members=problem.members,
    )  # fmt: skip
    if problem.retry_after_seconds is not None:
        answer.headers["Retry-After"] = str(problem.retry_after_seconds)
    return answer


def _spoken(visitor: Visitor) -> dict[str, Any]:
    """What templates say things with, under the names catalogue tools look for."""
    wording, shown_as = wording_in(visitor.language), Formats(visitor.language)
    return {
        "_": wording.text,
        "pgettext": wording.text_in,
        "ngettext": wording.counted,
        "named": partial(named, visitor.language),
        "price_source": partial(price_source, visitor.language),
        "shown_as": shown_as,
        "arrival": lambda delivery_days: shown_as.near_day(
            arrival_day(visitor.market, clock.timestamp(), delivery_days)
        ),
    }


def _setting(visitor: Visitor, set_cookies: tuple[str, ...]) -> dict[str, list[str]]:
    session = (cookies.kept(cookies.SESSION, visitor.session),) if visitor.is_new else ()
    return {"Set-Cookie": [*session, *set_cookies]} if session or set_cookies else {}


@cache
def _templates() -> Any:
    """The pages' environment. jinja2 is imported here, on first need: 20 ms that an answer in JSON needs not."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        # Compiled once per process and never looked at again: a template does not change under a running function.
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = assets.address
    environment.globals["drawing"] = assets.drawing
    environment.globals["language_names"] = LANGUAGE_NAMES
    return environment
