"""In English: each problem's title and what a reader can do about it; answers to programs name them by slug."""

_PROGRAM = "It concerns programs that use our interface, not these pages."

PROBLEMS = {
    "not-found": ("There is no such page", "The address may be mistyped, or what it led to is gone."),
    "order-not-opened": (
        "We cannot open this order here",
        "Open the link in your confirmation mail on this device, or have it sent again.",
    ),
    "unknown-market": ("We do not sell in that country", "Choose one of our countries."),
    "wrong-cell": ("That belongs to our other market", "Europe and the United States are kept apart."),
    "offer-not-found": ("There is no such offer", "It may have been withdrawn. Look at the device's other offers."),
    "offer-sold-out": (
        "Somebody was faster",
        "The offer has fewer devices left than you asked for. Change the basket.",
    ),
    "offer-not-in-market": ("Not sold in your country", "Remove the offer from your basket or change the country."),
    "not-deliverable": ("Not delivered there", "The seller does not deliver this offer to that country."),
    "terms-changed": ("An offer changed", "Its price or terms are no longer as you saw them. Look again, then order."),
    "total-changed": ("The total changed", "It is no longer as you saw it. Look again, then order."),
    "too-many-devices": ("Too many devices", "An order holds up to 40 devices, and up to 3 of one offer."),
    "too-many-requests": ("Too many requests", "Please try again in a minute."),
    "too-many-unpaid-orders": (
        "There are unpaid orders for this mail address",
        "Pay or cancel one of them first; they end by themselves after a quarter of an hour.",
    ),
    "too-many-orders": ("Too many orders from your connection", "Please try again in an hour."),
    "payment-unavailable": (
        "The payment provider does not answer",
        "Your order is kept. Try again in a moment; you will not pay twice.",
    ),
    "payment-refused": ("The payment could not be started", "Nothing was charged. Please order again."),
    "payment-closed": ("The time to pay is over", "Nothing was charged. The devices are offered to others again."),
    "form-expired": ("This form is no longer valid", "Go back, load the page again and send the form once more."),
    "form-not-read": ("The form could not be read", "Go back, load the page again and send the form once more."),
    "invalid-request": ("Something in it is not valid", "Check what you entered and send it again."),
    "invalid-cursor": ("This page of the list is gone", "Start again with the first page of the category."),
    "idempotency-key-reused": (
        "This order was placed already",
        "You changed a form whose order had been placed. Find the order, or start a new one from the basket.",
    ),
    "in-progress": ("Still working on it", "The same request is running. Try again in a second; it happens once."),
    "conflict": ("Somebody changed it at the same time", "Load the page again and look at what is there now."),
    "illegal-transition": (
        "That is no longer possible",
        "The device has moved on since the page was shown. Load the order again.",
    ),
    "unavailable": ("We cannot answer just now", "Please try again in a moment. Nothing is lost."),
    "internal-error": ("Something broke on our side", "We have a record of it. Please try again in a moment."),
    "bad-request": ("The request was not understood", _PROGRAM),
    "body-too-large": ("Too much was sent", "Send less at once."),
    "method-not-allowed": ("That address takes no such request", "Go to the page itself and use its form."),
    "unauthenticated": ("A valid key is needed", _PROGRAM),
    "forbidden": ("This key may not do that", _PROGRAM),
    "malformed-body": ("The body is not JSON", _PROGRAM),
    "unsupported-media-type": ("Send JSON", _PROGRAM),
    "missing-idempotency-key": ("An Idempotency-Key is needed", _PROGRAM),
    "guest-key-not-uuid": ("A guest's Idempotency-Key must be a UUID", _PROGRAM),
    "bad-signature": ("The signature is not right", _PROGRAM),
    "offer-identity-fixed": (
        "An offer's product and grade stay as they are",
        "Offer the device under another sku. " + _PROGRAM,
    ),
    "offer-withdrawn": ("The offer is withdrawn", "Publish it again to change it. " + _PROGRAM),
    "units-promised": ("These units are promised to buyers", "Cancel their lines first. " + _PROGRAM),
    "product-exists": ("The product exists already", _PROGRAM),
    "serial-already-sold": ("This device was sold already", "Its number belongs to another order's line. " + _PROGRAM),
    "search-not-ready": ("The search is being prepared", "Try again in a moment, or look into a category."),
    "seller-suspended": ("The seller is suspended", _PROGRAM),
    "too-many-webhook-endpoints": (
        "You have as many webhook endpoints as a seller may have",
        "Remove one you no longer need.",
    ),
    "webhook-endpoint-deleted": (
        "The endpoint of this message was removed",
        "Register it again: what happens from then on is sent.",
    ),
}
