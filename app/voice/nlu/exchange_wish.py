"""The wish to exchange goods: "I want to exchange the shoes for a size nine".

What goes back and what is wanted for it are told apart by the words between them, in four
languages, and each is read by itself: its sizes and colors are its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, TypeAlias

from app.voice.nlu.manners import is_answer, is_opener, plainly
from app.voice.nlu.understanding import ExchangeWish, Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import norm_value, split_words
from app.voice.turn import Intent, Slot, Turn

Read: TypeAlias = Callable[..., Understanding]
"""What a turn means where `expect` was asked for."""

_REMEMBERED: Final = 1024
_FEW: Final = 8
"""Words that what is wanted for something has at most, where nothing says that it is."""

_SURE: Final = re.compile(
    r"\b(?:exchang(?:e|ed|ing)|swap(?:ped|ping)?|trad(?:e|ing) (?:in|up|(?:it|them|these|those"
    r"|this)(?: in)?(?= for| against))"
    r"|intercambi\w+|canje\w*|descambi\w+"
    r"|echang(?:e|er|ez|es|eons)"
    r"|umtausch\w*|umgetauscht|umzutauschen|eintausch\w*|austausch\w*)\b"
)
"""Said of nothing but goods for goods."""
_MAYBE: Final = re.compile(
    r"\b(?:switch(?! (?:it )?(?:on|off|itself))|chang(?:e|er|ez)|replac(?:e|ed)|remplac(?:er|ez|e)"
    r"|cambi(?:a|ar|e|en|o|ad|an|ais|amos|arian?|ariais)(?:me|nos)?(?:l[aeo]s?)?"
    r"|tausch(?:e|en|t)?|getauscht|wechseln)\b"
)
"""Said of other things too: goods are exchanged where it is said for what."""
_UNFIT: Final = re.compile(
    r"\b(?:my|mine|meine?|unsere?|mis?|mes|ma|mon) (?:\w+ ){1,3}?(?:(?:are|is|s|re|sind|ist|me|son"
    r"|sont|est|queda\w*|mir|ihm|ihr|a|bit|tad|little|way|far|ein|bisschen|wenig|etwas) )*"
    r"(?:(?:\w+ ){0,2}?(?:too|zu|trop|demasiado) (?:tight|small|big|large|narrow|wide|eng|klein"
    r"|gross|weit"
    r"|petit\w*|grand\w*|serre\w*|pequen\w+|estrech\w+|snug|short|long|knapp|kurz|lang)|snug|tight"
    r"|knapp"
    r"|kill\w* my (?:toes|feet)|rub\w*|pinch\w*|druck\w*|zwick\w*|kneif\w*"
    r"|apriet\w+|serrent)\b"
)
"""Own goods that do not fit; a size told behind it is wanted for them."""
_MISFIT: Final = re.compile(
    r"\b(?:(?:massive|huge|enormous|tiny|swimming|too (?:big|small|tight|large|long|short))"
    r" (?:on|for) (?:me|him|her)"
    r"|(?:mir|ihm|ihr|uns) (?:\w+ ){0,2}?zu (?:gross|klein|eng|weit|lang|kurz)|(?:me|le|nos)"
    r" queda\w* (?:\w+ )?(?:grande|pequen"
    r"|chic|larg|cort)\w*|trop (?:grande?|petite?|large|serree?)s? pour moi)\b"
)
"""Goods that were tried on and do not fit."""
_BARTER: Final = re.compile(
    r"(?:(?:hi|hello|hallo|hola|bonjour|also|so|und|and|y|et|then|dann|ok|okay|well) )*"
    r"(?:my|our|meine?[nm]?|unsere?[nm]?|mis?|nuestr[oa]s?|mon|ma|mes|notre|nos) (?:\w+ ){1,4}?"
    r"(?:for|gegen|por|contre) (?:an?|the|one|eine?[nrms]?|un[oa]?|une|el|la|le|die|den|das)"
    r" (?P<wanted>.+)"
)
"""Goods for goods, without a verb: "meine rote Jacke gegen eine blaue"."""
_SIZE_WANTED: Final = re.compile(
    r"\b(?:in|an?|the|size|eine?[nr]?|la|el|una?|talla|du|une?|le|taille|grosse) (?:(?:in|size"
    r"|talla|taille|grosse) )?"
    r"(?P<size>x{0,3}[sml]|\d+|small|medium|large|klein|mittel|gross|pequen[oa]|median[oa]"
    r"|grande|petite?|moyenne?)\b"
)
_RESIZED: Final = re.compile(
    r"\b(?:need|want|like|have|get|take|prefer|bigger|brauch\w*|hatt\w*|mocht\w*|haben|bekommen"
    r"|kriegen|nehm\w*"
    r"|necesit\w+|quier\w+|quisiera|queria|prefier\w+|ten\w+|dar\w*|faut|faudrait|voudrais"
    r"|aimerais|veux|avoir"
    r"|prend\w*) (?:\w+ ){0,4}?(?P<how>(?:(?:one|an?|half an?|two|the next|eine?|ne|zwei|una?"
    r"|otra|dos|une|un|deux"
    r"|the) )?(?:sizes? (?:up|down|bigger|larger|smaller)|next size(?: up| down)?|(?:bigger"
    r"|larger|smaller)(?: (?:one|ones"
    r"|pair|size))?|(?:nummern?|grossen?) (?:grosser|kleiner)|(?:grossere?|kleinere?)[nrs]?(?:"
    r" (?:paar|grosse|nummer))?"
    r"|tallas? (?:mas|menos)(?: grandes?| pequen\w+)?|numeros? (?:mas|menos)(?: grandes?)?"
    r"|(?:taille|pointure|numero)s? (?:au dessus|au dessous|en dessous|plus (?:grande?|petite?)"
    r"|de plus|de moins)))\b"
)
"""Wants the same in another size, by how it differs: "I need them one size up"."""
_FOR: Final = re.compile(
    r"\b(?:for|with|against|por|contra|contre|pour|par|gegen|durch"
    r"|in(?= (?:(?:eine[rmn]?|der|die) )?(?:grosse|kleiner|andere|farbe|schwarz|weiss|blau|rot"
    r"|grun|gelb|grau|braun)))\b"
)
_NOT_GOODS: Final = re.compile(
    r"\b(?:address|subscriptions?|pin|password|quantity|delivery|rate|currency|dollars|euros|money"
    r"|places|seats|numbers?|language|store|date|day|order"
    r"|direccion|suscripcion|contrasena|cantidad|entrega|idioma|fecha|tienda|pedido|dinero|dolares"
    r"|adresse|abonnement|quantite|livraison|langue|magasin|commande|argent"
    r"|abo|passwort|menge|lieferung|sprache|filiale|geld|bestellung|datum)\b"
)
_ASKS: Final = re.compile(
    r"\b(?:policy|rules?|do you (?:do |allow |take |accept |offer )?(?:exchanges?|swaps?)"
    r"|politica|condiciones|politique|conditions|umtauschrecht|umtauschbedingungen|umtauschfrist"
    r"|how (?:long|do|does|can)|que plazo|cuanto tiempo|combien de temps|wie lange)\b"
)
_FRAME: Final = frozenset(
    split_words(
        "i d ll id we want wanna would like need to can could may you please have get got is it s "
        "possible for me us my the these this those that just so then also help with let be a an "
        "quiero quisiera queria me gustaria puedo podria podrian pueden hacer mi mis el la los"
        " las "
        "este esta estos estas por favor un una unos unas unas me nos "
        "je j voudrais veux aimerais peux puis pourrais est ce que qu on il mon ma mes le les ces "
        "du de des cette ce cet s te plait vous pouvez pourriez un une des "
        "ich wir mochte will wurde gern gerne kann konnen konnte sie ihr bitte mein meine meinen "
        "meiner die der das den dem diese dieses diesen haben lassen es ein eine einen einer mir"
    )
)
_NEEDED: Final = re.compile(
    r"\b(?:need|wear|necesit[oa]\w*|uso|gasto|(?:il me|il nous|me) fa(?:ut|udrait)"
    r"|j ai besoin d|brauche?|trage?)"
    r"(?: (?:it|them|ich|es|sie))? (?:in )?(?P<size>(?:(?:an?|size|una?|el|la|talla|du|de|une?|en"
    r"|taille|eine?n?|grosse) )*[a-z0-9]+)\b"
)
"""Before the size that would fit: "they are a nine and I need a ten"."""
_MEANT: Final = re.compile(
    r"\b(?:(?:when|but|while|although) (?:i|we) (?:\w+ )?(?:wanted|ordered|asked for)|instead of"
    r"|(?:cuando|pero|y) (?:yo )?(?:queria|pedi)|en (?:vez|lugar) de"
    r"|(?:alors que|mais) (?:je|on) (?:voulai\w+|avai\w+ (?:commande|demande))|au lieu d[eu]"
    r"|statt|anstatt|obwohl ich|aber ich (?:wollte|hatte)|ich (?:wollte|hatte) (?:aber|doch"
    r"|eigentlich))"
    r" (?P<value>(?:(?:the|an?|la|le|l|el|una?|une|die|der|das|eine?[rnms]?|in|en) ){0,2}"
    r"[a-z0-9]+)\b"
)
"""Before what was wanted all along: "I got the red one when I wanted the blue"."""
_IT: Final = frozenset(
    split_words(
        "it them this these that those lo la los las le les l cela ca es sie ihn das die diese"
    )
)
_SAME: Final = frozenset(
    split_words(
        "one another new other different otro otra nuevo nueva uno autre nouveau nouvelle "
        "anderes anderen andere neues neuen neue eins"
    )
)
_SIZE: Final = re.compile(
    r"\b(?:sizes?|bigger|larger|smaller|talla|tallas|numero|mas grandes?|mas pequen\w+|taille"
    r"|pointure|plus grande?s?|plus petite?s?|grosse\w*|kleiner\w*|nummer)\b"
)
_SAME_OPTION: Final = re.compile(
    r"\b(?:(?:in|of|with|de|del|en|con|dans|avec|in|mit) )?(?:(?:the|la|el|le|l|der|die|dem) )?"
    r"(?:same|mism[oa]|meme|gleichen?|selben?|derselben?) "
    r"(?:size|colou?r|talla|numero|color|taille|pointure|couleur|grosse|nummer|farbe)\b"
)
"""Says that an option stays what it is."""
_COLOR: Final = re.compile(r"\b(?:colou?rs?|color|colores|couleurs?|farbe\w*)\b")


def with_exchange(
    heard: Understanding, turn: Turn, *, vocabulary: Vocabulary, read: Read
) -> Understanding:
    """What was heard, with what is wanted for the goods that go back, where that was said; else
    just the same. `product` and `quantity` are then of what goes back."""
    text = turn.text or turn.slots.get(Slot.QUERY) or ""
    if turn.pressed or not _speaks_of_exchanging(text):
        return heard
    plain = plainly(text)
    sure = _SURE.search(plain)
    verb = sure or _MAYBE.search(plain)
    resized = _RESIZED.search(plain) if verb is None else None
    unfit = _UNFIT.search(plain) if verb is None and resized is None else None
    unfit = unfit or (_MISFIT.search(plain) if verb is None and resized is None else None)
    size = (
        {} if unfit is None else _size_behind(heard, plain[unfit.end() :], turn, vocabulary, read)
    )
    if unfit is not None and size:
        meant = _in_other_size(heard, plain[: unfit.end()], turn, vocabulary, read)
        named = meant.product or heard.product
        return meant.but(product=named, phrase=named, exchange=ExchangeWish(attributes=size))
    if resized is not None and heard.intent is Intent.RETURN_ITEM:
        return _in_other_size(heard, plain[: resized.start()], turn, vocabulary, read)
    barter = _BARTER.fullmatch(plain) if verb is None else None
    if barter is not None and _is_swapped_for(barter["wanted"], turn, vocabulary, read):
        plain = _SAME_OPTION.sub("", plain).strip()
        verb = sure = _END.search(plain)
    if verb is None or _NOT_GOODS.search(plain) or _ASKS.search(plain):
        return heard
    before, behind = plain[: verb.start()], plain[verb.end() :]
    back, wanted = _parts(before, _SAME_OPTION.sub("", behind).strip())
    back, wanted, needed = _with_need((back, wanted), before, behind, turn, vocabulary, read)
    is_back = bool(_bare(back)) or _points(plain) or heard.intent is Intent.RETURN_ITEM
    is_return = heard.intent is Intent.RETURN_ITEM and bool(_bare(back))
    is_told = any(word not in _FRAME for word in wanted.split())
    if sure is None and not (is_told and is_back) and not is_return:
        return heard
    if sure is not None and heard.intent is Intent.RETURN_POLICY and not wanted:
        return heard
    goods = _goods(heard, _bare(back), turn, vocabulary, read)
    return heard.but(
        intent=Intent.RETURN_ITEM,
        product=goods.product,
        phrase=goods.phrase,
        full_phrase=None,
        quantity=None if needed else goods.quantity,
        number=None,
        item_ref=None,
        method=None,
        attributes=dict(goods.attributes),
        others=(),
        either=None,
        exchange=_wish(wanted, turn, vocabulary, read),
    )


def _with_need(
    parts: tuple[str, str],
    before: str,
    behind: str,
    turn: Turn,
    vocabulary: Vocabulary,
    read: Read,
) -> tuple[str, str, bool]:
    """What goes back and what is wanted; told as what is needed, where nothing is named for it."""
    if parts[1] and _names_wish(parts[1], turn, vocabulary, read):
        return (*parts, False)
    for told in (before, behind):
        needed = _needed(told, turn, vocabulary, read)
        if needed is not None:
            return told[: told.index(needed)], needed, True
    return (*parts, False)


def _names_wish(words: str, turn: Turn, vocabulary: Vocabulary, read: Read) -> bool:
    """Whether words tell what is wanted: goods of the shop, a size or a color, or how it differs.
    "For work" tells none."""
    wish = _wish(words, turn, vocabulary, read)
    if wish.attributes or wish.option is not None or len(_bare(words).split()) > 1:
        return True
    return wish.product is not None and _is_goods(wish.product, vocabulary)


def _is_swapped_for(words: str, turn: Turn, vocabulary: Vocabulary, read: Read) -> bool:
    """Whether goods are swapped for these, though nothing says so: for another size or color, or
    for other goods of the shop. "My mug for a week of camping" is not."""
    wish = _wish(words, turn, vocabulary, read)
    named = wish.product is not None and _is_goods(wish.product, vocabulary)
    return len(words.split()) <= _FEW and (bool(wish.attributes) or named)


def _needed(before: str, turn: Turn, vocabulary: Vocabulary, read: Read) -> str | None:
    """The words for the size that is needed, or for the size or color that was wanted, told before
    it is asked to exchange anything."""
    found = _NEEDED.search(before)
    if found is not None and _wish(found["size"], turn, vocabulary, read).attributes:
        return found["size"]
    meant = _MEANT.search(before)
    if meant is None or not _wish(meant["value"], turn, vocabulary, read).attributes:
        return None
    return meant["value"]


_SPOKEN_OF: Final = (_SURE, _MAYBE, _RESIZED, _UNFIT, _MISFIT, _BARTER)
_END: Final = re.compile(r"$")


@lru_cache(maxsize=_REMEMBERED)
def _speaks_of_exchanging(text: str) -> bool:
    """Whether a word for it is among them; most of what is said is heard often."""
    plain = plainly(text)
    return any(each.search(plain) for each in _SPOKEN_OF)


def _size_behind(
    heard: Understanding, behind: str, turn: Turn, vocabulary: Vocabulary, read: Read
) -> dict[str, str]:
    """The size that is wanted instead, told behind what does not fit."""
    if "size" in heard.attributes:
        return {"size": heard.attributes["size"]}
    found = _SIZE_WANTED.search(behind)
    known = vocabulary.values.get("size", {}).get(norm_value(found["size"])) if found else None
    if known is not None:
        return {"size": known}
    told = _wish(found["size"], turn, vocabulary, read).attributes if found is not None else {}
    return {name: value for name, value in told.items() if name == "size"}


def _in_other_size(
    heard: Understanding, before: str, turn: Turn, vocabulary: Vocabulary, read: Read
) -> Understanding:
    """Goods that do not fit, and the same in another size, whose name is asked for."""
    goods = _goods(heard, _bare(before), turn, vocabulary, read)
    named = goods.product if goods.product and _is_goods(goods.product, vocabulary) else None
    return heard.but(
        intent=Intent.RETURN_ITEM,
        product=named, phrase=named, full_phrase=None,
        quantity=None, number=None, item_ref=None, attributes={}, others=(), either=None,
        exchange=ExchangeWish(option="size"),
    )  # fmt: skip


def _goods(
    heard: Understanding, back: str, turn: Turn, vocabulary: Vocabulary, read: Read
) -> Understanding:
    """What goes back: read by itself, or what the whole sentence names ("the shoes are too small,
    can I exchange them")."""
    nothing = heard.but(product=None, phrase=None, quantity=None, attributes={})
    named = heard.product if heard.product and _is_goods(heard.product, vocabulary) else None
    alone = _read(back, turn, read)
    if alone is None or alone.product is None:
        kind = {} if alone is None else dict(alone.attributes)
        return nothing.but(product=named, phrase=named, attributes=kind)
    if named is not None and len(named) < len(alone.product) and plainly(named) in back:
        kind = dict(alone.attributes)
        return nothing.but(product=named, phrase=named, quantity=alone.quantity, attributes=kind)
    return alone


def _parts(before: str, behind: str) -> tuple[str, str]:
    """The words for what goes back, and those for what is wanted; German puts its verb behind."""
    back, wanted = _cut(behind)
    if wanted:
        return back, wanted
    back, wanted = _cut(before)
    if wanted:
        return back, wanted
    return (behind, "") if _bare(behind) or _points(behind) else (before, "")


def _cut(words: str) -> tuple[str, str]:
    found = list(_FOR.finditer(words))
    if not found:
        return words, ""
    return words[: found[-1].start()], words[found[-1].end() :].strip()


def _points(words: str) -> bool:
    return bool(_IT.intersection(words.split()))


def _bare(words: str) -> str:
    """The words without those around the goods."""
    kept = words.split()
    while kept and (kept[0] in _FRAME or is_answer(kept[0]) or is_opener(kept[0])):
        kept = kept[1:]
    while kept and kept[-1] in _FRAME:
        kept = kept[:-1]
    return " ".join(kept)


def _read(words: str, turn: Turn, read: Read) -> Understanding | None:
    if not words:
        return None
    said = replace(turn, text=words, intent=None, slots={}, new_session=False)
    return read(said, expect=Expect.PRODUCT)


def _wish(words: str, turn: Turn, vocabulary: Vocabulary, read: Read) -> ExchangeWish:
    """What is wanted: other goods, another size or color, or not said yet."""
    option = "color" if _COLOR.search(words) else "size" if _SIZE.search(words) else None
    telling = [word for word in words.split() if word not in _FRAME | _SAME]
    if option and all(_SIZE.fullmatch(word) or _COLOR.fullmatch(word) for word in telling):
        return ExchangeWish(option=option)
    about = _read(" ".join(telling), turn, read)
    if about is None:
        return ExchangeWish(option=option)
    attributes = dict(about.attributes)
    figure = about.number or (about.quantity if about.product is None else None)
    if figure is not None and "size" not in attributes:
        attributes["size"] = vocabulary.canonical("size", str(figure))  # "for a nine"
    named = about.product
    if named is not None and (option or not _is_goods(named, vocabulary)):
        named = None  # "a bigger size": no goods
    attributes = {name: value for name, value in attributes.items() if name in vocabulary.values}
    if named is None and not attributes and option is None:
        named = " ".join(telling)  # the search knows whether there is such a thing
    return ExchangeWish(
        product=named,
        phrase=about.phrase or named if named else None,
        attributes=attributes,
        option=option,
    )


def _is_goods(name: str, vocabulary: Vocabulary) -> bool:
    words: Sequence[str] = plainly(name).split()
    return vocabulary.names_word(words) or vocabulary.knows_goods(words)
