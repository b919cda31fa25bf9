"""Legal and customary wording in Dutch; figures in braces come from the market's rules."""

from chalicelib.markets.texts.placeholder import OPERATOR_PLACEHOLDER

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
        "Je kunt elke aankoop binnen {withdrawal_days} dagen na ontvangst van het toestel, of van het laatste toestel "
        "van dezelfde verkoper, herroepen (ontbinden), zonder opgave van redenen. Gebruik de functie “hier de "
        "overeenkomst herroepen” op de pagina van je bestelling of onderaan elke pagina, of meld het aan de verkoper "
        "via het e-mailadres dat bij de bestelling staat of met een andere duidelijke verklaring. Stuur het toestel "
        "daarna binnen {withdrawal_return_days} dagen terug. Je krijgt je geld binnen {refund_days} dagen terug, "
        "inclusief de standaardbezorgkosten; we mogen wachten tot het toestel of het bewijs van verzending er is."
    ),
    # The word of the Directive and of Belgian law; Dutch law says ontbinden, which the notice says too.
    "withdrawal_button": "hier de overeenkomst herroepen",
    "withdrawal_confirm_button": "herroeping bevestigen",
    "model_withdrawal_form": f"{OPERATOR_PLACEHOLDER} Richtlijn 2011/83/EU, bijlage I, deel B, in het Nederlands",
    "free_return_notice": ("Je kunt elk toestel ook gratis terugsturen binnen {free_return_days} dagen na ontvangst."),
    "legal_guarantee_notice": (
        "Volgens de wet ({country}) staat de verkoper, zonder kosten voor jou, in voor een gebrek dat er bij de "
        "levering al was en binnen {legal_months} maanden daarna blijkt ({law}). Een gebrek dat binnen "
        "{presumption_months} maanden blijkt, wordt vermoed bij de levering al te hebben bestaan."
    ),
    "legal_guarantee_notice_open_ended": (
        "Volgens de wet ({country}) staat de verkoper, zonder kosten voor jou, in voor een gebrek dat er bij de "
        "levering al was, zolang je dat redelijkerwijs mag verwachten, en ten minste {legal_months} maanden vanaf de "
        "levering ({law}). Een gebrek dat binnen {presumption_months} maanden blijkt, wordt vermoed bij de levering al "
        "te hebben bestaan."
    ),
    "commercial_guarantee_title": "Garantie",
    "commercial_guarantee_notice": (
        "Naast je wettelijke rechten, die onverkort gelden, geeft de verkoper {commercial_months} maanden garantie "
        "vanaf de levering."
    ),
    "commercial_guarantee_terms": (
        "In die tijd herstelt de verkoper een toestel dat niet werkt, vervangt het door hetzelfde model in minstens "
        "dezelfde staat of betaalt de prijs terug, gratis en inclusief verzending. Slijtage, een batterij met minstens "
        "80% van de oorspronkelijke capaciteit en schade door een val, vocht of reparaties van anderen vallen er niet "
        "onder. Open de pagina van je bestelling of mail de verkoper en beschrijf het gebrek."
    ),
    "repair_choice_notice": (
        "Voldoet het toestel niet, dan kies je tussen herstel en vervanging. Een vervangend toestel is hetzelfde model "
        "in minstens dezelfde staat."
    ),
    "repair_extension_notice": (
        "Kies je herstel, dan wordt de wettelijke garantie eenmalig met {repair_extension_months} maanden verlengd."
    ),
    "contribution_notice": (
        "Je bijdrage financiert klimaatprojecten. Die verandert niets aan de voetafdruk van je aankoop."
    ),
    "margin_scheme_mention": "Bijzondere regeling — Gebruikte goederen",
    "reverse_charge_mention": "Btw verlegd",
}
