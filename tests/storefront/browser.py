"""A browser without scripts: it keeps cookies as their paths say, follows redirects and fills in forms."""

import importlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from local.gateway import Gateway
from local.proxy_events import Answered, Arrived

REDIRECTS_MAX = 5


@dataclass
class Form:
    """A form as it stands on a page: what it would send if nobody touched it."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.texts: list[str] = []
        self.links: list[str] = []
        self.inside: list[str] = []
        self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        if tag in ("style", "script", "header"):
            self.inside.append(tag)
        if "header" in self.inside and tag in ("form", "input"):
            return  # the search form of every page
        if tag == "a" and known.get("href"):
            self.links.append(str(known["href"]))
        if tag == "form":
            self.forms.append(Form(str(known.get("method", "get")), str(known.get("action", ""))))
        is_sent = known.get("type") != "checkbox" or "checked" in known
        if tag == "input" and self.forms and known.get("name") and is_sent:
            self.forms[-1].fields.append((str(known["name"]), known.get("value") or ""))
        if tag == "select":
            self.select = str(known["name"])
        if tag == "option" and "selected" in known:
            self.forms[-1].fields.append((self.select, known.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            self.inside.remove(tag)

    def handle_data(self, text: str) -> None:
        if not {"style", "script"}.intersection(self.inside):
            self.texts.append(text)


@dataclass
class Page:
    """What came back, where it was found, and what a reader sees of it."""

    status: int
    path: str
    headers: dict[str, str]
    html: str
    text: str
    links: list[str]
    forms: list[Form]

    def form(self, action: str) -> Form:
        """The first form with this action."""
        return next(form for form in self.forms if urlsplit(form.action).path == action)


class Browser:
    """One person's browser."""

    def __init__(self, language: str = "en-FR", origin: str = "198.51.100.7") -> None:
        self.gateway = Gateway(importlib.import_module("app").app)
        self.cookies: dict[tuple[str, str], str] = {}
        self.language, self.origin = language, origin
        self.referer = ""

    def get(self, address: str) -> Page:
        return self._go("GET", address, b"")

    def submit(self, form: Form, **typed: str | list[str]) -> Page:
        """Send a form with what a person typed; a list sends a field several times, an empty one none at all."""
        fields = [(name, value) for name, value in form.fields if name not in typed]
        for name, values in typed.items():
            fields += [(name, value) for value in ([values] if isinstance(values, str) else values)]
        if form.method == "get":
            return self.get(f"{form.action}?{urlencode(fields)}")
        return self._go("POST", form.action, urlencode(fields).encode())

    def send(self, method: str, address: str, body: bytes = b"", **more: str) -> Answered:
        """One request without following where it leads."""
        place = urlsplit(address)
        headers = [("Accept-Language", self.language), ("X-Forwarded-For", self.origin), ("Referer", self.referer)]
        sent = [f"{name}={value}" for (name, path), value in self._matching(place.path)]
        if sent:
            headers.append(("Cookie", "; ".join(sent)))
        if method == "POST":
            headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        headers += list(more.items())
        answer = self.gateway.handle(Arrived(method, place.path, place.query, headers, body, "127.0.0.1"))
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                self._keep(value)
        return answer

    def _go(self, method: str, address: str, body: bytes) -> Page:
        for _ in range(REDIRECTS_MAX):
            answer = self.send(method, address, body)
            if answer.status != 303:
                return self._read(address, answer)
            address = urljoin(address, dict(answer.headers)["Location"])
            method, body = "GET", b""
        raise AssertionError(f"{address} leads in circles")

    def _read(self, address: str, answer: Answered) -> Page:
        self.referer = f"http://127.0.0.1:8000{address}"
        reader = _Reader()
        reader.feed(answer.body.decode())
        text = re.sub(r"\s+", " ", " ".join(reader.texts)).replace("\xa0", " ")
        return Page(
            answer.status, address, dict(answer.headers), answer.body.decode(), text, reader.links, reader.forms
        )

    def _matching(self, path: str) -> list[tuple[tuple[str, str], str]]:
        found = [
            (key, value)
            for key, value in self.cookies.items()
            if path == key[1] or path.startswith(key[1].rstrip("/") + "/")
        ]
        return sorted(found, key=lambda pair: -len(pair[0][1]))

    def _keep(self, cookie: str) -> None:
        pair, *attributes = [part.strip() for part in cookie.split(";")]
        name, _, value = pair.partition("=")
        known: dict[str, Any] = dict(parse_qsl("&".join(attributes), keep_blank_values=True))
        assert "HttpOnly" in attributes, cookie
        assert known["SameSite"] == ("Strict" if known["Path"] in ("/sell", "/ops") else "Lax"), cookie
        self.cookies[(name, known["Path"])] = value
