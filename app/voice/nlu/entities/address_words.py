"""The words around addresses in English, Spanish, French and German: kinds of streets, leads, cues.

Compared without accents and in lower case, but for `LEADS`, which are cut off what was said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from app.voice.nlu.words import split_words


def _words(text: str) -> frozenset[str]:
    return frozenset(split_words(text))


BEFORE: Final = _words(
    "street st road rd avenue ave lane ln drive dr court ct boulevard blvd way terrace close "
    "crescent square highway hwy circle parkway pkwy trail row mews grove gardens walk"
)
"""Kinds that stand behind the street's name: "Oak Street"."""
AFTER: Final = _words(
    "calle avenida avda plaza paseo camino carretera ronda travesia callejon rambla via "
    "rue avenue boulevard place chemin impasse allee allees quai route cours passage square"
)
"""Kinds that begin it: "calle Mayor", "rue de la Paix"."""
WHOLE: Final = re.compile(
    r"\w*(?:strasse|str|weg|platz|allee|gasse|ring|damm|ufer|chaussee|steig|stieg|wall|graben)"
)
"""German kinds, mostly the end of a word: "Hauptstraße"."""
GERMAN_LEADS: Final = _words("am an im in unter zum zur auf alte")
"""What German streets without a kind begin with: "Am Markt", "Unter den Linden"."""
DIRECTIONS: Final = _words("north south east west northeast northwest n s e w")
NUMBER: Final = _words("number no nr numero num nummer hausnummer")
ALSO: Final = _words("bis ter")
"""A French house between two numbers."""
UNIT: Final = _words(
    "apartment apt unit suite flat piso puerta apartamento departamento appartement appt etage "
    "batiment wohnung stock floor"
)
BOX: Final = _words("box postfach apartado bp")
"""What is addressed instead of a street."""
CODE: Final = _words("zip zipcode postcode postal code codigo postleitzahl plz")
LINKS: Final = _words(
    "in a en de dans bei at of is it's its it and y et und city town ciudad ville stadt ort con "
    "mit with es lautet ist c'est sont address adresse direccion to an nach please bitte por favor "
    "s'il vous plait my mi mon meine bajo atico izquierda derecha"
)
"""Words that lead up to a city or follow it, and are no part of its name there."""
OF_CODE: Final = re.compile(r"[a-z]{1,2}\d[a-z\d]?|\d[a-z]{2}|\d[a-z]\d")
"""Half of a British or Canadian code."""
TALK: Final = _words(
    "i i'm i'll i'd you we he she they what why how when where who can could would do don't know "
    "want okay ok yes no right hello thanks thank sorry wait said already that this there yo tu "
    "usted que como cuando donde quiero puedo se gracias je j'ai vous quoi comment quand ou veux "
    "peux sais merci ich sie du wir was wie wann wo will kann weiss nicht danke bin habe"
)
"""Words of sentences: what has one is no name."""
CITY: Final = _words("city town ciudad ville stadt ort")
SMALL: Final = _words("de la le les du des del der die das den dem of the und y et el los las")
"""Words that keep their small letter inside a name."""
LEADS: Final = re.compile(
    r"^\W*(?:(?:no+|nope|nein|non|actually|sorry|perdon|perdón|pardon|yes|ja|oui|si|sí|well|um+"
    r"|euh|ahm)\b\W*"
    r"|(?:it'?s spelled|spelled|buchstabiert|se escribe|s'ecrit|s'écrit"
    r"|(?:it'?s|it is|that'?s)(?: (?:on|at))?|on|at|i (?:said|live (?:at|in|on))|make it"
    r"|(?:please )?(?:ship|send|bring|post|mail|deliver)(?: (?:it|them|that|this|everything))?"
    r"(?: over| round)? to|to"
    r"|(?:my|our) (?:work(?:place)?|office|job|home|house|place|flat|apartment|studio|school"
    r"|(?:mother|mum|mom|dad|father|brother|sister|son|daughter|friend|parents)'?s?)"
    r"(?: (?:place|house|office|flat))?(?: (?:at|in|on))?"
    r"|a (?:mi|la|nuestra?) (?:oficina|trabajo|casa|piso|tienda|empresa)(?: en| de)?"
    r"|(?:a|à|au|chez) (?:mon|ma|notre) (?:bureau|travail|maison|boulot|appartement)(?: au| à)?"
    r"|(?:an|in|zu) (?:mein\w*|unser\w*) (?:büro|arbeit|firma|wohnung|haus|arbeitsplatz)|ins büro"
    r"|the (?:address|street|city|zip code|postcode|number) is|my address is"
    r"|es (?:la|el)|es|vivo en|la (?:direccion|dirección|calle|ciudad) es|envi[aá]\w* a"
    r"|m[aá]nda\w* a"
    r"|c'est|j'habite(?: au| à)?|l'adresse est|livrez(?:[ -]moi)? au|es ist(?: die| der)?|das ist"
    r"|ich wohne (?:in(?: der)?|am)|die adresse (?:ist|lautet)|nach|an die|in die|bitte an)\b\W*)+",
    re.I,
)
"""What an address is led by, cut off before it is read."""
DENIES: Final = re.compile(r"^\W*(?:no+|nope|nein|non|actually|sorry|perdon|perdón|pardon)\b", re.I)
DIGIT: Final = re.compile(r"\d")
SEEMS: Final = re.compile(
    r"\b(?:street|road|avenue|lane|drive|boulevard|calle|avenida|plaza|paseo|rue|chemin|quai"
    r"|\w+(?:strasse|straße|weg|gasse|allee))\b.*\d|\d.*\b(?:street|road|avenue|lane|drive"
    r"|boulevard|rue|chemin|quai|impasse)\b",
    re.I,
)
"""A street and a number, in whatever order."""
_STATES: Final = (
    "AL alabama|AK alaska|AZ arizona|AR arkansas|CA california|CO colorado|CT connecticut"
    "|DE delaware|DC district of columbia|FL florida|GA georgia|HI hawaii|ID idaho|IL illinois"
    "|IN indiana|IA iowa|KS kansas|KY kentucky|LA louisiana|ME maine|MD maryland"
    "|MA massachusetts|MI michigan|MN minnesota|MS mississippi|MO missouri|MT montana"
    "|NE nebraska|NV nevada|NH new hampshire|NJ new jersey|NM new mexico|NY new york"
    "|NC north carolina|ND north dakota|OH ohio|OK oklahoma|OR oregon|PA pennsylvania"
    "|RI rhode island|SC south carolina|SD south dakota|TN tennessee|TX texas|UT utah|VT vermont"
    "|VA virginia|WA washington|WV west virginia|WI wisconsin|WY wyoming"
)
STATES: Final[Mapping[str, str]] = {
    name: code for code, _, name in (each.partition(" ") for each in _STATES.split("|"))
}
"""Codes of the United States by name; the codes themselves are their values."""
