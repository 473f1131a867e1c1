"""Words that point at what was just spoken of, in four languages: both, the other one, one more,
the same for somebody else, it.

Closed lists, looked for in plain words. They name nothing, so what they mean is told by the
dialogue alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import Final

from app.commerce.words import NUMBERS, root
from app.voice.nlu.entities.ordinals import item_reference
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.hesitation import names_nothing
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import is_answer, is_opener, plainly
from app.voice.nlu.ways import without_manner
from app.voice.nlu.words import split_words

_COUNTS: Final = {word: int(value) for word, value in NUMBERS.items() if len(value) == 1} | (
    dict.fromkeys(split_words("a un una uno une ein eine einen einer"), 1)
)
_COUNT: Final = rf"({'|'.join(_COUNTS)}|[1-9])"
_BOTH: Final = re.compile(
    r"\b(?:both|the two|l[oa]s dos|amb[oa]s|(?:tou(?:s|tes) )?les deux|(?:alle )?beiden?)\b"
)
_EVERY: Final = re.compile(
    r"\b(?:all(?: three)?|tod[oa]s|l[oa]s tres|tou(?:s|tes)(?: les trois)?|les trois|alle(?:"
    r" drei)?"
    r")\b"
)
_THREE: Final = re.compile(r"\b(?:three|tres|trois|drei)\b")
_EACH: Final = re.compile(
    rf"\b(?:{_COUNT} (?:of )?each(?: of them)?"
    rf"|{_COUNT} de cada(?: un[oa]| tipo| color)?"
    rf"|{_COUNT} de chaque(?: sorte| couleur)?"
    rf"|(?:je|jeweils) {_COUNT}"
    rf"|{_COUNT} von (?:jede[mr]|beiden)|von (?:jede[mr]|beiden) {_COUNT})\b"
)
_OTHER: Final = re.compile(
    r"\b(?:the other(?: one)?|(?:el|la) otr[oa]|l autre|d(?:er|ie|as|en) andere[nrs]?)\b"
)
_DENIED: Final = re.compile(
    r"\b(?:not|nicht|no|pas|anything but|alles ausser|tout sauf) "
    r"(?:the|den|die|das|el|la|los|las|le|les|l) (.+?)"
    r"(?: (?:but |sondern |sino |mais )?(?:the|den|die|das|el|la|le|l)"
    r" (?:other|ander\w+|otr[oa]|autre)\b.*)?$"
)
_FURTHER: Final = (
    "second|third|fourth|segund[oa]|tercera?|cuart[oa]|deuxieme|seconde|troisieme|quatrieme"
    "|zweite[ns]?|dritte[ns]?|vierte[ns]?"
)
"""One more of them, by its place: "une deuxième gourde"."""
_MORE: Final = re.compile(
    rf"\b(?:another(?: one)?|otr[oa](?: mas)?|encore une?|une? autre"
    rf"|{_COUNT} (?:more|mas|de plus|mehr)|encore {_COUNT}"
    rf"|noch (?:mal )?{_COUNT}"
    rf"|(?:an?|una?|une|eine?n?s?) (?:{_FURTHER})(?! (?:time|vez|fois|mal)\b)"
    rf"|^(?:and|y|et|und) {_COUNT}(?= (?:for|para|pour|fur) (?:my|our|mis?|mon|ma|mes|mein)\w*\b)"
    rf"|(?:add|throw in|r?ajout\w+|sum[ae]\w*|agreg\w+|anad\w+|ech[ae]\w*)"
    rf"(?: (?:me|nos|le|en|m en|moi en|nous en))* {_COUNT})\b"
)
_FOR_WHOM: Final = re.compile(
    r" (?:for|para|pour|fur) (?:my|our|his|her|their|the|mis?|su|nuestr[oa]s?|el|la|los|las|mon|ma"
    r"|mes|notre|nos|son|sa|ses|l|le|les|mein\w*|unser\w*|sein\w*|ihr\w*|die|den|das)"
    r"(?: \w+){1,2}$"
)
_OF_IT: Final = re.compile(
    r"\b(?:(?:pairs?|pares?|paires?|paar|packs?|packets?|bags?|bolsas?|paquetes?|sachets?|paquets?"
    r"|packung\w*|stuck|pieces?|unidades?) ?(?:mas|more|de plus|mehr)?)\b"
)
"""Units of what is in hand: "one more pair"."""
_DOUBLE: Final = re.compile(
    r"\b(?:double (?:it|that|them)|twice (?:that|as many)|(?:el |que sea )?doble|duplic\w+"
    r"|doubl(?:ez|e[rz]?|ons)(?: la| les)?|le double|verdoppel\w*|das doppelte|doppelt so viele?)\b"
)
_HALF: Final = re.compile(
    r"\b(?:(?:only |just )?half (?:of )?(?:it|that|them|as many|the (?:amount|number))"
    r"|halve (?:it|them|that|this|the order)|(?:cut|split|chop) (?:it|them|that) in half"
    r"|(?:a |en |solo |con )?la mitad|(?:de )?la moitie|(?:nur )?(?:die|auf die) halfte"
    r"|halb so viele?|halbier\w*)\b"
)
_SAME: Final = re.compile(
    r"\b(?:same|l[oa] mism[oa]|el mismo|l[ea] meme(?: chose)?"
    r"|d(?:as|ie|en) ?(?:selben?|gleichen?))\b"
)
_FOR: Final = re.compile(
    r"\b(?:for (?:my|me|him|her|them|us|his|our|their|the kids?|a friend|each|both)"
    r"|para (?:mi|mis|ti|el|ella|ellos|nosotros|nuestr[oa]s?|su|sus|un amigo|una amiga)"
    r"|pour (?:mon|ma|mes|moi|lui|elle|eux|nous|notre|nos|son|sa|ses|un ami|une amie)"
    r"|fur (?:mich|ihn|sie|uns|mein\w*|unser\w*|sein\w*|ihr\w*|die kinder|eine?n? freund\w*))\b"
)
_AGAIN: Final = re.compile(
    r"\b(?:one more time|once more|otra vez|una vez mas|encore une fois|une fois de plus"
    r"|noch (?:ein)?mal)\b"
)
_OTHER_STORE: Final = re.compile(
    r"\b(?:the other|another|a different|(?:la |una )?otra|(?:l |un |une )?autre"
    r"|(?:die|den|das|eine?n?|ein) andere\w*) "
    r"(?:store|shop|location|tienda|sucursal|magasin|boutique|filiale|laden|geschaft)\b"
)
_KIND: Final = re.compile(
    r"\b(?:colou?rs?|colores|couleurs?|farben?|sizes?|tallas?|tailles?|groessen?|grossen?)\b"
)
_NONE: Final = re.compile(
    r"\b(?:neither|none|ningun[oa]|ni un[oa] ni otr[oa]|aucune?|ni l une? ni l autre"
    r"|kein(?:s|es|e|er|en)|weder noch)(?: (?:of|de|von) (?:them|those|these|the two|ell[oa]s"
    r"|los dos|las dos|les deux|beiden|denen))?(?: des deux)?\b"
)
_ALWAYS: Final = re.compile(
    r"\b(?:usual\w*|always|last (?:time|week|month)|before|siempre|costumbre|ultima vez|toujours"
    r"|d habitude|derniere fois|immer|sonst|letzte\w* mal|ublich\w*)\b"
)
_PRICE: Final = re.compile(
    r"\b(?:how much|costs?|prices?|cuanto|cuestan?|valen?|precios?|combien|coute(?:nt|rait)?|prix"
    r"|kost(?:et|en|eten?)|preise?|wie ?viel|was machen|font combien"
    r"|(?:do|does|would) (?:\w+ )+come to)\b"
)
_ASKED: Final = re.compile(
    r"\b(?:how|when|why|como|cuando|por que|comment|quand|pourquoi|wie|wann|warum)\b"
)
_REQUEST: Final = re.compile(
    r"\b(?:(?:can|could|may|might) (?:i|we|you|they|somebody|someone|(?:a|the|your) \w+) .*"
    r"\b(?:it|them|that|this)\b|(?:can|could|would|will) (?:it|they|that|this|those|these) be"
    r" (?:sent|shipped"
    r"|delivered|posted|brought|mailed|couriered|dropped)\b"
    r"|(?:ca|elle|il|ce) (?:peut|pourrait|peuvent) etre (?:livre|envoye|expedie|apporte)"
    r"|(?:puede|podria) (?:ser )?(?:venir|enviad|mandad)\w*"
    r"|(?:kann|konnte) (?:das|es|man (?:das|es)|sie) (?:\w+ )?(?:geliefert"
    r"|geschickt|gebracht|liefern|schicken)"
    r"|(?:geht|ginge|ware) (?:das|es|die|s) (?:\w+ ){0,2}?(?:per|mit|als|zu|nach|ins|moglich)"
    r"|(?:can|could|may) i (?:get|have) delivery|(?:puede|podria) ser a|es posible (?:que me|a)"
    r"|(?:c est|ce serait|serait ce) possible (?:en|a|par|de)"
    r"|(?:puedo|podria|podemos|puedes?|pueden|podrias?) .*l[oa]s?\b|me l[oa]s? (?:\w+ )?"
    r"|(?:peux|pourrais|pouvons|pouvez|pourriez|peut on|possible) .*\bl(?:e|a|es)? "
    r"|(?:puede|pueden|podri\w+|podeis) (?:traer|mandar|enviar)\w*"
    r"|(?:kann|konnte|konnen|konnten|konntet|konnt) (?:\w+ )*(?:mir|uns) (?:die|den|das|\w+"
    r" jemand|jemand)\b"
    r"|(?:kann|konnte|konnen|konnten|konntet|konnt) (?:\w+ )*(?:es|das|sie|ihn|alles)\b)"
)
"""Asks for what is spoken of to be done otherwise."""
_ADDRESS: Final = re.compile(
    r"\b(?:address|direccion|adresse|anschrift|street|calle|rue|strasse|place|house|casa de|chez"
    r"|else(?:where)?|otr[oa]|autre|ailleurs|andere\w*|woanders)\b"
)
_THAT_ONE: Final = re.compile(
    r"\b(?:that s (?:the (?:one|ones)|it|them|right|what i (?:meant|mean|want))|(?:yes )?(?:those"
    r"|these)"
    r"(?: are the ones)?|exactly|(?:(?:eso|es[ao]s?)(?: mism[oa]s?)?(?: (?:es|son))?"
    r"|justo es[ao]s?)"
    r"|(?:c est )?(?:bien |exactement )?(?:celui|celle|ceux|celles) (?:la|ci)|c est (?:bien )?ca"
    r"|d(?:ie|as|en|er) (?:meine?n?|mein) (?:ich|wir)|d(?:ie|as|er) (?:sind|ist) es|das sind sie"
    r"|genau(?: d(?:ie|as|en|er))?)\b"
)
_OFFERED: Final = frozenset(
    split_words(
        "do does is are can could would will you possible posible moglich hay hacen haceis haces "
        "puede pueden puedes podeis faites faite avez vous proposez peut gibt macht machen bietet "
        "ihr kann konnen what about where"
    )
)
"""Words of who asks whether there is such a way at all."""
_PUTTING: Final = frozenset(
    split_words(
        "add make put throw chuck stick pop in on it anade pon ponme ponle echa sumale ajoutez "
        "rajoutez mettez ajoute rajoute mets m moi mach leg lege legen pack packe packen tu tun "
        "igual iguales pareil pareille identico identica identique gleiche gleichen "
        "mon ma mes mi mis son sa frere soeur "
        "drauf dazu obendrauf lassen lass komm come go venga anda allez tiens weisst was"
    )
)
"""Verbs that put something on top, and what is said before them."""
_PUTS: Final = re.compile(
    r"(?:sum|agreg|anad|pon|ech|met|aument)(?:a|e|i|ad|an|en|ga|gan|ed)"
    r"(?:me|nos|le|les|l[oa]s?){0,2}"
    r"|r?ajout(?:e|ez|er|ons)"
)
"""The same with their endings: "agregale", "ponédmelas"."""
_STOCKED: Final = frozenset(
    split_words(
        "in stock available left there have get got do does you your any still right now esta "
        "estan hay queda quedan tienen tienes disponible disponibles existencias ahi est sont "
        "dispo avez vous reste auf lager vorratig verfugbar da noch gibt haben"
    )
)
_JOINING: Final = frozenset(
    split_words(
        "and y e et und plus in one ones the please por favor en el la los las s il vous plait "
        "bitte color colour couleur farbe i ll take want quiero je prends nehme ich dans"
    )
)


def each_of(text: str, labels: Sequence[str]) -> int | None:
    """How many of each are wanted of the things just named ("both": one); None: it is not said
    that all of them are."""
    count = len(labels)
    if 0 < sum(_is_named(label, text) for label in labels) < count:
        return None  # "both in red" is two of one color
    if _tells_one(text, labels):
        return None  # "the two person one"
    known = frozenset(root(word) for label in labels for word in plainly(label).split())
    each = _alone(_EACH, text, known)
    if each is not None:
        return _counted(each)
    if count == 2 and _alone(_BOTH, text, known):
        return 1
    every = _alone(_EVERY, text, known) if count > 1 else None
    return 1 if every and (count == 3 or not _THREE.search(every[0])) else None


def _tells_one(text: str, labels: Sequence[str]) -> bool:
    """Whether some of the things are told from the others by a word of their own, numbers aside."""
    words = [{root(word) for word in plainly(label).split()} for label in labels]
    common = frozenset.intersection(*map(frozenset, words)) if words else frozenset()
    said = {root(word) for word in plainly(text).split() if word not in NUMBERS}
    said -= LITTLE_WORDS | common
    return 0 < sum(bool(own & said) for own in words) < len(labels)


def _is_named(label: str, text: str) -> bool:
    return any(_is(word, plainly(label)) for word in plainly(text).split())


def denied_of(labels: Sequence[str], text: str) -> frozenset[str]:
    """Those of what was read out that are not meant: "not the house blend, the other one"."""
    found = _DENIED.search(plainly(text))
    if found is None:
        return frozenset()
    words = {label: {root(word) for word in plainly(label).split()} for label in labels}
    common = frozenset.intersection(*map(frozenset, words.values())) if words else frozenset()
    denied = {root(word) for word in found[1].split()} - LITTLE_WORDS - common
    return frozenset(label for label, own in words.items() if own & denied)


def points_elsewhere(text: str) -> bool:
    """Whether the other one is meant, and nothing else is said."""
    return _alone(_OTHER, text) is not None


def how_many_more(text: str) -> int | None:
    """How many come on top ("another one": one), whatever is named with them; None: none do."""
    words = plainly(text)
    found = None if _AGAIN.search(words) else _MORE.search(words)
    return None if found is None else _counted(found)


def counts_further(word: str) -> bool:
    """Whether a word tells which of several the next one is: "a second bottle"."""
    return re.fullmatch(_FURTHER, plainly(word)) is not None


def doubles(text: str) -> bool:
    """Whether as much again is wanted of what is in hand: "doublez", "que sea el doble"."""
    return _DOUBLE.search(plainly(text)) is not None


def halves(text: str) -> bool:
    """Whether half of what is in hand will do: "déjalo en la mitad", "mettez la moitié"."""
    return _HALF.search(plainly(text)) is not None


def says_again(text: str) -> bool:
    """Whether it is asked to say something once more, and nothing else."""
    return _alone(_AGAIN, text) is not None


def means_other_store(text: str) -> bool:
    """Whether another store is meant, and nothing else is said."""
    return _alone(_OTHER_STORE, without_manner(text, ())) is not None


def is_bare(text: str) -> bool:
    """Whether nothing is named with `how_many_more`, nor another kind of it wanted."""
    plain = _OF_IT.sub(" ", _FOR_WHOM.sub("", plainly(text)))
    bare = _alone(_MORE, plain) or _alone(_MORE, _FOR_WHOM.sub("", plainly(text)))
    bare = bare or _alone(_MORE, text)
    return bare is not None and _KIND.search(plainly(text)) is None


def wants_none(text: str) -> bool:
    """Whether none of the things just named is wanted, and nothing else is said."""
    return _alone(_NONE, text) is not None


def means_that_order(text: str) -> bool:
    """Whether the same again is what was ordered a moment ago, and not what is always bought."""
    words = plainly(text)
    other = _ALWAYS.search(words) or _PRICE.search(words)
    return bool(_SAME.search(words) and not other)


def wants_the_same(text: str) -> bool:
    """Whether the same is wanted once more, for somebody else or with a difference, and not what is
    bought as always."""
    words = plainly(text)
    other = _ALWAYS.search(words) or _PRICE.search(words)
    return bool(_SAME.search(words) and _FOR.search(words) and not other)


def means_that_one(text: str) -> bool:
    """Whether it is said that just what was asked about is meant, and nothing else is."""
    return _alone(_THAT_ONE, text) is not None


def place_in_list(text: str, item_ref: int | None, name: str | None) -> int | None:
    """The 1-based place in a list that a sentence is about, be it read as the name of goods: "how
    much is the second one?"."""
    if name is None or item_ref is not None:
        return item_ref
    return item_reference(Sheet.of(name, "de")) or item_reference(Sheet.of(text, "de"))


def asks_price(text: str) -> bool:
    """Whether it is asked what something costs."""
    return bool(_PRICE.search(plainly(text)))


def asks_for_it(text: str) -> bool:
    """Whether it is asked that something be done with what is spoken of: "could you deliver it?",
    not how or for how much."""
    return _REQUEST.search(plainly(text)) is not None and not asks_how(text)


def says_way(text: str) -> bool:
    """Whether nothing is said but how the goods shall be got, and nothing is asked of it: "delivery
    to my door, please"."""
    words = plainly(text).split()
    return _OFFERED.isdisjoint(words) and not asks_how(text) and names_only_manner(text)


def names_address(text: str) -> bool:
    """Whether an address, or another place than one's own, is spoken of."""
    return bool(_ADDRESS.search(plainly(text)))


def asks_how(text: str) -> bool:
    """Whether it is asked how, when, why or for how much something is done."""
    words = plainly(text)
    return bool(_ASKED.search(words) or _PRICE.search(words))


def names_only_manner(name: str) -> bool:
    """Whether a name of goods only says how they shall be got: "können Sie es mir liefern"."""
    return all(map(is_light, plainly(without_manner(name, ())).split()))


def means_it(name: str) -> bool:
    """Whether a name of goods is a pronoun in a question for stock: "is it in stock", "do you have
    them in nine"."""
    words = plainly(name).split()
    figures = [word for word in words if word in NUMBERS or word.isdecimal()]
    light = [word for word in words if word in _STOCKED or names_nothing(word)]
    return len(light) > 0 and len({*figures, *light}) == len(set(words))


def counts_of(text: str, labels: Sequence[str]) -> tuple[int, ...] | None:
    """How many of each of these values: "one black and two white"; None: not two of them are named,
    or something else is."""
    words = plainly(text).split()
    counts = [0] * len(labels)
    number = 1
    for word in words:
        at = next((i for i, label in enumerate(labels) if _is(word, plainly(label))), None)
        if at is not None:
            counts[at] += number
            number = 1
        elif word in _COUNTS or (word.isdecimal() and len(word) == 1):
            number = _COUNTS.get(word) or int(word)
        elif word not in _JOINING:
            return None
    return tuple(counts) if sum(map(bool, counts)) > 1 else None


def _is(word: str, label: str) -> bool:
    """Whether a word is that value, in whatever form: "schwarz", "schwarze"."""
    stem = label[:-1] if len(label) > 3 else label
    return bool(stem) and word.startswith(stem) and len(word) <= len(label) + 2


def _alone(
    pattern: re.Pattern[str], text: str, known: Set[str] = frozenset()
) -> re.Match[str] | None:
    """Where the words are found, if nothing of weight but what is known is said beside them."""
    words = plainly(text)
    found = pattern.search(words)
    if found is None:
        return None
    rest = f"{words[: found.start()]} {words[found.end() :]}".split()
    return found if all(is_light(word) or root(word) in known for word in rest) else None


def is_light(word: str) -> bool:
    """Whether a word says nothing beside what it stands with."""
    light = word in LITTLE_WORDS or word in _JOINING or root(word) in _JOINING
    light = light or is_opener(word) or is_answer(word)
    return light or names_nothing(word) or word in _PUTTING or bool(_PUTS.fullmatch(word))


def _counted(found: re.Match[str]) -> int:
    said = next((each for each in found.groups() if each), "1")
    return _COUNTS.get(said) or int(said)
