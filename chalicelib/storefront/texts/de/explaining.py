"""Auf Deutsch: how offers are ranked and carbon is estimated."""

WORDS = {
    "rank_intro": (
        "Angebote eines Geräts in einem Zustand konkurrieren um den ersten Platz. Die niedrigste Summe kommt zuerst; "
        "jeder kann sie nachrechnen."
    ),
    "rank_formula": "Summe = Preis + Versand + erwartete Kosten von Problemen",
    "rank_parts": "Die drei Teile",
    "rank_price": "Preis",
    "rank_meaning_price": "Was Sie für das Gerät zahlen. Er entscheidet: Er ist mit Abstand der größte Teil.",
    "rank_shipping": "Versand",
    "rank_meaning_shipping": "Was Sie für die Lieferung zahlen. Ein Cent zählt so viel wie ein Cent des Preises.",
    "rank_expected_cost_of_problems": "Erwartete Kosten von Problemen",
    "rank_meaning_expected_cost_of_problems": (
        "Was Mängel, falsche Zustände, späte Pakete und Stornierungen dieses Verkäufers je Verkauf vermutlich kosten, "
        "berechnet aus seinen Verkäufen. Klein bei einem zuverlässigen Verkäufer, genug zum Verlieren bei einem "
        "unzuverlässigen."
    ),
    "rank_conditions": "Welche Angebote nicht teilnehmen",
    "rank_seller_not_active": "Der Verkäufer ist nicht zugelassen oder gesperrt.",
    "rank_out_of_stock": "Es ist kein Gerät verfügbar.",
    "rank_not_priced_here": "Das Angebot hat in Ihrem Land keinen Preis.",
    "rank_does_not_ship_here": "Der Verkäufer liefert nicht in Ihr Land.",
    "rank_dearer_than_new": "Der Preis liegt über dem desselben Geräts in neu.",
    "rank_guarantee_too_short": "Die Garantie des Verkäufers ist kürzer, als wir verlangen.",
    "rank_ties": "Gleichstand und Wechsel",
    "rank_margin": (
        "Bei gleichen Summen kommt das ältere Angebot zuerst. Das erste Angebot bleibt vorn, bis eine andere Summe um "
        "{percent} % niedriger ist: Ohne diesen Abstand unterböten sich zwei Roboter endlos um einen Cent."
    ),
    "rank_not_used": "Was keine Rolle spielt",
    "rank_not_used_list": (
        "Unsere Provision, Zahlungen von Verkäufern, wer der Verkäufer ist oder wie groß, und alles, was Sie betrifft."
    ),
    "rank_version": "Fassung {version}, für Maschinen:",
    "carbon_statement": (
        "Eine Schätzung der Emissionen, die ein aufbereitetes Gerät gegenüber einem neuen seiner Art vermeidet. Sie "
        "ist eine Spanne, keine Messung Ihres Geräts, und wird nie mit einer Lieferung, einem Beitrag oder anderem "
        "verrechnet."
    ),
    "carbon_formula": (
        "vermieden = Verdrängung × (Emissionen eines neuen × Jahre aufbereitet ÷ Jahre neu − Emissionen der "
        "Aufbereitung)"
    ),
    "carbon_range": (
        "Die Verdrängung sagt, wie viele neue Geräte ein aufbereitetes wirklich ersetzt: weniger als eines. Das untere "
        "Ende nimmt die kleinste Verdrängung und den größten Fußabdruck der Aufbereitung, das obere umgekehrt."
    ),
    "carbon_reversal": "Ein erstattetes Gerät erhält einen Eintrag mit dem genauen Gegenwert seines Verkaufs.",
    "carbon_today": "Was wir heute nennen",
    "carbon_device": "Gerät",
    "carbon_central": "Schätzung",
    "carbon_low_high": "Spanne",
    "carbon_no_claim": "keine veröffentlichte Zahl; es wird nichts genannt",
    "carbon_sources": "Jede Zahl mit Quelle, Jahr und Lizenz, für Maschinen:",
    "carbon_category_smartphone": "Smartphone",
    "carbon_category_feature_phone": "Tastentelefon",
    "carbon_category_tablet": "Tablet",
    "carbon_category_laptop": "Laptop",
    "carbon_category_desktop": "Tischcomputer",
    "carbon_category_monitor": "Monitor",
    "carbon_category_console": "Spielkonsole",
    "carbon_category_handheld_console": "Tragbare Konsole",
    "carbon_category_television": "Fernseher",
    "carbon_category_smartwatch": "Smartwatch",
    "carbon_category_vr_headset": "VR-Brille",
    "carbon_category_projector": "Projektor",
    "carbon_category_speaker": "Lautsprecher",
    "carbon_category_headphones": "Kopfhörer",
    "carbon_category_camera": "Kamera",
    "carbon_category_printer": "Drucker",
    "carbon_category_storage": "Speicherlaufwerk",
    "carbon_category_coffee_maker": "Kaffeemaschine",
    "carbon_category_kettle": "Wasserkocher",
    "carbon_category_hair_beauty": "Haar- und Pflegegerät",
    "carbon_category_power_tool": "Elektrowerkzeug",
    "carbon_category_small_kitchen": "Kleines Küchengerät",
}
