"""What mails say in Spanish, besides what the law words."""

TEXTS = {
    "hello": "Hola:",
    "hello_trader": "Hola, {name}:",
    "colon": ":",
    "order": "Pedido {order_id}",
    "sold_by": "vendido por {seller}",
    "grade_PREMIUM": "estado Premium",
    "grade_EXCELLENT": "estado excelente",
    "grade_GOOD": "buen estado",
    "grade_FAIR": "estado correcto",
    "battery_NEW": "batería nueva",
    "battery_STANDARD": "batería al 80 % o más",
    "delivery": "{carrier}, llega como muy tarde el {day}",
    "guarantee": "{months} meses de garantía",
    "goods": "Dispositivos",
    "shipping": "Envío",
    "service_fee": "Tarifa de servicio",
    "sales_tax": "Impuesto sobre las ventas",
    "contribution": "Contribución a proyectos climáticos",
    "total": "Total pagado",
    "delivered_to": "Dirección de entrega",
    "sellers": "Quién te vende",
    "vat_number": "NIF-IVA {number}",
    "rights": "Tus derechos",
    "open_order": "Ver mi pedido",
    "keep_link": "Cualquiera que tenga este enlace puede abrir tu pedido: guárdalo para ti.",
    "order_link_subject": "Tu enlace al pedido {order_id}",
    "order_link_intro": "Nos has pedido el enlace a tu pedido. Aquí lo tienes.",
    "order_link_not_you": ("¿No has sido tú? No tienes que hacer nada: el enlace solo se ha enviado a esta dirección."),
    "line_shipped_subject": "De camino: {title}",
    "line_shipped_intro": "{seller} ha enviado tu dispositivo.",
    "carrier": "Transportista: {carrier}",
    "tracking_number": "Número de seguimiento: {tracking_number}",
    "line_shipped_arrival": (
        "Cuando llegue, confírmalo en la página de tu pedido. Si no llega o llega dañado, escribe al vendedor: {email}."
    ),
    "line_cancelled_subject": "Cancelado: {title}",
    "cancelled_by_BUYER": "Como has pedido, hemos cancelado este dispositivo.",
    "cancelled_by_SELLER": "Lo sentimos: {seller} no puede entregar este dispositivo y lo ha cancelado.",
    "cancelled_by_DEADLINE": (
        "Lo sentimos: {seller} no ha actuado a tiempo, así que hemos cancelado este dispositivo."
    ),
    "refund": (
        "Recuperas todo lo que pagaste por él, {amount}, por el medio de pago que usaste. Según tu banco, tarda unos "
        "días."
    ),
    "endpoint_disabled_subject": "Tus webhooks a {host} están desactivados",
    "endpoint_disabled_GONE": (
        "Tu punto de recepción de webhooks en {host} ha respondido 410 (ya no existe), así que lo hemos desactivado."
    ),
    "endpoint_disabled_FAILING": (
        "Tu punto de recepción de webhooks en {host} no ha aceptado ningún mensaje en cinco días, así que lo hemos"
        " desactivado."
    ),
    "endpoint_disabled_then": (
        "No se pierde nada: lo que ocurra mientras tanto se guarda. Cuando vuelva a funcionar, actívalo por la API"
        " y todo lo que espera se enviará en su orden."
    ),
    "goodbye": "El equipo de Rebound",
}
