"""En français : how offers are ranked and carbon is estimated."""

WORDS = {
    "rank_intro": (
        "Les offres d’un appareil dans un grade se disputent la première place. Le total le plus bas vient en premier "
        "; chacun peut le recalculer."
    ),
    "rank_formula": "total = prix + livraison + coût attendu des problèmes",
    "rank_parts": "Les trois parts",
    "rank_price": "Prix",
    "rank_meaning_price": "Ce que vous payez pour l’appareil. Il décide : c’est de loin la plus grande part.",
    "rank_shipping": "Livraison",
    "rank_meaning_shipping": "Ce que vous payez pour la livraison. Un centime y compte autant que dans le prix.",
    "rank_expected_cost_of_problems": "Coût attendu des problèmes",
    "rank_meaning_expected_cost_of_problems": (
        "Ce que pannes, grades erronés, retards et annulations de ce vendeur peuvent coûter par vente, calculé sur ses "
        "ventes passées. Faible pour un vendeur fiable, assez pour faire perdre un vendeur qui ne l’est pas."
    ),
    "rank_conditions": "Les offres qui ne concourent pas",
    "rank_seller_not_active": "Le vendeur n’est pas admis à vendre, ou il est suspendu.",
    "rank_out_of_stock": "Aucun appareil n’est disponible.",
    "rank_not_priced_here": "L’offre n’a pas de prix dans votre pays.",
    "rank_does_not_ship_here": "Le vendeur ne livre pas dans votre pays.",
    "rank_dearer_than_new": "Le prix dépasse celui du même appareil neuf.",
    "rank_guarantee_too_short": "La garantie du vendeur est plus courte que nous ne l’exigeons.",
    "rank_ties": "Égalités et changements",
    "rank_margin": (
        "À total égal, l’offre la plus ancienne vient en premier. L’offre en tête le reste jusqu’à ce qu’un autre "
        "total soit plus bas de {percent} % : sans cette marge, deux robots baisseraient sans fin d’un centime."
    ),
    "rank_not_used": "Ce qui ne joue aucun rôle",
    "rank_not_used_list": (
        "Notre commission, un paiement d’un vendeur, l’identité ou la taille du vendeur, et tout ce qui vous concerne."
    ),
    "rank_version": "Version {version}, pour les machines :",
    "carbon_statement": (
        "Une estimation des émissions qu’un appareil reconditionné évite par rapport à un neuf du même type. C’est une "
        "fourchette, non une mesure de votre appareil, et elle n’est jamais compensée par une livraison, une "
        "contribution ou autre chose."
    ),
    "carbon_formula": (
        "évité = substitution × (émissions d’un neuf × années reconditionné ÷ années neuf − émissions du "
        "reconditionnement)"
    ),
    "carbon_range": (
        "La substitution dit combien d’appareils neufs un reconditionné remplace vraiment : moins d’un. Le bas de la "
        "fourchette prend la plus faible substitution et la plus forte empreinte du reconditionnement, le haut "
        "l’inverse."
    ),
    "carbon_reversal": "Un appareil remboursé reçoit une écriture exactement opposée à celle de sa vente.",
    "carbon_today": "Ce que nous avançons aujourd’hui",
    "carbon_device": "Appareil",
    "carbon_central": "Estimation",
    "carbon_low_high": "Fourchette",
    "carbon_no_claim": "aucun chiffre publié ; rien n’est avancé",
    "carbon_sources": "Chaque chiffre avec sa source, son année et sa licence, pour les machines :",
    "carbon_category_smartphone": "Smartphone",
    "carbon_category_feature_phone": "Téléphone à touches",
    "carbon_category_tablet": "Tablette",
    "carbon_category_laptop": "Ordinateur portable",
    "carbon_category_desktop": "Ordinateur de bureau",
    "carbon_category_monitor": "Écran",
    "carbon_category_console": "Console de jeux",
    "carbon_category_handheld_console": "Console portable",
    "carbon_category_television": "Téléviseur",
    "carbon_category_smartwatch": "Montre connectée",
    "carbon_category_vr_headset": "Casque de réalité virtuelle",
    "carbon_category_projector": "Projecteur",
    "carbon_category_speaker": "Enceinte",
    "carbon_category_headphones": "Casque audio",
    "carbon_category_camera": "Appareil photo",
    "carbon_category_printer": "Imprimante",
    "carbon_category_storage": "Disque de stockage",
    "carbon_category_coffee_maker": "Cafetière",
    "carbon_category_kettle": "Bouilloire",
    "carbon_category_hair_beauty": "Appareil de coiffure et de soin",
    "carbon_category_power_tool": "Outil électrique",
    "carbon_category_small_kitchen": "Petit appareil de cuisine",
}
