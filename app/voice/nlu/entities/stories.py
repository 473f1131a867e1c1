"""What somebody tells before a wish: "my mom loves tea and I'm looking for a tea set".

Goods behind the verb of seeking or buying are wanted; what the story before it names is not. Only
where the story has a verb of its own and wishes, asks and counts nothing. What joins the two may be
a reason ("so get me two"), or nothing at all: "mein Handy ist kaputt ich möchte eine Hülle".
"""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.item_words import DETERMINERS
from app.voice.nlu.entities.lexicon import load_lexicon
from app.voice.nlu.entities.names import MY
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
    "ich nehm|nehm ich|nehme ich|nehmen wir|ich brauch|brauch ich|hatt ich gern|hol ich|kauf ich|"
    "me hacian falta|me falta|me faltan|nos faltan|nos hacen falta|il me faut|me faudrait|"
    "i could do with|we could use|i ll have|ill have|i d love|we ll take|"
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
_SO: Final = phrases(
    "so|and so|so now|therefore|thats why|that s why|which is why|hence|asi que|por eso|por lo que|"
    "de modo que|entonces|conque|donc|du coup|alors|c est pourquoi|c est pour ca que|"
    "deshalb|deswegen|darum|drum|daher|weshalb|weswegen|also"
)
"""Behind these a wish follows from what was told, whatever its verb."""
_RELATIVE: Final = frozenset(
    split_words(
        "that which what if do can could should may as when how where why whatever all one ones "
        "who whom because than like till until before after once unless whenever "
        "que qui qu quoi dont ou si ce no ne lo la los las cuando donde como porque quien "
        "der die das den dem dessen was wer wenn wo wie ob dass weil bis nicht "
        "the a an my to of for in"
    )
)
"""Behind these what follows is no sentence of its own: "the one I want", "lo que busco"."""
_ASKED: Final = frozenset(
    split_words(
        "is are was were do does did has have can could will would which what where how es esta "
        "son hay est sont ist sind war hat gibt kann"
    )
)
_SPEAKER: Final = frozenset(
    split_words(
        "i id ive ill im we wed weve je j on nous il ich wir busco buscamos buscaba estoy ando "
        "necesito necesitamos quiero queremos quisiera queria querria me nos do have can could "
        "find get show ponme dame deme mandame pideme traeme enviame haben habt hast gibt fuhren "
        "avez vous tienen teneis tienes"
    )
)
"""First words of a wish that may follow a story with nothing between."""
_TOLD: Final = 3
"""Words that a story has at least."""
_TELLING: Final = frozenset(
    split_words(
        "is was are were has had have loves love likes like liked enjoys enjoy adores hates hate "
        "collects plays plants cooks bakes drinks drank eats ate broke broken died cracked lost "
        "spilled ran gave took fell made went came kept left threw tore burst froze blew bit "
        "stopped stops leaks "
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
        led = _wish_at(sheet, at)
        if not led or not _is_story(sheet, at):
            continue
        if seeking and not _SEEKING.intersection(sheet.plain[at : at + led]):
            return 0
        points = sheet.plain[at + led : at + led + 2]
        return at if len(points) > 1 or not _SELF.issuperset(points) else 0
    return 0


def _wish_at(sheet: Sheet, at: int) -> int:
    """How many words lead up to the goods of a wish that begins there; 0: none does."""
    led = sheet.words_at(at, _WISH)
    before = sheet.plain[at - 1]
    if led and before in _JOINING:
        return led
    if at < _TOLD or not load_lexicon().is_stop(sheet, at) or sheet.plain[at] in DETERMINERS:
        return 0
    if _follows(sheet, at):
        return led or 1
    apart = before not in _RELATIVE and sheet.plain[at] in _SPEAKER
    return led if apart and sheet.plain[0] not in _ASKED else 0


def _follows(sheet: Sheet, at: int) -> bool:
    """Whether a "so" stands right before the place."""
    starts = range(max(1, at - 4), at)
    if sheet.speaks("de") and sheet.plain[at - 1] == "so":
        return False  # "ein Tisch so groß wie meiner"
    return any(sheet.words_at(start, _SO) == at - start for start in starts)


def _is_story(sheet: Sheet, end: int) -> bool:
    """Whether the words before the wish tell something and neither wish, nor ask, nor count."""
    before = sheet.plain[:end]
    told = not _TELLING.isdisjoint(before) or any(_is_past(sheet, at) for at in range(end))
    if not told and not _follows(sheet, end) and not _is_of_person(sheet):
        return False
    return not any(
        sheet.words_at(at, _WISHING) or sheet.words_at(at, _WISH) or _counts(sheet, at)
        for at in range(end)
    )


def _is_of_person(sheet: Sheet) -> bool:
    """Whether it begins with somebody of the speaker's: "mein Sohn malt gerne"."""
    return sheet.plain[0] in MY and load_lexicon().is_beside(sheet, 1)


def _is_past(sheet: Sheet, at: int) -> bool:
    """Whether the token tells what happens, by its ending: "arañó", "pintando", "scratched"."""
    word = sheet.tokens[at].word
    return (sheet.speaks("es") and word.endswith(("ó", "ando", "iendo", "yendo"))) or (
        sheet.speaks("en") and len(word) > _SHORT and word.endswith("ed")
    )


def _counts(sheet: Sheet, at: int) -> bool:
    number = amount_at(sheet, at)
    return number is not None and number[0] > 1 and not sheet.used[at]
