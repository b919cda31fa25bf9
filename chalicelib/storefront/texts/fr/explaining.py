"""In English: how offers are ranked and carbon is estimated."""

WORDS = {
    "rank_intro": (
        "Offers of one device in one grade compete for the first place. The lowest total comes first; anybody can"
        " add it up again."
    ),
    "rank_formula": "total = price + shipping + expected cost of problems",
    "rank_parts": "The three parts",
    "rank_price": "Price",
    "rank_meaning_price": "What you pay for the device. It decides: it is by far the largest part.",
    "rank_shipping": "Shipping",
    "rank_meaning_shipping": "What you pay for delivery. A cent counts as much as a cent of the price.",
    "rank_expected_cost_of_problems": "Expected cost of problems",
    "rank_meaning_expected_cost_of_problems": (
        "What defects, wrong grades, late parcels and cancellations of this seller may be expected to cost per "
        "sale, computed from past sales. Small for a reliable seller, enough to lose for an unreliable one."
    ),
    "rank_conditions": "Which offers do not compete",
    "rank_seller_not_active": "The seller is not cleared to sell, or is suspended.",
    "rank_out_of_stock": "No unit is available.",
    "rank_not_priced_here": "The offer has no price in your country.",
    "rank_does_not_ship_here": "The seller does not deliver to your country.",
    "rank_dearer_than_new": "The price is above the price of the same device new.",
    "rank_guarantee_too_short": "The seller's guarantee is shorter than we ask for.",
    "rank_ties": "Ties and changes",
    "rank_margin": (
        "Of equal totals the older offer comes first. An offer in first place stays there until another total is "
        "lower by {percent} %: without that margin two robots would undercut each other by a cent for ever."
    ),
    "rank_not_used": "What plays no part",
    "rank_not_used_list": (
        "The commission we earn, any payment by a seller, who the seller is or how large, and anything about you."
    ),
    "rank_version": "Version {version}, for machines:",
    "carbon_statement": (
        "An estimate of the emissions a refurbished device avoids against a new one of its kind. It is a range, "
        "not a measurement of your device, and it is never set off against a delivery, a contribution or anything"
        " else."
    ),
    "carbon_formula": (
        "avoided = displacement × (emissions of a new one × years refurbished ÷ years new − emissions of refurbishing)"
    ),
    "carbon_range": (
        "Displacement is how many new devices one refurbished device really replaces: less than one. The low end "
        "takes the least displacement with the highest refurbishing footprint, the high end the other way round."
    ),
    "carbon_reversal": "A device that is refunded gets an entry with the exact negative of its sale.",
    "carbon_today": "What we claim today",
    "carbon_device": "Device",
    "carbon_central": "Estimate",
    "carbon_low_high": "Range",
    "carbon_no_claim": "no published figure; nothing is claimed",
    "carbon_sources": "Every figure with its source, year and licence, for machines:",
    "carbon_category_smartphone": "Smartphone",
    "carbon_category_feature_phone": "Feature phone",
    "carbon_category_tablet": "Tablet",
    "carbon_category_laptop": "Laptop",
    "carbon_category_desktop": "Desktop computer",
    "carbon_category_monitor": "Monitor",
    "carbon_category_console": "Games console",
    "carbon_category_handheld_console": "Handheld console",
    "carbon_category_television": "Television",
    "carbon_category_smartwatch": "Smartwatch",
    "carbon_category_vr_headset": "VR headset",
    "carbon_category_projector": "Projector",
    "carbon_category_speaker": "Loudspeaker",
    "carbon_category_headphones": "Headphones",
    "carbon_category_camera": "Camera",
    "carbon_category_printer": "Printer",
    "carbon_category_storage": "Storage drive",
    "carbon_category_coffee_maker": "Coffee maker",
    "carbon_category_kettle": "Kettle",
    "carbon_category_hair_beauty": "Hair and beauty device",
    "carbon_category_power_tool": "Power tool",
    "carbon_category_small_kitchen": "Small kitchen appliance",
}
