"""Legal and customary wording in English; figures in braces come from the market's rules."""

from chalicelib.markets.texts.placeholder import OPERATOR_PLACEHOLDER

TEXTS = {
    "order_confirmation_subject": "Your order {order_id} is confirmed",
    "order_confirmation_intro": "Thank you. We have received your payment and told the sellers.",
    "order_confirmation_sellers": (
        "Each device is sold by the seller named beside it. Rebound is the intermediary and collects the price in "
        "the seller's name."
    ),
    "price_includes_tax": "Prices include VAT.",
    "service_fee_notice": "The service fee is part of the total you see before you order.",
    "withdrawal_notice": (
        "You may withdraw from each purchase within {withdrawal_days} days of receiving the device, or the last device "
        "of the same seller, without giving a reason. Use the function “withdraw from contract here” on your order's "
        "page or at the foot of every page, or tell the seller at the email address given with the order in any other "
        "clear statement. Send the device back within {withdrawal_return_days} days after that. You are refunded "
        "within {refund_days} days, the standard delivery charge included; we may wait until the device, or proof that "
        "you sent it, has arrived."
    ),
    "withdrawal_button": "withdraw from contract here",
    "withdrawal_confirm_button": "confirm withdrawal",
    "model_withdrawal_form": f"{OPERATOR_PLACEHOLDER} Directive 2011/83/EU, Annex I(B), in English",
    "free_return_notice": (
        "You may also send any device back free of charge within {free_return_days} days of receiving it."
    ),
    "legal_guarantee_notice": (
        "Under the law of {country} the seller answers, free of charge to you, for a lack of conformity that was there "
        "at delivery and shows within {legal_months} months of it ({law}). What shows within {presumption_months} "
        "months counts as present at delivery."
    ),
    "legal_guarantee_notice_open_ended": (
        "Under the law of {country} the seller answers, free of charge to you, for a lack of conformity that was there "
        "at delivery, for as long as you may reasonably expect of the device and at least {legal_months} months from "
        "delivery ({law}). What shows within {presumption_months} months counts as present at delivery."
    ),
    "commercial_guarantee_title": "Commercial guarantee",
    "commercial_guarantee_notice": (
        "Besides your legal rights, which it does not change, the seller guarantees the device for "
        "{commercial_months} months from delivery."
    ),
    "commercial_guarantee_terms": (
        "In that time the seller repairs a device that does not work, replaces it by one of the same model in at least "
        "the same grade, or refunds its price, all free of charge, shipping included. Wear, a battery that still holds "
        "80 % of its original capacity, and damage by a fall, liquids or repairs of others are not covered. To claim, "
        "open your order's page or write to the seller and describe the fault."
    ),
    "repair_choice_notice": (
        "If the device does not conform you may choose between repair and replacement. A replacement is the same model "
        "in at least the same grade."
    ),
    "repair_extension_notice": ("Choosing repair adds {repair_extension_months} months, once, to the legal guarantee."),
    "contribution_notice": (
        "Your contribution finances climate projects. It does not change the footprint of what you bought."
    ),
    "margin_scheme_mention": "Margin scheme — Second-hand goods",
    "reverse_charge_mention": "Reverse charge",
}

# American law knows neither VAT nor a right to withdraw; a written warranty must be titled Full or Limited
# (15 USC 2303) and say what 16 CFR 701.3(a) asks for; late shipment gives a choice (16 CFR 435.2).
UNITED_STATES_TEXTS = {
    "order_confirmation_subject": TEXTS["order_confirmation_subject"],
    "order_confirmation_intro": TEXTS["order_confirmation_intro"],
    "order_confirmation_sellers": TEXTS["order_confirmation_sellers"],
    "price_excludes_tax": "Sales tax for your delivery address is added before you order.",
    "service_fee_notice": TEXTS["service_fee_notice"],
    "free_return_notice": (
        "You may send any device back free of charge, for any reason, within {free_return_days} days of receiving it."
    ),
    "warranty_title": "Limited Warranty",
    "commercial_guarantee_notice": (
        "The seller named beside the device, at the address your order states, warrants the device against defects in "
        "materials and workmanship for {commercial_months} months from delivery. The warranty is extended to the buyer "
        "who ordered the device."
    ),
    "warranty_terms": (
        "In that time the seller repairs a defective device, replaces it by one of the same model in at least the same "
        "grade, or refunds its price, at no charge to you, shipping included. Normal wear, a battery that still holds "
        "80 % of its original capacity, and damage by a fall, liquids or repairs of others are not covered. To claim, "
        "open your order's page or write to the seller and describe the defect; the seller answers within one "
        "business day and then sends you a label to ship the device."
    ),
    "warranty_rights_notice": (
        "This warranty gives you specific legal rights, and you may also have other rights which vary from state to "
        "state."
    ),
    "implied_warranty_notice": "This written warranty takes away none of the implied warranties of your state's law.",
    "late_shipment_notice": (
        "If the seller cannot ship in the time stated, or within {delivery_limit_days} days where none is, you choose "
        "between waiting and a full refund."
    ),
    "contribution_notice": TEXTS["contribution_notice"],
}
