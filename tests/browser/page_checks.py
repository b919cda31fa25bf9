"""Checks of a page in the browser: console errors, accessibility barriers, controls too small, pages too wide."""

import json
import re
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
THUMB_PIXELS = 40
# What a walk provokes, each at its own address: a declined card, a page that is not there, a device sold meanwhile, a
# form with a mistake.
PROVOKED = {402: r"/v1/payment_intents/\w+/confirm", 404: r"/nowhere", 409: r"/checkout", 422: r"/checkout"}


class PageChecks:
    """Watches one tab from its first page on, and keeps every complaint."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.seen: list[str] = []
        self.complaints: list[str] = []
        self._devtools = page.context.new_cdp_session(page)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", lambda message: self._on_console(message))
        page.on("requestfailed", lambda request: self._on_failed_request(request))
        page.on("response", lambda response: self._on_response(response.status, response.url))

    def look(self, name: str) -> None:
        """Look at the page as it stands."""
        self.seen.append(name)
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            self.complaints.append(f"{name} is {wide} pixels wider than the screen")
        self.complaints += [f"{name}: too small for a thumb: {one}" for one in self.page.evaluate(_SMALL, THUMB_PIXELS)]
        self.complaints += [f"{name}: {one}" for one in self.barriers()]

    def barriers(self) -> list[str]:
        """What axe-core objects to (WCAG 2.2 A and AA, and good practice), each with where it is.

        It runs in a world of its own, so that the page's policy against foreign scripts stays in force and is watched.
        """
        frame = self._devtools.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = self._devtools.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
        self._evaluate(AXE + ";0", world["executionContextId"])
        found = json.loads(self._evaluate(_BARRIERS, world["executionContextId"]))
        return [f"{each['id']}: {each['help']}: {each['where']}" for each in found]

    def _evaluate(self, expression: str, context: int) -> Any:
        asked = {"expression": expression, "contextId": context, "awaitPromise": True, "returnByValue": True}
        answer = self._devtools.send("Runtime.evaluate", asked)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"]["value"]

    def _on_console(self, message: Any) -> None:
        answered = re.search(r"status of (\d+)", message.text)
        if message.type not in ("error", "warning") or (
            answered and _provoked(int(answered[1]), message.location["url"])
        ):
            return
        self.complaints.append(f"console: {message.text}")

    def _on_failed_request(self, request: Any) -> None:
        # A page that is left while it still loads has its requests cut off; that is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.url}: {request.failure}")

    def _on_response(self, status: int, url: str) -> None:
        if status >= 400 and not _provoked(status, url):
            self.complaints.append(f"{url}: answered {status}")


def _provoked(status: int, url: str) -> bool:
    return status in PROVOKED and re.fullmatch(PROVOKED[status], urlsplit(url).path) is not None


_SMALL = """thumb => [...document.querySelectorAll('button, .button, select, input:not([type=hidden])')]
  .filter(one => one.offsetParent && !['checkbox', 'radio'].includes(one.type) && one.offsetHeight < thumb)
  .map(one => one.outerHTML.slice(0, 80))"""
# The frame of the card form is another site's, Stripe's own or its double's.
_BARRIERS = """axe.run(document, {resultTypes: ['violations'], iframes: false}).then(
  found => JSON.stringify(found.violations.map(each => ({
    id: each.id, help: each.help, where: each.nodes.map(node => node.html.slice(0, 120)).slice(0, 3)}))))"""
