"""Wording that the law of one country alone asks for, by market and language; figures come from the market's rules."""

from chalicelib.markets.texts.placeholder import OPERATOR_PLACEHOLDER

# Both are prescribed in the language of the country alone: the box by the annex to article D211-2 of the Code de la
# consommation, the instructions by Anlage 1 to article 246a § 1 EGBGB.
BOXED_LEGAL_GUARANTEE = f"{OPERATOR_PLACEHOLDER} Code de la consommation, annexe à l’article D211-2"
WITHDRAWAL_INSTRUCTIONS = f"{OPERATOR_PLACEHOLDER} Anlage 1 zu Artikel 246a § 1 Abs. 2 Satz 2 EGBGB"

SINGLE_MARKET_TEXTS: dict[str, dict[str, dict[str, str]]] = {
    "FR": {
        "fr": {
            "boxed_legal_guarantee": BOXED_LEGAL_GUARANTEE,
            "commercial_guarantee_title": "Contrat de garantie commerciale",
        },
        "en": {
            "boxed_legal_guarantee": BOXED_LEGAL_GUARANTEE,
            "commercial_guarantee_title": "Contrat de garantie commerciale (commercial guarantee)",
        },
    },
    "DE": {
        "de": {"withdrawal_instructions": WITHDRAWAL_INSTRUCTIONS},
        "en": {"withdrawal_instructions": WITHDRAWAL_INSTRUCTIONS},
    },
    "IE": {
        "en": {
            "short_term_right_notice": (
                "If the device is not as agreed, you may also end the contract within {short_term_right_days} days of "
                "delivery and get your money back within 14 days, without asking for repair or replacement first "
                "(Consumer Rights Act 2022, section 24)."
            ),
        },
    },
}
