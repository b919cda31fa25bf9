"""The operators' pages of cases: returns that were appealed or taken over, and claims that sellers contest."""

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANYONE, ops
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.problems import NotFound
from chalicelib.ops_console.cases import case_pages
from chalicelib.ops_console.pages import CONSOLE, operator_of, problem_page
from chalicelib.web.console import ConsolePages

routes = ConsolePages(__name__, problem_page, CONSOLE)
READ, WRITE = ops("returns:read"), ops("returns:write")
RETURN, CLAIM = "/ops/returns/{return_id}", "/ops/claims/{claim_id}"


@routes.get("/ops/returns", READ)
def list_returns(call: Call[None, PageRequest]) -> Answer:
    return case_pages.list_returns(call, operator_of(call))


@routes.get(RETURN, READ)
def show_return(call: Call, return_id: str) -> Answer:
    return case_pages.show_return(operator_of(call), return_id)


@routes.post(f"{RETURN}/takeover", WRITE)
def take_over_return(call: Call, return_id: str) -> Answer:
    return case_pages.take_over(call, operator_of(call), return_id)


@routes.post(f"{RETURN}/decision", WRITE)
def decide_return(call: Call, return_id: str) -> Answer:
    return case_pages.decide_return(call, operator_of(call), return_id)


@routes.get("/ops/claims", READ)
def list_claims(call: Call[None, PageRequest]) -> Answer:
    return case_pages.list_claims(call, operator_of(call))


@routes.get(CLAIM, READ)
def show_claim(call: Call, claim_id: str) -> Answer:
    return case_pages.show_claim(operator_of(call), claim_id)


@routes.post(f"{CLAIM}/decision", WRITE)
def decide_claim(call: Call, claim_id: str) -> Answer:
    return case_pages.decide_claim(call, operator_of(call), claim_id)


# The gateway looks no further than the first step that it knows.
@routes.get(f"{RETURN}/{{below}}", ANYONE)
@routes.get(f"{CLAIM}/{{below}}", ANYONE)
def mistyped(_: Call, **__: str) -> Answer:
    raise NotFound()
