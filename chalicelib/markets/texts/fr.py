"""Legal and customary wording in French; figures in braces come from the market's rules."""

from chalicelib.markets.texts.placeholder import OPERATOR_PLACEHOLDER

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
        "Vous pouvez vous rétracter pour chaque achat dans les {withdrawal_days} jours suivant la réception de "
        "l’appareil, ou du dernier appareil du même vendeur, sans donner de motif. Utilisez la fonction « renoncer au "
        "contrat ici » sur la page de votre commande ou au bas de chaque page, ou informez-en le vendeur, à l’adresse "
        "e-mail donnée avec la commande, par toute autre déclaration claire. Renvoyez ensuite l’appareil dans les "
        "{withdrawal_return_days} jours. Le remboursement intervient dans les {refund_days} jours, frais de livraison "
        "standard compris\u00a0; nous pouvons attendre l’appareil ou la preuve de son envoi."
    ),
    # Code de la consommation art. D221-5.
    "withdrawal_button": "renoncer au contrat ici",
    "withdrawal_confirm_button": "confirmer la rétractation",
    "model_withdrawal_form": f"{OPERATOR_PLACEHOLDER} Directive 2011/83/UE, annexe I, point B, en français",
    "free_return_notice": (
        "Vous pouvez aussi renvoyer tout appareil sans frais dans les {free_return_days} jours suivant sa réception."
    ),
    "legal_guarantee_notice": (
        "Loi applicable\u00a0: {country}. Le vendeur répond, sans frais pour vous, de tout défaut de conformité qui "
        "existait à la délivrance et apparaît dans les {legal_months} mois qui la suivent ({law}). Un défaut qui "
        "apparaît dans les {presumption_months} mois est présumé exister à la délivrance."
    ),
    "legal_guarantee_notice_open_ended": (
        "Loi applicable\u00a0: {country}. Le vendeur répond, sans frais pour vous, de tout défaut de conformité qui "
        "existait à la délivrance, aussi longtemps que l’on peut raisonnablement l’attendre, et au moins "
        "{legal_months} mois à compter de la délivrance ({law}). Un défaut qui apparaît dans les {presumption_months} "
        "mois est présumé exister à la délivrance."
    ),
    "commercial_guarantee_title": "Garantie commerciale",
    "commercial_guarantee_notice": (
        "En plus de vos droits légaux, qu’il ne modifie pas, le vendeur accorde une garantie commerciale de "
        "{commercial_months} mois à compter de la délivrance."
    ),
    "commercial_guarantee_terms": (
        "Pendant cette durée, le vendeur répare l’appareil qui ne fonctionne pas, le remplace par le même modèle dans "
        "un état au moins égal ou en rembourse le prix, sans frais, port compris. L’usure, une batterie qui garde 80 % "
        "de sa capacité d’origine et les dommages dus à une chute, à un liquide ou à une réparation par un tiers ne "
        "sont pas couverts. Pour la faire jouer, ouvrez la page de votre commande ou écrivez au vendeur en décrivant "
        "la panne."
    ),
    "repair_choice_notice": (
        "Si l’appareil n’est pas conforme, vous choisissez entre réparation et remplacement. L’appareil de "
        "remplacement est le même modèle dans un état au moins égal."
    ),
    "repair_extension_notice": (
        "Choisir la réparation prolonge une fois la garantie légale de {repair_extension_months} mois."
    ),
    "contribution_notice": (
        "Votre contribution finance des projets pour le climat. Elle ne change pas l’empreinte de votre achat."
    ),
    "margin_scheme_mention": "Régime particulier — Biens d’occasion",
    "reverse_charge_mention": "Autoliquidation",
}
