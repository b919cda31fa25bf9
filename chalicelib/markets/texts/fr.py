"""Legal and customary wording in French; figures in braces come from the market's rules."""

TEXTS = {
    "order_confirmation_subject": "Votre commande {order_id} est confirmée",
    "order_confirmation_intro": "Merci. Nous avons bien reçu votre paiement et prévenu les vendeurs.",
    "order_confirmation_sellers": (
        "Chaque appareil est vendu par le vendeur indiqué à côté. Rebound est intermédiaire et encaisse le prix au "
        "nom du vendeur."
    ),
    "price_includes_tax": "Prix TTC.",
    "service_fee_notice": "Les frais de service sont compris dans le total affiché avant la commande.",
    "withdrawal_notice": (
        "Vous pouvez vous rétracter de chaque achat dans les {withdrawal_days} jours suivant la réception de "
        "l'appareil, sans donner de motif. Dites-le au vendeur, à l'adresse e-mail donnée avec la commande, ou par "
        "toute autre déclaration claire, puis renvoyez l'appareil dans les {withdrawal_return_days} jours. Vous êtes "
        "remboursé dans les {refund_days} jours, frais de livraison standard compris ; nous pouvons attendre "
        "l'appareil ou la preuve de son envoi."
    ),
    "withdrawal_button": "se rétracter du contrat ici",
    "withdrawal_confirm_button": "confirmer la rétractation",
    "free_return_notice": (
        "Vous pouvez aussi renvoyer tout appareil sans frais dans les {free_return_days} jours suivant sa réception."
    ),
    "legal_guarantee_notice": (
        "La loi ({country}) garantit la conformité de l'appareil au contrat pendant {legal_months} mois à compter de "
        "la délivrance ({law}). Un défaut qui apparaît dans les {presumption_months} mois est présumé exister à la "
        "délivrance. Le vendeur en répond, sans frais pour vous."
    ),
    "legal_guarantee_notice_open_ended": (
        "La loi ({country}) garantit la conformité de l'appareil au contrat aussi longtemps que l'on peut "
        "raisonnablement l'attendre, et au moins {legal_months} mois à compter de la délivrance ({law}). Un défaut "
        "qui apparaît dans les {presumption_months} mois est présumé exister à la délivrance. Le vendeur en répond, "
        "sans frais pour vous."
    ),
    "commercial_guarantee_notice": (
        "En plus de vos droits légaux, qu'il ne modifie pas, le vendeur accorde une garantie commerciale de "
        "{commercial_months} mois à compter de la délivrance."
    ),
    "repair_choice_notice": (
        "Si l'appareil n'est pas conforme, vous choisissez entre réparation et remplacement. Choisir la réparation "
        "prolonge une fois la garantie légale de {repair_extension_months} mois. Un appareil reconditionné n'est "
        "envoyé en remplacement que si vous le demandez."
    ),
    "contribution_notice": (
        "Votre contribution finance des projets pour le climat. Elle ne change pas l'empreinte de votre achat."
    ),
    "margin_scheme_mention": "Régime particulier — Biens d'occasion",
    "reverse_charge_mention": "Autoliquidation",
}
