"""What mails say in French, besides what the law words."""

TEXTS = {
    "hello": "Bonjour,",
    "hello_trader": "Bonjour {name},",
    "colon": "\u00a0:",
    "order": "Commande {order_id}",
    "sold_by": "vendu par {seller}",
    "grade_PREMIUM": "état Premium",
    "grade_EXCELLENT": "excellent état",
    "grade_GOOD": "bon état",
    "grade_FAIR": "état correct",
    "battery_NEW": "batterie neuve",
    "battery_STANDARD": "batterie à 80 % ou plus",
    "delivery": "{carrier}, arrive au plus tard le {day}",
    "guarantee": "garanti {months} mois",
    "goods": "Appareils",
    "shipping": "Livraison",
    "service_fee": "Frais de service",
    "sales_tax": "Taxe de vente",
    "contribution": "Contribution à des projets pour le climat",
    "total": "Total payé",
    "delivered_to": "Adresse de livraison",
    "sellers": "Vos vendeurs",
    "vat_number": "Numéro de TVA {number}",
    "rights": "Vos droits",
    "open_order": "Voir ma commande",
    "keep_link": "Toute personne qui possède ce lien peut ouvrir votre commande : gardez-le pour vous.",
    "order_link_subject": "Votre lien vers la commande {order_id}",
    "order_link_intro": "Vous nous avez demandé le lien vers votre commande. Le voici.",
    "order_link_not_you": (
        "Ce n'était pas vous ? Vous n'avez rien à faire : le lien n'a été envoyé qu'à cette adresse."
    ),
    "line_shipped_subject": "En route vers vous : {title}",
    "line_shipped_intro": "{seller} a expédié votre appareil.",
    "carrier": "Transporteur : {carrier}",
    "tracking_number": "Numéro de suivi : {tracking_number}",
    "line_shipped_arrival": (
        "À son arrivée, merci de la confirmer sur la page de votre commande. S'il n'arrive pas, ou arrive abîmé, "
        "écrivez au vendeur : {email}."
    ),
    "line_cancelled_subject": "Annulé : {title}",
    "cancelled_by_BUYER": "Comme vous l'avez demandé, nous avons annulé cet appareil.",
    "cancelled_by_SELLER": "Nous sommes désolés : {seller} ne peut pas livrer cet appareil et l'a annulé.",
    "cancelled_by_DEADLINE": (
        "Nous sommes désolés : {seller} n'a pas réagi à temps, nous avons donc annulé cet appareil."
    ),
    "refund": (
        "Vous récupérez tout ce que vous avez payé pour lui, soit {amount}, sur le moyen de paiement utilisé. Selon "
        "votre banque, cela prend quelques jours."
    ),
    "endpoint_disabled_subject": "Vos webhooks vers {host} sont désactivés",
    "endpoint_disabled_GONE": (
        "Votre point de réception de webhooks sur {host} a répondu 410 (disparu), nous l'avons donc désactivé."
    ),
    "endpoint_disabled_FAILING": (
        "Votre point de réception de webhooks sur {host} n'a accepté aucun message depuis cinq jours, nous l'avons"
        " donc désactivé."
    ),
    "endpoint_disabled_then": (
        "Rien n'est perdu : ce qui se passe entre-temps est conservé. Quand il fonctionne à nouveau, réactivez-le "
        "par l'API, et tout ce qui attend est envoyé dans l'ordre."
    ),
    "goodbye": "L'équipe Rebound",
}
