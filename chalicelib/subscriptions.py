"""Which handlers run on what: facts, passed deadlines, Stripe objects, resolved operations and money commands."""

from chalicelib.aftersales.claims import claim_steps
from chalicelib.aftersales.claims import deadline_handlers as claim_deadlines
from chalicelib.aftersales.claims import queries as claim_queries
from chalicelib.aftersales.guarantees import reactions as guarantees
from chalicelib.aftersales.messages import message_posts, unanswered_messages
from chalicelib.aftersales.returns import deadline_handlers as return_deadlines
from chalicelib.aftersales.returns import parcels, return_steps
from chalicelib.aftersales.returns import queries as return_queries
from chalicelib.aftersales.withdrawals import deadline_handlers as withdrawals
from chalicelib.aftersales.withdrawals import deadline_kinds as withdrawal_kinds
from chalicelib.aftersales.withdrawals import reactions as withdrawal_reactions
from chalicelib.carbon import reactions as carbon
from chalicelib.catalog import reactions as catalog
from chalicelib.facts.aftersales import (
    AppealDecided,
    ClaimContested,
    ClaimOpened,
    ClaimResolved,
    DeviceDonated,
    ExchangeShipped,
    GuaranteeExtended,
    GuaranteeIssued,
    MessagePosted,
    RepairFinished,
    RepairStarted,
    ReplacementReserved,
    ReturnAppealed,
    ReturnApproved,
    ReturnClosed,
    ReturnDueSoon,
    ReturnInspected,
    ReturnOpened,
    ReturnReceived,
    ReturnRefused,
    ReturnSent,
    ReturnTakenOver,
    ReturnToSendBack,
    ReturnWishChanged,
    WithdrawalDeclared,
    WithdrawalRefused,
)
from chalicelib.facts.boxes import BuyBoxChanged
from chalicelib.facts.offers import OfferPublished, OfferSoldOut, OfferWithdrawn, StockChanged
from chalicelib.facts.orders import (
    DashboardRefundBooked,
    LateMoneyArrived,
    LateMoneyReturned,
    LineAccepted,
    LineCancelled,
    LineDelayed,
    LineDelivered,
    LineRefunded,
    LineShipped,
    OrderPaid,
    OrderPlaced,
    OrderReleased,
    OrderRevived,
    PaymentDeclined,
    RefundFailed,
    RefundPaidByBankTransfer,
    RefundRequested,
)
from chalicelib.facts.payments import (
    AccountChanged,
    DebtNetted,
    DebtRecorded,
    DisputeAnswered,
    DisputeClosed,
    DisputeFundsMoved,
    DisputeLossBooked,
    DisputeOpened,
    PayoutCreated,
    PayoutFailed,
    PayoutPaid,
    TransferFailed,
    TransferPaid,
    TransferReversed,
)
from chalicelib.facts.sellers import SellerChanged, StandingChanged
from chalicelib.facts.webhooks import EndpointDisabled
from chalicelib.invoices import commission_invoices
from chalicelib.invoices import reactions as invoices
from chalicelib.kernel.deadlines import Handler, Handlers
from chalicelib.kernel.fact_relay import Reaction, Recomputation, Subscriptions
from chalicelib.mails import reactions as mails
from chalicelib.mails.cases import reactions as case_mails
from chalicelib.orders import reactions as orders
from chalicelib.orders.disputes import dispute_answers, dispute_settlement, dispute_updates
from chalicelib.orders.fulfilment import deadline_handlers, line_deadlines
from chalicelib.orders.payment import reservation_release, sales_tax_reports, stripe_updates
from chalicelib.payments import money_commands, tax_operations
from chalicelib.payments import reactions as payments
from chalicelib.payments.connected_accounts import account_creation, account_updates
from chalicelib.payments.disputes import dispute_operations
from chalicelib.payments.money_worker import Finishers
from chalicelib.payments.payouts import paying_out, payout_outcomes, payout_run
from chalicelib.payments.transfers import settlement, transfer_deadlines, transfer_outcomes
from chalicelib.ranking import reactions as ranking
from chalicelib.sellers import reactions as sellers
from chalicelib.uploads import upload_expiry
from chalicelib.webhooks import reactions as webhooks

TALLY = Reaction("payments.tally_journal", payments.tally_journal)
RERANK_ORDERED = Reaction("ranking.rerank_ordered", Recomputation(ranking.touched_by_order, ranking.rerank))
RERANK_OFFER = Reaction("ranking.rerank_offer", Recomputation(ranking.touched_by_offer, ranking.rerank))
WATCH_UNITS = Reaction("catalog.watch_units", catalog.watch_units)
ANNOUNCE_LINE = Reaction("webhooks.announce_line", webhooks.announce_line)
SETTLE_LINE = Reaction("payments.settle_line", payments.settle_line)
SETTLE_DISPUTES = Reaction("payments.settle_disputes", payments.settle_disputes)
ANNOUNCE_MONEY = Reaction("webhooks.announce_money", webhooks.announce_money)
TELL_DISPUTE = Reaction("mails.tell_dispute", mails.tell_dispute, "mails")
ANNOUNCE_DISPUTE = Reaction("webhooks.announce_dispute", webhooks.announce_dispute)
ENTER_SALE = Reaction("orders.enter_sale", orders.enter_sale)
ENTER_REFUND = Reaction("orders.enter_refund", orders.enter_refund)
REVERSE_TAX = Reaction("orders.reverse_tax", orders.reverse_tax)
ENTER_TRANSFER = Reaction("payments.enter_transfer", payments.enter_transfer)
ANNOUNCE_CASE = Reaction("webhooks.announce_case", webhooks.announce_case)
FOLLOW_RETURN = Reaction("aftersales.follow_return", withdrawal_reactions.follow_return)
TELL_RETURN = Reaction("mails.tell_return", case_mails.tell_return, "mails")
TELL_CLAIM = Reaction("mails.tell_claim", case_mails.tell_claim, "mails")
ANNOUNCE_REFUND = Reaction("webhooks.announce_refund", webhooks.announce_refund)

SUBSCRIPTIONS: Subscriptions = {
    OrderPlaced: (RERANK_ORDERED, WATCH_UNITS),
    PaymentDeclined: (),
    OrderPaid: (
        TALLY,
        Reaction("carbon.record_savings", carbon.record_savings),
        Reaction("orders.watch_acceptance", orders.watch_acceptance),
        Reaction("orders.record_tax", orders.record_tax),
        Reaction("mails.confirm_order", mails.confirm_order, "mails"),
        Reaction("webhooks.announce_sale", webhooks.announce_sale),
    ),
    OrderReleased: (RERANK_ORDERED,),
    OrderRevived: (RERANK_ORDERED, WATCH_UNITS),
    LateMoneyArrived: (TALLY,),
    LateMoneyReturned: (TALLY, SETTLE_DISPUTES),
    LineAccepted: (Reaction("orders.watch_shipment", orders.watch_shipment), ANNOUNCE_LINE),
    LineShipped: (
        Reaction("orders.watch_parcel", orders.watch_parcel),
        Reaction("mails.tell_shipment", mails.tell_shipment, "mails"),
        Reaction("orders.open_transfer", orders.open_transfer),
        Reaction("invoices.invoice_line", invoices.invoice_line),
        ENTER_SALE,
        ANNOUNCE_LINE,
    ),
    LineDelivered: (
        Reaction("orders.make_transfer_available", orders.make_transfer_available),
        ANNOUNCE_LINE,
        Reaction("aftersales.issue_guarantee", guarantees.issue_guarantee),
    ),
    LineDelayed: (Reaction("mails.tell_delay", mails.tell_delay, "mails"),),
    WithdrawalDeclared: (Reaction("mails.acknowledge_withdrawal", mails.acknowledge_withdrawal, "mails"),),
    WithdrawalRefused: (Reaction("mails.refuse_withdrawal", mails.refuse_withdrawal, "mails"),),
    GuaranteeIssued: (Reaction("mails.send_guarantee", mails.send_guarantee, "mails"),),
    GuaranteeExtended: (Reaction("mails.tell_extension", mails.tell_extension, "mails"),),
    LineCancelled: (
        Reaction("ranking.rerank_cancelled", Recomputation(ranking.touched_by_line, ranking.rerank)),
        Reaction("sellers.count_lapse", sellers.count_lapse),
        Reaction("mails.tell_cancellation", mails.tell_cancellation, "mails"),
        Reaction("carbon.reverse_saving", carbon.reverse_saving),
        ENTER_SALE,
        ANNOUNCE_LINE,
    ),
    RefundRequested: (Reaction("mails.tell_refund", mails.tell_refund, "mails"), ANNOUNCE_REFUND),
    LineRefunded: (
        TALLY,
        SETTLE_LINE,
        ENTER_REFUND,
        REVERSE_TAX,
        Reaction("invoices.credit_refund", invoices.credit_refund),
        ANNOUNCE_REFUND,
    ),
    RefundFailed: (
        TALLY,
        SETTLE_LINE,
        ENTER_REFUND,
        REVERSE_TAX,
        Reaction("invoices.credit_failed_refund", invoices.credit_failed_refund),
        Reaction("mails.tell_failed_refund", mails.tell_failed_refund, "mails"),
        ANNOUNCE_REFUND,
    ),
    RefundPaidByBankTransfer: (
        TALLY,
        SETTLE_DISPUTES,
        Reaction("mails.tell_bank_transfer", mails.tell_bank_transfer, "mails"),
        ANNOUNCE_REFUND,
    ),
    DashboardRefundBooked: (TALLY, SETTLE_DISPUTES),
    DisputeOpened: (TELL_DISPUTE, ANNOUNCE_DISPUTE),
    DisputeAnswered: (),
    DisputeFundsMoved: (TALLY, SETTLE_DISPUTES),
    DisputeClosed: (SETTLE_DISPUTES, TELL_DISPUTE, ANNOUNCE_DISPUTE),
    DisputeLossBooked: (TALLY,),
    TransferPaid: (TALLY, SETTLE_LINE, ENTER_TRANSFER, ANNOUNCE_MONEY),
    TransferFailed: (ANNOUNCE_MONEY,),
    TransferReversed: (TALLY, SETTLE_LINE, ENTER_TRANSFER, ANNOUNCE_MONEY),
    DebtRecorded: (),
    DebtNetted: (TALLY, ENTER_TRANSFER),
    PayoutCreated: (ANNOUNCE_MONEY,),
    PayoutPaid: (ANNOUNCE_MONEY,),
    PayoutFailed: (Reaction("mails.tell_failed_payout", mails.tell_failed_payout, "mails"), ANNOUNCE_MONEY),
    AccountChanged: (
        Reaction("payments.settle_waiting", payments.settle_waiting),
        Reaction("mails.tell_account_requirements", mails.tell_account_requirements, "mails"),
    ),
    ReturnOpened: (TELL_RETURN, ANNOUNCE_CASE),
    ReturnWishChanged: (ANNOUNCE_CASE,),
    ReturnApproved: (TELL_RETURN, ANNOUNCE_CASE),
    ReturnRefused: (TELL_RETURN, ANNOUNCE_CASE),
    ReturnAppealed: (ANNOUNCE_CASE,),
    AppealDecided: (TELL_RETURN, ANNOUNCE_CASE),
    ReturnSent: (FOLLOW_RETURN, ANNOUNCE_CASE),
    ReturnReceived: (FOLLOW_RETURN, TELL_RETURN, ANNOUNCE_CASE),
    ReturnInspected: (ANNOUNCE_CASE,),
    ReturnTakenOver: (TELL_RETURN, ANNOUNCE_CASE),
    ReturnDueSoon: (ANNOUNCE_CASE,),
    RepairStarted: (ANNOUNCE_CASE,),
    RepairFinished: (TELL_RETURN, ANNOUNCE_CASE),
    ReplacementReserved: (ANNOUNCE_CASE,),
    ExchangeShipped: (TELL_RETURN, ANNOUNCE_CASE),
    ReturnToSendBack: (TELL_RETURN, ANNOUNCE_CASE),
    ReturnClosed: (
        FOLLOW_RETURN,
        Reaction("carbon.reverse_returned", carbon.reverse_returned),
        TELL_RETURN,
        ANNOUNCE_CASE,
    ),
    ClaimOpened: (TELL_CLAIM, ANNOUNCE_CASE),
    ClaimContested: (ANNOUNCE_CASE,),
    ClaimResolved: (TELL_CLAIM, ANNOUNCE_CASE),
    MessagePosted: (Reaction("mails.tell_message", case_mails.tell_message, "mails"), ANNOUNCE_CASE),
    DeviceDonated: (),
    OfferPublished: (RERANK_OFFER, WATCH_UNITS),
    OfferWithdrawn: (RERANK_OFFER,),
    StockChanged: (RERANK_OFFER, WATCH_UNITS),
    OfferSoldOut: (Reaction("webhooks.announce_sold_out", webhooks.announce_sold_out),),
    BuyBoxChanged: (Reaction("webhooks.announce_box", webhooks.announce_box),),
    EndpointDisabled: (Reaction("mails.tell_disabled_endpoint", mails.tell_disabled_endpoint, "mails"),),
    StandingChanged: (Reaction("ranking.rerank_category", ranking.rerank_category),),
    SellerChanged: (Reaction("catalog.copy_changed_seller", catalog.copy_changed_seller),),
}

DEADLINES: Handlers = {
    line_deadlines.ACCEPTANCE: Handler(deadline_handlers.cancel_unaccepted),
    line_deadlines.SHIPMENT: Handler(deadline_handlers.cancel_unshipped),
    line_deadlines.PARCEL: Handler(deadline_handlers.ask_carrier, runs_last=True),
    commission_invoices.MONTH: Handler(commission_invoices.issue_month),
    withdrawal_kinds.SETTLEMENT: Handler(withdrawals.settle_withdrawal),
    withdrawal_kinds.REFUND: Handler(withdrawals.refund_withdrawal),
    withdrawal_kinds.DEVICE: Handler(withdrawals.close_unsent),
    upload_expiry.EXPIRY: Handler(upload_expiry.delete_expired),
    transfer_deadlines.DUE: Handler(transfer_deadlines.ask_to_settle),
    return_steps.DUE: Handler(return_deadlines.act_on_lapse),
    parcels.PARCEL: Handler(parcels.ask_carrier, runs_last=True),
    claim_steps.DUE: Handler(claim_deadlines.act_on_claim_lapse, runs_last=True),
    message_posts.ANSWER_DUE: Handler(unanswered_messages.act_on_silence),
}

# What is counted every five minutes, when deadlines are looked at.
MEASURED = (
    ("returns_waiting", return_queries.count_for_operators),
    ("claims_waiting", claim_queries.count_for_operators),
)

FINISHERS = Finishers(
    objects={
        "payment_intent": stripe_updates.follow_intent,
        "refund": stripe_updates.follow_refund,
        "dispute": dispute_updates.follow_dispute,
    },
    account_objects={"account": account_updates.follow_account, "payout": payout_outcomes.follow_payout},
    operations=stripe_updates.FINISH
    | {
        "account": account_creation.finish,
        "transfer": transfer_outcomes.finish,
        "transfer_reversal": transfer_outcomes.finish,
        "payout": payout_outcomes.finish,
        **dict.fromkeys(tax_operations.KINDS, tax_operations.finish),
        **dict.fromkeys(dispute_operations.KINDS, dispute_answers.finish),
    },
    release_order=reservation_release.release_expired,
    others={
        money_commands.SettleLine: settlement.settle,
        money_commands.SettleDisputes: dispute_settlement.settle,
        money_commands.PayOut: paying_out.pay_out,
        money_commands.PayFundedSellers: payout_run.pay_funded_sellers,
        money_commands.RecordTax: sales_tax_reports.record,
        money_commands.ReverseTax: sales_tax_reports.reverse,
    },
)
