"""Which facts are told to whom, and in which letter."""

from tests.simulation.stored import Item

LETTERS = {
    "OrderPaid": ("order_confirmation",),
    "LineShipped": ("line_shipped",),
    "LineCancelled": ("line_cancelled",),
    "RefundRequested": ("refund_requested",),
    "RefundPaidByBankTransfer": ("refund_by_bank_transfer",),
    "RefundFailed": ("refund_failed",),
    "PayoutFailed": ("payout_failed",),
    "LineDelayed": ("line_delayed",),
    "GuaranteeIssued": ("guarantee_issued",),
    "GuaranteeExtended": ("guarantee_extended",),
    "ReturnOpened": ("case_news", "sellers_case_news"),
    "ReturnApproved": ("case_news",),
    "ReturnRefused": ("case_news",),
    "ReturnReceived": ("case_news",),
    "ReturnTakenOver": ("case_news", "sellers_case_news"),
    "ReturnToSendBack": ("case_news", "sellers_case_news"),
    "AppealDecided": ("case_news",),
    "RepairFinished": ("case_news",),
    "ExchangeShipped": ("case_news",),
    "ClaimOpened": ("case_news", "sellers_case_news"),
}
# Facts of which a person is told in some cases.
TOLD_AT_TIMES = {"AccountChanged"}
# Ends of cases that have no other letter.
NEWS_OF_RETURNS = {"NOT_SENT", "REFUSED", "SENT_BACK"}
NEWS_OF_CLAIMS = {"REPLACED", "RETURNED", "REJECTED"}
READERS = {
    "BUYER": ("sellers_case_news",),
    "SELLER": ("case_news",),
    "PLATFORM": ("case_news", "sellers_case_news"),
}


def letters_of(name: str, body: Item) -> list[str]:
    """The letters that a fact leads to, in order."""
    if name == "WithdrawalDeclared":
        return ["withdrawal_acknowledged", *("withdrawal_to_seller" for _ in body["seller_ids"])]
    if name in ("DisputeOpened", "DisputeClosed"):
        return ["dispute_news" for _ in {line["seller_id"] for line in body["lines"]}]
    if name == "ReturnClosed":
        return ["case_news"] if body["outcome"] in NEWS_OF_RETURNS else []
    if name == "ClaimResolved":
        is_late = body.get("cause") in ("SELLER_SILENT", "NOT_SHIPPED")
        return ["case_news"] if body["outcome"] in NEWS_OF_CLAIMS or is_late else []
    if name == "RefundRequested" and body["reason"] == "DISPUTE":
        return []  # the buyer's bank has told
    if name == "MessagePosted":
        return sorted(READERS[body["author"]])
    return sorted(LETTERS.get(name, ()))
