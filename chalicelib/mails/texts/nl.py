"""What mails say in Dutch, besides what the law words."""

TEXTS = {
    "hello": "Hallo,",
    "hello_trader": "Hallo {name},",
    "colon": ":",
    "order": "Bestelling {order_id}",
    "sold_by": "verkocht door {seller}",
    "grade_PREMIUM": "staat Premium",
    "grade_EXCELLENT": "uitstekende staat",
    "grade_GOOD": "goede staat",
    "grade_FAIR": "redelijke staat",
    "battery_NEW": "nieuwe batterij",
    "battery_STANDARD": "batterij op 80 % of meer",
    "delivery": "{carrier}, komt uiterlijk op {day} aan",
    "guarantee": "{months} maanden garantie",
    "goods": "Toestellen",
    "shipping": "Levering",
    "service_fee": "Servicekosten",
    "sales_tax": "Verkoopbelasting",
    "contribution": "Bijdrage aan klimaatprojecten",
    "total": "Totaal betaald",
    "delivered_to": "Leveringsadres",
    "sellers": "Wie aan jou verkoopt",
    "vat_number": "Btw-nummer {number}",
    "rights": "Je rechten",
    "open_order": "Bekijk je bestelling",
    "keep_link": "Wie deze link heeft, kan je bestelling openen. Houd hem dus voor jezelf.",
    "order_link_subject": "Je link naar bestelling {order_id}",
    "order_link_intro": "Je vroeg ons om de link naar je bestelling. Hier is hij.",
    "order_link_not_you": "Was jij dat niet? Dan hoef je niets te doen: de link ging alleen naar dit adres.",
    "line_shipped_subject": "Onderweg naar je: {title}",
    "line_shipped_intro": "{seller} heeft je toestel verzonden.",
    "carrier": "Vervoerder: {carrier}",
    "tracking_number": "Volgnummer: {tracking_number}",
    "line_shipped_arrival": (
        "Bevestig de aankomst op de pagina van je bestelling. Komt het niet of beschadigd aan, schrijf dan de "
        "verkoper: {email}."
    ),
    "line_cancelled_subject": "Geannuleerd: {title}",
    "cancelled_by_BUYER": "Zoals je vroeg, hebben we dit toestel geannuleerd.",
    "cancelled_by_SELLER": "Het spijt ons: {seller} kan dit toestel niet leveren en heeft het geannuleerd.",
    "cancelled_by_DEADLINE": (
        "Het spijt ons: {seller} heeft niet op tijd gehandeld, daarom hebben we dit toestel geannuleerd."
    ),
    "refund": (
        "Je krijgt alles terug wat je ervoor hebt betaald, {amount}, via het betaalmiddel dat je hebt gebruikt. "
        "Afhankelijk van je bank duurt dat een paar dagen."
    ),
    "endpoint_disabled_subject": "Je webhooks naar {host} zijn uitgeschakeld",
    "endpoint_disabled_GONE": (
        "Je webhook-endpoint op {host} antwoordde 410 (bestaat niet meer), daarom hebben we het uitgeschakeld."
    ),
    "endpoint_disabled_FAILING": (
        "Je webhook-endpoint op {host} heeft vijf dagen lang geen enkel bericht aangenomen, daarom hebben we het "
        "uitgeschakeld."
    ),
    "endpoint_disabled_then": (
        "Er gaat niets verloren: wat intussen gebeurt, wordt bewaard. Werkt het endpoint weer, schakel het dan in "
        "via de API; alles wat wacht wordt dan op volgorde verstuurd."
    ),
    "goodbye": "Het team van Rebound",
}
