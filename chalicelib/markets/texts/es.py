"""Legal and customary wording in Spanish; figures in braces come from the market's rules."""

from chalicelib.markets.texts.placeholder import OPERATOR_PLACEHOLDER

TEXTS = {
    "order_confirmation_subject": "Tu pedido {order_id} está confirmado",
    "order_confirmation_intro": "Gracias. Hemos recibido tu pago y avisado a los vendedores.",
    "order_confirmation_sellers": (
        "Cada dispositivo lo vende el vendedor indicado a su lado. Rebound es intermediario y cobra el precio en "
        "nombre del vendedor."
    ),
    "price_includes_tax": "Precios con IVA incluido.",
    "service_fee_notice": "La tarifa de servicio está incluida en el total que ves antes de que hagas el pedido.",
    "withdrawal_notice": (
        "Puedes desistir de cada compra en los {withdrawal_days} días siguientes a la recepción del dispositivo, o del "
        "último dispositivo del mismo vendedor, sin indicar el motivo. Usa la función «desistir del contrato aquí» en "
        "la página de tu pedido o al pie de cada página, o comunícalo al vendedor, a la dirección de correo "
        "electrónico indicada en el pedido, con cualquier otra declaración clara. Devuelve el dispositivo en los "
        "{withdrawal_return_days} días siguientes. El reembolso se hace en {refund_days} días, incluidos los gastos de "
        "envío ordinario; podemos esperar a recibir el dispositivo o la prueba de su envío."
    ),
    "withdrawal_button": "desistir del contrato aquí",
    "withdrawal_confirm_button": "confirmar desistimiento",
    "model_withdrawal_form": f"{OPERATOR_PLACEHOLDER} Directiva 2011/83/UE, anexo I, parte B, en español",
    "free_return_notice": (
        "También puedes devolver cualquier dispositivo gratis en los {free_return_days} días siguientes a su recepción."
    ),
    "legal_guarantee_notice": (
        "Según la ley de {country}, el vendedor responde, sin coste para ti, de la falta de conformidad que existía en "
        "el momento de la entrega y se manifiesta en los {legal_months} meses siguientes ({law}). Se presume que un "
        "defecto que aparece en los primeros {presumption_months} meses ya existía en el momento de la entrega."
    ),
    "legal_guarantee_notice_open_ended": (
        "Según la ley de {country}, el vendedor responde, sin coste para ti, de la falta de conformidad que existía en "
        "el momento de la entrega durante el tiempo que cabe esperar razonablemente, y al menos {legal_months} meses "
        "desde la entrega ({law}). Se presume que un defecto que aparece en los primeros {presumption_months} meses ya "
        "existía en el momento de la entrega."
    ),
    "commercial_guarantee_title": "Garantía comercial",
    "commercial_guarantee_notice": (
        "Además de tus derechos legales, que no cambian, el vendedor ofrece una garantía comercial de "
        "{commercial_months} meses desde la entrega."
    ),
    "commercial_guarantee_terms": (
        "Durante ese tiempo el vendedor repara el dispositivo que no funciona, lo sustituye por uno del mismo modelo "
        "en un estado al menos igual o reembolsa su precio, gratis y con el envío incluido. No cubre el desgaste, una "
        "batería con al menos el 80 % de su capacidad original ni los daños por caídas, líquidos o reparaciones de "
        "terceros. Para reclamar, abre la página de tu pedido o escribe al vendedor y describe el fallo."
    ),
    "repair_choice_notice": (
        "Si el dispositivo no es conforme, puedes elegir entre reparación y sustitución. El dispositivo de sustitución "
        "es del mismo modelo y está en un estado al menos igual."
    ),
    "repair_extension_notice": (
        "Si eliges la reparación, la garantía legal se amplía, una sola vez, en {repair_extension_months} meses."
    ),
    "contribution_notice": (
        "Tu contribución financia proyectos climáticos. No cambia la huella de lo que has comprado."
    ),
    "margin_scheme_mention": "Régimen especial de los bienes usados",
    "reverse_charge_mention": "Inversión del sujeto pasivo",
}

UNITED_STATES_TEXTS = {
    "order_confirmation_subject": TEXTS["order_confirmation_subject"],
    "order_confirmation_intro": TEXTS["order_confirmation_intro"],
    "order_confirmation_sellers": TEXTS["order_confirmation_sellers"],
    "price_excludes_tax": (
        "El impuesto sobre las ventas de tu dirección de entrega se añade antes de que hagas el pedido."
    ),
    "service_fee_notice": TEXTS["service_fee_notice"],
    "free_return_notice": (
        "Puedes devolver cualquier dispositivo gratis y por cualquier motivo en los {free_return_days} días "
        "siguientes a su recepción."
    ),
    "warranty_title": "Garantía limitada (Limited Warranty)",
    "commercial_guarantee_notice": (
        "El vendedor indicado junto al dispositivo, en la dirección que figura en tu pedido, garantiza el dispositivo "
        "contra defectos de materiales y fabricación durante {commercial_months} meses desde la entrega. La garantía "
        "se concede al comprador que hizo el pedido."
    ),
    "warranty_terms": (
        "Durante ese tiempo el vendedor repara el dispositivo defectuoso, lo sustituye por uno del mismo modelo en un "
        "estado al menos igual o reembolsa su precio, sin coste para ti y con el envío incluido. No cubre el desgaste "
        "normal, una batería con al menos el 80 % de su capacidad original ni los daños por caídas, líquidos o "
        "reparaciones de terceros. Para reclamar, abre la página de tu pedido o escribe al vendedor y describe el "
        "defecto; el vendedor contesta en un día hábil y te envía una etiqueta para mandar el dispositivo."
    ),
    "warranty_rights_notice": (
        "Esta garantía te da derechos legales específicos, y puedes tener otros que varían según el estado."
    ),
    "implied_warranty_notice": (
        "Esta garantía escrita no elimina las garantías implícitas que te da la ley de tu estado."
    ),
    "late_shipment_notice": (
        "Si el vendedor no puede enviarlo en el plazo indicado, o en {delivery_limit_days} días si no hay plazo, "
        "puedes elegir entre esperar o un reembolso completo."
    ),
    "contribution_notice": TEXTS["contribution_notice"],
}
