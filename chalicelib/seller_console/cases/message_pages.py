"""The page of the messages that wait for a seller's answer."""

from chalicelib.kernel.http.answer import Answer
from chalicelib.seller_console import waiting_counts
from chalicelib.seller_console.pages import page
from chalicelib.web.console import ConsoleReader


def list_unanswered(seller: ConsoleReader) -> Answer:
    """The open returns and claims whose buyer waits for an answer, the one due first on top."""
    due, has_more = waiting_counts.unanswered(seller.principal.id)
    return page(
        seller,
        "messages.html",
        due=due,
        returns=[case_id for case_id in due if case_id.startswith("ret_")],
        has_more=has_more,
    )
