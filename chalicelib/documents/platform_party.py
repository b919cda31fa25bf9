"""The platform as a party of documents."""

from chalicelib.documents.party import Party
from chalicelib.kernel.runtime.settings import settings
from chalicelib.markets.platform_identity import require_stated


def platform_party(on: str) -> Party:
    """The platform as its invoices and statements name it on a day. Raises: PlatformNotStated in a live cell."""
    identity = require_stated(settings.cell, on, is_live=settings.is_live)
    return Party(
        name=identity.name,
        address=(identity.postal_address,),
        country=identity.country,
        vat_number=identity.vat_number,
        register=identity.register,
    )
