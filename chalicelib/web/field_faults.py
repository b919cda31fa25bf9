"""What is wrong with a field of a form: which field it is and what is expected in it, in a reader's language."""

from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.runtime.wording import Text, said
from chalicelib.kernel.values.problems import Problem
from chalicelib.web.wording import wording_in

# An order number as it looks; no order has it, since its time lies before the first one.
_ORDER_NUMBER = "ord_{cell}_01ARZ3NDEKTSV4RRFFQ69G5FAV"

# Reasons of the address rules that say more than their field does.
_REASONS: dict[str, Text] = {
    "malformed": said("fault", "This does not look like a postal code of the country."),
    "outside_tax_territory": said("fault", "We cannot deliver there: it lies outside the tax territory."),
    "in_another_state": said("fault", "This ZIP code lies in another state."),
}
_FIELDS: dict[str, Text] = {
    "name": said("fault", "Please enter your name, in one line of at most 100 characters."),
    "email": said("fault", "Please enter an email address such as name@example.com."),
    "phone": said("fault", "Please enter a telephone number such as +49 30 123456, or leave it empty."),
    "street": said("fault", "Please enter the street and number, in one line of at most 100 characters."),
    "addition": said("fault", "Please enter floor, flat or company in at most 100 characters, or leave it empty."),
    "postal_code": said("fault", "Please enter the postal code."),
    "city": said("fault", "Please enter the city, in one line of at most 100 characters."),
    "state": said("fault", "Please choose the state to deliver to."),
    "country": said("fault", "Please choose one of the countries we deliver to."),
    "order_id": said("fault", "Please enter the order number as it stands in the order's mail, such as {example}."),
    "carrier": said("fault", "Please enter the carrier's name, in one line of at most 100 characters."),
    "tracking_number": said("fault", "Please enter the number of the parcel: 4 to 40 letters and digits."),
    "serial": said("fault", "Please enter the serial number or IMEI: 4 to 50 letters and digits."),
    "reference": said("fault", "Please enter the proof of the delivery, in one line of at most 100 characters."),
    "text": said("fault", "Please write a message of at most 2,000 characters."),
    "description": said("fault", "Please describe it in at most 2,000 characters."),
    "explanation": said("fault", "Please explain it in at most 2,000 characters."),
    "note": said("fault", "Please write a note of at most 2,000 characters."),
    "wish": said("fault", "Please choose what you would like to have."),
    "kind": said("fault", "Please choose what happened to the device."),
    "reason": said("fault", "Please choose one of the reasons."),
    "remedy": said("fault", "Please choose how the report is met."),
    "finding": said("fault", "Please choose what was found."),
    "fault": said("fault", "Please choose the part that fails."),
    "unit": said("fault", "Please choose what becomes of the device."),
    "parts": said("fault", "Please choose the parts that were changed."),
    "decision": said("fault", "Please choose a decision."),
    "line_ids": said("fault", "Please choose at least one device."),
}
_OTHER = said("fault", "A part of the form was not sent as the page shows it. Please load the page again.")


def order_number_example() -> str:
    """How an order number of this cell looks."""
    return _ORDER_NUMBER.format(cell=settings.cell)


def fault_text(language: str, field: str, reason: str = "") -> str:
    """What is expected in a field, or the reason it was refused for where that says more."""
    message = _REASONS.get(reason) or _FIELDS.get(field, _OTHER)
    return wording_in(language).message(message, example=order_number_example())


def fault_texts(language: str, problem: Problem) -> list[str]:
    """What is expected in each field that a request was refused for, each text once; empty for any other problem."""
    steps = [fault["pointer"].split("/") for fault in problem.members.get("errors", ())]
    fields = [next((step for step in reversed(path) if step in _FIELDS), "") for path in steps]
    return list(dict.fromkeys(fault_text(language, field) for field in fields))
