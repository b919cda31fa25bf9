"""How demo sellers send things: which carrier to which country, at what cost, in how many days."""

from local.demo.market import DemoProduct, DemoSeller, ShippingOption

# Standard and express carrier of the country a parcel leaves from.
CARRIERS = {
    "FR": ("Colissimo", "Chronopost"),
    "DE": ("DHL Paket", "UPS Express"),
    "ES": ("Correos", "SEUR"),
    "IT": ("Poste Italiane", "BRT"),
    "BE": ("bpost", "DPD"),
    "NL": ("PostNL", "DHL Express"),
    "IE": ("An Post", "DPD"),
    "US": ("USPS Ground Advantage", "FedEx 2Day"),
}
CARRIER_ABROAD = "DPD"

DOMESTIC_MINOR, ABROAD_MINOR, EXPRESS_SURCHARGE_MINOR = 399, 690, 600
DOMESTIC_TRANSIT_DAYS, ABROAD_TRANSIT_DAYS, EXPRESS_TRANSIT_DAYS = 2, 4, 1
TRANSIT_DAYS_IN_THE_US = 3
LIGHT_GRAMS, HEAVY_GRAMS = 2_000, 10_000


def _size_factor(weight_grams: int) -> int:
    if weight_grams <= LIGHT_GRAMS:
        return 1
    return 2 if weight_grams <= HEAVY_GRAMS else 5


def _at_home(seller: DemoSeller, size: int) -> tuple[ShippingOption, ...]:
    standard, express = CARRIERS[seller.country]
    transit_days = TRANSIT_DAYS_IN_THE_US if seller.country == "US" else DOMESTIC_TRANSIT_DAYS
    # Light parcels go free with those who can afford it, so that price alone never tells the landed cost.
    free = size == 1 and seller.quality in ("OUTSTANDING", "GOOD")
    return (
        ShippingOption(seller.country, standard, 0 if free else DOMESTIC_MINOR * size, seller.ship_days + transit_days),
        ShippingOption(
            seller.country,
            express,
            (DOMESTIC_MINOR + EXPRESS_SURCHARGE_MINOR) * size,
            seller.ship_days + EXPRESS_TRANSIT_DAYS,
        ),
    )


def shipping_options(seller: DemoSeller, product: DemoProduct) -> tuple[ShippingOption, ...]:
    """Standard and express at home, one way to each country abroad that the seller delivers to."""
    size = _size_factor(product.weight_grams)
    abroad = tuple(
        ShippingOption(country, CARRIER_ABROAD, ABROAD_MINOR * size, seller.ship_days + ABROAD_TRANSIT_DAYS)
        for country in seller.ships_to
        if country != seller.country
    )
    return _at_home(seller, size) + abroad
