"""The words around order numbers, in four languages and without accents."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.tokens import phrases
from app.voice.nlu.labels import Label
from app.voice.nlu.words import split_words

ORDER: Final = phrases(
    "number|numero|nummer|order number|order numbers|order no|order #|order id|order|"
    "purchase number|purchase|orders|confirmation number|reference number|"
    "pedido numero|numero de pedido|numero del pedido|pedido|orden numero|"
    "numero de orden|orden|commande numero|numero de commande|"
    "numero de la commande|commande|bestellung nummer|bestellnummer|bestellung|"
    "auftrag|auftragsnummer|auftrag nummer|#|compra numero|tracking number|"
    "return number|confirmation|confirmation code|order code|booking number|receipt number|"
    "ticket number|pickup number|po number|purchase order|codigo de confirmacion|"
    "codigo del pedido|code de confirmation|bestatigungsnummer|bestellcode|"
    "reference|ref|order reference|referencia|numero de referencia|"
    "referenz|referenznummer|rechnungsnummer|vorgangsnummer|kundennummer|sendungsnummer|"
    "codigo es|code is|code c est|code ist|code lautet|"
    "reference number|invoice|invoice number|factura|facture|rechnung"
)
NAMED: Final = frozenset(
    {
        "code",
        "codigo",
        "number",
        "numero",
        "nummer",
        "bestellnummer",
        "no",
        "#",
        "id",
        "auftragsnummer",
    }
)
BETWEEN: Final = frozenset(
    split_words(
        "is was the a number numero nummer no id es el era est le la ist die war "
        "lautet its with are sind son sont # : that it of de und con status for about "
        "para pour fur c ce cest etait cetait says say reads shows dice pone "
        "lautet heisst steht dit indique "
        "called starts goes ends as follows dass mit hier si y a here es i we ive was given got "
        "told gave me us think believe um uh euh okay so then well have my mine que tengo dieron "
        "on off from receipt email slip paper label page recibo correo ticket recu mail beleg "
        "quittung kassenbon auf dem im del en sur "
        "would be might sera seria serait ware war sein "
        "j ai on ma donne habe hab ich bekommen begins starting beginning empieza comienza por "
        "commence commencant par fangt beginnt an"
    )
)
BETWEEN_BACK: Final = frozenset(
    split_words(
        "please for as it s its thats that is my the es mi el la c est cest mon le ist "
        "meine die das"
    )
)
"""Words between a code and the name of what it is: "4412 is my order number"."""
FALSE_STARTS: Final = frozenset(split_words(", ; : capital mayuscula majuscule gross letters"))
COPULA: Final = frozenset(split_words("is was es era est c etait ist war lautet"))
DASHES: Final = frozenset(split_words("dash hyphen minus guion tiret strich bindestrich slash"))
TIMES: Final = {
    "double": 2,
    "doble": 2,
    "doppel": 2,
    "doppelt": 2,
    "zweimal": 2,
    "triple": 3,
    "triples": 3,
    "dreifach": 3,
    "dreimal": 3,
    "treble": 3,
}
GERMAN_TIMES: Final = ("doppel", "dreifach")
ZEROS: Final = frozenset({"oh", "o"})
LETTER_WORDS: Final = frozenset({"i", "a", "y", "e", "o", "u"})
"""Words of one letter; behind digits they are no letters of a code where more is said."""
ARTICLE: Final = {("a",), ("an",)}
SCALES: Final = frozenset(split_words("hundred thousand dozen cien ciento mil cent mille"))
LETTER_NAMES: Final = {
    "be": "B", "bee": "B", "ce": "C", "cee": "C", "dee": "D", "efe": "F", "eff": "F", "gee": "G",
    "hache": "H", "jota": "J", "jay": "J", "kay": "K", "ka": "K", "eme": "M", "ene": "N",
    "pe": "P", "pee": "P", "cu": "Q", "cue": "Q", "erre": "R", "ese": "S", "tee": "T",
    "uve": "V", "vee": "V", "equis": "X", "zeta": "Z", "zee": "Z", "zed": "Z",
}  # fmt: skip
"""Names of letters as they are written down by who hears them; only where digits follow."""
BUYING: Final = frozenset(
    {
        Label.PLACE_ORDER,
        Label.ADD_TO_CART,
        Label.REORDER,
        Label.SUBSCRIBE,
        Label.PRODUCT_SEARCH,
        Label.CHECK_AVAILABILITY,
        Label.PRICE_CHECK,
    }
)
ABOUT_ORDERS: Final = frozenset({Label.ORDER_STATUS, Label.CANCEL_ORDER, Label.REFUND_STATUS})
ORDER_CONCEPTS: Final = frozenset({"status", "arrive", "parcel", "order_noun", "refund"})
NO_CODE: Final = frozenset(
    split_words(
        "dollar dollars bucks euro euros pound pounds pesos $ € £ cent cents street road avenue "
        "ending january february march april may june july august september october november "
        "december days weeks of people digits"
    )
)
"""Words beside digits that are money, days, houses or cards."""
NUMBER: Final = frozenset({"number", "numero", "nummer"})
NOUNS: Final = frozenset({"pedido", "bestellung", "auftrag"})
"""Words for an order that are no verb: "order" and "commande" are."""
OTHER_CODES: Final = frozenset(
    split_words(
        "promo discount gift coupon voucher zip area postal descuento promocional remise "
        "gutschein rabatt"
    )
)
"""Before "code" these make one that names no order."""
