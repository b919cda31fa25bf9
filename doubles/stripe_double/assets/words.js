// What the card form says in other languages than English, by its English, as Stripe's own form does by locale.
var cardWords = {
  fr: {
    "Card details": "Informations de la carte",
    "Card number": "Numéro de carte",
    "Expiration date (MM/YY)": "Date d’expiration (MM/AA)",
    "Security code": "Code de sécurité",
    "MM/YY": "MM/AA",
    "Your card number is incomplete.": "Votre numéro de carte est incomplet.",
    "Your card's expiration date is incomplete.": "La date d’expiration de votre carte est incomplète.",
    "Your card's security code is incomplete.": "Le code de sécurité de votre carte est incomplet.",
    "Your card number is incorrect.": "Votre numéro de carte est incorrect.",
    "Your card's expiration month is invalid.": "Le mois d’expiration de votre carte n’est pas valide.",
    "Your card's expiration year is invalid.": "L’année d’expiration de votre carte n’est pas valide.",
    "Your card's security code is invalid.": "Le code de sécurité de votre carte n’est pas valide.",
    "Your card's security code is incorrect.": "Le code de sécurité de votre carte est incorrect.",
    "Your card was declined.": "Votre carte a été refusée.",
    "Your card has expired.": "Votre carte a expiré.",
    "Your card has insufficient funds.": "Votre carte ne dispose pas de fonds suffisants.",
    "An error occurred while processing your card. Try again in a little bit.":
      "Une erreur s’est produite lors du traitement de votre carte. Réessayez dans un instant.",
    "The payment could not be sent. Check your connection and try again.":
      "Le paiement n’a pas pu être envoyé. Vérifiez votre connexion et réessayez.",
  },
  de: {
    "Card details": "Kartendaten",
    "Card number": "Kartennummer",
    "Expiration date (MM/YY)": "Ablaufdatum (MM/JJ)",
    "Security code": "Sicherheitscode",
    "MM/YY": "MM/JJ",
    "Your card number is incomplete.": "Ihre Kartennummer ist unvollständig.",
    "Your card's expiration date is incomplete.": "Das Ablaufdatum Ihrer Karte ist unvollständig.",
    "Your card's security code is incomplete.": "Der Sicherheitscode Ihrer Karte ist unvollständig.",
    "Your card number is incorrect.": "Ihre Kartennummer ist falsch.",
    "Your card's expiration month is invalid.": "Der Ablaufmonat Ihrer Karte ist ungültig.",
    "Your card's expiration year is invalid.": "Das Ablaufjahr Ihrer Karte ist ungültig.",
    "Your card's security code is invalid.": "Der Sicherheitscode Ihrer Karte ist ungültig.",
    "Your card's security code is incorrect.": "Der Sicherheitscode Ihrer Karte ist falsch.",
    "Your card was declined.": "Ihre Karte wurde abgelehnt.",
    "Your card has expired.": "Ihre Karte ist abgelaufen.",
    "Your card has insufficient funds.": "Ihre Karte ist nicht ausreichend gedeckt.",
    "An error occurred while processing your card. Try again in a little bit.":
      "Bei der Verarbeitung Ihrer Karte ist ein Fehler aufgetreten. Versuchen Sie es gleich noch einmal.",
    "The payment could not be sent. Check your connection and try again.":
      "Die Zahlung konnte nicht gesendet werden. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
  },
};
