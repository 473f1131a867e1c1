"""The little words that part, join and count the things of one sentence."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.tokens import phrases
from app.voice.nlu.labels import Label
from app.voice.nlu.words import split_words

AND: Final = frozenset({"and", "plus", "y", "e", "et", "und", "sowie", "n"})
WITHOUT: Final = phrases("without|with no|no|hold the|sin|sans|pas de|ohne|kein|keine|keinen|minus")
WITH: Final = frozenset({"with", "con", "avec", "mit"})
IN: Final = frozenset({"in", "en", "im"})
FOR: Final = frozenset({"for", "para", "pour", "fur", "zum", "zur"})
ARTICLES: Final = frozenset(split_words("a an un una une ein eine einen nen another otra otro"))
ORDERING: Final = frozenset(
    {
        Label.PLACE_ORDER,
        Label.ADD_TO_CART,
        Label.REORDER,
        Label.SUBSCRIBE,
        Label.INFORM,
        Label.CHECKOUT,
    }
)
DETERMINERS: Final = frozenset(
    split_words(
        "the a an my these those el la los las un una mi este esta estos estas ese esa esos esas "
        "ces cet le les l une du des "
        "mon ma ce cette der die das den dem ein eine einen nen mein meine diese diesen dieses "
        "dieser"
    )
)
DIGITS: Final = 2
OWNED: Final = {(word,) for word in DETERMINERS | {"his", "her", "their", "our", "your"}}
BUYING: Final = frozenset({Label.PLACE_ORDER, Label.ADD_TO_CART})
MOST: Final = 9999
SURE: Final = 99
"""How likely a name is goods that a unit leads up to: "three cans of cat food"."""
IN_NAMES: Final = frozenset(
    split_words("cheese cheeses fromages quesos kase saisons estaciones stagioni jahreszeiten")
)
"""Behind a number these are part of a name: "pizza quatre fromages"."""
POINTING: Final = {("the",), ("this",), ("that",), ("which",)}
"""Before "one" these count nothing."""
POINTED: Final = frozenset(
    split_words("those these ones esos esas estos estas ceux celles welche solche denen")
)
"""Between goods and what they are for: "two mugs, those for the garden"."""
THAN: Final = {("than",), ("als",)}
"""Behind these words are compared, not wanted."""
NUMBERED: Final = frozenset(
    split_words(
        "omega vitamin vitamina vitamine iphone ipad galaxy pixel playstation xbox windows type "
        "stage level series model version formula etapa stufe"
    )
)
"""What a number behind it names, not counts: "omega three capsules"."""
INDEFINITE: Final = frozenset((word,) for word in split_words("a an un una une ein eine einen nen"))
BOUGHT: Final = frozenset(
    split_words(
        "ordered bought purchased placed got received did came showed turned pedi compre encargue "
        "compraste recibi llego llegaron trajeron entregaron vino vinieron commande commandee "
        "commandes achete achetee recu recus recue arrivee livree bestellt "
        "gekauft bestellte bekommen kam kamen wurde wurden gekommen angekommen"
    )
)
"""What was done with goods before: these look back."""
KINDS: Final = frozenset(
    split_words(
        "week weeks semana semaine woche existencias stock disponibilidad precio precios price "
        "prices prix preis "
        "brand brands kind kinds type types sort sorts style variety make bit lot number amount "
        "rest marca marcas tipo tipos clase par resto variedad estilo monton "
        "marque marques type sorte sortes genre style reste tas "
        "marke marken sorte sorten art arten"
    )
)
"""What goods are of, and no goods: "the same brand of cereal"."""
