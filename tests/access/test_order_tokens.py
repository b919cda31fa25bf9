"""An order token opens one order, in one version, in one cell."""

from chalicelib.access.api_keys.credentials import identify
from chalicelib.access.order_tokens import is_order_token, order_token
from chalicelib.kernel.http import auth

ORDER = "ord_eu_01JD0RDER00000000000000000"


def test_a_token_opens_its_order_and_no_other() -> None:
    token = order_token(ORDER, 1)
    assert is_order_token(token, ORDER, 1)
    assert not is_order_token(token, ORDER.replace("0RDER", "0THER"), 1)


def test_a_new_version_ends_the_old_token() -> None:
    assert not is_order_token(order_token(ORDER, 1), ORDER, 2)


def test_a_token_is_the_same_whenever_it_is_computed() -> None:
    assert order_token(ORDER, 3) == order_token(ORDER, 3)


def test_a_token_is_what_the_header_takes() -> None:
    token = order_token(ORDER, 1)
    assert auth.principal(f"Bearer {token}", identify) == auth.Principal(kind="order_token", token=token)


def test_a_changed_or_foreign_token_opens_nothing() -> None:
    token = order_token(ORDER, 1)
    for wrong in ("", token[:-1], token + "A", token.replace("rbo_eu", "rbo_us"), "rbo_eu_é"):
        assert not is_order_token(wrong, ORDER, 1)
