"""What somebody tells before a wish: "my mom loves tea and I'm looking for a tea set".

Goods behind the verb of seeking or buying are wanted; what the story before it names is not. Only
where the story has a verb of its own and wishes, asks and counts nothing.
"""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_WISH: Final = phrases(
    "i m looking for|im looking for|i am looking for|we re looking for|were looking for|"
    "we are looking for|i m searching for|im searching for|looking for|i need|we need|i d need|"
    "i ll need|ill need|i want|we want|id like|i d like|i would like|we d like|we would like|"
    "id love|i d love|i m after|im after|i m shopping for|im shopping for|i want to buy|"
    "i wanted to get|i wanted|i ll take|ill take|can i get|could i get|can i have|could you find|"
    "can you find|find me|get me|show me|do you have|do you sell|do you carry|have you got|"
    "what do you have in|ive been looking for|i ve been looking for|i could use|i d go for|"
    "busco|buscamos|buscaba|estoy buscando|ando buscando|estamos buscando|necesito|necesitamos|"
    "necesitaria|quiero|queremos|quisiera|queria|querria|me gustaria|nos gustaria|me hace falta|"
    "me hacen falta|nos hace falta|quiero comprar|quiero comprarle|quiero regalarle|"
    "quisiera comprar|dame|deme|ponme|mandame|tienen|teneis|tienes|hay|venden|vendeis|"
    "je cherche|on cherche|nous cherchons|je recherche|je voudrais|j aimerais|il me faut|"
    "il me faudrait|il nous faut|j ai besoin d|j ai besoin de|je veux|on voudrait|je prends|"
    "je vais prendre|avez vous|est ce que vous avez|vous avez|vous auriez|vendez vous|"
    "ich suche|suche ich|wir suchen|suchen wir|ich brauche|brauche ich|brauchen wir|wir brauchen|"
    "ich brauchte|brauchte ich|ich mochte|mochte ich|ich hatte gern|ich hatte gerne|hatte ich gern|"
    "hatte ich gerne|ich will|ich nehme|wir hatten gern|haben sie|habt ihr|hast du|gibt es|"
    "fuhren sie|ich bin auf der suche nach|bin ich auf der suche nach"
)
"""A wish, up to the goods."""
_JOINING: Final = frozenset(
    split_words(
        ", ; and so now therefore because that s thats why y asi que entonces ahora por eso et "
        "donc "
        "alors du coup maintenant c est pourquoi und also deshalb darum deswegen daher jetzt nun "
        "drum weshalb to for him her them us ihm ihr ihnen le les"
    )
)
"""Between a story and the wish."""
_TELLING: Final = frozenset(
    split_words(
        "is was are were has had have loves love likes like liked enjoys enjoy adores hates hate "
        "collects plays plants cooks bakes drinks drank eats ate broke broken died cracked lost "
        "spilled ran "
        "burned burnt finished moved got gets bought started starts wants needs uses reads wears "
        "im shes hes were theyre its weve ive "
        "es era esta estan tiene tengo tenemos gusta gustan encanta encantan adora ama odia "
        "colecciona toca cocina bebe come lee usa juega rompio perdi perdio murio mudamos mude "
        "compre compramos cumple hace va soy somos quiere necesita empezo acabo fascina "
        "est etait a ai avons as sont aime aiment adore adorent deteste collectionne joue boit "
        "mange lit fait cuisine casse casser perdu achete demenage commence fete raffole "
        "ist war sind hat habe haben hatten mag mogen liebt lieben trinkt isst liest kocht backt "
        "spielt sammelt hasst ging kaputt verloren gekauft umgezogen wird feiert braucht will "
        "gestorben zerbrochen bekommt geht"
    )
)
"""Verbs that a story has."""
_WISHING: Final = phrases(
    "order|add|put|send|reorder|buy|cancel|return|exchange|swap|replace|instead|which|what|how|"
    "where|can you|could you|would you|please|pide|pedir|anade|agrega|pon|manda|cancela|devolver|"
    "cambiar|cual|"
    "cuanto|donde|ordena|commande|ajoute|mets|mettez|annule|retourner|rendre|echanger|quel|quelle|"
    "combien|ou est|bestell|bestelle|bestellen|pack|leg|storniere|stornieren|zuruckgeben|"
    "umtauschen|welche|wie viel|wo ist"
)
"""In a story these are wishes of its own."""
_SEEKING: Final = frozenset(
    split_words(
        "looking searching shopping find busco buscamos buscaba buscando cherche cherchons "
        "recherche "
        "suche suchen"
    )
)
_SHORT: Final = 4
_SELF: Final = frozenset(
    split_words("it one them that this some lo la los las eso ca en das es sie ihn")
)
"""Behind a wish these point back to what the story names: "my kettle broke, I need one"."""


def story_end(sheet: Sheet, *, seeking: bool) -> int:
    """Where the wish behind a story begins; 0: no story was told.

    `seeking`: only a verb of seeking counts, as "I want" may be about what the story tells.
    """
    for at in range(1, len(sheet.plain)):
        led = sheet.words_at(at, _WISH) if sheet.plain[at - 1] in _JOINING else 0
        if not led or not _is_story(sheet, at):
            continue
        if seeking and not _SEEKING.intersection(sheet.plain[at : at + led]):
            return 0
        points = sheet.plain[at + led : at + led + 2]
        return at if len(points) > 1 or not _SELF.issuperset(points) else 0
    return 0


def _is_story(sheet: Sheet, end: int) -> bool:
    """Whether the words before the wish tell something and neither wish, nor ask, nor count."""
    before = sheet.plain[:end]
    if _TELLING.isdisjoint(before) and not any(_is_past(sheet, at) for at in range(end)):
        return False
    return not any(
        sheet.words_at(at, _WISHING) or sheet.words_at(at, _WISH) or _counts(sheet, at)
        for at in range(end)
    )


def _is_past(sheet: Sheet, at: int) -> bool:
    """Whether the token tells what happened, by its ending: "arañó", "scratched"."""
    word = sheet.tokens[at].word
    return (sheet.speaks("es") and word.endswith("ó")) or (
        sheet.speaks("en") and len(word) > _SHORT and word.endswith("ed")
    )


def _counts(sheet: Sheet, at: int) -> bool:
    number = amount_at(sheet, at)
    return number is not None and number[0] > 1 and not sheet.used[at]
