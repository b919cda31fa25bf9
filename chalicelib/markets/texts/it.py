"""Legal and customary wording in Italian; figures in braces come from the market's rules."""

TEXTS = {
    "order_confirmation_subject": "Il tuo ordine {order_id} è confermato",
    "order_confirmation_intro": "Grazie. Abbiamo ricevuto il pagamento e avvisato i venditori.",
    "order_confirmation_sellers": (
        "Ogni dispositivo è venduto dal venditore indicato accanto. Rebound è intermediario e incassa il prezzo in "
        "nome del venditore."
    ),
    "price_includes_tax": "Prezzi IVA inclusa.",
    "service_fee_notice": "Il costo del servizio è compreso nel totale che vedi prima di ordinare.",
    "withdrawal_notice": (
        "Puoi recedere da ogni acquisto entro {withdrawal_days} giorni dal ricevimento del dispositivo, senza "
        "indicare il motivo. Comunicalo al venditore, all'indirizzo e-mail indicato con l'ordine, o con un'altra "
        "dichiarazione chiara, poi rispedisci il dispositivo entro {withdrawal_return_days} giorni. Il rimborso "
        "avviene entro {refund_days} giorni, spese di consegna standard comprese; possiamo attendere il dispositivo o "
        "la prova della spedizione."
    ),
    "withdrawal_button": "recedere dal contratto qui",
    "withdrawal_confirm_button": "conferma recesso",
    "free_return_notice": (
        "Puoi anche restituire gratuitamente qualsiasi dispositivo entro {free_return_days} giorni dal ricevimento."
    ),
    "legal_guarantee_notice": (
        "La legge ({country}) garantisce la conformità del dispositivo al contratto per {legal_months} mesi dalla "
        "consegna ({law}). Un difetto che si manifesta entro {presumption_months} mesi si presume esistente alla "
        "consegna. Ne risponde il venditore, senza spese per te."
    ),
    "legal_guarantee_notice_open_ended": (
        "La legge ({country}) garantisce la conformità del dispositivo al contratto per tutto il tempo che ci si può "
        "ragionevolmente attendere, e per almeno {legal_months} mesi dalla consegna ({law}). Un difetto che si "
        "manifesta entro {presumption_months} mesi si presume esistente alla consegna. Ne risponde il venditore, "
        "senza spese per te."
    ),
    "commercial_guarantee_notice": (
        "Oltre ai diritti di legge, che restano invariati, il venditore offre una garanzia convenzionale di "
        "{commercial_months} mesi dalla consegna."
    ),
    "repair_choice_notice": (
        "Se il dispositivo non è conforme puoi scegliere tra riparazione e sostituzione. Scegliere la riparazione "
        "prolunga una volta la garanzia legale di {repair_extension_months} mesi. Un dispositivo ricondizionato viene "
        "inviato in sostituzione solo se lo chiedi."
    ),
    "contribution_notice": (
        "Il tuo contributo finanzia progetti per il clima. Non cambia l'impronta di ciò che hai acquistato."
    ),
    "margin_scheme_mention": "Regime del margine — Beni usati",
    "reverse_charge_mention": "Inversione contabile",
}
