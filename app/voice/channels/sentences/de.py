"""How shoppers say it in German: samples by intent, values of slots, and what is asked."""

from __future__ import annotations

from app.voice.channels.sentences.language import Language

GERMAN = Language(
    samples={
        "CheckAvailabilityIntent": """
            habt ihr {query}
            haben sie {query}
            hast du {query}
            gibt es {query}
            gibt es bei euch {query}
            verkauft ihr {query}
            führt ihr {query}
            ob ihr {query} habt
            ob es {query} gibt
            ist {query} vorrätig
            sind {query} vorrätig
            habt ihr {product} in größe {size}
            habt ihr {product} in {color}
            gibt es {product} in der filiale {store}
        """,
        "ProductSearchIntent": """
            ich suche {query}
            ich suche nach {query}
            suche {query}
            suche nach {query}
            finde {query}
            zeig mir {query}
            empfiehl mir {query}
        """,
        "PriceCheckIntent": """
            was kostet {query}
            was kosten {query}
            wie viel kostet {query}
            wie viel kosten {query}
            wie teuer ist {query}
            preis von {query}
            was kostet {product}
        """,
        "OrderProductIntent": """
            bestelle {query}
            bestell mir {query}
            kaufe {query}
            kauf mir {query}
            ich will {query}
            ich möchte {query}
            ich möchte {query} bestellen
            ich möchte {query} kaufen
            ich hätte gern {query}
            ich hätte gerne {query}
            ich würde gern {query} bestellen
            ich würde gerne {query} kaufen
            ich will {query} bestellen
            ich will {query} kaufen
            ich brauche {query}
            ich nehme {query}
            reserviere mir {query}
            bestelle {product}
            bestelle {quantity} {product}
            bestelle {product} in größe {size}
            bestelle {product} in {color}
            bestelle es
            kaufe es
        """,
        "AddToCartIntent": """
            füge {query} hinzu
            leg {query} in den warenkorb
            lege {query} in den warenkorb
            pack {query} in den warenkorb
            dazu noch {query}
            lege {quantity} {product} in den warenkorb
        """,
        "ViewCartIntent": """
            was ist in meinem warenkorb
            zeig mir den warenkorb
            lies den warenkorb vor
            was habe ich bisher
        """,
        "CheckoutIntent": """
            zur kasse
            schließe die bestellung ab
            ich möchte bezahlen
            das ist alles
            das war alles
        """,
        "ReorderIntent": """
            das übliche
            wie immer
            bestelle das übliche
            das gleiche noch einmal
            wiederhole meine letzte bestellung
            bestelle {query} nach
            bestelle wieder {query}
        """,
        "PromotionsIntent": """
            welche angebote gibt es
            gibt es angebote
            was ist im angebot
            gibt es rabatte
        """,
        "OrderStatusIntent": """
            wo ist meine bestellung
            wo ist mein paket
            wo bleibt meine bestellung
            status meiner bestellung
            ist meine bestellung fertig
            wann kommt meine bestellung
            verfolge meine bestellung
            wo ist die bestellung {orderNumber}
            wo ist die bestellung nummer {orderNumber}
            status der bestellung {orderNumber}
            status der bestellung nummer {orderNumber}
        """,
        "CancelOrderIntent": """
            storniere meine bestellung
            storniere die bestellung
            storniere meine letzte bestellung
            storniere die bestellung {orderNumber}
            storniere die bestellung nummer {orderNumber}
        """,
        "ReturnItemIntent": """
            ich möchte etwas zurückgeben
            ich möchte etwas zurückschicken
            eine rückgabe
            starte eine rückgabe
            ich möchte {query} zurückgeben
            ich möchte {query} zurückschicken
        """,
        "RefundStatusIntent": """
            wo bleibt mein geld
            wo ist meine erstattung
            status meiner erstattung
            wann bekomme ich mein geld zurück
        """,
        "ReturnPolicyIntent": """
            wie sind die rückgabebedingungen
            wie lange kann ich etwas zurückgeben
            wie funktioniert die rückgabe
        """,
        "StoreInfoIntent": """
            wann macht ihr auf
            wann macht ihr zu
            wie sind die öffnungszeiten
            habt ihr heute offen
            wie lange habt ihr offen
            wo ist der laden
            wie ist die adresse
            wie ist die telefonnummer
            wann öffnet {store}
            wann schließt {store}
            hat {store} offen
            wo ist die filiale {store}
        """,
        "DeliveryInfoIntent": """
            liefert ihr
            was kostet die lieferung
            wie lange dauert die lieferung
            was kostet der versand
        """,
        "PaymentInfoIntent": """
            wie kann ich bezahlen
            welche zahlungsarten gibt es
            nehmt ihr karten
            kann ich im laden bezahlen
        """,
        "ChangeAddressIntent": """
            ändere meine adresse
            ändere die lieferadresse
            ich möchte meine adresse ändern
            ich bin umgezogen
        """,
        "HumanAgentIntent": """
            ich möchte mit jemandem sprechen
            ich möchte mit einem menschen sprechen
            verbinde mich mit einem mitarbeiter
            der kundendienst
            ein mitarbeiter
        """,
        "ThanksIntent": """
            danke
            vielen dank
        """,
        "SelectOptionIntent": """
            {number}
            nummer {number}
            {ordinal}
            der {ordinal}
            die {ordinal}
            das {ordinal}
            {size}
            größe {size}
            größe {number}
            in größe {size}
            in größe {number}
            {color}
            in {color}
            der in {color}
            {method}
            {method} bitte
            zur {method}
            {store}
            in der filiale {store}
        """,
        "AnswerIntent": """
            lieber {query}
            mach {query} daraus
            ändere es auf {query}
            ändere {query}
            ich sagte {query}
            nein ich sagte {query}
            ich meinte {query}
            in {query}
            im laden {query}
            es ist {query}
            weil {query}
        """,
    },
    values={
        "SIZE": {
            "XS": ("extra klein",),
            "S": ("klein",),
            "M": ("mittel",),
            "L": ("groß",),
            "XL": ("extra groß", "sehr groß"),
            "2XL": ("doppel xl",),
        },
        "METHOD": {
            "pickup": ("abholung", "abholen", "zum abholen", "im laden abholen"),
            "delivery": ("lieferung", "liefern", "nach hause", "schicken", "versand"),
        },
        "COLOR": {
            "schwarz": ("schwarze", "schwarzen"), "weiß": ("weiße", "weißen"),
            "grau": ("graue", "grauen"), "rot": ("rote", "roten"), "blau": ("blaue", "blauen"),
            "grün": ("grüne", "grünen"), "gelb": ("gelbe", "gelben"), "orange": (),
            "braun": ("braune", "braunen"), "lila": (), "rosa": (),
        },
        "ORDINAL": {
            "1": ("erste", "ersten"), "2": ("zweite", "zweiten"), "3": ("dritte", "dritten"),
            "4": ("vierte", "vierten"), "5": ("fünfte", "fünften"), "last": ("letzte", "letzten"),
        },
    },
    half=("{n}einhalb",),
    numbers="fünf sechs sieben acht neun zehn elf zwölf dreizehn",
    asked={
        "query": "Was darf es sein?",
        "size": "Welche Größe?",
        "color": "Welche Farbe?",
        "quantity": "Wie viele?",
        "method": "Zur Abholung oder als Lieferung?",
        "store": "In welcher Filiale?",
        "orderNumber": "Wie ist die Bestellnummer?",
    },
    confirmed="Soll ich das tun?",
    greeting="Willkommen bei {shop}.",
    summary="Bei {shop} mit der Stimme einkaufen.",
    description="Fragen Sie, was {shop} vorrätig hat, bestellen Sie zur Abholung oder Lieferung, "
    "hören Sie, wo Ihre Bestellung ist, und beginnen Sie eine Rückgabe.",
    keywords=("einkaufen", "läden", "bestellungen", "abholung", "bestand"),
)  # fmt: skip
"""German, as spoken in all of its locales."""
