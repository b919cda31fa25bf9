"""Recording a donation: once under a key, of a device that no buyer has."""

from chalicelib.aftersales.donations import queries
from chalicelib.aftersales.donations.donation import Charity, Deed, Donation, Valuation, WipingProof
from chalicelib.aftersales.donations.models import DonationItem
from chalicelib.aftersales.donations.payloads import DonationRequest
from chalicelib.aftersales.returns import queries as return_queries
from chalicelib.catalog import queries as catalog_queries
from chalicelib.catalog.categories import category_tree
from chalicelib.facts.aftersales import DeviceDonated
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import IdempotencyKeyReused, Problem
from chalicelib.orders.fulfilment import serial_numbers
from chalicelib.sellers import queries as sellers

DONATION = "don"


class NotWrittenOff(Problem):
    slug, status, title = "not-written-off", 409, "Only a returned device that was written off can be donated"


class _RecordedBefore(Exception):
    """The same request was carried out meanwhile."""


def record(wanted: DonationRequest, request: idempotency.Request) -> tuple[Donation, bool]:
    """Record a donation; returns it and whether an earlier request under this key did.

    The serial number is bound to the donation, so the device can never be sold again.
    Raises: NotFound for an unknown product, donor or return, InvalidRequest for an impossible serial number,
    NotWrittenOff, SerialNumberAlreadySold for a device that a buyer has or that was donated, IdempotencyKeyReused.
    """
    idempotency.find_decision(request)  # another body under this key is refused, whatever its year
    donation = _donation(wanted, request)
    earlier = queries.find(donation.year, donation.donation_id)
    if earlier is not None:
        return _same(earlier, request), True
    _require_known(wanted)
    kind = category_tree.category(catalog_queries.product(wanted.product_id).category).identifier_kind
    number = serial_numbers.normal_serial(kind, wanted.serial)
    idempotency.decide(request, ())
    item = DonationItem(donation.year, donation.donation_id, donation=donation)
    try:
        transactions.commit(
            [
                transactions.put_new(item, lambda _: _RecordedBefore()),
                *serial_numbers.sell_serial_act(kind, number, f"donation/{donation.donation_id}"),
                record_act(DeviceDonated(donation_id=donation.donation_id, return_id=donation.return_id)),
            ]
        )
    except _RecordedBefore:
        stored = queries.find(donation.year, donation.donation_id)
        return _same(stored or donation, request), True
    return donation, False


def _same(earlier: Donation, request: idempotency.Request) -> Donation:
    if earlier.fingerprint != request.fingerprint:
        raise IdempotencyKeyReused()
    return earlier


def _require_known(wanted: DonationRequest) -> None:
    if wanted.donor_id is not None:
        sellers.seller(wanted.donor_id)
    if wanted.return_id is not None and return_queries.device_return(wanted.return_id).unit != "WRITTEN_OFF":
        raise NotWrittenOff()


def _donation(wanted: DonationRequest, request: idempotency.Request) -> Donation:
    charity, wiping, value, deed = wanted.charity, wanted.wiping, wanted.valuation, wanted.deed
    return Donation(
        donation_id=ids.derived_id(DONATION, request.route, request.principal, request.key),
        year=str(deed.signed_on.year),
        product_id=wanted.product_id,
        donor_id=wanted.donor_id,
        return_id=wanted.return_id,
        charity=Charity(
            name=charity.name,
            legal_id=charity.legal_id,
            country=charity.country,
            is_public_interest=charity.is_public_interest,
        ),
        wiping=WipingProof(method=wiping.method, wiped_on=wiping.wiped_on.isoformat(), certificate=wiping.certificate),
        valuation=Valuation(
            amount_minor=value.amount_minor, currency=value.currency, method=value.method, source=value.source
        ),
        deed=Deed(reference=deed.reference, signed_on=deed.signed_on.isoformat()),
        recorded_at=clock.timestamp(),
        fingerprint=request.fingerprint,
    )
