"""Withdrawing without the order's page: name, order and email address, in two steps, answered alike for anybody.

The first step only checks the form and reads nothing. The second one declares, where order and address belong together.
"""

from chalicelib.aftersales.withdrawals import declaration
from chalicelib.aftersales.withdrawals.declaration import Declaration, WithdrawalNotPossible
from chalicelib.aftersales.withdrawals.models import KIND
from chalicelib.aftersales.withdrawals.payloads import WithdrawalStatement
from chalicelib.aftersales.withdrawals.withdrawal import Channel
from chalicelib.facts.aftersales import WithdrawalRefused
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.http import auth
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound
from chalicelib.orders import queries
from chalicelib.orders.checkout import order_limits
from chalicelib.people.person import DeclaredStatement
from chalicelib.people.registration import mail_key


def declaration_id(statement: WithdrawalStatement) -> str:
    """The id of a statement, the same for the same order, address and lines; it says nothing of whether they exist."""
    lines = sorted(set(statement.line_ids), key=int)
    return ids.derived_id(KIND, "statement", statement.order_id, mail_key(statement.email), *lines)


def confirm(statement_id: str, statement: WithdrawalStatement, *, origin: str, channel: Channel) -> None:
    """Declare the withdrawal of a statement; nothing, without a word, where order and address do not belong together.

    The buyer is mailed an acknowledgement, or that nothing can be withdrawn any more.
    Raises: NotFound for an id that is not the statement's, TooManyWithdrawals.
    """
    if not auth.same(statement_id, declaration_id(statement)):
        raise NotFound()
    transactions.write(order_limits.increment_withdrawals_act(origin))
    order = queries.find_order(statement.order_id)
    if order is None or not auth.same(order.mail_key, mail_key(statement.email)):
        log.write("withdrawal-not-declared", reason="NOT_FOUND")
        return
    said = DeclaredStatement(name=statement.name, email=statement.email)
    try:
        declaration.declare(order, Declaration(statement=said, line_ids=statement.line_ids, channel=channel))
    except WithdrawalNotPossible:
        refused = WithdrawalRefused(order_id=order.order_id, declaration_id=statement_id)
        transactions.write(record_act(refused))
