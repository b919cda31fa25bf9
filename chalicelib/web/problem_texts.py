"""Problem texts: each problem's title and what a reader can do about it; answers to programs name them by slug."""

import msgspec

from chalicelib.kernel.runtime.wording import Text, said
from chalicelib.kernel.values.problems import Problem
from chalicelib.web import case_problems
from chalicelib.web.field_faults import fault_texts
from chalicelib.web.wording import wording_in


class ToldProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal in a reader's words. `detail` and `faults`, reasons by the last step of a pointer, are in English.

    `expected` says what is expected in each field that was refused.
    """

    title: str
    advice: str
    detail: str
    faults: dict[str, str]
    expected: list[str]


_FOR_PROGRAMS = said("problem", "It concerns programs that use our interface, not these pages.")

_PROBLEMS: dict[str, tuple[Text, *tuple[Text, ...]]] = {
    **case_problems.PROBLEMS,
    "not-found": (
        said("problem", "There is no such page"),
        said("problem", "The address may be mistyped, or what it led to is gone."),
    ),
    "order-not-opened": (
        said("problem", "We cannot open this order here"),
        said("problem", "Open the link in your confirmation mail on this device, or have it sent again."),
    ),
    "unknown-market": (
        said("problem", "We do not sell in that country"),
        said("problem", "Choose one of our countries."),
    ),
    "wrong-cell": (
        said("problem", "That belongs to our other market"),
        said("problem", "Europe and the United States are kept apart."),
    ),
    "offer-not-found": (
        said("problem", "There is no such offer"),
        said("problem", "It may have been withdrawn. Look at the device's other offers."),
    ),
    "offer-sold-out": (
        said("problem", "Somebody was faster"),
        said("problem", "The offer has fewer devices left than you asked for. Change the basket."),
    ),
    "offer-not-in-market": (
        said("problem", "Not sold in your country"),
        said("problem", "Remove the offer from your basket or change the country."),
    ),
    "not-deliverable": (
        said("problem", "Not delivered there"),
        said("problem", "The seller does not deliver this offer to that country."),
    ),
    "terms-changed": (
        said("problem", "An offer changed"),
        said("problem", "Its price or terms are no longer as you saw them. Look again, then order."),
    ),
    "total-changed": (
        said("problem", "The total changed"),
        said("problem", "It is no longer as you saw it. Look again, then order."),
    ),
    "too-many-devices": (
        said("problem", "Too many devices"),
        said("problem", "An order holds up to 40 devices, and up to 3 of one offer."),
    ),
    "too-many-sign-ins": (
        said("problem", "Too many keys were entered from your connection"),
        said("problem", "Please try again in an hour."),
    ),
    "too-many-requests": (said("problem", "Too many requests"), said("problem", "Please try again in a minute.")),
    "too-many-unpaid-orders": (
        said("problem", "There are unpaid orders for this email address"),
        said("problem", "Pay or cancel one of them first; they end by themselves after a quarter of an hour."),
    ),
    "too-many-orders": (
        said("problem", "Too many orders from your connection"),
        said("problem", "Please try again in an hour."),
    ),
    "too-many-withdrawals": (
        said("problem", "Too many withdrawals from your connection"),
        said("problem", "Please try again in an hour, or use the link in your order's mail."),
    ),
    "withdrawal-not-possible": (
        said("problem", "This cannot be withdrawn from"),
        said("problem", "Its time is over, or it was withdrawn or cancelled before. Load the order again."),
    ),
    "nothing-to-send-back": (
        said("problem", "No device is waited for"),
        said("problem", "It was refunded already, or was never sent to you. Load the order again."),
    ),
    "payment-unavailable": (
        said("problem", "The payment provider does not answer"),
        said("problem", "Your order is kept. Try again in a moment; you will not pay twice."),
    ),
    "day-not-over": (
        said("problem", "The day is not over"),
        said("problem", "Its money is compared two hours after its end (UTC)."),
    ),
    "quarter-not-over": (
        said("problem", "The quarter is not over"),
        said("problem", "Its figures can be confirmed once it has ended."),
    ),
    "figures-changed": (
        said("problem", "The figures changed"),
        said("problem", "They are no longer as you saw them. Look again, then confirm."),
    ),
    "too-many-sales": (
        said("problem", "The quarter has too many sales to add up at once"),
        said("problem", "Please ask the operators for its figures."),
    ),
    "tax-unavailable": (
        said("problem", "The sales tax cannot be calculated now"),
        said("problem", "Nothing was ordered. Please try again in a moment."),
    ),
    "payment-refused": (
        said("problem", "The payment could not be started"),
        said("problem", "Nothing was charged. Please order again."),
    ),
    "payment-closed": (
        said("problem", "The time to pay is over"),
        said("problem", "Nothing was charged. The devices are offered to others again."),
    ),
    "form-expired": (
        said("problem", "This form is no longer valid"),
        said("problem", "Go back, load the page again and send the form once more."),
    ),
    "form-not-read": (
        said("problem", "The form could not be read"),
        said("problem", "Go back, load the page again and send the form once more."),
    ),
    "invalid-request": (
        said("problem", "A field is not filled in as it must be"),
        said("problem", "Correct what is named and send the form again."),
    ),
    "invalid-cursor": (
        said("problem", "This page of the list is gone"),
        said("problem", "Start again with the first page of the category."),
    ),
    "idempotency-key-reused": (
        said("problem", "This order was placed already"),
        said(
            "problem",
            "You changed a form whose order had been placed. Find the order, or start a new one from the basket.",
        ),
    ),
    "in-progress": (
        said("problem", "Still working on it"),
        said("problem", "The same request is running. Try again in a second; it happens once."),
    ),
    "conflict": (
        said("problem", "Somebody changed it at the same time"),
        said("problem", "Load the page again and look at what is there now."),
    ),
    "illegal-transition": (
        said("problem", "That is no longer possible"),
        said("problem", "The device has moved on since the page was shown. Load the order again."),
    ),
    "unavailable": (
        said("problem", "We cannot answer just now"),
        said("problem", "Please try again in a moment. Nothing is lost."),
    ),
    "internal-error": (
        said("problem", "Something broke on our side"),
        said("problem", "We have a record of it. Please try again in a moment."),
    ),
    "bad-request": (said("problem", "The request was not understood"), _FOR_PROGRAMS),
    "body-too-large": (said("problem", "Too much was sent"), said("problem", "Send less at once.")),
    "method-not-allowed": (
        said("problem", "That address takes no such request"),
        said("problem", "Go to the page itself and use its form."),
    ),
    "unauthenticated": (said("problem", "A valid key is needed"), said("problem", "Sign in with a key that is live.")),
    "forbidden": (
        said("problem", "This key may not do that"),
        said("problem", "Sign in with a key that has the scope for it."),
    ),
    "malformed-body": (said("problem", "The body is not JSON"), _FOR_PROGRAMS),
    "unsupported-media-type": (said("problem", "Send JSON"), _FOR_PROGRAMS),
    "missing-idempotency-key": (said("problem", "An Idempotency-Key is needed"), _FOR_PROGRAMS),
    "guest-key-not-uuid": (said("problem", "A guest's Idempotency-Key must be a UUID"), _FOR_PROGRAMS),
    "bad-signature": (said("problem", "The signature is not right"), _FOR_PROGRAMS),
    "offer-identity-fixed": (
        said("problem", "An offer's product and grade stay as they are"),
        said("problem", "Offer the device under another sku."),
        _FOR_PROGRAMS,
    ),
    "offer-withdrawn": (
        said("problem", "The offer is withdrawn"),
        said("problem", "Publish it again to change it."),
        _FOR_PROGRAMS,
    ),
    "units-promised": (
        said("problem", "These units are promised to buyers"),
        said("problem", "Cancel their lines first."),
        _FOR_PROGRAMS,
    ),
    "product-exists": (said("problem", "The product exists already"), _FOR_PROGRAMS),
    "serial-already-sold": (
        said("problem", "This device was sold already"),
        said("problem", "Its number belongs to another order's line."),
    ),
    "bank-transfer-not-found": (
        said("problem", "No such bank transfer paid this refund"),
        said("problem", "Nothing was changed. Enter the reference of the transfer that paid it."),
    ),
    "dispute-already-answered": (
        said("problem", "This dispute was answered already"),
        said("problem", "Nothing was sent. A bank takes one answer: look at what became of it."),
    ),
    "dispute-not-answerable": (
        said("problem", "The bank does not wait for an answer"),
        said("problem", "Nothing was sent. It has an answer already, or it has decided."),
    ),
    "too-many-evidence-files": (
        said("problem", "You have sent five files for this dispute"),
        said("problem", "It takes no more of them."),
    ),
    "refund-not-on-suspense": (
        said("problem", "The refund does not wait for a line"),
        said("problem", "Nothing was changed."),
    ),
    "refund-not-owed": (
        said("problem", "The refund is on its way or done"),
        said("problem", "Nothing was changed. Look at its state before you pay the buyer in another way."),
    ),
    "refund-too-large": (
        said("problem", "There is less left to refund"),
        said("problem", "Nothing was refunded. Enter at most what is left of the device."),
    ),
    "stripe-refund-mismatch": (
        said("problem", "The refund at Stripe is another one"),
        said("problem", "Nothing was changed. Order, amount and currency must be those of this refund."),
    ),
    "onboarding-refused": (
        said("problem", "Stripe refused to open the account"),
        said("problem", "Nothing was changed. Please ask the operators for help."),
    ),
    "no-structured-invoice": (
        said("problem", "This invoice has no XML"),
        said("problem", "Only invoices of the European Union do. Download it as a PDF."),
    ),
    "search-not-ready": (
        said("problem", "The search is being prepared"),
        said("problem", "Try again in a moment; devices can be bought meanwhile."),
    ),
    "seller-suspended": (said("problem", "The seller is suspended"), _FOR_PROGRAMS),
    "too-many-api-keys": (
        said("problem", "You have as many keys as a seller may have at once"),
        said("problem", "Revoke one you no longer need."),
    ),
    "too-many-webhook-endpoints": (
        said("problem", "You have as many webhook endpoints as a seller may have"),
        said("problem", "Remove one you no longer need."),
    ),
    "too-many-webhook-messages": (
        said("problem", "You have asked for as many messages as a seller may in an hour"),
        said("problem", "Please try again in an hour."),
    ),
    "webhook-endpoint-deleted": (
        said("problem", "The endpoint of this message was removed"),
        said("problem", "Register it again: what happens from then on is sent."),
    ),
    "webhook-secret-still-signs": (
        said("problem", "The previous secret is still in use"),
        said("problem", "Wait until it has ended, or enter the address as another endpoint."),
    ),
}


def problem_words(language: str, slug: str) -> tuple[str, str] | None:
    """A problem's title and what to do about it; None for an unknown slug."""
    if slug not in _PROBLEMS:
        return None
    title, *advice = map(wording_in(language).message, _PROBLEMS[slug])
    return title, " ".join(advice)


def told(language: str, problem: Problem | None) -> ToldProblem | None:
    """A refusal for a page that shows it beside what was typed; None for none."""
    if problem is None:
        return None
    title, advice = problem_words(language, problem.slug) or (problem.title, "")
    faults = {fault["pointer"].rsplit("/", 1)[-1]: fault["reason"] for fault in problem.members.get("errors", ())}
    return ToldProblem(
        title=title, advice=advice, detail=problem.detail, faults=faults, expected=fault_texts(language, problem)
    )
