"""Legal and customary wording in Italian; figures in braces come from the market's rules."""

from chalicelib.markets.texts.placeholder import OPERATOR_PLACEHOLDER

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
        "Puoi recedere da ogni acquisto entro {withdrawal_days} giorni dal ricevimento del dispositivo, o dell'ultimo "
        "dispositivo dello stesso venditore, senza indicare il motivo. Usa la funzione «recedere dal contratto qui» "
        "nella pagina del tuo ordine o in fondo a ogni pagina, oppure comunicalo al venditore, scrivendo all'indirizzo "
        "e-mail indicato nell'ordine, con un'altra dichiarazione chiara. Rispedisci poi il dispositivo entro "
        "{withdrawal_return_days} giorni. Il rimborso avviene entro {refund_days} giorni, spese di consegna standard "
        "comprese; possiamo attendere il dispositivo o la prova della spedizione."
    ),
    "withdrawal_button": "recedere dal contratto qui",
    "withdrawal_confirm_button": "conferma recesso",
    "model_withdrawal_form": f"{OPERATOR_PLACEHOLDER} Direttiva 2011/83/UE, allegato I, parte B, in italiano",
    "free_return_notice": (
        "Puoi anche restituire gratuitamente qualsiasi dispositivo entro {free_return_days} giorni dal ricevimento."
    ),
    "legal_guarantee_notice": (
        "Secondo la legge ({country}), il venditore risponde, senza spese per te, del difetto di conformità che "
        "esisteva alla consegna e si manifesta entro {legal_months} mesi ({law}). Un difetto che si manifesta entro "
        "{presumption_months} mesi si presume esistente alla consegna."
    ),
    "legal_guarantee_notice_open_ended": (
        "Secondo la legge ({country}), il venditore risponde, senza spese per te, del difetto di conformità che "
        "esisteva alla consegna, per tutto il tempo che ci si può ragionevolmente attendere, e per almeno "
        "{legal_months} mesi dalla consegna ({law}). Un difetto che si manifesta entro {presumption_months} mesi si "
        "presume esistente alla consegna."
    ),
    "commercial_guarantee_title": "Garanzia convenzionale",
    "commercial_guarantee_notice": (
        "Oltre ai diritti di legge, che restano invariati, il venditore offre una garanzia convenzionale di "
        "{commercial_months} mesi dalla consegna."
    ),
    "commercial_guarantee_terms": (
        "In questo periodo il venditore ripara il dispositivo che non funziona, lo sostituisce con lo stesso modello "
        "in condizioni almeno pari o ne rimborsa il prezzo, gratuitamente e con la spedizione inclusa. Sono esclusi "
        "l'usura, una batteria con almeno l'80% della capacità originale e i danni dovuti a cadute, liquidi o "
        "riparazioni di terzi. Per farla valere apri la pagina del tuo ordine o scrivi al venditore e descrivi il "
        "guasto."
    ),
    "repair_choice_notice": (
        "Se il dispositivo non è conforme puoi scegliere tra riparazione e sostituzione. Il dispositivo sostitutivo è "
        "lo stesso modello in condizioni almeno pari."
    ),
    "repair_extension_notice": (
        "Se scegli la riparazione, la garanzia legale si prolunga, una sola volta, di {repair_extension_months} mesi."
    ),
    "contribution_notice": (
        "Il tuo contributo finanzia progetti per il clima. Non cambia l'impronta di ciò che hai acquistato."
    ),
    "margin_scheme_mention": "Regime del margine — Beni usati",
    "reverse_charge_mention": "Inversione contabile",
}
