"""The names that the sellers' pages use for money: states of transfers and payouts, reasons, entries."""

from chalicelib.kernel.runtime.wording import Text, said

KINDS: dict[str, dict[str, Text]] = {
    "held money": {
        "CASE_OPEN": said("held money", "Held: a return or report is open"),
        "REFUND_PENDING": said("held money", "Held: a refund is on its way"),
        "NO_ACCOUNT": said("held money", "Held: there is no account at Stripe"),
        "ACCOUNT_RESTRICTED": said("held money", "Held: Stripe restricts your account"),
        "TRANSFER_FAILED": said("held money", "Held: a transfer failed, we look at it"),
        "RESERVE": said("held money", "Reserve for new sellers"),
        "other": said("held money", "Held"),
    },
    "transfer state": {
        "PENDING": said("transfer state", "Waiting"),
        "ON_HOLD": said("transfer state", "On hold"),
        "PROCESSING": said("transfer state", "Being transferred"),
        "PAID": said("transfer state", "Transferred"),
        "FAILED": said("transfer state", "Failed"),
        "ABORTED": said("transfer state", "Nothing to transfer"),
    },
    "transfer waits for": {
        "AWAITING_DELIVERY": said("transfer waits for", "for the delivery"),
        "NOT_AVAILABLE_YET": said("transfer waits for", "for its day"),
        "CASE_OPEN": said("transfer waits for", "for the end of a return or report"),
        "REFUND_PENDING": said("transfer waits for", "for a refund"),
        "NO_ACCOUNT": said("transfer waits for", "for your account at Stripe"),
        "ACCOUNT_RESTRICTED": said("transfer waits for", "for what Stripe asks of you"),
    },
    "dispute state": {
        "WARNING_NEEDS_RESPONSE": said("dispute state", "The bank asks"),
        "WARNING_UNDER_REVIEW": said("dispute state", "The bank examines our answer"),
        "WARNING_CLOSED": said("dispute state", "Closed: the bank asks no more"),
        "NEEDS_RESPONSE": said("dispute state", "Disputed"),
        "UNDER_REVIEW": said("dispute state", "The bank examines our answer"),
        "WON": said("dispute state", "Won"),
        "LOST": said("dispute state", "Lost"),
    },
    "payout state": {
        "PENDING": said("payout state", "Being prepared"),
        "PROCESSING": said("payout state", "On its way to your bank"),
        "PAID": said("payout state", "Paid out"),
        "FAILED": said("payout state", "Returned by the bank, due again"),
        "ABORTED": said("payout state", "Not made, due again"),
    },
    "payout entry": {
        "TRANSFER": said("payout entry", "Sale"),
        "TRANSFER_REVERSAL": said("payout entry", "Taken back after a refund"),
        "PAYOUT": said("payout entry", "Payout"),
        "PAYOUT_RETURNED": said("payout entry", "Payout returned by the bank"),
        "CARRIED": said("payout entry", "Left from the payout before"),
        "KEPT": said("payout entry", "Left for the next payout"),
    },
    "entry of a seller": {
        "SALE": said("entry of a seller", "Sale"),
        "REFUND": said("entry of a seller", "Refund"),
        "TRANSFER": said("entry of a seller", "Transfer to your Stripe balance"),
        "TRANSFER_REVERSAL": said("entry of a seller", "Transfer taken back"),
        "NETTING": said("entry of a seller", "Debt netted"),
        "DISPUTE": said("entry of a seller", "Dispute"),
        "ADJUSTMENT": said("entry of a seller", "Adjustment"),
    },
}
