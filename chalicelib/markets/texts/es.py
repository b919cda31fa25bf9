"""Legal and customary wording in Spanish; figures in braces come from the market's rules."""

TEXTS = {
    "order_confirmation_subject": "Tu pedido {order_id} está confirmado",
    "order_confirmation_intro": "Gracias. Hemos recibido tu pago y avisado a los vendedores.",
    "order_confirmation_sellers": (
        "Cada dispositivo lo vende el vendedor indicado a su lado. Rebound es intermediario y cobra el precio en "
        "nombre del vendedor."
    ),
    "price_includes_tax": "Precios con IVA incluido.",
    "service_fee_notice": "La tarifa de servicio está incluida en el total que ves antes de hacer el pedido.",
    "withdrawal_notice": (
        "Puedes desistir de cada compra en los {withdrawal_days} días siguientes a la recepción del dispositivo, sin "
        "indicar el motivo. Comunícalo al vendedor, en la dirección de correo indicada con el pedido, o con cualquier "
        "otra declaración clara, y devuelve el dispositivo en los {withdrawal_return_days} días siguientes. El "
        "reembolso se hace en {refund_days} días, con el coste del envío ordinario; podemos esperar a recibir el "
        "dispositivo o la prueba de su envío."
    ),
    "withdrawal_button": "desistir del contrato aquí",
    "withdrawal_confirm_button": "confirmar desistimiento",
    "free_return_notice": (
        "También puedes devolver cualquier dispositivo gratis en los {free_return_days} días siguientes a su recepción."
    ),
    "legal_guarantee_notice": (
        "La ley ({country}) garantiza que el dispositivo es conforme con el contrato durante {legal_months} meses "
        "desde la entrega ({law}). Se presume que un defecto que aparece en los primeros {presumption_months} meses "
        "ya existía en la entrega. El vendedor responde de él, sin coste para ti."
    ),
    "legal_guarantee_notice_open_ended": (
        "La ley ({country}) garantiza que el dispositivo es conforme con el contrato durante el tiempo que cabe "
        "esperar razonablemente, y al menos {legal_months} meses desde la entrega ({law}). Se presume que un defecto "
        "que aparece en los primeros {presumption_months} meses ya existía en la entrega. El vendedor responde de él, "
        "sin coste para ti."
    ),
    "commercial_guarantee_notice": (
        "Además de tus derechos legales, que no cambian, el vendedor ofrece una garantía comercial de "
        "{commercial_months} meses desde la entrega."
    ),
    "repair_choice_notice": (
        "Si el dispositivo no es conforme, puedes elegir entre reparación y sustitución. Elegir la reparación amplía "
        "una vez la garantía legal en {repair_extension_months} meses. Solo se envía un dispositivo reacondicionado "
        "como sustituto si lo pides."
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
    "price_excludes_tax": "El impuesto sobre las ventas de tu dirección de entrega se añade antes de hacer el pedido.",
    "service_fee_notice": TEXTS["service_fee_notice"],
    "free_return_notice": (
        "Puedes devolver cualquier dispositivo gratis y por cualquier motivo en los {free_return_days} días "
        "siguientes a su recepción."
    ),
    "warranty_title": "Garantía limitada (Limited Warranty)",
    "commercial_guarantee_notice": (
        "El vendedor garantiza el dispositivo contra defectos durante {commercial_months} meses desde la entrega. Esta "
        "garantía te da derechos legales específicos, y puedes tener otros que varían según el estado."
    ),
    "implied_warranty_notice": (
        "Esta garantía escrita no elimina las garantías implícitas que te da la ley de tu estado."
    ),
    "late_shipment_notice": (
        "Si el vendedor no puede enviar en el plazo indicado, o en {delivery_limit_days} días si no hay plazo, eliges "
        "entre esperar y un reembolso completo."
    ),
    "contribution_notice": TEXTS["contribution_notice"],
}
