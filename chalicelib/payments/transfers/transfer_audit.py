"""Audit of an order's transfers: what is stored of them compared with what was booked, to the cent. Pure."""

from collections.abc import Collection, Iterable

from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.journals import Journal
from chalicelib.payments.transfers.transfer import Transfer

_SETTLEMENTS = ("transfer#", "transfer_reversal#", "netting#")


def is_settlement(journal: Journal) -> bool:
    """Whether a journal is between platform and seller alone: a transfer, its reversal, a debt that was netted."""
    return journal.journal_id.startswith(_SETTLEMENTS)


def transferred_minor(settled: Iterable[Journal]) -> int:
    """What the journals say was transferred to sellers, less what was taken back (minor units)."""
    return -sum(journal.postings.get(Account.STRIPE, 0) for journal in settled)


def checks(settled: Collection[Journal], transfers: Collection[Transfer]) -> dict[str, bool]:
    """Each fault an order's transfers can have, and whether they are free of it."""
    return {
        "the transfers are not what was booked": _made(transfers) == _booked(settled),
        "more was transferred for a line than it brings": all(
            transfer.transferred_minor <= max(transfer.net_minor, 0) for transfer in transfers
        ),
    }


def _made(transfers: Iterable[Transfer]) -> dict[str | None, int]:
    made = {transfer.line_id: transfer.transferred_minor for transfer in transfers}
    return {line_id: minor for line_id, minor in made.items() if minor}


def _booked(settled: Iterable[Journal]) -> dict[str | None, int]:
    booked: dict[str | None, int] = {}
    for journal in settled:
        booked[journal.line_id] = booked.get(journal.line_id, 0) + transferred_minor([journal])
    return {line_id: minor for line_id, minor in booked.items() if minor}
