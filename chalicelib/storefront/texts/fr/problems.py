"""En français : each problem's title and what a reader can do about it; answers to programs name them by slug."""

_PROGRAM = "Cela concerne les programmes qui utilisent notre interface, pas ces pages."
_AGAIN = "Revenez en arrière, rechargez la page et renvoyez le formulaire."

PROBLEMS = {
    "not-found": ("Cette page n’existe pas", "L’adresse est peut-être mal saisie, ou ce qu’elle désignait a disparu."),
    "order-not-opened": (
        "Nous ne pouvons pas ouvrir cette commande ici",
        "Ouvrez sur cet appareil le lien de votre e-mail de confirmation, ou faites-le renvoyer.",
    ),
    "unknown-market": ("Nous ne vendons pas dans ce pays", "Choisissez l’un de nos pays."),
    "wrong-cell": ("Cela relève de notre autre marché", "L’Europe et les États-Unis sont séparés."),
    "offer-not-found": ("Cette offre n’existe pas", "Elle a peut-être été retirée. Voyez les autres offres."),
    "offer-sold-out": (
        "Quelqu’un a été plus rapide",
        "Il reste moins d’appareils que vous n’en demandez. Modifiez le panier.",
    ),
    "offer-not-in-market": ("N’est pas vendu dans votre pays", "Retirez l’offre du panier ou changez de pays."),
    "not-deliverable": ("N’y est pas livré", "Le vendeur ne livre pas cette offre dans ce pays."),
    "terms-changed": (
        "Une offre a changé",
        "Son prix ou ses conditions ne sont plus ceux que vous avez vus. Vérifiez, puis commandez.",
    ),
    "total-changed": ("Le total a changé", "Ce n’est plus celui que vous avez vu. Vérifiez, puis commandez."),
    "too-many-devices": ("Trop d’appareils", "Une commande en compte 40 au plus, et 3 au plus d’une même offre."),
    "too-many-requests": ("Trop de demandes", "Réessayez dans une minute."),
    "too-many-unpaid-orders": (
        "Des commandes à cette adresse e-mail ne sont pas payées",
        "Payez-en ou annulez-en une d’abord ; elles prennent fin d’elles-mêmes après un quart d’heure.",
    ),
    "too-many-orders": ("Trop de commandes depuis votre connexion", "Réessayez dans une heure."),
    "payment-unavailable": (
        "Le prestataire de paiement ne répond pas",
        "Votre commande est gardée. Réessayez dans un instant ; vous ne paierez pas deux fois.",
    ),
    "payment-refused": ("Le paiement n’a pas pu commencer", "Rien n’a été débité. Commandez de nouveau."),
    "payment-closed": (
        "Le temps pour payer est écoulé",
        "Rien n’a été débité. Les appareils sont de nouveau proposés à d’autres.",
    ),
    "form-expired": ("Ce formulaire n’est plus valable", _AGAIN),
    "form-not-read": ("Le formulaire n’a pas pu être lu", _AGAIN),
    "invalid-request": ("Quelque chose n’y est pas valable", "Vérifiez votre saisie et renvoyez-la."),
    "invalid-cursor": ("Cette page de la liste a disparu", "Reprenez à la première page de la catégorie."),
    "idempotency-key-reused": (
        "Cette commande est déjà passée",
        "Vous avez modifié le formulaire d’une commande déjà passée. Retrouvez-la, ou repartez du panier.",
    ),
    "in-progress": (
        "Nous y travaillons encore",
        "La même demande est en cours. Réessayez ; elle n’a lieu qu’une fois.",
    ),
    "conflict": ("Quelqu’un l’a modifié en même temps", "Rechargez la page et voyez ce qu’il en est."),
    "illegal-transition": (
        "Ce n’est plus possible",
        "L’appareil a avancé depuis l’affichage de la page. Rechargez la commande.",
    ),
    "unavailable": ("Nous ne pouvons pas répondre", "Réessayez dans un instant. Rien n’est perdu."),
    "internal-error": ("Quelque chose s’est cassé chez nous", "Nous en gardons la trace. Réessayez dans un instant."),
    "bad-request": ("La demande n’a pas été comprise", _PROGRAM),
    "body-too-large": ("C’est trop à la fois", "Envoyez-en moins."),
    "method-not-allowed": ("Cette adresse n’accepte pas cela", "Allez sur la page et utilisez son formulaire."),
    "unauthenticated": ("Il faut une clé valable", _PROGRAM),
    "forbidden": ("Cette clé n’y a pas droit", _PROGRAM),
    "malformed-body": ("Le corps n’est pas du JSON", _PROGRAM),
    "unsupported-media-type": ("Envoyez du JSON", _PROGRAM),
    "missing-idempotency-key": ("Il faut un Idempotency-Key", _PROGRAM),
    "guest-key-not-uuid": ("L’Idempotency-Key d’un invité doit être un UUID", _PROGRAM),
    "bad-signature": ("La signature n’est pas bonne", _PROGRAM),
    "offer-identity-fixed": (
        "Le produit et le grade d’une offre ne changent pas",
        "Proposez l’appareil sous un autre sku. " + _PROGRAM,
    ),
    "offer-withdrawn": ("L’offre est retirée", "Publiez-la de nouveau pour la modifier. " + _PROGRAM),
    "units-promised": ("Ces appareils sont promis", "Annulez d’abord leurs lignes. " + _PROGRAM),
    "product-exists": ("Le produit existe déjà", _PROGRAM),
    "serial-already-sold": ("Cet appareil est déjà vendu", "Son numéro figure sur une autre ligne. " + _PROGRAM),
    "search-not-ready": ("La recherche se prépare", "Réessayez dans un instant ou parcourez une catégorie."),
    "seller-suspended": ("Le vendeur est suspendu", _PROGRAM),
    "too-many-webhook-endpoints": (
        "Vous avez déjà le nombre maximal de points de terminaison webhook",
        "Supprimez-en un dont vous n’avez plus besoin.",
    ),
    "webhook-endpoint-deleted": (
        "Le point de terminaison de ce message a été supprimé",
        "Enregistrez-le de nouveau : la suite lui sera envoyée.",
    ),
}
