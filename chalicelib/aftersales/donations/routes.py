"""The URLs of donations, for operators."""

from functools import partial

from chalicelib.aftersales.donations import answers, donation, donation_entries, payloads, queries, views
from chalicelib.kernel.http.answer import Replayable
from chalicelib.kernel.http.auth import ops
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.lists import Page
from chalicelib.kernel.values.problems import InvalidCursor
from chalicelib.orders.fulfilment.serial_numbers import SerialNumberAlreadySold

routes = Routes(__name__)


@routes.post(
    "/ops/donations",
    ops("donations:write"),
    keyed=True,
    status=201,
    refuses=(donation_entries.NotWrittenOff, SerialNumberAlreadySold),
)
def record_donation(call: Call[payloads.DonationRequest]) -> Replayable[answers.ShownDonation]:
    """Record that a device which cannot be sold again was given to a charity."""
    recorded, is_replay = donation_entries.record(call.body, call.keyed())
    return Replayable(body=views.donation_view(recorded), is_replay=is_replay)


@routes.get("/ops/donations", ops("donations:read"), refuses=(InvalidCursor,))
def list_donations(call: Call[None, payloads.DonationListQuery]) -> Page[answers.ShownDonation]:
    """The donations of a year."""
    return paged(call, partial(queries.page_of_year, year=call.query.year), views.donation_view)


@routes.get("/ops/donation-report", ops("donations:read"))
def report_donations(call: Call[None, payloads.DonationReportQuery]) -> answers.DonationReport:
    """The donations of a year by charity: devices and value."""
    return views.report_view(call.query.year, donation.totals(queries.of_year(call.query.year)))
