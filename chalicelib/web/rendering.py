"""Rendering: a room's template, a reader and values become a page with the headers that keep it safe."""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import Problem
from chalicelib.web import assets, cookies
from chalicelib.web.code_names import LANGUAGE_NAMES, named, price_source
from chalicelib.web.field_faults import fault_text, fault_texts, order_number_example
from chalicelib.web.formatting import Formats
from chalicelib.web.problem_texts import problem_words
from chalicelib.web.reader import Reader
from chalicelib.web.wording import wording_in

TEMPLATES = Path(__file__).with_name("templates")
HTML = "text/html; charset=utf-8"

_SAFE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Same origin, so that no other site learns an order's address; a form still says where it comes from.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
} | ({} if settings.stage == "local" else {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"})

R = TypeVar("R", bound=Reader)


_EVERY_PAGE = {
    "default-src": "'none'",
    "img-src": "'self'",
    "style-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def content_policy(**sources: str) -> str:
    """A Content-Security-Policy that allows a page nothing but its own style, images and forms, and `sources`.

    Keywords are directives with an underscore (`script_src="'self'"`), which take the place of those of every page.
    """
    named = {name.replace("_", "-"): allowed for name, allowed in sources.items()}
    return "; ".join(f"{directive} {allowed}" for directive, allowed in (_EVERY_PAGE | named).items())


def policy_with_files(address: str) -> str:
    """The policy of a page that shows files below an address of our own storage, or has forms that lead there."""
    return content_policy(img_src=f"'self' {address}/", form_action=f"'self' {address}")


def policy_with_file_form(address: str) -> str:
    """The policy of a page with a form that sends a file there, and our own script that looks at its size before."""
    return content_policy(img_src=f"'self' {address}/", form_action=f"'self' {address}", script_src="'self'")


POLICY = content_policy()


class PageRenderer(Generic[R]):
    """Renders the pages of one room: its templates extend those of the page kit.

    `room_values` gives what the room's templates use besides the kit's names, for each reader.
    """

    def __init__(self, templates: Path, room_values: Callable[[R], dict[str, Any]]) -> None:
        self._folders = (templates, TEMPLATES)
        self._room_values = room_values

    def page(
        self,
        reader: R,
        template: str,
        /,
        *,
        status: int = 200,
        set_cookies: tuple[str, ...] = (),
        content_security_policy: str = POLICY,
        **values: Any,
    ) -> Answer:
        """A rendered page in the reader's language; a value that a template misses is an error."""
        known = values | _kit_values(reader) | self._room_values(reader)
        text = self._environment.get_template(template).render(known)
        headers = _SAFE | {"Content-Security-Policy": content_security_policy} | _setting(reader, set_cookies)
        return Answer(body=text, status=status, headers=headers, content_type=HTML)

    def problem_page(self, reader: R, problem: Problem, *, reference: str) -> Answer:
        """A refusal in a reader's words, from the room's `problem.html`; `reference` is the request's id."""
        title, advice = problem_words(reader.language, problem.slug) or (problem.title, "")
        answer = self.page(
            reader, "problem.html", status=problem.status, title=title, advice=advice, slug=problem.slug,
            reference=reference, members=problem.members, expected=fault_texts(reader.language, problem),
        )  # fmt: skip
        if problem.retry_after_seconds is not None:
            answer.headers["Retry-After"] = str(problem.retry_after_seconds)
        return answer

    @cached_property
    def _environment(self) -> Any:
        """The templates' environment. jinja2 is imported here, on first need: 20 ms that JSON answers do not need."""
        import jinja2

        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self._folders),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            # Compiled once per process and never looked at again: templates do not change under a running function.
            auto_reload=False,
            cache_size=-1,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals["asset"] = assets.address
        environment.globals["language_names"] = LANGUAGE_NAMES
        return environment


def redirect(reader: Reader, location: str, *set_cookies: str) -> Answer:
    """See other (303): the browser goes on with a GET of one of our own paths, whatever it sent."""
    headers = _SAFE | {"Location": location} | _setting(reader, set_cookies)
    return Answer(body="", status=303, headers=headers, content_type=HTML)


def to_file(reader: Reader, link: str) -> Answer:
    """See other: the browser goes on to a signed link of our own storage. Nothing of this page's address goes along."""
    return Answer(body="", status=303, headers=_SAFE | {"Location": link} | _setting(reader, ()), content_type=HTML)


def _kit_values(reader: Reader) -> dict[str, Any]:
    """What every template says things with, under the names catalogue tools look for."""
    wording = wording_in(reader.language)
    return {
        "reader": reader,
        "_": wording.text,
        "pgettext": wording.text_in,
        "ngettext": wording.counted,
        "named": partial(named, reader.language),
        "fault_text": partial(fault_text, reader.language),
        "order_number_example": order_number_example(),
        "price_source": partial(price_source, reader.language),
        "shown_as": Formats(reader.language),
    }


def _setting(reader: Reader, set_cookies: tuple[str, ...]) -> dict[str, list[str]]:
    session = (cookies.kept(cookies.SESSION, reader.session.token),) if reader.session.is_new else ()
    return {"Set-Cookie": [*session, *set_cookies]} if session or set_cookies else {}
