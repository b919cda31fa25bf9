"""The legal guarantee of a used device per country, the platform's minimum, and the months that a repair adds.

The law of the day of the contract decides, so the entry in force is that of the day of the order.
"""

from chalicelib.markets.market import Dated, History, LegalGuarantee, Market, in_force

COMMERCIAL_MINIMUM_MONTHS: History[int] = in_force(
    12, "2026-01-01", "platform terms: every seller guarantees every device"
)

# National acts may not be there yet; the Directive's months are given to buyers all the same. Where a country's term is
# longer than two years (ES), they are added to it.
RIGHT_TO_REPAIR = Dated(
    12,
    "2026-07-31",
    "Directive (EU) 2024/1799 arts. 16 and 21: once, for contracts concluded from 31 July 2026",
)
NO_EXTENSION = Dated(0, "2022-01-01", "no extension for contracts before Directive (EU) 2024/1799 applies")

REPAIR_EXTENSION_MONTHS: dict[str, History[int]] = {
    country: History((NO_EXTENSION, RIGHT_TO_REPAIR)) for country in ("DE", "ES", "IT", "BE", "NL", "IE")
} | {
    "FR": History((Dated(6, "2022-01-01", "Code de la consommation art. L217-13"), RIGHT_TO_REPAIR)),
    "US": in_force(0, "2022-01-01", "no federal rule"),
}

LEGAL_GUARANTEE: dict[str, History[LegalGuarantee]] = {
    "FR": in_force(
        LegalGuarantee(
            months=24,
            presumption_months=12,
            agreed_minimum_months=None,
            open_ended=False,
            limitation_months=None,
            law="Code de la consommation, art. L217-3 s.",
        ),
        "2022-01-01",
        "Code de la consommation art. L217-3 (24 months, used goods too), L217-7 (second-hand: 12 months)",
    ),
    "DE": in_force(
        LegalGuarantee(
            months=24,
            presumption_months=12,
            agreed_minimum_months=12,
            open_ended=False,
            limitation_months=24,
            law="§§ 434, 437, 438 BGB",
            ends_with_working_day=True,
        ),
        "2022-01-01",
        "BGB § 438(1) no. 3 (2 years), § 476(2) (used goods: at least 1 year), § 477(1) (1 year), "
        "§ 193 (an end on a holiday)",
    ),
    "ES": in_force(
        LegalGuarantee(
            months=36,
            presumption_months=24,
            agreed_minimum_months=12,
            open_ended=False,
            limitation_months=None,
            law="Real Decreto Legislativo 1/2007, arts. 114-127",
        ),
        "2022-01-01",
        "Real Decreto Legislativo 1/2007 art. 120 (3 years; second-hand: at least 1), art. 121 (2 years)",
    ),
    "IT": in_force(
        LegalGuarantee(
            months=24,
            presumption_months=12,
            agreed_minimum_months=12,
            open_ended=False,
            limitation_months=26,
            law="Codice del consumo, artt. 128-135 septies",
        ),
        "2022-01-01",
        "Codice del consumo art. 133 (2 years, action in 26 months, used goods: at least 1 year), art. 135 (1 year)",
    ),
    "BE": in_force(
        LegalGuarantee(
            months=24,
            presumption_months=24,
            agreed_minimum_months=12,
            open_ended=False,
            limitation_months=None,
            law="ancien Code civil / oud Burgerlijk Wetboek, art. 1649quater",
        ),
        "2022-06-01",
        "Old Civil Code art. 1649quater § 1 (2 years; second-hand: at least 1), § 4 as of the law of 20 March 2022",
    ),
    "NL": in_force(
        LegalGuarantee(
            months=24,
            presumption_months=12,
            agreed_minimum_months=None,
            open_ended=True,
            limitation_months=None,
            law="Burgerlijk Wetboek 7:17-7:23",
        ),
        "2022-04-27",
        "BW 7:17 (as long as may be expected), 7:18a(2) (1 year); floor: Directive (EU) 2019/771 art. 10(1)",
    ),
    "IE": in_force(
        LegalGuarantee(
            months=24,
            presumption_months=12,
            agreed_minimum_months=None,
            open_ended=True,
            limitation_months=72,
            law="Consumer Rights Act 2022, Part 2",
            short_term_right_days=30,
        ),
        "2022-11-29",
        "Consumer Rights Act 2022 s. 22 (12 months), s. 24 (30 days to end the contract); "
        "Statute of Limitations 1957 s. 11 (6 years); "
        "floor: Directive (EU) 2019/771 art. 10(1)",
    ),
}


class AgreedTermTooShort(ValueError):
    """The law of the market does not allow the parties to agree a guarantee that short."""


def legal_guarantee_months(market: Market, on: str, *, agreed_months: int | None = None) -> int:
    """The legal guarantee of a device sold on a day, in months from delivery; 0 where the law sets no term.

    `agreed_months` is a shorter term that the buyer agreed to separately. A longer one has no effect here: it is part
    of the commercial guarantee.

    Raises: AgreedTermTooShort where the country allows no shorter term, or none that short.
    """
    if market.legal_guarantee is None:
        return 0
    guarantee = market.legal_guarantee.at(on)
    if agreed_months is None or agreed_months >= guarantee.months:
        return guarantee.months
    if guarantee.agreed_minimum_months is None or agreed_months < guarantee.agreed_minimum_months:
        raise AgreedTermTooShort(f"{market.code} does not allow a guarantee of {agreed_months} months")
    return agreed_months


def presumption_months(market: Market, on: str, *, agreed_months: int | None = None) -> int:
    """How long a defect is presumed to have existed at delivery, in months; at most the guarantee."""
    if market.legal_guarantee is None:
        return 0
    term_months = legal_guarantee_months(market, on, agreed_months=agreed_months)
    return min(market.legal_guarantee.at(on).presumption_months, term_months)
