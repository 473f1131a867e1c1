"""The words that are said of the parts of an order, in four languages: places in the list read
out, and what keeps a part or leaves it out. Closed lists, looked for in plain words."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import is_answer, is_opener, plainly
from app.voice.nlu.words import split_words


class Mark(StrEnum):
    """What a piece of a sentence is."""

    LINES = "lines"
    """A part, or goods, by whatever name."""
    ALL = "all"
    ONLY = "only"
    WITHOUT = "without"
    WITH = "with"
    """Says that it is wanted."""
    AGAIN = "again"
    """Says that it shall come on top, or back."""
    BUT = "but"
    AND = "and"
    CORRECTION = "correction"
    """What was said before it does not hold."""


PLACES: Final = {
    word: place
    for place, words in {
        1: "first 1st former primero primera primer premier premiere 1er 1ere erste ersten erster "
        "erstes ersteren erstere",
        2: "second 2nd segundo segunda deuxieme second seconde 2e 2eme zweite zweiten zweiter "
        "zweites",
        3: "third 3rd tercero tercera tercer troisieme 3e 3eme dritte dritten dritter drittes",
        4: "fourth 4th cuarto cuarta quatrieme 4e 4eme vierte vierten vierter viertes",
        -1: "last latter ultimo ultima dernier derniere letzte letzten letzter letztes letztere "
        "letzteren",
    }.items()
    for word in split_words(words)
}
BEFORE_NO_PLACE: Final = frozenset(
    split_words("a an un une ein eine einen einer my our mi mis mon ma mes meine meinen meiner")
)
"""Before "second" and "last" that are none of the list's: "a second", "my last order"."""
PART_NOUNS: Final = frozenset(
    split_words(
        "part parts order orders half store stores shop one ones option delivery parte partes "
        "pedido pedidos mitad tienda tiendas opcion partie parties commande commandes moitie "
        "magasin option teil teile teils teilen bestellung bestellungen halfte lieferung filiale "
        "geschaft laden number numero nummer"
    )
)
POINTING: Final = frozenset(
    split_words(
        "the that what one part order el la lo las los parte pedido le les celle celui ce ceux "
        "partie commande der die das den dem teil bestellung"
    )
)
NUMBERED: Final = frozenset(
    split_words("part option number parte opcion numero partie teil nummer choice")
)
HAVING: Final = frozenset(split_words("with con avec mit"))
JOINING: Final = frozenset(split_words("de of von du des d en a"))
ARTICLES: Final = frozenset(split_words("the el la los las le les l der die das den dem"))
ONE: Final = frozenset(split_words("a an un una une ein eine einen einer"))
WEIGHTLESS: Final = (
    LITTLE_WORDS
    | PART_NOUNS
    | POINTING
    | HAVING
    | JOINING
    | ONE
    | frozenset(
        split_words(
            "to from at instead rather then now want wants take get order buy have give prefer "
            "think guess make do it be let s m d ll ve re t we i me my us thing things it's and "
            "or so that para por mejor prefiero entonces ahora quiero quisiera llevo quedo tomo "
            "dame pon ponme compra pide haz me lo esa ese eso esta este pues creo que y o se en a "
            "al del va pour plutot alors maintenant veux voudrais prends prendre prendrai prefere "
            "donne donnez mettez mets on va et ou ca cela c est j n ne qu chez au aux vous tu "
            "prenez commandez fur lieber dann jetzt will mochte nehme nehmen nimm nehm brauche "
            "brauch hatte gern gerne bestell bestellen kauf kaufen bitte und oder ich wir es in "
            "im von zu zum zur aus bei mir uns sie ist lass lassen mal halt also euch soll sollen "
            "wollen kann konnen please thanks thank you okay ok fine right great perfect sure "
            "gracias favor vale bien merci plait d accord parfait danke gut prima genau really "
            "actually definitely just hm realidad final fait finalement enfin eigentlich "
            "go ahead allez allons adelante mach machen mache"
        )
    )
)

_NAMED_WORDS: Final = {
    Mark.ALL: (
        r"both|all(?: (?:of (?:it|them)|two|three|four))?|everything|the (?:two|whole (?:thing|lot"
        r"|order))|amb[oa]s|l[oa]s (?:dos|tres)|tod[oa]s?|tout(?:es)?|tous|les (?:deux|trois)"
        r"|beide[snm]?|alles|alle"
    ),
    Mark.ONLY: (
        r"only|just|solely|merely|alone|nothing (?:but|else|more|other than|except)"
        r"|that (?:s|is|ll be|will be) (?:all|it|everything)"
        r"|solo|solamente|unicamente|nomas|nada mas(?: que)?|no (?:\w+ ){0,2}?mas que"
        r"|(?:eso|ya) es todo|seulement|uniquement|juste|seule?s?|rien (?:que|qu|d autre)"
        r"|ne? (?:\w+ ){1,3}?qu?e?(?= (?:l[ea]s?|l|celles?|celui|ceux|un|une)\b)"
        r"|(?:veux|voudrais|prends?|prendrai|prendre|garde|garder|voulons|prenons) qu?e?"
        r"|c est tout|ce sera tout|nur|lediglich|bloss|allein|ausschliesslich|sonst nichts"
        r"|nichts (?:ausser|als|weiter|mehr)|das (?:ist|war|ware) (?:alles|s)"
        r"|enough|basta|bastan|suffit|suffisent|reicht|reichen|genugt|genugen"
    ),
    Mark.WITHOUT: (
        r"not|don t|do not|doesn t|without|except(?: for)?|excluding|apart from|other than"
        r"|instead of|rather than|neither|nor|minus|can t|cannot|can not|too far"
        r"|demasiado lejos|muy lejos|trop loin|zu weit"
        r"|sin|menos|excepto|salvo|tampoco|ni|en (?:vez|lugar) de"
        r"|ne (?:\w+ ){1,2}?(?:pas|plus)|n (?:\w+ ){1,2}?(?:pas|plus)|pas|sans|sauf|hormis|excepte"
        r"|a part|au lieu de|plutot que"
        r"|nicht|kein\w*|ohne|ausser|ausgenommen|(?:an)?statt|bis auf|weder"
        r"|(?:no|non|nein|nee)(?= (?:to|a|al|au|aux|en|de|con|for|zu|zum|zur)\b)"
        r"|no (?:(?:me|nos|te|se|l[oa]s?) )?(?:quier|quisier|necesit|pong|pid|compr|inclu|met|coj"
        r"|dese|llev|encarg|hac|interes)\w*"
    ),
    Mark.WITH: r"yes|yeah|yep|si|oui|ouais|ja|jawohl",
    Mark.AGAIN: (
        r"not (?:only|just)|no (?:solo|solamente)(?=.* (?:sino|pero) )"
        r"|pas (?:seulement|que|uniquement)|nicht (?:nur|bloss)(?=.* sondern )|also|too(?! far)"
        r"|as well|after all|again|plus|tambien|ademas|otra vez|de nuevo"
        r"|aussi|quand meme|auch|wieder|dazu|doch|back"
    ),
    Mark.BUT: r"but|pero|sino|mais|aber|sondern",
    Mark.AND: r"and|or|y|o|et|ou|und|oder",
    Mark.CORRECTION: (
        r"(?:(?:no|oh|ah|uh|sorry) )*(?:wait|hang on|hold on|scratch that|i mean|make that|sorry)"
        r"|or rather|(?:no |ay |ah )*(?:espera|perdon|perdona)|digo|mejor dicho|quiero decir|o sea"
        r"|(?:non |euh |ah )*(?:attend[sz]|attendez|pardon)|je veux dire"
        r"|(?:(?:nein|nee|ach|ah) )*(?:warte(?:n sie)?|moment|ich meine|quatsch)"
        r"|besser gesagt|(?:no|non|nein|nee) (?:rather|actually|better|mejor|plutot|finalement"
        r"|lieber|doch|besser|eigentlich)"
    ),
}
"""Words that are never a name of goods."""
_VERBS: Final = {
    Mark.WITHOUT: (
        r"leave (?:out|off)|leave(?! (?:me|us|in)\b)|drop|skip|remove|delete|cancel"
        r"|forget(?: about)?|lose|scrap|scratch|omit|exclude|ditch|get rid of"
        r"|take (?:out|off|away)|out(?! of\b)|off"
        r"|quit[aeo]\w*|elimin\w+|sac[aoq]\w*|borr[ae]\w*|cancel\w+|anul\w+|omit\w+|descart\w+"
        r"|olvid\w+|dej\w+ fuera|fuera|exclu\w+"
        r"|enlev\w+|supprim\w+|retir(?:e|er|ez)(?= (?:l|la|le|les|celle|celui)\b)|annul\w+"
        r"|oubli\w+|ote[rz]?|laisse[rz]? (?:tomber|de cote)"
        r"|weg|raus|heraus|weglassen|wegnehmen|streich\w*|losch\w*|entfern\w*|storn\w+|auslassen"
        r"|vergiss|vergessen|abbestell\w*"
    ),
    Mark.WITH: (
        r"keep|leave (?:me|us|in)|(?:me )?quedo con|conserv\w+|gard(?:e|er|ez|ons)|behalt\w*"
    ),
    Mark.AGAIN: (r"add|put back|anad\w+|agreg\w+|vuelv\w+|ajout\w+|rajout\w+|remet\w*|hinzu\w*"),
}
"""Words that may be a part of one: "sacos" are no wish to take out."""
OTHER_ONE: Final = re.compile(
    r"(?:the (?:other|rest)|(?:el|la) otr[oa]|el resto|l[oa]s? demas|l autre|le reste"
    r"|d(?:er|ie|as|en|em) (?:andere[nrsm]?|rest))\b"
)
IDLE: Final = re.compile(
    r"\b(?:not enough|no bastan?|suffi(?:t|sent) pas|reich(?:t|en) nicht|du tout"
    r"|at all|all ?(?:right|good|set|done|fine|clear)|para nada|check ?out"
    r"|todo (?:bien|bueno|correcto|perfecto|claro|listo)|tout (?:va |est )?(?:bien|bon|parfait)"
    r"|tout (?:a fait|de suite)|alles (?:gut|klar|bestens|okay|ok|richtig|in ordnung|prima))\b"
)
"""Says nothing of how much is wanted."""
_WHOLE: Final = re.compile(
    r"\b(?:both|the two|all (?:of (?:it|them)|two|three|four|parts)|amb[oa]s|l[oa]s (?:dos|tres)"
    r"|les (?:deux|trois)|beiden?|alle (?:zwei|drei|teile))\b"
)
_NONE: Final = re.compile(
    r"(?:neither|none)(?: one)?(?: of (?:them|those|these|the two))?"
    r"|ningun[oa](?: de (?:l[oa]s dos|ell[oa]s))?|ni (?:un[oa]|el un[oa]) ni (?:el |la )?otr[oa]"
    r"|aucune?(?: des deux)?|ni l une? ni l autre|keine?[sn]?(?: (?:von|der|davon) ?(?:beiden)?)?"
)
_ASKS: Final = re.compile(
    r"(?:what|how|why|when|where|which|who|is|are|does|did|has|was|were|repeat|say|tell|read"
    r"|explain|cuant\w+|cual\w*|cuando|donde|por que|que (?:es|son|cuesta\w*|hay|tiene\w*|pasa)"
    r"|repit\w+|dime|lee|es|son|combien|quand|pourquoi|quel\w*|est ce|repet\w+|dites|lis|lisez"
    r"|wie|wann|warum|wo|welche\w*|ist|sind|hat|wiederhol\w*|sag|lies)\b"
    r"|.*\b(?:costs?|price|cuestan?|cuanto|precio|coutent?|combien|prix|kosten?|kostet|preis"
    r"|not (?:really |quite |so )?sure|don t (?:really )?know|wonder\w*|no (?:lo )?se(?: si)?"
    r"|no estoy segur[oa]|sais pas|pas sure?|weiss (?:ich )?(?:es )?(?:noch )?nicht"
    r"|nicht (?:ganz )?sicher)\b"
)
"""Begins a question, or tells of doubt: nothing is left out for it."""


def _compiled(table: dict[Mark, str]) -> tuple[tuple[Mark, re.Pattern[str]], ...]:
    return tuple((mark, re.compile(rf"(?:{words})\b")) for mark, words in table.items())


_ORDERED: Final = (
    *(Mark.CORRECTION, Mark.AGAIN, Mark.ONLY, Mark.WITHOUT),
    *(Mark.ALL, Mark.WITH, Mark.BUT, Mark.AND),
)
"""Longer ones first: "not only" is no "not"."""
NEVER_GOODS: Final = _compiled({mark: _NAMED_WORDS[mark] for mark in _ORDERED})
MAY_BE_GOODS: Final = _compiled(_VERBS)


def asks(text: str) -> bool:
    """Whether a text asks something, or says that its speaker is in doubt."""
    words = plainly(text).split()
    while words and (is_opener(words[0]) or is_answer(words[0])):
        words = words[1:]
    return bool(_ASKS.match(" ".join(words)))


def wants_none(text: str) -> bool:
    """Whether a text says no more than that none of them is wanted."""
    words = [word for word in plainly(text).split() if not is_answer(word)]
    return bool(_NONE.fullmatch(" ".join(words)))


def counts_all(text: str) -> bool:
    """Whether all parts are named as a number of things: "both", not "everything's fine"."""
    return bool(_WHOLE.search(plainly(text)))
