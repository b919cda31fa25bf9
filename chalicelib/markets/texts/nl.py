"""Legal and customary wording in Dutch; figures in braces come from the market's rules."""

TEXTS = {
    "order_confirmation_subject": "Je bestelling {order_id} is bevestigd",
    "order_confirmation_intro": "Bedankt. We hebben je betaling ontvangen en de verkopers ingelicht.",
    "order_confirmation_sellers": (
        "Elk toestel wordt verkocht door de verkoper die ernaast staat. Rebound is tussenpersoon en int de prijs "
        "namens de verkoper."
    ),
    "price_includes_tax": "Prijzen zijn inclusief btw.",
    "service_fee_notice": "De servicekosten zitten in het totaal dat je ziet voordat je bestelt.",
    "withdrawal_notice": (
        "Je kunt elke aankoop binnen {withdrawal_days} dagen na ontvangst van het toestel herroepen, zonder opgave "
        "van redenen. Meld dit aan de verkoper op het e-mailadres bij de bestelling of met een andere duidelijke "
        "verklaring en stuur het toestel daarna binnen {withdrawal_return_days} dagen terug. Je krijgt je geld binnen "
        "{refund_days} dagen terug, met de standaard leveringskosten; we mogen wachten tot het toestel of het bewijs "
        "van verzending er is."
    ),
    "withdrawal_button": "hier de overeenkomst herroepen",
    "withdrawal_confirm_button": "herroeping bevestigen",
    "free_return_notice": ("Je kunt elk toestel ook gratis terugsturen binnen {free_return_days} dagen na ontvangst."),
    "legal_guarantee_notice": (
        "De wet ({country}) waarborgt {legal_months} maanden vanaf de levering dat het toestel aan de overeenkomst "
        "voldoet ({law}). Een gebrek dat binnen {presumption_months} maanden blijkt, wordt vermoed er bij de levering "
        "al te zijn geweest. De verkoper staat ervoor in, zonder kosten voor jou."
    ),
    "legal_guarantee_notice_open_ended": (
        "De wet ({country}) waarborgt dat het toestel aan de overeenkomst voldoet zolang je dat redelijkerwijs mag "
        "verwachten, en ten minste {legal_months} maanden vanaf de levering ({law}). Een gebrek dat binnen "
        "{presumption_months} maanden blijkt, wordt vermoed er bij de levering al te zijn geweest. De verkoper staat "
        "ervoor in, zonder kosten voor jou."
    ),
    "commercial_guarantee_notice": (
        "Naast je wettelijke rechten, die onverkort gelden, geeft de verkoper {commercial_months} maanden garantie "
        "vanaf de levering."
    ),
    "repair_choice_notice": (
        "Voldoet het toestel niet, dan kies je tussen herstel en vervanging. Kies je herstel, dan wordt de wettelijke "
        "garantie eenmalig met {repair_extension_months} maanden verlengd. Een gereviseerd vervangend toestel krijg "
        "je alleen als je erom vraagt."
    ),
    "contribution_notice": (
        "Je bijdrage financiert klimaatprojecten. Ze verandert niets aan de voetafdruk van je aankoop."
    ),
    "margin_scheme_mention": "Bijzondere regeling — Gebruikte goederen",
    "reverse_charge_mention": "Btw verlegd",
}
