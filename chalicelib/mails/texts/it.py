"""What mails say in Italian, besides what the law words."""

TEXTS = {
    "hello": "Buongiorno,",
    "hello_trader": "Ciao {name},",
    "colon": ":",
    "order": "Ordine {order_id}",
    "sold_by": "venduto da {seller}",
    "grade_PREMIUM": "condizioni Premium",
    "grade_EXCELLENT": "condizioni eccellenti",
    "grade_GOOD": "buone condizioni",
    "grade_FAIR": "condizioni discrete",
    "battery_NEW": "batteria nuova",
    "battery_STANDARD": "batteria all'80 % o più",
    "delivery": "{carrier}, arriva entro il {day}",
    "guarantee": "{months} mesi di garanzia",
    "goods": "Dispositivi",
    "shipping": "Consegna",
    "service_fee": "Costo del servizio",
    "sales_tax": "Imposta sulle vendite",
    "contribution": "Contributo a progetti per il clima",
    "total": "Totale pagato",
    "delivered_to": "Indirizzo di consegna",
    "sellers": "Chi ti vende",
    "vat_number": "Partita IVA {number}",
    "rights": "I tuoi diritti",
    "open_order": "Apri il tuo ordine",
    "keep_link": "Chiunque abbia questo link può aprire il tuo ordine: tienilo per te.",
    "order_link_subject": "Il tuo link all'ordine {order_id}",
    "order_link_intro": "Ci hai chiesto il link al tuo ordine. Eccolo.",
    "order_link_not_you": ("Non sei stato tu? Non devi fare nulla: il link è stato inviato solo a questo indirizzo."),
    "line_shipped_subject": "In viaggio verso di te: {title}",
    "line_shipped_intro": "{seller} ha spedito il tuo dispositivo.",
    "carrier": "Corriere: {carrier}",
    "tracking_number": "Numero di tracciamento: {tracking_number}",
    "line_shipped_arrival": (
        "Quando arriva, confermalo nella pagina del tuo ordine. Se non arriva o arriva danneggiato, scrivi al "
        "venditore: {email}."
    ),
    "line_cancelled_subject": "Annullato: {title}",
    "cancelled_by_BUYER": "Come hai chiesto, abbiamo annullato questo dispositivo.",
    "cancelled_by_SELLER": "Ci dispiace: {seller} non può consegnare questo dispositivo e lo ha annullato.",
    "cancelled_by_DEADLINE": (
        "Ci dispiace: {seller} non ha agito in tempo, perciò abbiamo annullato questo dispositivo."
    ),
    "refund": (
        "Ricevi indietro tutto ciò che hai pagato per questo dispositivo, {amount}, con il mezzo di pagamento che hai "
        "usato. A seconda della banca ci vuole qualche giorno."
    ),
    "endpoint_disabled_subject": "I tuoi webhook verso {host} sono disattivati",
    "endpoint_disabled_GONE": (
        "Il tuo endpoint webhook su {host} ha risposto 410 (non esiste più), perciò lo abbiamo disattivato."
    ),
    "endpoint_disabled_FAILING": (
        "Il tuo endpoint webhook su {host} non ha accettato alcun messaggio per cinque giorni, perciò lo abbiamo "
        "disattivato."
    ),
    "endpoint_disabled_then": (
        "Nulla va perso: ciò che accade nel frattempo viene conservato. Quando l'endpoint funziona di nuovo, "
        "riattivalo tramite l'API e tutto ciò che attende viene inviato in ordine."
    ),
    "goodbye": "Il team di Rebound",
}
