"""The names that pages use for codes, from grades to the reasons of a refusal."""

import re

from chalicelib.kernel.runtime.wording import Text, said
from chalicelib.web import case_names, money_names, seller_names
from chalicelib.web.wording import wording_in

Named = dict[str, Text]

_COUNTRIES: Named = {
    "FR": said("country", "France"),
    "DE": said("country", "Germany"),
    "ES": said("country", "Spain"),
    "IT": said("country", "Italy"),
    "BE": said("country", "Belgium"),
    "NL": said("country", "Netherlands"),
    "IE": said("country", "Ireland"),
    "US": said("country", "United States"),
    "MC": said("country", "Monaco"),
}
_GRADES: Named = {
    "PREMIUM": said("grade", "Premium"),
    "EXCELLENT": said("grade", "Excellent"),
    "GOOD": said("grade", "Good"),
    "FAIR": said("grade", "Fair"),
}
_GRADE_MEANINGS: Named = {
    "PREMIUM": said("meaning of grade", "Looks new, with parts of the maker's quality."),
    "EXCELLENT": said("meaning of grade", "Tiny marks you hardly see; the screen has none."),
    "GOOD": said("meaning of grade", "Light marks that are visible close by; the screen's cannot be felt."),
    "FAIR": said("meaning of grade", "Clearly used, with marks and scratches. It works just as well."),
}
_BATTERIES: Named = {
    "STANDARD": said("battery", "Battery holds at least 80 % of its charge"),
    "NEW": said("battery", "New battery"),
}
_BASKET_ROWS: Named = {
    "FEWER": said("basket row", "Only {most} left."),
    "GONE": said("basket row", "Sold out."),
    "NOT_HERE": said("basket row", "Not sold in this country: {market}."),
}
_ORDER_STATES: Named = {
    "AWAITING_PAYMENT": said("order state", "Waiting for payment"),
    "EXPIRED": said("order state", "Your order was not paid in time"),
    "VOIDED": said("order state", "Your order is cancelled"),
    "PAID": said("order state", "Thank you, your order is paid"),
    "IN_PREPARATION": said("order state", "Your order is being prepared"),
    "PARTLY_SHIPPED": said("order state", "Part of your order is on its way"),
    "SHIPPED": said("order state", "Your order is on its way"),
    "DELIVERED": said("order state", "Your order has arrived"),
    "CANCELLED": said("order state", "Your order is cancelled"),
}
_LINE_STATES: Named = {
    "RESERVED": said("line state", "Reserved"),
    "EXPIRED": said("line state", "Not paid in time"),
    "VOIDED": said("line state", "Cancelled"),
    "PAID": said("line state", "Paid"),
    "ACCEPTED": said("line state", "Being prepared"),
    "SHIPPED": said("line state", "On its way"),
    "DELIVERED": said("line state", "Delivered"),
    "CANCELLED": said("line state", "Cancelled"),
}
_CANCELLED_BY: Named = {
    "BUYER": said("cancelled by", "You cancelled it."),
    "SELLER": said("cancelled by", "The seller could not deliver it. Your money goes back to you."),
    "DEADLINE": said("cancelled by", "The seller did not act in time. Your money goes back to you."),
}
_EVENTS: Named = {
    "OrderPlaced": said("event", "Order placed, devices reserved"),
    "PaymentDeclined": said("event", "The bank declined the payment"),
    "OrderPaid": said("event", "Payment received"),
    "OrderReleased": said("event", "Order ended without payment"),
    "OrderRevived": said("event", "A payment came late; the devices were still there and are reserved again"),
    "LateMoneyArrived": said("event", "A payment came after the end of the order"),
    "LateMoneyReturned": said("event", "The late payment was returned"),
    "LineAccepted": said("event", "The seller confirmed"),
    "LineShipped": said("event", "Handed to the carrier"),
    "LineDelivered": said("event", "Delivered"),
    "LineCancelled": said("event", "Cancelled"),
    "LineRefunded": said("event", "Money returned"),
    "RefundRequested": said("event", "Money goes back to you"),
    "RefundPaidByBankTransfer": said("event", "Money returned by bank transfer"),
    "RefundFailed": said("event", "The refund did not reach you"),
    "LineDelayed": said("event", "Not sent in time for the promised day"),
    "WithdrawalDeclared": said("event", "You withdrew from the contract"),
    "WithdrawalRefused": said("event", "A withdrawal was not possible then"),
    "GuaranteeIssued": said("event", "The guarantee began"),
    "GuaranteeExtended": said("event", "A repair lengthened the legal guarantee"),
    "DashboardRefundBooked": said("event", "Money returned"),
    "DisputeOpened": said("event", "Your bank disputes the payment"),
    "DisputeFundsMoved": said("event", "Your bank moved the disputed money"),
    "DisputeAnswered": said("event", "Your bank was answered"),
    "DisputeClosed": said("event", "Your bank decided about the payment"),
    "DisputeLossBooked": said("event", "The disputed money was accounted for"),
}
_NOTICES: Named = {
    "invalid-request": said("notice", "Please check the fields marked below."),
    "terms-changed": said(
        "notice", "An offer changed since you opened this page. Please look at it again before you order."
    ),
    "total-changed": said(
        "notice", "The total changed since you opened this page. Please look at it again before you order."
    ),
    "payment-unavailable": said(
        "notice",
        "Your order is kept, but the payment provider does not answer. Please send the form again: "
        "it is still one order.",
    ),
    "too-many-unpaid-orders": said(
        "notice", "There are unpaid orders for this email address. Pay or cancel one first."
    ),
    "too-many-orders": said(
        "notice", "Too many orders came from your connection within an hour. Please try again later."
    ),
    "other": said("notice", "That did not work just now. Please send the form again: it is still one order."),
}
_WITHDRAWAL_STATES: Named = {
    "DECLARED": said("withdrawal state", "we are carrying it out"),
    "CANCELLED": said("withdrawal state", "it was not sent, and is cancelled"),
    "AWAITING_DEVICE": said("withdrawal state", "please send it back"),
    "NOT_SENT_BACK": said("withdrawal state", "it was not sent back in time; it is refunded once it is"),
    "REFUNDED": said("withdrawal state", "its refund is under way or was made"),
}
_CARBON_CATEGORIES: Named = {
    "smartphone": said("carbon category", "Smartphone"),
    "feature_phone": said("carbon category", "Feature phone"),
    "tablet": said("carbon category", "Tablet"),
    "laptop": said("carbon category", "Laptop"),
    "desktop": said("carbon category", "Desktop computer"),
    "monitor": said("carbon category", "Monitor"),
    "console": said("carbon category", "Games console"),
    "handheld_console": said("carbon category", "Handheld console"),
    "television": said("carbon category", "Television"),
    "smartwatch": said("carbon category", "Smartwatch"),
    "vr_headset": said("carbon category", "VR headset"),
    "projector": said("carbon category", "Projector"),
    "speaker": said("carbon category", "Loudspeaker"),
    "headphones": said("carbon category", "Headphones"),
    "camera": said("carbon category", "Camera"),
    "printer": said("carbon category", "Printer"),
    "storage": said("carbon category", "Storage drive"),
    "coffee_maker": said("carbon category", "Coffee maker"),
    "kettle": said("carbon category", "Kettle"),
    "hair_beauty": said("carbon category", "Hair and beauty device"),
    "power_tool": said("carbon category", "Power tool"),
    "small_kitchen": said("carbon category", "Small kitchen appliance"),
}
_RANKING_PARTS: Named = {
    "price": said("ranking", "Price"),
    "shipping": said("ranking", "Shipping"),
    "expected_cost_of_problems": said("ranking", "Expected cost of problems"),
    "seller_not_active": said("ranking", "The seller is not cleared to sell, or is suspended."),
    "out_of_stock": said("ranking", "No unit is available."),
    "not_priced_here": said("ranking", "The offer has no price in your country."),
    "does_not_ship_here": said("ranking", "The seller does not deliver to your country."),
    "dearer_than_new": said("ranking", "The price is above the price of the same device new."),
    "guarantee_too_short": said("ranking", "The seller's guarantee is shorter than we ask for."),
}
_RANKING_MEANINGS: Named = {
    "price": said("meaning of ranking", "What you pay for the device. It decides: it is by far the largest part."),
    "shipping": said("meaning of ranking", "What you pay for delivery. A cent counts as much as a cent of the price."),
    "expected_cost_of_problems": said(
        "meaning of ranking",
        "What defects, wrong grades, late parcels and cancellations of this seller may be expected to cost "
        "per sale, computed from past sales. Small for a reliable seller, enough to lose for an unreliable "
        "one.",
    ),
}
_STANDINGS: Named = {
    "lowest_total": said("standing", "Its sum is the lowest."),
    "oldest_of_equal_totals": said("standing", "Its sum is that of another offer, and it is the older one."),
    "higher_total": said("standing", "Its sum, expected problems included, is higher than the first offer's."),
    "younger_of_equal_totals": said("standing", "Its sum is that of the first offer, and it is younger."),
    "held_by_margin": said(
        "standing", "It was in first place before, and no other sum is lower by the margin that would take it."
    ),
}
_SORTS: Named = {
    "relevance": said("sort", "Best match"),
    "price": said("sort", "Lowest total"),
    "savings": said("sort", "Most below new"),
    "newest": said("sort", "Newest"),
}
_CELLS: Named = {
    "eu": said("cell", "It belongs to the European market."),
    "us": said("cell", "It belongs to the American market."),
}
KINDS: dict[str, Named] = (
    {
        "country": _COUNTRIES,
        "grade": _GRADES,
        "meaning of grade": _GRADE_MEANINGS,
        "battery": _BATTERIES,
        "basket row": _BASKET_ROWS,
        "order state": _ORDER_STATES,
        "line state": _LINE_STATES,
        "cancelled by": _CANCELLED_BY,
        "event": _EVENTS,
        "withdrawal state": _WITHDRAWAL_STATES,
        "notice": _NOTICES,
        "carbon category": _CARBON_CATEGORIES,
        "ranking": _RANKING_PARTS,
        "meaning of ranking": _RANKING_MEANINGS,
        "standing": _STANDINGS,
        "sort": _SORTS,
        "cell": _CELLS,
    }
    | case_names.KINDS
    | seller_names.KINDS
    | money_names.KINDS
)

# The catalogue says in English where a price new comes from; what is said often is said in every language.
_PRICE_SOURCES = (
    (re.compile(r"(?P<maker>.+) launch list price"), said("source of a price", "{maker} launch list price")),
    (
        re.compile(r"(?P<maker>.+) list price, typical at launch"),
        said("source of a price", "{maker} list price, typical at launch"),
    ),
    (re.compile(r"launch price"), said("source of a price", "launch price")),
)

LANGUAGE_NAMES = {"en": "English", "fr": "Français", "de": "Deutsch"}
OTHER = "other"


def named(language: str, kind: str, code: str, /, **figures: object) -> str:
    """What a code is called; a kind that knows "other" calls everything else so, any other raises KeyError."""
    names = KINDS[kind]
    message = names[code] if OTHER not in names else names.get(code, names[OTHER])
    return wording_in(language).message(message, **figures)


def price_source(language: str, source: str) -> str:
    """Where a price new comes from, in the reader's language where it is a source of a known kind, else as stated."""
    for pattern, message in _PRICE_SOURCES:
        if stated := pattern.fullmatch(source):
            return wording_in(language).message(message, **stated.groupdict())
    return source
