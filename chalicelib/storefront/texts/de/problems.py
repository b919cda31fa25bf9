"""Auf Deutsch: each problem's title and what a reader can do about it; answers to programs name them by slug."""

_PROGRAM = "Das betrifft Programme, die unsere Schnittstelle benutzen, nicht diese Seiten."
_AGAIN = "Gehen Sie zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal."

PROBLEMS = {
    "not-found": (
        "Diese Seite gibt es nicht",
        "Die Adresse ist vielleicht vertippt, oder ihr Ziel gibt es nicht mehr.",
    ),
    "order-not-opened": (
        "Wir können diese Bestellung hier nicht öffnen",
        "Öffnen Sie auf diesem Gerät den Link aus Ihrer Bestätigung, oder lassen Sie ihn noch einmal senden.",
    ),
    "unknown-market": ("In diesem Land verkaufen wir nicht", "Wählen Sie eines unserer Länder."),
    "wrong-cell": ("Das gehört zu unserem anderen Markt", "Europa und die Vereinigten Staaten sind getrennt."),
    "offer-not-found": ("Dieses Angebot gibt es nicht", "Vielleicht wurde es zurückgezogen. Es gibt andere Angebote."),
    "offer-sold-out": ("Jemand war schneller", "Es gibt weniger Geräte, als Sie möchten. Ändern Sie den Korb."),
    "offer-not-in-market": (
        "Wird in Ihrem Land nicht verkauft",
        "Nehmen Sie das Angebot aus dem Korb, oder ändern Sie das Land.",
    ),
    "not-deliverable": ("Wird dorthin nicht geliefert", "Der Verkäufer liefert dieses Angebot nicht in das Land."),
    "terms-changed": (
        "Ein Angebot hat sich geändert",
        "Preis oder Bedingungen sind nicht mehr wie gesehen. Sehen Sie noch einmal nach, dann bestellen Sie.",
    ),
    "total-changed": (
        "Die Summe hat sich geändert",
        "Sie ist nicht mehr wie gesehen. Sehen Sie noch einmal nach, dann bestellen Sie.",
    ),
    "too-many-devices": (
        "Zu viele Geräte",
        "Eine Bestellung fasst bis zu 40 Geräte und bis zu 3 von einem Angebot.",
    ),
    "too-many-requests": ("Zu viele Anfragen", "Bitte versuchen Sie es in einer Minute."),
    "too-many-unpaid-orders": (
        "Zu dieser E-Mail-Adresse gibt es unbezahlte Bestellungen",
        "Bezahlen oder stornieren Sie zuerst eine; nach einer Viertelstunde enden sie von selbst.",
    ),
    "too-many-orders": ("Zu viele Bestellungen von Ihrem Anschluss", "Bitte versuchen Sie es in einer Stunde."),
    "payment-unavailable": (
        "Der Zahlungsdienst antwortet nicht",
        "Ihre Bestellung bleibt erhalten. Versuchen Sie es gleich noch einmal; Sie zahlen nicht doppelt.",
    ),
    "payment-refused": (
        "Die Zahlung konnte nicht beginnen",
        "Es wurde nichts abgebucht. Bitte bestellen Sie noch einmal.",
    ),
    "payment-closed": (
        "Die Zeit zum Zahlen ist vorbei",
        "Es wurde nichts abgebucht. Die Geräte werden wieder anderen angeboten.",
    ),
    "form-expired": ("Dieses Formular gilt nicht mehr", _AGAIN),
    "form-not-read": ("Das Formular war nicht zu lesen", _AGAIN),
    "invalid-request": ("Etwas darin ist nicht gültig", "Prüfen Sie Ihre Eingaben, und senden Sie sie noch einmal."),
    "invalid-cursor": ("Diese Seite der Liste gibt es nicht mehr", "Beginnen Sie mit der ersten Seite der Kategorie."),
    "idempotency-key-reused": (
        "Diese Bestellung gibt es schon",
        "Sie haben das Formular einer aufgegebenen Bestellung geändert. Finden Sie sie, oder beginnen Sie im Korb neu.",
    ),
    "in-progress": (
        "Wir sind noch dabei",
        "Dieselbe Anfrage läuft. Versuchen Sie es in einer Sekunde; sie geschieht einmal.",
    ),
    "conflict": ("Jemand hat es gleichzeitig geändert", "Laden Sie die Seite neu, und sehen Sie, was jetzt gilt."),
    "illegal-transition": (
        "Das geht nicht mehr",
        "Das Gerät ist weiter, als die Seite zeigte. Laden Sie die Bestellung neu.",
    ),
    "unavailable": (
        "Wir können gerade nicht antworten",
        "Bitte versuchen Sie es gleich noch einmal. Nichts ist verloren.",
    ),
    "internal-error": (
        "Bei uns ist etwas kaputtgegangen",
        "Es ist festgehalten. Bitte versuchen Sie es gleich noch einmal.",
    ),
    "bad-request": ("Die Anfrage war nicht zu verstehen", _PROGRAM),
    "body-too-large": ("Das war zu viel auf einmal", "Senden Sie weniger."),
    "method-not-allowed": (
        "Diese Adresse nimmt das nicht an",
        "Gehen Sie auf die Seite selbst, und benutzen Sie ihr Formular.",
    ),
    "unauthenticated": ("Ein gültiger Schlüssel ist nötig", _PROGRAM),
    "forbidden": ("Dieser Schlüssel darf das nicht", _PROGRAM),
    "malformed-body": ("Der Inhalt ist kein JSON", _PROGRAM),
    "unsupported-media-type": ("Senden Sie JSON", _PROGRAM),
    "missing-idempotency-key": ("Ein Idempotency-Key ist nötig", _PROGRAM),
    "guest-key-not-uuid": ("Der Idempotency-Key eines Gasts muss eine UUID sein", _PROGRAM),
    "bad-signature": ("Die Signatur stimmt nicht", _PROGRAM),
    "offer-identity-fixed": (
        "Produkt und Zustand eines Angebots bleiben",
        "Bieten Sie das Gerät unter einer anderen sku an. " + _PROGRAM,
    ),
    "offer-withdrawn": (
        "Das Angebot ist zurückgezogen",
        "Veröffentlichen Sie es neu, um es zu ändern. " + _PROGRAM,
    ),
    "units-promised": ("Diese Geräte sind Käufern zugesagt", "Stornieren Sie zuerst deren Posten. " + _PROGRAM),
    "product-exists": ("Das Produkt gibt es schon", _PROGRAM),
    "serial-already-sold": (
        "Dieses Gerät ist schon verkauft",
        "Seine Nummer steht bei einem anderen Posten. " + _PROGRAM,
    ),
    "search-not-ready": (
        "Die Suche wird gerade vorbereitet",
        "Versuchen Sie es gleich noch einmal, oder sehen Sie in einer Kategorie nach.",
    ),
    "seller-suspended": ("Der Verkäufer ist gesperrt", _PROGRAM),
    "too-many-webhook-endpoints": (
        "Sie haben so viele Webhook-Endpunkte, wie ein Händler haben darf",
        "Entfernen Sie einen, den Sie nicht mehr brauchen.",
    ),
    "webhook-endpoint-deleted": (
        "Der Endpunkt dieser Nachricht wurde entfernt",
        "Melden Sie ihn neu an: Was danach geschieht, wird gesendet.",
    ),
}
