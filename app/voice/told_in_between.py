"""What shoppers tell of their lives between the words that answer: "only one, I'm off on holiday".

A clause that tells of somebody, or whom something is for, and names nothing of the shop's (no
goods, size, store, way or number) changes no order; the question is answered by the others.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from app.commerce.words import NUMBERS, root
from app.voice.nlu.fewer import fewer_in
from app.voice.nlu.hesitation import BOUGHT_BY_YES, act_of
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import (
    is_answer,
    is_done,
    is_opener,
    is_yes,
    orders_it,
    plainly,
    praises,
    refuses_price,
    takes_away,
    takes_it,
)
from app.voice.nlu.shop_values import store_named
from app.voice.nlu.understanding import Expect
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.ways import method_in, way_answered
from app.voice.nlu.ways_asked_for import way_told
from app.voice.nlu.why_fewer import (
    counted_besides,
    for_us,
    of_so_many,
    tells_why_fewer,
    without_people,
)
from app.voice.nlu.yes_said import says_yes
from app.voice.turn import Turn
from domain.orders import FulfillmentMethod

_ASKED: Final = frozenset(
    {Expect.OPTION, Expect.METHOD, Expect.QUANTITY, Expect.STORE, Expect.OTHER_STORE, Expect.OFFER,
     Expect.CONFIRM, Expect.CHANGE, Expect.MORE_ITEMS, Expect.PRODUCT_CHOICE, Expect.TRANSFER,
     Expect.SUBSCRIPTION_CADENCE, Expect.CONFIRM_SUBSCRIPTION, Expect.CONFIRM_CHANGE}
)  # fmt: skip
"""Questions beside which it is of no account why something is answered so."""
_COSTS: Final = BOUGHT_BY_YES | {Expect.CONFIRM_SUBSCRIPTION, Expect.CONFIRM_CHANGE}
"""A yes to these stays whole: what is told beside it may take it back."""
_READ_BACK: Final = frozenset({Expect.OFFER, Expect.CONFIRM, Expect.CHANGE, Expect.OTHER_STORE})
_AGREEING: Final = (is_yes, orders_it, praises, takes_it)
_ANSWERING: Final = (*_AGREEING, is_done, refuses_price)
_BREAK: Final = re.compile(
    r"\s*(?:[.;:!?…]+|,|\s[-–—])\s+|\s+(?=(?:because|since|cos|cause|weil|denn|parce que"
    r"|porque)\s)",
    re.IGNORECASE,
)
_SO: Final = {
    "en": re.compile(r"(?:(?:so|then) )+"),
    "de": re.compile(r"(?:(?:also|dann|drum|darum|deshalb|so) )+"),
    "es": re.compile(r"(?:(?:entonces|asi que|pues) )+"),
    "fr": re.compile(r"(?:(?:donc|alors|du coup) )+"),
}
_OF_SIZE: Final = re.compile(
    r"\b(?:come up|run|fit\w*|small|big|tight|snug|narrow|wide|grown|grew|wears?|feet|foot|size"
    r"|fallen|fallt|klein\w*|gross\w*|eng\w*|schmal\w*|gewachsen|trag\w*|fuss\w*|pass\w*"
    r"|pequen\w*|grande\w*|estrech\w*|talla\w*|calz\w*|pie|pies|crecid\w*|taill\w*|petit\w*|serr\w*"
    r"|etroit\w*|chauss\w*|pointure|pieds?|grandi)\b"
)
"""Speaks of how something fits, so that a number behind it is a size."""
_SIZE: Final = "size"
_SIZE_WORD: Final = {"en": "size", "es": "talla", "fr": "taille", "de": "Größe"}
_ENOUGH_SAID: Final = re.compile(
    r"(?:das (?:reicht|langt|genugt|passt)|that (?:s|is) (?:plenty|enough|fine|loads)|that (?:ll"
    r"|will)"
    r" do|(?:eso|con eso) (?:basta|vale|llega)|ca (?:suffit|ira|me va))(?: (?:mir|uns|me|us|then"
    r"|dann"
    r"|dicke|vollig|ja|schon))*"
)
"""Says of what was told beside it that it will do."""
_OFFERED: Final = frozenset({Expect.OFFER, Expect.OTHER_STORE})
"""One is asked about, however many people it is for."""
_CONCLUDED: Final = frozenset({Expect.OPTION, Expect.QUANTITY, Expect.CONFIRM, Expect.CHANGE})
_FEW: Final = 5
_TWO: Final = 2
_SHORTEST: Final = 3
_LONGEST: Final = 14
_LED: Final = (
    r"(?:(?:and|but|because|since|cos|cause|as|so|you see|you know|und|aber|weil|denn|da|ja|y|pero"
    r"|porque|es que|et|mais|parce que|car|c est que) )*"
)
_WHO: Final = (
    r"(?:i|we|he|she|they|it|that|this|those|these|there|my|our|his|her|their|the|everyone"
    r"|everybody|somebody|someone"
    r"|ich|wir|er|sie|es|mein\w*|unser\w*|sein\w*|ihr\w*|der|die|das|da|dann|dort|alle"
    r"|mi|mis|nuestr\w+|su|sus|el|la|los|las|es|son|estoy|estamos|esta|eso"
    r"|je|j|on|nous|mon|ma|mes|notre|nos|son|sa|ses|il|elle|ils|elles|ce|c)"
)
_IS: Final = (
    r"(?:m|am|is|s|are|re|was|were|ve|has|have|had|got|gets?|works?|lives?|finish\w*|start\w*"
    r"|forgot|promised|loves?|hates?|likes?|goes|grew|grows?|bought|broke|lost|lent|lends?|gave"
    r"|gives?|brings?|found|finds?|calls?|keeps?|turns?|said"
    r"|wants?|wanting|needs?"
    r"|bin|ist|sind|war|waren|hab|habe|hat|haben|hatte|hatten|arbeit\w*|wohn\w*|wird|werde\w*"
    r"|feier\w*|bekomm\w*|krieg\w*|heirat\w*|leih\w*|schenk\w*|gibt|geben|gab|ruft|mag|liebt"
    r"|hass\w*|fahr\w*|fahrt|zieh\w*|wachs\w*"
    r"|brauch\w*|wollen|will|mochte\w*"
    r"|estoy|estamos|esta|estan|es|son|tiene|tengo|tenemos|trabaj\w+|viv\w+|cumple\w*"
    r"|suis|est|sont|sommes|a|ai|avons|ont|travaill\w+|habit\w+|aime\w*|part\w*"
    r"|pleut|neige|gele|regn\w*|schutte\w*|schnei\w*|rains?|pours?|snows?)"
)
_TELLS: Final = re.compile(
    rf"{_LED}{_WHO} (?:\w+ ){{0,4}}?{_IS}\b.*|{_LED}(?:es|son) (?:para|por) .*"
    rf"|{_LED}(?:llueve|nieva|diluvia|graniza|hace (?:frio|calor|viento))\b.*"
)
_MATTERS: Final = re.compile(
    r"\b(?:not?|n t|don t|isn t|won t|can t|doesn t|didn t|never|nothing|too|enough|less|more"
    r"|only|just"
    r"|cheaper|expensive|dear|instead|rather|better|cancel|forget|leave|wait|stop|keep|return|back"
    r"|person|human|(?:i|we) (?:d|would|ll|will|want|need|like|take|prefer|mean|meant|said)"
    r"|wrong|one|ones|same|other|another|all|both|right|everything|how|what"
    r"|when|where|why|who|which|if|money|price|much|many|pay|card|order|ordered"
    r"|nicht|kein\w*|nie|nein|zu|genug|weniger|mehr|nur|bloss|billig\w*|teuer|lieber|besser"
    r"|doch|statt\w*|stornier\w*|vergiss|lass\w*|warte\w*|halt|stopp|zuruck|mensch"
    r"|(?:mochte|will|brauch\w*|nehm\w*|hatte|hatt|meine?|meinte|sagte) (?:ich|wir)|(?:ich|wir)"
    r" (?:mochte\w*|woll\w*|will|brauch\w*|nehm\w*|hatte gern\w*|hatt gern\w*|mein\w*|sagte)"
    r"|falsch\w*|gleiche\w*|selbe\w*|andere\w*|beide\w*|alles|wie|was|wann|wo|warum|wer"
    r"|welche\w*|wenn|falls|geld|preis|viel\w*|zahl\w*|karte|bestell\w*"
    r"|nunca|nada|demasiad\w+|menos|mas|solo|car[oa]s?|barat\w+|mejor|cancel\w*|olvid\w*|dej\w*"
    r"|llev[oae]\w*|cojo|quedo|quier\w+|quisiera|necesit\w+|igual|mism\w+|otr[oa]s?|amb[oa]s|todo"
    r"|como|que|cuando|donde"
    r"|cuanto|si|dinero|precio|tarjeta|pedido"
    r"|pas|jamais|rien|trop|moins|plus|seulement|juste|chere?s?|mieux|plutot|annul\w*|oubli\w*"
    r"|laiss\w*|prends|prenons|prendrai|veux|voudrais|faut|besoin|pareil|meme|autres?|tout\w*"
    r"|comment|quand|ou|combien"
    r"|argent|prix|carte|commande)\b"
)
"""Words by which a clause may say what is wanted after all."""
_THE_REST: Final = re.compile(
    r"(?:(?:y|et|and|und) )?(?:(?:solo|solamente|nada mas|juste|seulement|uniquement|just|only|nur"
    r"|bloss) )+(?:con )?(?:lo otro|l[oa]s? demas|la otra cosa|(?:el|la|los|las) otr[oa]s?|le reste"
    r"|l autre(?: chose)?|les autres|the (?:rest|others?)(?: ones?| thing)?|das andere|die anderen?"
    r"|den (?:rest|anderen))"
    r"|(?:que )?dej[ae]n?l[oa]s?|quit[ae]n?(?:me)?l[oa]s?|laisse[zr]? l[ea]s?|enleve[zr]? l[ea]s?"
    r"|leave (?:it|them)(?: out)?|lass(?:en|t)? (?:sie )?(?:die|das|den|sie|ihn)(?: weg| raus)?"
)
"""Says again, beside goods that are refused, that they stay out or the rest stays in."""
_SO_THAT: Final = re.compile(
    r"(?:y |et |and |und )?(?:asi|de esa (?:forma|manera)|comme ca|ainsi|dann|so|then|that way)\b"
    r"(?: \w+){0,3}? (?:no|n|pas|nicht|nt|don t|needn t|won t|not)\b.*"
)
"""What one need not do then: "así no llamo cada semana"."""
_HAS_ONE: Final = re.compile(
    r"\b(?:already|schon|bereits|deja|ya)\b.*\b(?:one|hers|his|theirs|eine?n?s?|un[oa]|une?)\b"
    r"|\b(?:one|hers|his|theirs|eine?n?s?|un[oa]|une?)\b.*\b(?:already|schon|bereits|deja|ya)\b"
    r"|\b(?:has|s got|hat|tiene) (?:\w+ )?(?:one|eine?n?|un[oa]|a)(?: (?:out|in|at|im|in der"
    r"|already"
    r"|schon)(?: \w+){0,4})?$"
    r"|\b(?:has|s) got (?:hers|his|one)\b|\bgot (?:hers|his) already\b|\b(?:hat|haben) (?:schon"
    r"|ja) "
    r"(?:eine?n?s?)$"
    r"|\b(?:wants?|wanting|needs?|brauch\w*|wollen|will|mochten?|quier\w+|veu\w+) (?:\w+ ){0,2}?"
    r"(?:one|some|eine?n?s?|welche|auch|un[oa]s?|une?|too|as well|also|tambien|aussi)"
    r"(?: (?:too|as well|also|haben))?$"
)
"""Why it is fewer, or more: somebody has one, or wants one too."""


def without_talk(
    turn: Turn, vocabulary: Vocabulary, expect: Expect, *, one_is_read_back: bool = False
) -> Turn:
    """The turn without the clauses that tell of somebody's life, where another one is left; the
    same turn where none does."""
    if not turn.text or turn.intent is not None or turn.pressed or expect not in _ASKED:
        return turn
    turn = _without_people(turn, expect, one_is_read_back)
    pieces = _pieces(turn.text or "")
    last = _concluded(pieces, vocabulary, turn.locale[:2].lower()) if expect in _CONCLUDED else None
    if last is not None:
        return replace(turn, text=last)
    left = [each for each in pieces if not _only_tells(each, vocabulary, expect)]
    left = _without_rest(_without_why(left, vocabulary)) if expect in _READ_BACK else left
    if len(left) in {0, len(pieces)}:
        return turn
    rest = " ".join(left).strip(" ,;:")
    is_open = all(is_opener(word) or is_answer(word) for word in plainly(rest).split())
    if is_open or (expect in _COSTS and _agrees(rest)):
        return turn
    return replace(turn, text=rest)


def _without_people(turn: Turn, expect: Expect, one_is_read_back: bool) -> Turn:
    text = turn.text or ""
    if expect is Expect.PRODUCT_CHOICE:
        return replace(turn, text=of_so_many(text))
    if expect in _OFFERED:
        return replace(turn, text=without_people(text))
    if expect is Expect.CONFIRM:
        return replace(turn, text=for_us(text) if one_is_read_back else counted_besides(text))
    return turn


def _concluded(pieces: list[str], vocabulary: Vocabulary, lang: str) -> str | None:
    """What the last clause concludes from the others, where it names a size, a color or a number:
    "I'm usually a ten but they come up small, so eleven"."""
    so = _SO.get(lang, _SO["en"])
    found = so.match(plainly(pieces[-1])) if len(pieces) > 1 else None
    if found is None:
        return None
    words = plainly(pieces[-1])[found.end() :].split()
    if not 0 < len(words) <= _FEW:
        return None
    named = any(vocabulary.phrase_at(words, at) is not None for at in range(len(words)))
    counted = any(word.isdecimal() or word in NUMBERS for word in words)
    if not (named or counted):
        return None
    fits = _OF_SIZE.search(plainly(" ".join(pieces[:-1]))) if counted else None
    ends = words[-1].isdecimal() or words[-1] in NUMBERS or len(words) <= _TWO
    said = [_SIZE_WORD.get(lang, _SIZE)] if fits and ends else []  # no "two person one"
    return " ".join([*said, *words])


def _without_rest(pieces: list[str]) -> list[str]:
    """The clauses without those that say again what one before them does by refusing goods."""
    refused = [takes_away(each) and not _THE_REST.fullmatch(plainly(each)) for each in pieces]
    if not any(refused):
        return pieces
    first = refused.index(True)
    rest = [each for each in pieces[first + 1 :] if not _THE_REST.fullmatch(plainly(each))]
    return [*pieces[: first + 1], *rest]


def _without_why(pieces: list[str], vocabulary: Vocabulary) -> list[str]:
    """The clauses without those that only tell why something is left out, or fewer of it."""
    out = [fewer_in(each) is not None or takes_away(each) for each in pieces]
    if not any(out):
        return pieces
    return [
        each
        for each, is_out in zip(pieces, out, strict=True)
        if is_out or not tells_why_fewer(each) or _names_goods(each, vocabulary)
    ]


def _names_goods(clause: str, vocabulary: Vocabulary) -> bool:
    words = plainly(clause).split()
    return any(root(word) in vocabulary.goods_roots for word in words if word not in LITTLE_WORDS)


def _pieces(text: str) -> list[str]:
    """The clauses with the marks behind them."""
    starts = [0, *(found.end() for found in _BREAK.finditer(text)), len(text)]
    cut = [text[one:other].strip() for one, other in pairwise(starts)]
    return [each for each in cut if each]


def _agrees(text: str) -> bool:
    return says_yes(text) or any(agrees(text) for agrees in _AGREEING)


def _only_tells(clause: str, vocabulary: Vocabulary, expect: Expect) -> bool:
    """Whether a clause tells of somebody and names nothing that an order is made of."""
    plain = plainly(clause)
    words = plain.split()
    if _ENOUGH_SAID.fullmatch(plain):
        return True
    if _SO_THAT.fullmatch(plain) and "?" not in clause:
        return not _names_anything(clause, words, vocabulary, expect)
    if "?" in clause or not _SHORTEST <= len(words) <= _LONGEST or not _is_tale(plain):
        return False
    if act_of(clause, expect) is not None or any(says(clause) for says in _ANSWERING):
        return False
    if is_answer(words[0]) or is_answer(words[-1]) or any(map(str.isdecimal, words)):
        return False
    tells = _MATTERS.search(plain) is None or _HAS_ONE.search(plain) is not None
    return tells and not _names_anything(clause, words, vocabulary, expect)


def _is_tale(plain: str) -> bool:
    return _TELLS.fullmatch(plain) is not None or _HAS_ONE.search(plain) is not None


def _moved(clause: str, expect: Expect) -> FulfillmentMethod | None:
    """How an order in hand shall be had instead, told by who comes or cannot."""
    return way_told(clause) if expect in _READ_BACK else None


def _names_anything(clause: str, words: list[str], vocabulary: Vocabulary, expect: Expect) -> bool:
    """Whether goods, a value, a store, a way or more than one of anything is named."""
    if _names_goods(clause, vocabulary):
        return True
    if any(NUMBERS.get(word, "1") != "1" for word in words):
        return True
    alone = {plainly(each) for each in clause.split()}  # "M", but not of "I'm"
    for at in range(len(words)):
        value = vocabulary.phrase_at(words, at)
        if value is not None and (not value.needs_cue or words[at] in alone):
            return True
    asked = way_told(clause) or way_answered(clause) if expect is Expect.METHOD else None
    told = method_in(clause) or asked or _moved(clause, expect)
    return told is not None or store_named(clause, vocabulary) is not None
