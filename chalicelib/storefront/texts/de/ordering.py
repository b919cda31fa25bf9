"""Auf Deutsch: what is said from the checkout to the order that arrived."""

WORDS = {
    "checkout": "Kasse",
    "state_needed": (
        "Die Verkaufssteuer hängt vom Bundesstaat der Lieferung ab. Wählen Sie ihn, um die genaue Summe zu sehen."
    ),
    "state": "Bundesstaat",
    "choose": "Wählen",
    "go_on": "Weiter",
    "optional": "freiwillig",
    "you": "Sie",
    "full_name": "Vor- und Nachname",
    "mail_hint": "Für die Bestätigung und den Link zu Ihrer Bestellung.",
    "delivery_address": "Lieferanschrift",
    "street": "Straße und Hausnummer",
    "addition": "Stockwerk, Wohnung oder Firma",
    "postal_code": "Postleitzahl",
    "for_example": "Zum Beispiel {example}",
    "city": "Ort",
    "another_state": "Anderer Bundesstaat",
    "deliver_to": "Stattdessen liefern nach: {country}",
    "your_order": "Ihre Bestellung",
    "fewer_left": "So viele gibt es nicht mehr.",
    "change_basket": "Korb ändern",
    "each_seller_is_your_contract": "Jedes Gerät kaufen Sie von dem daneben genannten Verkäufer.",
    "order_and_pay": "Zahlungspflichtig bestellen",
    "reserved_while_paying": (
        "Wir halten Ihre Geräte zurück, während Sie zahlen. Die Karte geben Sie auf der nächsten Seite ein."
    ),
    "fault_missing": "Das wird gebraucht.",
    "fault_malformed": "Das sieht nicht wie eine Postleitzahl des Landes aus.",
    "fault_too_long": "Das ist zu lang.",
    "fault_outside_tax_territory": "Dorthin können wir nicht liefern: Es liegt außerhalb des Steuergebiets.",
    "fault_in_another_state": "Diese Postleitzahl liegt in einem anderen Bundesstaat.",
    "fault_other": "Bitte prüfen Sie das.",
    "notice_invalid-request": "Bitte prüfen Sie die markierten Felder.",
    "notice_terms-changed": (
        "Ein Angebot hat sich geändert, seit Sie diese Seite geöffnet haben. Bitte sehen Sie es vor der Bestellung "
        "noch einmal an."
    ),
    "notice_total-changed": (
        "Die Summe hat sich geändert, seit Sie diese Seite geöffnet haben. Bitte sehen Sie sie vor der Bestellung "
        "noch einmal an."
    ),
    "notice_payment-unavailable": (
        "Ihre Bestellung bleibt erhalten, aber der Zahlungsdienst antwortet nicht. Bitte senden Sie das Formular noch "
        "einmal: Es bleibt eine einzige Bestellung."
    ),
    "notice_too-many-unpaid-orders": (
        "Zu dieser E-Mail-Adresse gibt es unbezahlte Bestellungen. Bezahlen oder stornieren Sie zuerst eine."
    ),
    "notice_too-many-orders": (
        "Von Ihrem Anschluss kamen in einer Stunde zu viele Bestellungen. Bitte versuchen Sie es später."
    ),
    "notice_other": (
        "Das ging gerade nicht. Bitte senden Sie das Formular noch einmal: Es bleibt eine einzige Bestellung."
    ),
    "offer_is_now": "{title} kostet jetzt {price} + {shipping} Versand, geliefert in höchstens {days} Tagen.",
    "total_was_and_is": "Die Summe war {before} und ist jetzt {now}.",
    "sold_out_title": "Jemand war schneller",
    "sold_out_all": "{title} ({grade}) ist bei diesem Verkäufer ausverkauft.",
    "sold_out_fewer": "Von {title} ({grade}) hat dieser Verkäufer nur noch {left}.",
    "nothing_charged": "Es wurde nichts abgebucht.",
    "other_offers": "Andere Angebote dieses Geräts",
    "payment": "Zahlung",
    "order_is_reserved": "Ihre Geräte bleiben noch {minutes} Minuten für Sie zurückgelegt.",
    "payment_needs_script": (
        "Zum Zahlen braucht es JavaScript: Ihre Karte geht direkt an Stripe und nie an uns. Bitte erlauben Sie es für "
        "diese Seite, oder öffnen Sie sie in einem anderen Browser."
    ),
    "paying": "Zahlung läuft …",
    "provider_unreachable": "Der Zahlungsdienst ist nicht erreichbar. Bitte laden Sie die Seite gleich noch einmal.",
    "card": "Karte",
    "pay_amount": "{amount} zahlen",
    "card_goes_to_stripe": "Ihre Karte geht direkt an Stripe; wir sehen sie nie.",
    "loading_card": "Kartenformular wird geladen …",
    "see_order": "Bestellung ansehen",
    "order_number": "Bestellung {number}",
    "order_AWAITING_PAYMENT": "Wartet auf Zahlung",
    "order_RELEASED": "Nicht bezahlt",
    "order_PAID": "Danke, Ihre Bestellung ist bezahlt",
    "order_IN_PREPARATION": "Ihre Bestellung wird vorbereitet",
    "order_PARTLY_SHIPPED": "Ein Teil Ihrer Bestellung ist unterwegs",
    "order_SHIPPED": "Ihre Bestellung ist unterwegs",
    "order_DELIVERED": "Ihre Bestellung ist angekommen",
    "order_CANCELLED": "Ihre Bestellung ist storniert",
    "confirming": "Ihre Zahlung wird bestätigt. Diese Seite sieht von selbst noch einmal nach.",
    "confirming_long": "Ihre Zahlung wird noch bestätigt. Bitte laden Sie diese Seite in einigen Minuten noch einmal.",
    "bank_refused": (
        "Ihre Bank hat die Zahlung nicht bestätigt. Es wurde nichts abgebucht; versuchen Sie es noch einmal oder mit "
        "einer anderen Karte."
    ),
    "was_declined": "Die letzte Karte wurde abgelehnt; versuchen Sie es noch einmal oder mit einer anderen.",
    "pay_now": "Jetzt zahlen",
    "time_is_over": "Die Zeit zum Zahlen ist vorbei. Die Geräte werden wieder anderen angeboten.",
    "released_meaning": "Sie wurde nicht rechtzeitig bezahlt oder von Ihnen storniert. Es wurde nichts abgebucht.",
    "line_RESERVED": "Zurückgelegt",
    "line_RELEASED": "Freigegeben",
    "line_PAID": "Bezahlt",
    "line_ACCEPTED": "In Vorbereitung",
    "line_SHIPPED": "Unterwegs",
    "line_DELIVERED": "Geliefert",
    "line_CANCELLED": "Storniert",
    "accept_by": "Der Verkäufer bestätigt bis {moment}, sonst erhalten Sie Ihr Geld zurück.",
    "ship_by": "Versand bis {moment}.",
    "cancelled_by_BUYER": "Sie haben es storniert.",
    "cancelled_by_SELLER": "Der Verkäufer konnte es nicht liefern. Sie erhalten Ihr Geld zurück.",
    "cancelled_by_DEADLINE": "Der Verkäufer hat die Frist versäumt. Sie erhalten Ihr Geld zurück.",
    "parcel": "{carrier}, Paket {number}",
    "it_arrived": "Es ist angekommen",
    "guaranteed_until": "Die Garantie des Verkäufers läuft bis {day}.",
    "legal_until": "Die gesetzliche Gewährleistung läuft bis {day}.",
    "guarantee_from_delivery": "{months} Monate Garantie des Verkäufers ab Lieferung.",
    "cancel_order": "Stornieren",
    "what_happened": "Was bisher geschah",
    "event_OrderPlaced": "Bestellt, Geräte zurückgelegt",
    "event_PaymentDeclined": "Die Bank hat die Zahlung abgelehnt",
    "event_OrderPaid": "Zahlung eingegangen",
    "event_OrderReleased": "Bestellung ohne Zahlung beendet",
    "event_OrderRevived": "Eine Zahlung kam spät; die Geräte waren noch da und sind wieder reserviert",
    "event_LateMoneyArrived": "Eine Zahlung kam nach dem Ende der Bestellung",
    "event_LateMoneyReturned": "Die späte Zahlung wurde erstattet",
    "event_OrderLinkRequested": "Der Link zu dieser Bestellung wurde angefordert",
    "event_LineAccepted": "Der Verkäufer hat bestätigt",
    "event_LineShipped": "Dem Paketdienst übergeben",
    "event_LineDelivered": "Geliefert",
    "event_LineCancelled": "Storniert",
    "event_LineRefunded": "Geld erstattet",
    "refunded": "{amount} wurden Ihnen erstattet.",
    "carbon_of_order": "CO₂",
    "no_carbon_stands": "Für diese Bestellung wird keine Ersparnis genannt.",
    "cancel_unpaid": "Es wurde nichts bezahlt. Das Stornieren beendet die ganze Bestellung und gibt die Geräte frei.",
    "cancel_paid": (
        "Wählen Sie, was storniert werden soll. Der ganze Preis mit Versand und Servicegebühr geht auf Ihre "
        "Karte zurück."
    ),
    "chose_nothing": "Wählen Sie mindestens ein Gerät.",
    "cancel_now": "Jetzt stornieren",
    "keep_order": "Bestellung behalten",
    "has_arrived": "Ist „{title}“ angekommen?",
    "receipt_meaning": (
        "Damit erfährt der Verkäufer, dass Sie es haben. Ihre Rechte zur Rückgabe und Ihre Garantie beginnen."
    ),
    "yes_arrived": "Ja, es ist da",
    "not_yet": "Noch nicht",
    "lookup_intro": "Wir senden den Link zu Ihrer Bestellung an die E-Mail-Adresse, mit der Sie bestellt haben.",
    "lookup_sent": "Wenn Bestellung und Adresse zusammengehören, ist der Link unterwegs zu Ihnen.",
    "order_number_label": "Bestellnummer",
    "send_link": "Link senden",
}
