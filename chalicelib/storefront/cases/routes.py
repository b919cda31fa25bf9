"""The pages of returns and claims for buyers, below those of their order."""

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANYONE
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.problems import NotFound
from chalicelib.storefront import order_pages
from chalicelib.storefront.cases import claim_pages, photo_pages, return_pages
from chalicelib.storefront.pages import problem_page
from chalicelib.storefront.visitor import visitor_of
from chalicelib.web import forms
from chalicelib.web.sent_files import asked_belonging, chosen_fields
from chalicelib.web.surface import Pages

routes = Pages(__name__, problem_page)
LINE = "/orders/{order_id}/lines/{line_id}"
RETURN = "/orders/{order_id}/returns/{return_id}"
CLAIM = "/orders/{order_id}/claims/{claim_id}"


@routes.get(f"{LINE}/return", ANYONE)
def ask_return(call: Call, order_id: str, line_id: str) -> Answer:
    order = order_pages.opened(call, order_id)
    return return_pages.ask(visitor_of(call.headers), order, line_id, call.query_params)


@routes.post(f"{LINE}/return", ANYONE)
def request_return(call: Call, order_id: str, line_id: str) -> Answer:
    visitor = visitor_of(call.headers)
    fields = forms.posted(call, visitor)
    return return_pages.request(call, visitor, order_pages.opened(call, order_id), {**fields, "line_id": [line_id]})


@routes.get(RETURN, ANYONE)
def show_return(call: Call, order_id: str, return_id: str) -> Answer:
    order = order_pages.opened(call, order_id)
    return return_pages.show(visitor_of(call.headers), order, return_id, fields=chosen_fields(call.query_params))


@routes.post(f"{RETURN}/choice", ANYONE)
def choose(call: Call, order_id: str, return_id: str) -> Answer:
    return _return_step(call, order_id, return_id, "choice")


@routes.post(f"{RETURN}/dispatch", ANYONE)
def dispatch(call: Call, order_id: str, return_id: str) -> Answer:
    return _return_step(call, order_id, return_id, "dispatch")


@routes.post(f"{RETURN}/cancellation", ANYONE)
def call_off(call: Call, order_id: str, return_id: str) -> Answer:
    return _return_step(call, order_id, return_id, "cancellation")


@routes.post(f"{RETURN}/appeal", ANYONE)
def appeal(call: Call, order_id: str, return_id: str) -> Answer:
    return _return_step(call, order_id, return_id, "appeal")


@routes.post(f"{RETURN}/messages", ANYONE)
def write_about_return(call: Call, order_id: str, return_id: str) -> Answer:
    return _return_step(call, order_id, return_id, "messages")


@routes.post(f"{RETURN}/label", ANYONE)
def print_label(call: Call, order_id: str, return_id: str) -> Answer:
    visitor = visitor_of(call.headers)
    forms.posted(call, visitor)
    return return_pages.print_label(visitor, order_pages.opened(call, order_id), return_id)


@routes.get(f"{RETURN}/photo", ANYONE)
def ask_return_photo(call: Call, order_id: str, return_id: str) -> Answer:
    order = order_pages.opened(call, order_id)
    return photo_pages.ask(visitor_of(call.headers), order, return_id, asked_belonging(call.query_params))


@routes.get(f"{RETURN}/photos", ANYONE)
def receive_return_photo(call: Call, order_id: str, return_id: str) -> Answer:
    order = order_pages.opened(call, order_id)
    return photo_pages.receive(visitor_of(call.headers), order, return_id, call.query_params)


@routes.get(f"{LINE}/claim", ANYONE)
def ask_claim(call: Call, order_id: str, line_id: str) -> Answer:
    return claim_pages.ask(visitor_of(call.headers), order_pages.opened(call, order_id), line_id)


@routes.post(f"{LINE}/claim", ANYONE)
def report(call: Call, order_id: str, line_id: str) -> Answer:
    visitor = visitor_of(call.headers)
    fields = forms.posted(call, visitor)
    return claim_pages.report(call, visitor, order_pages.opened(call, order_id), {**fields, "line_id": [line_id]})


@routes.get(CLAIM, ANYONE)
def show_claim(call: Call, order_id: str, claim_id: str) -> Answer:
    order = order_pages.opened(call, order_id)
    return claim_pages.show(visitor_of(call.headers), order, claim_id, fields=chosen_fields(call.query_params))


@routes.post(f"{CLAIM}/cancellation", ANYONE)
def drop_claim(call: Call, order_id: str, claim_id: str) -> Answer:
    return _claim_step(call, order_id, claim_id, "cancellation")


@routes.post(f"{CLAIM}/messages", ANYONE)
def write_about_claim(call: Call, order_id: str, claim_id: str) -> Answer:
    return _claim_step(call, order_id, claim_id, "messages")


@routes.get(f"{CLAIM}/photo", ANYONE)
def ask_claim_photo(call: Call, order_id: str, claim_id: str) -> Answer:
    order = order_pages.opened(call, order_id)
    return photo_pages.ask(visitor_of(call.headers), order, claim_id, asked_belonging(call.query_params))


@routes.get(f"{CLAIM}/photos", ANYONE)
def receive_claim_photo(call: Call, order_id: str, claim_id: str) -> Answer:
    order = order_pages.opened(call, order_id)
    return photo_pages.receive(visitor_of(call.headers), order, claim_id, call.query_params)


# The gateway looks no further than the first step that it knows.
@routes.get("/orders/{order_id}/lines/{line_id}/{below}", ANYONE)
@routes.get(f"{RETURN}/{{below}}", ANYONE)
@routes.get(f"{CLAIM}/{{below}}", ANYONE)
def mistyped(_: Call, **__: str) -> Answer:
    raise NotFound()


def _return_step(call: Call, order_id: str, return_id: str, step: return_pages.BuyerStep) -> Answer:
    visitor = visitor_of(call.headers)
    fields = forms.posted(call, visitor)
    order = order_pages.opened(call, order_id)
    return return_pages.carry_out(call, visitor, (order, return_id), step=step, fields=fields)


def _claim_step(call: Call, order_id: str, claim_id: str, step: claim_pages.ClaimStep) -> Answer:
    visitor = visitor_of(call.headers)
    fields = forms.posted(call, visitor)
    order = order_pages.opened(call, order_id)
    return claim_pages.carry_out(call, visitor, (order, claim_id), step=step, fields=fields)
