"""The surface of pages: the application's routes, with forms for bodies and problems rendered as HTML."""

from collections.abc import Callable, Sequence
from typing import Any

from chalicelib.kernel.http.answer import JSON, Answer
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.problems import Problem

FORM = "application/x-www-form-urlencoded"

# The page of a problem, from the request's headers, the problem and the request's id.
ProblemPage = Callable[[Any, Problem, str], Answer]


class Pages(Routes):
    """Views answer HTML. A GET without a body counts as JSON to the framework, so both kinds are let in.

    `parts` are the pages of a room's folders: the application takes them in with those of the room.
    """

    content_types = [FORM, JSON]
    cors = None

    def __init__(self, import_name: str, problem_page: ProblemPage, parts: Sequence["Pages"] = ()) -> None:
        super().__init__(import_name)
        self._problem_page = problem_page
        self._parts = parts
        self.table.extend(route for part in parts for route in part.table)

    def register(self, app: Any, options: dict[str, Any]) -> None:
        """Called by the framework when the application takes the pages in."""
        for part in self._parts:
            part.register(app, options)
        super().register(app, options)

    def refuse(self, problem: Problem, request_id: str) -> Answer:
        return self._problem_page(self.current_request.headers, problem, request_id)
