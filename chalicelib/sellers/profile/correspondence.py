"""How a seller is written to: its name and address on documents, and the language of mails and documents."""

from chalicelib.documents.party import Party
from chalicelib.kernel.runtime.settings import settings
from chalicelib.markets import directory
from chalicelib.sellers.profile.seller import Seller

# Countries of sellers that are no markets.
_NEIGHBOURS = {"AT": "de", "LU": "fr", "MC": "fr"}


def party_of(seller: Seller) -> Party:
    """A seller as its documents name it: a business, never a person (`Trader`)."""
    trader = seller.trader
    return Party(
        name=trader.legal_name,
        address=(trader.postal_address,),
        country=trader.country,
        vat_number=trader.vat_number,
        register=f"{trader.register_name} {trader.register_number}",
        email=trader.email,
    )


def language_of(country: str) -> str:
    """The language of mails and documents for a trader of a country; English where it is none of the documents'."""
    spoken = {market.code: market.default_language for market in directory.markets(settings.cell)}
    return spoken.get(country) or _NEIGHBOURS.get(country, "en")
