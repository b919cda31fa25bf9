"""Legal and customary wording in German; figures in braces come from the market's rules."""

from chalicelib.markets.texts.placeholder import OPERATOR_PLACEHOLDER

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
        "Sie können jeden Kauf innerhalb von {withdrawal_days} Tagen nach Erhalt des Geräts, oder des letzten Geräts "
        "desselben Verkäufers, ohne Angabe von Gründen widerrufen. Nutzen Sie die Funktion „Vertrag widerrufen“ auf "
        "der Seite Ihrer Bestellung oder am Fuß jeder Seite, oder erklären Sie den Widerruf gegenüber dem Verkäufer "
        "unter der bei der Bestellung genannten E-Mail-Adresse oder auf andere eindeutige Weise. Senden Sie das Gerät "
        "danach innerhalb von {withdrawal_return_days} Tagen zurück. Die Erstattung erfolgt innerhalb von "
        "{refund_days} Tagen einschließlich der Standardlieferkosten; wir dürfen warten, bis das Gerät oder der "
        "Nachweis der Rücksendung eingegangen ist."
    ),
    "withdrawal_button": "Vertrag widerrufen",
    "withdrawal_confirm_button": "Widerruf bestätigen",
    "model_withdrawal_form": f"{OPERATOR_PLACEHOLDER} Richtlinie 2011/83/EU, Anhang I Teil B, auf Deutsch",
    "free_return_notice": (
        "Außerdem können Sie jedes Gerät innerhalb von {free_return_days} Tagen nach Erhalt kostenlos zurücksenden."
    ),
    "legal_guarantee_notice": (
        "Es gilt das Recht des Landes {country}: Zeigt sich innerhalb von {legal_months} Monaten ab Lieferung ein "
        "Mangel, der dabei schon vorlag, haben Sie gesetzliche Mängelrechte ({law}). Bei einem Mangel, der sich "
        "innerhalb von {presumption_months} Monaten zeigt, wird vermutet, dass er bei der Lieferung vorlag. Der "
        "Verkäufer muss ihn für Sie kostenlos beheben."
    ),
    "legal_guarantee_notice_open_ended": (
        "Es gilt das Recht des Landes {country}: Zeigt sich ein Mangel, der bei der Lieferung schon vorlag, haben Sie "
        "gesetzliche Mängelrechte, solange man es von einem solchen Gerät vernünftigerweise erwarten kann, mindestens "
        "{legal_months} Monate ab Lieferung ({law}). Bei einem Mangel, der sich innerhalb von {presumption_months} "
        "Monaten zeigt, wird vermutet, dass er bei der Lieferung vorlag. Der Verkäufer muss ihn für Sie kostenlos "
        "beheben."
    ),
    "commercial_guarantee_title": "Garantie",
    "commercial_guarantee_notice": (
        "Zusätzlich zu Ihren gesetzlichen Rechten, die unberührt bleiben und unentgeltlich sind, gibt der Verkäufer "
        "{commercial_months} Monate Garantie ab Lieferung."
    ),
    "commercial_guarantee_terms": (
        "In dieser Zeit repariert der Verkäufer ein Gerät, das nicht funktioniert, ersetzt es durch das gleiche Modell "
        "in mindestens gleichem Zustand oder erstattet den Preis, kostenlos und einschließlich Versand. Nicht erfasst "
        "sind Verschleiß, ein Akku mit mindestens 80 % der ursprünglichen Kapazität und Schäden durch Sturz, "
        "Flüssigkeit oder Reparaturen Dritter. Öffnen Sie dazu die Seite Ihrer Bestellung oder schreiben Sie dem "
        "Verkäufer und beschreiben Sie den Fehler."
    ),
    "repair_choice_notice": (
        "Ist das Gerät mangelhaft, können Sie zwischen Reparatur und Ersatzlieferung wählen. Ein Ersatzgerät ist das "
        "gleiche Modell in mindestens gleichem Zustand."
    ),
    "repair_extension_notice": (
        "Wählen Sie die Reparatur, verlängert sich die gesetzliche Gewährleistung einmalig um "
        "{repair_extension_months} Monate."
    ),
    "contribution_notice": ("Ihr Beitrag finanziert Klimaprojekte. Er ändert nichts am Fußabdruck Ihres Kaufs."),
    "margin_scheme_mention": "Gebrauchtgegenstände/Sonderregelung",
    "reverse_charge_mention": "Steuerschuldnerschaft des Leistungsempfängers",
}
