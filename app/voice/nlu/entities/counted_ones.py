"""Ones and other numbers that count nothing: "un article", "one never knows", "twenty four "
"seven"."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.lexicon import load_lexicon
from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_ONES: Final = frozenset(split_words("one un una uno une ein eine einen eins"))
WHOLES: Final = frozenset(
    split_words(
        "article articles articulo articulos producto productos produit produits artikel produkt "
        "problema duda queja problem probleme souci "
        "item product thing order pedido commande bestellung cosa chose ding sache compra achat "
        "purchase question pregunta frage cadeau regalo geschenk momento moment instant poco peu "
        "questions preguntas fragen dudas quejas problems problemas problemes probleme things "
        "cosas "
        "choses dinge sachen bisschen rato truc machin paquete paquet paket package parcel colis "
        "envio reembolso "
        "remboursement refund"
    )
)
"""Behind an article these name no goods, and so nothing is counted."""
_ANYBODY: Final = frozenset(
    split_words(
        "ya no nunca siempre se sabe puede quiere hace tiene never always can could should would "
        "does might doesnt cant knows has"
    )
)
"""Behind "one" these tell what anybody does: "uno ya no sabe", "one never knows"."""
_IDIOMS: Final = phrases(
    "twenty four seven|24 7|24 / 7|around the clock|seven days a week|one on one|one by one|one "
    "moment|"
    "veinticuatro siete|veinticuatro horas|siete dias a la semana|uno por uno|una a una|"
    "vingt quatre heures sur vingt quatre|sept jours sur sept|24 heures sur 24|7 jours sur 7|un "
    "par un|"
    "vierundzwanzig sieben|rund um die uhr|sieben tage die woche|eins nach dem anderen|"
    "a million|thanks a million|un million|mille mercis|mil gracias|tausend dank|mille fois|"
    "hang on|hang on a sec|hang on a second|hold on|hold on a sec|hold on a second|one second|"
    "one sec|just a second|just a sec|wait a second|wait a sec|wait a minute|give me a second|"
    "give me a sec|bear with me|un segundo|un segundito|un momento|un momentito|espera un momento|"
    "une seconde|une minute|un instant|une petite seconde|deux secondes|attendez une minute|"
    "attends une minute|moment mal|einen moment|eine sekunde|sekunde|eine minute|kleinen moment|"
    "warte mal|warten sie mal|warte kurz|"
    "one more time|one last thing|una cosa mas|encore une fois|noch eins"
)
"""Numbers in these count nothing, and none of them names goods."""


def use_idioms(sheet: Sheet) -> None:
    """Speak for turns of phrase with a number in them that counts nothing."""
    for at in range(len(sheet.plain)):
        length = sheet.words_at(at, _IDIOMS)
        if length:
            sheet.use(at, at + length)


def counts_goods(sheet: Sheet, one: bool) -> bool:
    """Whether the number of a sentence without goods counts some, and is no article or pronoun.

    `one`: it is a one. "Two questions" and "a wedding" count none.
    """
    found = [at for at in range(len(sheet.plain)) if _is_number(sheet, at, one)]
    if not found:
        return True
    behind = found[-1] + (1 if one else amount_length(sheet, found[-1]))
    if behind >= len(sheet.plain):
        return True
    following = sheet.plain[behind]
    if following in WHOLES or (one and following in _ANYBODY):
        return False
    return not (one and load_lexicon().is_beside(sheet, behind))


def _is_number(sheet: Sheet, at: int, one: bool) -> bool:
    if sheet.used[at]:
        return False
    return sheet.plain[at] in _ONES if one else amount_at(sheet, at) is not None


def amount_length(sheet: Sheet, at: int) -> int:
    """How many tokens the number takes that stands there; 0: none does."""
    number = amount_at(sheet, at)
    return number[1] if number else 0
