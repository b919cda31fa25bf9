"""The URLs of withdrawals: with the order's token, or in two steps with name, order and email address."""

from chalicelib.aftersales.withdrawals import answers, declaration, open_form, proofs, queries, views
from chalicelib.aftersales.withdrawals.declaration import Declaration, WithdrawalNotPossible
from chalicelib.aftersales.withdrawals.payloads import OrderWithdrawal, ProofOfSending, WithdrawalStatement
from chalicelib.aftersales.withdrawals.proofs import NothingToSendBack
from chalicelib.kernel.http.auth import ANYONE, ORDER_TOKEN
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.lists import Items
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import order_access
from chalicelib.orders.checkout.order_limits import TooManyWithdrawals
from chalicelib.orders.order import Order
from chalicelib.people.person import DeclaredStatement

routes = Routes(__name__)


@routes.post("/withdrawals", ANYONE, status=202)
def state_withdrawal(call: Call[WithdrawalStatement]) -> answers.StatementReceived:
    """The first step of a withdrawal without the order's token. Nothing is declared until it is confirmed.

    The answer is the same whether or not the order exists.
    """
    return {
        "withdrawal_id": open_form.declaration_id(call.body),
        "detail": "Send the same statement to the confirmation of this withdrawal",
    }


@routes.post("/withdrawals/{withdrawal_id}/confirmation", ANYONE, status=202, refuses=(TooManyWithdrawals, Conflict))
def confirm_withdrawal(call: Call[WithdrawalStatement], withdrawal_id: str) -> answers.DeclarationReceived:
    """The second step: the withdrawal is declared as of now, and acknowledged by mail.

    The answer is the same whether or not the order exists. Sent again it is the same withdrawal.
    """
    received_at = clock.timestamp()
    open_form.confirm(withdrawal_id, call.body, origin=call.origin, channel="API")
    return {
        "received_at": received_at,
        "detail": "If order and address belong together, the acknowledgement is on its way",
    }


@routes.get("/orders/{order_id}/withdrawals", ORDER_TOKEN)
def list_withdrawals(call: Call, order_id: str) -> Items[answers.ShownWithdrawal]:
    """The withdrawals of an order, oldest first."""
    return _shown(order_access.order_for_token(order_id, call.principal.token))


@routes.post("/orders/{order_id}/withdrawals", ORDER_TOKEN, status=201, refuses=(WithdrawalNotPossible, Conflict))
def withdraw(call: Call[OrderWithdrawal], order_id: str) -> Items[answers.ShownWithdrawal]:
    """Withdraw from the contract about some lines, or about every line that can be; acknowledged by mail.

    Sent again for the same lines it is the same withdrawal.
    """
    order = order_access.order_for_token(order_id, call.principal.token)
    said = DeclaredStatement(name=call.body.name)
    declaration.declare(order, Declaration(statement=said, line_ids=call.body.line_ids, channel="API"))
    return _shown(order)


@routes.post("/orders/{order_id}/withdrawals/proof", ORDER_TOKEN, refuses=(NothingToSendBack, Conflict))
def prove_sending(call: Call[ProofOfSending], order_id: str) -> Items[answers.ShownWithdrawal]:
    """State the parcel in which withdrawn devices go back: from then on the refund need not wait for them."""
    order = order_access.order_for_token(order_id, call.principal.token)
    proofs.record_sending(order, call.body)
    return _shown(order)


def _shown(order: Order) -> Items[answers.ShownWithdrawal]:
    lines = queries.lines_of_order(order.order_id)
    return {"items": [views.withdrawal_view(one, lines, order.currency) for one in queries.of_order(order.order_id)]}
