"""A fault says which field it is in and what is expected there."""

import pytest

from chalicelib.aftersales.withdrawals.payloads import WithdrawalStatement
from chalicelib.kernel.values.payloads import convert
from chalicelib.kernel.values.problems import InvalidRequest, NotFound
from chalicelib.web.field_faults import fault_text, fault_texts, order_number_example
from chalicelib.web.problem_texts import told


def refused(**typed: str) -> InvalidRequest:
    with pytest.raises(InvalidRequest) as refusal:
        convert(dict(typed), WithdrawalStatement)
    return refusal.value


def test_a_field_is_named_with_what_is_expected_in_it() -> None:
    texts = fault_texts("en", refused(name="", order_id="12345", email="zoe@example.org"))
    assert texts == [
        "Please enter your name, in one line of at most 100 characters.",
        f"Please enter the order number as it stands in the order's mail, such as {order_number_example()}.",
    ]


def test_the_example_of_an_order_number_is_taken_as_one() -> None:
    said = convert({"name": "Zoé", "order_id": order_number_example(), "email": "zoe@example.org"}, WithdrawalStatement)
    assert said.order_id == order_number_example()


def test_a_reason_of_the_address_says_more_than_its_field() -> None:
    assert fault_text("en", "postal_code", "outside_tax_territory").startswith("We cannot deliver there")
    assert fault_text("de", "postal_code", "not yet invented") == "Bitte geben Sie die Postleitzahl ein."


def test_a_list_is_one_field_and_what_no_page_asks_for_is_said_too() -> None:
    lines = InvalidRequest(errors=[{"pointer": f"/line_ids/{number}", "reason": "bad"} for number in range(2)])
    assert fault_texts("en", lines) == ["Please choose at least one device."]
    assert "load the page again" in fault_texts("en", InvalidRequest(errors=[{"pointer": "/x", "reason": "bad"}]))[0]


def test_a_refusal_of_another_kind_names_no_field() -> None:
    assert fault_texts("en", NotFound()) == []
    shown = told("fr", refused(name="Zoé", order_id="", email="zoe@example.org"))
    assert shown is not None
    assert [text[:36] for text in shown.expected] == ["Veuillez saisir le numéro de command"]
