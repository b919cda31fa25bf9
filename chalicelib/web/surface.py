"""The surface of pages: the application's routes, with forms for bodies and problems in the clothes of a page."""

from chalicelib.kernel.http.answer import JSON, Answer
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.problems import Problem
from chalicelib.web.rendering import problem_page
from chalicelib.web.visitor import visitor_of

FORM = "application/x-www-form-urlencoded"


class Pages(Routes):
    """Views answer HTML. A GET without a body counts as JSON to the framework, so both kinds are let in."""

    content_types = [FORM, JSON]
    cors = None

    def refuse(self, problem: Problem, request_id: str) -> Answer:
        return problem_page(visitor_of(self.current_request.headers), problem, reference=request_id)
