"""The wish that goods be sent to a store: "can you have one sent to the Ballard store?".

Looked for in plain words, in four languages. The words around the goods are closed lists; what they
leave over is read again as goods, so that "a black one in size ten" is understood here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, TypeAlias

from app.voice.nlu.manners import is_answer, is_opener, plainly
from app.voice.nlu.understanding import Expect, SentToStore, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import split_words, tokenize
from app.voice.turn import Intent, Slot, Turn
from domain.ids import LocationId

Read: TypeAlias = Callable[..., Understanding]
"""What a turn means where `expect` was asked for."""

_REMEMBERED: Final = 1024

_OF_ORDERS: Final = frozenset(
    {Intent.ORDER_STATUS, Intent.CANCEL_ORDER, Intent.REFUND_STATUS, Intent.RETURN_ITEM,
     Intent.MANAGE_SUBSCRIPTION}
)  # fmt: skip
_OF_OLD: Final = re.compile(
    r"\b(?:return\w*|refund\w*|exchang\w*|swap\w*|cancel\w*|back|devol\w+|devuel\w+|cambi\w+|anul\w+"
    r"|reembols\w+|rend\w+|renvoy\w+|echang\w+|annul\w+|rembours\w+|retour\w*|zuruck\w*"
    r"|umtausch\w*|tausch\w*|stornier\w*|erstatt\w*|where is|donde esta|ou est|wo ist)\b"
)
"""Said of goods that were bought before."""
_SEND: Final = re.compile(
    r"\b(?:sen[dt]|ship(?:ped)?|transfer(?:red)?|mov(?:e|ed)|bring|brought|deliver(?:ed)?"
    r"|forward(?:ed)?|get(?= (?:\w+ ){1,6}(?:over|across) to\b)|get(?= (?:it|one|them|that) to\b)"
    r"|envi(?:a|an|as|e|en|es|ar|ad|ado|ada|ados|adas|ais)(?:me|nos)?(?:l[aeo]s?)?"
    r"|mand(?:a|an|as|e|en|es|ar|ad|ado|ada|ados|adas)(?:me|nos)?(?:l[aeo]s?)?"
    r"|tras?lad(?:a|an|e|en|ar|ado|ada)(?:l[aeo]s?)?"
    r"|transfi(?:ere|eren|era|eran)(?:l[aeo]s?)?|transferir(?:l[aeo]s?)?"
    r"|llev(?:a|an|e|en|ar|ado|ada)(?:me|nos)?(?:l[aeo]s?)?"
    r"|tra(?:e|en|er|iga|igan|ido|ida)(?:me|nos)?(?:l[aeo]s?)?"
    r"|envo(?:yer|yez|ie|ies|yee?s?)|transfer(?:er|ez|e|ee|es|ees)|expedi(?:er|ez|e|ee|es|ees)"
    r"|livr(?:er|ez|e|ee|es|ees)|achemin(?:er|ez|e|ee|es|ees)|(?:ap|am)(?:port|en)(?:er|ez|e|ee)"
    r"|(?:faire|faites|fais|faites la|faites le) (?:le |la |les )?venir"
    r"|(?:ver|ruber|heruber|hin|zu)?(?:schick\w*|geschickt)|(?:ver|uber)?(?:send\w*|sandt|gesendet)"
    r"|(?:ge)?liefer\w*|geliefert|bring(?:en|t|e)?|gebracht|transferier\w*|umlager\w*"
    r"|umgelagert|uberfuhr\w*)\b"
)
_FETCH: Final = re.compile(
    r"\b(?:transfer\w*|bring|brought|tra(?:e|en|er|iga|igan)(?:me|nos)?(?:l[aeo]s?)?"
    r"|tras?lad\w+|transfi\w+|venir|umlager\w*|uberfuhr\w*)\b"
)
"""What is said of goods from another store, where it needs no saying where they go."""
_ASKED: Final = re.compile(
    r"(?:how(?! about)|when|what(?! about)|where|why|cuanto|cuando|como|donde|por que|combien|quand"
    r"|comment|ou|pourquoi|wie|wann|was|wo|warum) "
)
"""Who begins like that asks about sending, and wants nothing sent."""
_WISHED: Final = re.compile(
    r"\b(?:can|could|would|please|want|like|pued\w+|podri\w+|quier\w+|quisiera|por favor|pouv\w+"
    r"|pourr\w+|voudrais|veux|faites|konn\w+|kann|mochte|will|bitte|lassen)\b"
)
_IT: Final = frozenset(
    split_words(
        "it one them that this those these lo la los las le les l en una uno un une es das ihn "
        "eins einen eine welche lassen"
    )
)
_CLITIC: Final = re.compile(r"[aeiou](?:d|r|n)?(?:me|nos)?l[aeo]s?$")
_NOUN_BEFORE: Final = re.compile(
    r"\b(?:(?:la|el|le|l|die|der|den|dem|das|ihre?[nmr]?|votre|vuestra|su) )?"
    r"(?:store|shop|branch|location|tienda|sucursal|local|magasin|boutique|filiale|laden|geschaft"
    r"|markt)(?: (?:de|del|du|des|in|at|von|en))* (?=@)"
)
_NOUN_BEHIND: Final = re.compile(r"(@\d+) (?:store|shop|branch|location|filiale|laden|one)\b")
_ARTICLE: Final = re.compile(r"\b(?:the|your|la|el|le|l|die|der|den|dem|das) (?=@)")
_OWN: Final = re.compile(
    r"\b(?:my|the|our|your) (?:(?:nearest|closest|local|home|usual|own) )?"
    r"(?:store|shop|branch|location)\b"
    r"|\b(?:mi|la|tu|nuestra) (?:tienda|sucursal)(?: habitual| mas cercana)?\b"
    r"|\b(?:mon|le|notre) magasin(?: habituel)?\b|\b(?:ma|la|notre) boutique\b|(?<=\bau )magasin\b"
    r"|\b(?:mein(?:e[nmrs]?)?|unser(?:e[nmrs]?)?|de[nmr]|die|das)"
    r" (?:filiale|laden|geschaft|markt)\b"
    r"|(?<=\bins )(?:geschaft)\b|(?<=\bzu[mr] )(?:filiale|laden|geschaft|markt)\b"
)
_TO: Final = re.compile(
    r"\b(?:(?:over|across|back|jusqu|hasta|bis) )?"
    r"(?:to|into|a|al|au|aux|hacia|hasta|vers|nach|in|ins|zu|zum|zur) (@\w+)"
)
_FROM: Final = re.compile(r"\b(?:from|de|desde|depuis|von|vom|aus|d) (@\d+)")
_FRAME: Final = frozenset(
    split_words(
        "can could would will you we i id d ll like want wanna need to please have has had got be "
        "is are possible it s there any way over across instead just then also okay for me us so "
        "that and but actually maybe how about what if do does think able them they this these "
        "those id rather some somebody someone let from store somehow as well "
        "puede pueden puedes podria podrian podrias podrian podeis quiero quisiera queria me te "
        "gustaria que se lo los las le les por favor hacer hace haga hagan es posible si mejor "
        "entonces para mi nos nosotros hazme seria "
        "pouvez pourriez pouvons vous tu peux pourrais on je j voudrais veux aimerais qu il plait "
        "plutot faire faites fais est ce en l y moi pour alors serait te "
        "konnen konnten kannst kann konnte sie ihr du man ich wir mochte hatte hatten will gern "
        "gerne bitte mir uns es das ihn die den lassen lasst lass bekommen haben werden wird ware "
        "moglich dass denn auch doch dann lieber stattdessen bitten hin"
    )
)
_ARTICLES: Final = frozenset(split_words("the la le el der"))
_ONE: Final = frozenset(split_words("a an one una uno un une ein eins eine einen einer"))
_LETTERS: Final = frozenset(
    split_words(
        "order orders receipt confirmation package parcel refund return invoice bill email message "
        "pedido recibo factura paquete confirmacion devolucion correo mensaje "
        "commande recu facture colis confirmation remboursement message "
        "bestellung quittung rechnung paket bestatigung sendung nachricht address direccion adresse"
    )
)
"""What is sent, and is no goods."""


def with_sending(
    heard: Understanding,
    turn: Turn,
    *,
    vocabulary: Vocabulary,
    read: Read,
    expect: Expect = Expect.NOTHING,
) -> Understanding:
    """What was heard, with the store that goods shall be sent to, where that was said; else just
    the same. What was told of the goods is read from the words that are left.

    Where one store's goods were offered (`expect`), "no, from Ballard" names another to send them.
    """
    text = turn.text or turn.slots.get(Slot.QUERY) or ""
    if turn.pressed:
        return heard
    if not _speaks_of_sending(text):
        return _from_elsewhere(heard, text, vocabulary) if expect is Expect.TRANSFER else heard
    if heard.intent in _OF_ORDERS and not _WISHED.search(plainly(text)):
        return heard
    line, stores = _with_stores(text, vocabulary)
    to, source = _TO.search(line), _FROM.search(line)
    if to is None and (source is None or not _FETCH.search(line)):
        return heard
    sent = SentToStore(
        to=stores.get(to[1]) if to else None,
        source=stores.get(source[1]) if source else None,
        to_own=to is not None and to[1] not in stores,
    )
    return _with_goods(_only(sent, heard), line, turn, vocabulary, read) or heard


def _only(sent: SentToStore, heard: Understanding) -> Understanding:
    """What was heard, with nothing told but between which stores goods shall travel."""
    return heard.but(
        intent=Intent.INFORM, product=None, phrase=None, full_phrase=None, quantity=None,
        number=None, item_ref=None, method=None, place=sent.to, attributes={}, choices=(),
        left_out=(), others=(), either=None, sent=sent,
    )  # fmt: skip


def _from_elsewhere(heard: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With another store that shall send what was offered, where nothing but that was said."""
    line, stores = _with_stores(text, vocabulary)
    source = _FROM.search(line)
    left = [word for word in _FROM.sub(" ", line).split() if not _frames(word)]
    if source is None or not set(left) <= _IT:
        return heard
    return _only(SentToStore(source=stores[source[1]]), heard)


@lru_cache(maxsize=_REMEMBERED)
def _speaks_of_sending(text: str) -> bool:
    """Whether something new may be wished to go somewhere; most of what is said is heard often."""
    plain = plainly(text)
    return bool(_SEND.search(plain)) and not (_OF_OLD.search(plain) or _ASKED.match(plain))


def _with_stores(text: str, vocabulary: Vocabulary) -> tuple[str, dict[str, LocationId]]:
    """The plain words with a mark for each store, and which store each mark is; `@own` is the
    shopper's."""
    tokens = tokenize(text)
    stores, line, at = dict[str, LocationId](), list[str](), 0
    while at < len(tokens.norm):
        name = vocabulary.store_at(tokens.norm, at)
        if name is None:
            line.append(plainly(tokens.said[at]))
            at += 1
            continue
        mark = f"@{len(stores)}"
        stores[mark] = name.location_id
        line.append(mark)
        at += len(name.words)
    marked = _NOUN_BEHIND.sub(r"\1", _NOUN_BEFORE.sub("", " ".join(line)))
    return _OWN.sub("@own", _ARTICLE.sub("", marked)), stores


def _frames(word: str) -> bool:
    return word in _FRAME or word in _ARTICLES or is_answer(word) or is_opener(word)


def _with_goods(
    told: Understanding, line: str, turn: Turn, vocabulary: Vocabulary, read: Read
) -> Understanding | None:
    """With what is said of the goods; None: something else shall be sent, or nothing is said."""
    rest = _FROM.sub(" ", _TO.sub(" ", line)).split()
    words = [word for word in rest if not _SEND.fullmatch(word) and not word.startswith("@")]
    if _LETTERS.intersection(words):
        return None
    left = [word for word in words if not _frames(word)]
    pointed = bool(_IT.intersection(rest)) or rest.count("sie") > 1 or _has_clitic(rest)
    if not left or (left[0] in _ONE and len(left) == 1):
        return (told.but(quantity=1) if left else told) if pointed else None
    counted = left[0] in _ONE
    named = left[1:] if counted else left
    if vocabulary.names_goods(named):  # "a two person tent": its figures are of its name
        name = " ".join(named)
        return told.but(product=name, phrase=name, quantity=1 if counted else None)
    text = " ".join(left)
    about = read(
        replace(turn, text=text, intent=None, slots={}, new_session=False), expect=Expect.PRODUCT
    )
    if not (about.says_something or pointed):
        return None
    return told.but(
        product=about.product,
        phrase=about.phrase,
        full_phrase=about.full_phrase,
        quantity=about.quantity or about.number,
        attributes=about.attributes,
        item_ref=about.item_ref if about.product is None else None,
    )


def _has_clitic(words: Sequence[str]) -> bool:
    """Whether a verb says itself what is sent: "envíenla"."""
    return any(_SEND.fullmatch(word) and _CLITIC.search(word) for word in words)
