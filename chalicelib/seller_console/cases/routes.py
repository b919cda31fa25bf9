"""The sellers' pages of returns and claims: the inbox, each step, and the thread with the buyer."""

from chalicelib.aftersales.claims.payloads import ClaimListQuery
from chalicelib.aftersales.returns.payloads import ReturnListQuery
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANYONE, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.problems import NotFound
from chalicelib.seller_console.cases import claim_pages, message_pages, photo_pages, return_pages
from chalicelib.seller_console.pages import CONSOLE, problem_page, seller_of
from chalicelib.web.console import ConsolePages
from chalicelib.web.sent_files import asked_belonging, chosen_fields

routes = ConsolePages(__name__, problem_page, CONSOLE)
READ, WRITE = seller("returns:read"), seller("returns:write")
RETURN, CLAIM = "/sell/returns/{return_id}", "/sell/claims/{claim_id}"


@routes.get("/sell/returns", READ)
def list_returns(call: Call[None, ReturnListQuery]) -> Answer:
    return return_pages.list_returns(call, seller_of(call))


@routes.get("/sell/messages", READ)
def list_unanswered(call: Call) -> Answer:
    return message_pages.list_unanswered(seller_of(call))


@routes.get(RETURN, READ)
def show_return(call: Call, return_id: str) -> Answer:
    return return_pages.show(seller_of(call), return_id, fields=chosen_fields(call.query_params))


@routes.post(f"{RETURN}/approval", WRITE)
def approve_return(call: Call, return_id: str) -> Answer:
    return return_pages.carry_out(call, seller_of(call), return_id, "approval")


@routes.post(f"{RETURN}/refusal", WRITE)
def refuse_return(call: Call, return_id: str) -> Answer:
    return return_pages.carry_out(call, seller_of(call), return_id, "refusal")


@routes.post(f"{RETURN}/receipt", WRITE)
def receive_return(call: Call, return_id: str) -> Answer:
    return return_pages.carry_out(call, seller_of(call), return_id, "receipt")


@routes.post(f"{RETURN}/inspection", WRITE)
def inspect_return(call: Call, return_id: str) -> Answer:
    return return_pages.carry_out(call, seller_of(call), return_id, "inspection")


@routes.post(f"{RETURN}/repair", WRITE)
def start_repair(call: Call, return_id: str) -> Answer:
    return return_pages.carry_out(call, seller_of(call), return_id, "repair")


@routes.post(f"{RETURN}/repair-shipment", WRITE)
def finish_repair(call: Call, return_id: str) -> Answer:
    return return_pages.carry_out(call, seller_of(call), return_id, "repair-shipment")


@routes.post(f"{RETURN}/replacement", WRITE)
def replace_device(call: Call, return_id: str) -> Answer:
    return return_pages.carry_out(call, seller_of(call), return_id, "replacement")


@routes.post(f"{RETURN}/replacement-shipment", WRITE)
def ship_replacement(call: Call, return_id: str) -> Answer:
    return return_pages.carry_out(call, seller_of(call), return_id, "replacement-shipment")


@routes.get(f"{RETURN}/refund", WRITE)
def ask_refund(call: Call, return_id: str) -> Answer:
    return return_pages.ask_refund(seller_of(call), return_id)


@routes.post(f"{RETURN}/refund", WRITE)
def refund_return(call: Call, return_id: str) -> Answer:
    return return_pages.carry_out(call, seller_of(call), return_id, "refund")


@routes.post(f"{RETURN}/dispatch", WRITE)
def send_back(call: Call, return_id: str) -> Answer:
    return return_pages.carry_out(call, seller_of(call), return_id, "dispatch")


@routes.post(f"{RETURN}/messages", WRITE)
def write_about_return(call: Call, return_id: str) -> Answer:
    return return_pages.carry_out(call, seller_of(call), return_id, "messages")


@routes.get(f"{RETURN}/photo", WRITE)
def ask_return_photo(call: Call, return_id: str) -> Answer:
    return photo_pages.ask(seller_of(call), "returns", return_id, asked_belonging(call.query_params))


@routes.get(f"{RETURN}/sent-photo", ANYONE)
def sent_return_photo(call: Call, return_id: str) -> Answer:
    return photo_pages.sent(seller_of(call), "returns", return_id, call.query_params)


@routes.get(f"{RETURN}/photos", WRITE)
def receive_return_photo(call: Call, return_id: str) -> Answer:
    return photo_pages.receive(seller_of(call), "returns", return_id, call.query_params)


@routes.get("/sell/claims", READ)
def list_claims(call: Call[None, ClaimListQuery]) -> Answer:
    return claim_pages.list_claims(call, seller_of(call))


@routes.get(CLAIM, READ)
def show_claim(call: Call, claim_id: str) -> Answer:
    return claim_pages.show(seller_of(call), claim_id, fields=chosen_fields(call.query_params))


@routes.post(f"{CLAIM}/acceptance", WRITE)
def accept_claim(call: Call, claim_id: str) -> Answer:
    return claim_pages.carry_out(call, seller_of(call), claim_id, "acceptance")


@routes.post(f"{CLAIM}/contest", WRITE)
def contest_claim(call: Call, claim_id: str) -> Answer:
    return claim_pages.carry_out(call, seller_of(call), claim_id, "contest")


@routes.post(f"{CLAIM}/replacement-shipment", WRITE)
def ship_claim_replacement(call: Call, claim_id: str) -> Answer:
    return claim_pages.carry_out(call, seller_of(call), claim_id, "replacement-shipment")


@routes.post(f"{CLAIM}/messages", WRITE)
def write_about_claim(call: Call, claim_id: str) -> Answer:
    return claim_pages.carry_out(call, seller_of(call), claim_id, "messages")


@routes.get(f"{CLAIM}/photo", WRITE)
def ask_claim_photo(call: Call, claim_id: str) -> Answer:
    return photo_pages.ask(seller_of(call), "claims", claim_id, asked_belonging(call.query_params))


@routes.get(f"{CLAIM}/sent-photo", ANYONE)
def sent_claim_photo(call: Call, claim_id: str) -> Answer:
    return photo_pages.sent(seller_of(call), "claims", claim_id, call.query_params)


@routes.get(f"{CLAIM}/photos", WRITE)
def receive_claim_photo(call: Call, claim_id: str) -> Answer:
    return photo_pages.receive(seller_of(call), "claims", claim_id, call.query_params)


# The gateway looks no further than the first step that it knows.
@routes.get(f"{RETURN}/{{below}}", ANYONE)
@routes.get(f"{CLAIM}/{{below}}", ANYONE)
def mistyped(_: Call, **__: str) -> Answer:
    raise NotFound()
