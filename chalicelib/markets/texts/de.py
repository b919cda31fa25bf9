"""Legal and customary wording in German; figures in braces come from the market's rules."""

TEXTS = {
    "order_confirmation_subject": "Ihre Bestellung {order_id} ist bestätigt",
    "order_confirmation_intro": "Vielen Dank. Ihre Zahlung ist eingegangen, die Verkäufer sind informiert.",
    "order_confirmation_sellers": (
        "Jedes Gerät verkauft der daneben genannte Verkäufer. Rebound ist Vermittler und zieht den Preis im Namen "
        "des Verkäufers ein."
    ),
    "price_includes_tax": "Preise inklusive Mehrwertsteuer.",
    "service_fee_notice": "Die Servicegebühr ist im Gesamtpreis enthalten, den Sie vor der Bestellung sehen.",
    "withdrawal_notice": (
        "Sie können jeden Kauf innerhalb von {withdrawal_days} Tagen nach Erhalt des Geräts ohne Angabe von Gründen "
        "widerrufen. Erklären Sie es dem Verkäufer unter der bei der Bestellung genannten E-Mail-Adresse oder auf "
        "andere eindeutige Weise und senden Sie das Gerät danach innerhalb von {withdrawal_return_days} Tagen zurück. "
        "Die Erstattung erfolgt innerhalb von {refund_days} Tagen einschließlich der Standardlieferkosten; wir dürfen "
        "warten, bis das Gerät oder der Nachweis der Rücksendung eingegangen ist."
    ),
    "withdrawal_button": "Vertrag widerrufen",
    "withdrawal_confirm_button": "Widerruf bestätigen",
    "free_return_notice": (
        "Außerdem können Sie jedes Gerät innerhalb von {free_return_days} Tagen nach Erhalt kostenlos zurücksenden."
    ),
    "legal_guarantee_notice": (
        "Das Gesetz ({country}) gewährleistet ab Lieferung {legal_months} Monate lang, dass das Gerät dem Vertrag "
        "entspricht ({law}). Bei einem Mangel, der sich innerhalb von {presumption_months} Monaten zeigt, wird "
        "vermutet, dass er bei der Lieferung vorlag. Der Verkäufer haftet dafür, für Sie kostenlos."
    ),
    "legal_guarantee_notice_open_ended": (
        "Das Gesetz ({country}) gewährleistet, dass das Gerät so lange dem Vertrag entspricht, wie man es "
        "vernünftigerweise erwarten kann, mindestens {legal_months} Monate ab Lieferung ({law}). Bei einem Mangel, "
        "der sich innerhalb von {presumption_months} Monaten zeigt, wird vermutet, dass er bei der Lieferung vorlag. "
        "Der Verkäufer haftet dafür, für Sie kostenlos."
    ),
    "commercial_guarantee_notice": (
        "Zusätzlich zu Ihren gesetzlichen Rechten, die unberührt bleiben, gibt der Verkäufer {commercial_months} "
        "Monate Garantie ab Lieferung."
    ),
    "repair_choice_notice": (
        "Ist das Gerät mangelhaft, wählen Sie zwischen Reparatur und Ersatz. Wählen Sie die Reparatur, verlängert sich "
        "die gesetzliche Gewährleistung einmalig um {repair_extension_months} Monate. Ein aufbereitetes Ersatzgerät "
        "erhalten Sie nur auf Ihren Wunsch."
    ),
    "contribution_notice": ("Ihr Beitrag finanziert Klimaprojekte. Er ändert nichts am Fußabdruck Ihres Kaufs."),
    "margin_scheme_mention": "Gebrauchtgegenstände/Sonderregelung",
    "reverse_charge_mention": "Steuerschuldnerschaft des Leistungsempfängers",
}
