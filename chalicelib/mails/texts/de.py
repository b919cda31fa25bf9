"""What mails say in German, besides what the law words."""

TEXTS = {
    "hello": "Guten Tag,",
    "hello_trader": "Guten Tag {name},",
    "colon": ":",
    "order": "Bestellung {order_id}",
    "sold_by": "verkauft von {seller}",
    "grade_PREMIUM": "Zustand Premium",
    "grade_EXCELLENT": "Zustand hervorragend",
    "grade_GOOD": "Zustand gut",
    "grade_FAIR": "Zustand ordentlich",
    "battery_NEW": "neuer Akku",
    "battery_STANDARD": "Akku mit mindestens 80 %",
    "delivery": "{carrier}, kommt spätestens am {day} an",
    "guarantee": "{months} Monate Garantie",
    "goods": "Geräte",
    "shipping": "Lieferung",
    "service_fee": "Servicegebühr",
    "sales_tax": "Verkaufssteuer",
    "contribution": "Beitrag zu Klimaprojekten",
    "total": "Insgesamt bezahlt",
    "delivered_to": "Lieferadresse",
    "sellers": "Ihre Verkäufer",
    "vat_number": "Umsatzsteuer-Identifikationsnummer {number}",
    "rights": "Ihre Rechte",
    "open_order": "Bestellung öffnen",
    "keep_link": "Wer diesen Link hat, kann Ihre Bestellung öffnen. Bitte behalten Sie ihn für sich.",
    "order_link_subject": "Ihr Link zur Bestellung {order_id}",
    "order_link_intro": "Sie haben den Link zu Ihrer Bestellung angefordert. Hier ist er.",
    "order_link_not_you": ("Das waren nicht Sie? Dann müssen Sie nichts tun: Der Link ging nur an diese Adresse."),
    "line_shipped_subject": "Unterwegs zu Ihnen: {title}",
    "line_shipped_intro": "{seller} hat Ihr Gerät verschickt.",
    "carrier": "Versand mit: {carrier}",
    "tracking_number": "Sendungsnummer: {tracking_number}",
    "line_shipped_arrival": (
        "Bitte bestätigen Sie die Ankunft auf der Seite Ihrer Bestellung. Kommt es nicht oder beschädigt an, "
        "schreiben Sie dem Verkäufer: {email}."
    ),
    "line_cancelled_subject": "Storniert: {title}",
    "cancelled_by_BUYER": "Wie gewünscht haben wir dieses Gerät storniert.",
    "cancelled_by_SELLER": "Es tut uns leid: {seller} kann dieses Gerät nicht liefern und hat es storniert.",
    "cancelled_by_DEADLINE": (
        "Es tut uns leid: {seller} hat nicht rechtzeitig gehandelt, deshalb haben wir dieses Gerät storniert."
    ),
    "refund": (
        "Sie erhalten alles zurück, was Sie dafür bezahlt haben, also {amount}, über das verwendete Zahlungsmittel. "
        "Je nach Bank dauert das einige Tage."
    ),
    "endpoint_disabled_subject": "Ihre Webhooks an {host} sind abgeschaltet",
    "endpoint_disabled_GONE": (
        "Ihr Webhook-Endpunkt auf {host} hat mit 410 (nicht mehr vorhanden) geantwortet, deshalb haben wir ihn "
        "abgeschaltet."
    ),
    "endpoint_disabled_FAILING": (
        "Ihr Webhook-Endpunkt auf {host} hat fünf Tage lang keine einzige Nachricht angenommen, deshalb haben wir "
        "ihn abgeschaltet."
    ),
    "endpoint_disabled_then": (
        "Nichts geht verloren: Was inzwischen geschieht, wird aufbewahrt. Wenn der Endpunkt wieder arbeitet, "
        "schalten Sie ihn über die API ein, und alles Wartende wird der Reihe nach gesendet."
    ),
    "goodbye": "Ihr Rebound-Team",
}
