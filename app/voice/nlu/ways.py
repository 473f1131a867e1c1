"""Ways of getting goods, in four languages: fetched at a store, or sent.

Closed lists, looked for in plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.voice.nlu.manners import plainly
from app.voice.nlu.words import split_words
from domain.orders import FulfillmentMethod

_PICKUP: Final = re.compile(
    r"\b(?:(?:grab|get) (?:it|them|one|that) (?:from|at|in) (?:the|your) (?:store|shop)"
    r"|passing by|coming (?:by|over|in|round)|call (?:round|in|by)|in person|(?:be|come)"
    r" (?:there|over) (?:in person|myself)"
    r"|en person(?:a|ne)"
    r"|pick ?(?:it all |them all |it |them |that |those |everything |the lot )?up|pickup"
    r"|collect(?:ion)?|(?:come|go) (?:and |to )?(?:fetch|get)"
    r"(?: it| them)?|fetch (?:it|them)"
    r"|(?:(?:swing|drop|come|stop|pop|nip|pass) (?:by|round|over)|(?:drop|pop|nip) in(?:to)?)"
    r"(?: and (?:get|grab) (?:it|them|one))?|(?:come|coming) (?:in(?:to)?|down) (?:to )?the"
    r" (?:store|shop)|(?:get|grab|take) (?:it|them) (?:myself|in person)"
    r"|(?:me|ya|mejor) (?:acerco|acercare|paso|pasare)(?: yo)?(?= (?:(?:por|a|al|en|hasta) |luego"
    r"|manana))"
    r"|pas(?:o|are) (?:yo )?a por|l[oa]s? (?:paso|voy) a buscar|(?:yo mism[oa] )?l[oa]s?"
    r" (?:busco|retiro)"
    r"|retirarl[oa]s?|para retirar"
    r"|recog\w*|(?:l[oa]s? )?recoj\w*(?: yo)?|en (?:la )?tienda"
    r"|pas(?:o|are|are a|ar) (?:(?:yo|luego|manana) )?(?:a )?por(?: ell[oa]s?)?"
    r"|a recoger|(?:pas(?:o|a|ar|amos|are|aremos)|v(?:oy|a|amos)|ir(?:e|a|emos)?"
    r"|v(?:engo|iene|enir|endre)) a (?:buscar|retirar)l[oa]s?"
    r"|retrait|retirer|je (?:le|la|les) retire(?:rai)?"
    r"|(?:je|on|nous) (?:le|la|les) (?:pren(?:ds?|drai|ons|drons|d))(?= (?:a|au|chez) (?!\d))"
    r"|(?:ven|pass|vien|viendr)\w+ (?:le |la |les )?(?:chercher|prendre|recuperer)"
    r"|sur place|en (?:magasin|boutique)|je (?:passe|passerai|viens|viendrai|ferai un saut"
    r"|fais un saut)(?= (?:moi meme )?(?:au|a|en|chez vous|dans|demain|ce soir|plus tard))"
    r"|je viens (?:moi meme|l[ae]s? )|je (?:le|la|les) (?:recupere|prendrai)(?:rai)?"
    r"|(?:die|den|das|sie|es) hol(?:e|en)? (?:ich|wir)(?: (?:mir|uns|selbst|selber|dann|gleich))*"
    r"|hol(?:e|en)? (?:ich|wir)(?: (?:mir|uns|selbst|selber|dann|gleich))*$"
    r"|selb(?:st|er) (?:ab)?hol\w*|schaue? (?:\w+ ){0,3}?vorbei|springe? (?:\w+ ){0,3}?(?:ruber"
    r"|vorbei|rein)"
    r"|komme? (?:\w+ ){0,3}?(?:rein|personlich)|personlich (?:vorbei\w*|abhol\w*)"
    r"|abhol\w*|abzuholen|(?<!nach )hol(?:e|en)? (?:\w+ ){1,6}?ab"
    r"|komme? (?:ich )?(?:\w+ ){0,3}?vorbei"
    r"|hol(?:e|en)? (?:ich |wir )?(?:es |sie |ihn )?(?:selbst )?ab"
    r"|ich hole? (?:s|es|sie|ihn|die|den|das|mir)|selbstabhol(?:ung|er)"
    r"|be (?:picking|collecting)(?: it| them)?(?: up)?)\b"
)
_SHIPPING: Final = re.compile(
    r"\b(?:deliver(?:y|ed)?|ship(?:ping|ped)?|(?:by|in the) (?:post|mail)"
    r"|(?:post|mail|send|courier) (?:it|them|that|those|everything|both|the lot)(?! back)"
    r"|(?:round|over|across) to (?:mine|ours|me|us)"
    r"|(?<!you )(?<!was )(?<!were )(?<!been )(?<!got )(?<!one )(?<!ones )sent to (?:me|us)\b"
    r"|(?:send|sent|bring|brought) to (?:mine|ours)"
    r"|(?:to|at) (?:my|our) (?:place|house|home|door|flat|apartment|office|residence|digs|gaff)"
    r"|(?:bring|drop|run|bringing) (?:it|them|that|those|everything) (?:to (?:me|us)|round|over)"
    r"|couriers?|letterbox|mail order|dropped off|brought (?:here|round|over|to)"
    r"|(?:have|get|want|like) (?:it|them|that|one|those) (?:sent|posted|mailed|brought)"
    r"|(?:to|at|on) (?:my|our|the) (?:front )?(?:doorstep|address)"
    r"|por correo|por mensajer\w+|mensajer[oa]|repartidor|a la puerta|a (?:mi|nuestra) direccion"
    r"|(?:puede|pueden|podri\w+|podeis) (?:traer|mandar)"
    r"|(?:m|me|nous) l(?:e|a|es)? (?:apporter|envoyer|livrer|expedier|deposer)|coursier"
    r"|par (?:la poste|colis|courrier)|a (?:mon|notre) adresse|a ma porte|expedi(?:ez|er|e)"
    r"|vorbei(?:zu)?bring\w*|ins haus|(?:vor|an|bis an) (?:die|meine) (?:haus)?tur|kurier\w*"
    r"|paketdienst"
    r"|zukommen lassen|(?:als|per|im) paket|zu(?:zu)?stell\w*|zugestellt|versand|versend\w*"
    r"|verschick\w*"
    r"|an meine (?:adresse|anschrift)|bring\w* (?:s|es|sie|ihn|das) (?:mir|uns)"
    r"|a (?:mi |su |mon )?domicil(?:io|e)|envi\w*\b|mand\w+ a (?:la )?casa|a (?:mi |la )?casa"
    r"|(?:trae|traig|llev)\w+ (?:vosotros |ustedes )?a (?:la )?casa"
    r"|me l[oa]s? (?:trae|traig|mand|envi|entreg)\w+|me l[oa]s? llev(?:a|an|ais|e|en|eis)\b"
    r"|(?:mand|envi)(?:a|e|en|ad)l[oa]s?"
    r"|(?:mand|trae|traig|llev)\w*(?:me|nos)l[oa]s?|tra(?:ed|e|igan)(?:me|nos)?l[oa]s?"
    r"|(?<!deux )(?<!trois )(?<!quatre )(?<!des )(?<!les )(?<!\b\d )livres(?= (?:s il|a|chez|merci)"
    r"\b|$)|livr(?:aison|er|ez|e|ees?)|apporte[rz]? l[ae]s? (?:moi|nous)|chez (?:moi|nous)"
    r"|a (?:la maison|domicile)|(?:envoyez|envoie)s? (?:moi|l[ae]s?)"
    r"|(?:heim)?liefer\w*|geliefert|par envoi|nach hause|zu (?:mir|uns)|(?:zu)?schick\w*"
    r"|zugeschickt|per post|mit der post"
    r"|bring(?:t|en sie)? (?:es|sie|ihn|das) (?:mir|uns|zu mir|vorbei)"
    r"|(?:mir|uns) (?:das|es|sie|ihn|alles|die|den) (?:\w+ ){0,2}?(?:bringen|senden"
    r"|vorbeibringen))\b"
)
_LA_BAS: Final = re.compile(r"\bla bas\b")
"""A place, whose second word is something to wear."""
_ASKED: Final[Mapping[FulfillmentMethod, re.Pattern[str]]] = {
    FulfillmentMethod.PICKUP: re.compile(
        r"\b(?:in ?store|(?:at|in|from|by) (?:the|your) (?:shop|store|counter|till|desk)|over"
        r" the counter"
        r"|come in|(?:get|grab|take|have) (?:it|them) (?:then|there|later|today|tomorrow|now)"
        r"|(?:im|in den|ins) (?:laden|geschaft)|in der filiale|vor ort|an der (?:kasse|theke)|eh"
        r" in der"
        r"|(?:nehm|hol)\w* (?:ich )?(?:\w+ ){0,3}?(?:mit|heute|morgen)|holen"
        r"|en (?:el|la) (?:local|mostrador|caja)|retir\w+|l[oa]s? (?:recojo|busco)"
        r"|au (?:comptoir|magasin)|a la (?:caisse|boutique)|recuper\w+)\b"
    ),
    FulfillmentMethod.SHIPPING: re.compile(
        r"\b(?:(?:at|to) home|(?:like|want|have|get) (?:it|them|that) sent|sent|heim|daheim|zu"
        r" hause"
        r"|zuhause|en casa|a la casa|maison|traer\w*|por paqueteria)\b"
    ),
}
"""What names a way only to who asked for it: "do you have it in store" asks for stock."""
_THERE: Final = re.compile(
    r"\b(?:(?:get|grab|take|fetch|collect|pick|have|buy) (?:\w+ ){0,4}?(?:from )?there"
    r"|(?:hol|nehm|kauf|abhol)\w* (?:\w+ ){0,4}?(?:dort|da)(?: ab)?$|(?:dort|da) (?:\w+"
    r" ){0,2}?abhol\w*"
    r"|(?:recoj|recog|busc|retir|llev)\w+ (?:\w+ ){0,2}?(?:alli|alla|ahi)"
    r"|(?:recuper|prend|pass|cherch|retir)\w+ (?:\w+ ){0,2}?la bas|j y pass\w+)\b"
)
_AT_THAT_STORE: Final = re.compile(
    r"\b(?:(?<!is )(?<!are )(?<!hi )(?<!hello )there(?! (?:is|are|s|any|a|an|one|some)\b)"
    r"|dort|alli(?: mismo)?|ahi(?: mismo)?|alla|la bas|(?:chez|avec) eux)\b"
)
"""Means a store just spoken of."""
NOT_SENT: Final = re.compile(
    r"\b(?:(?:don t|do not|no need to) (?:ship|send|deliver|post|mail)"
    r"|no (?:me )?(?:l[oa]s? )?(?:mand|envi)\w+"
    r"|n(?:e )?(?:me )?(?:l |la |le |les )?(?:envoy|livr)\w+ pas"
    r"|nicht (?:schicken|liefern|senden))\b"
)
"""Has nothing sent."""
_DENIED: Final = re.compile(
    r"\b(?:not|no|don t|won t|can t|rather than|instead of|nicht|kein\w*|statt|anstatt|pas(?: de)?"
    r"|plutot que|au lieu de|en (?:vez|lugar) de|ni)(?: (?:for|to|the|want|need|a|por|para|quiero"
    r"|de|du|la|le|en|zum|zu|mehr|it|come|selbst))*$"
)
"""Before a way that is not meant: "have it delivered, not picked up"."""
_NEAR: Final = re.compile(
    r"\b(?:a cote|pres|pas loin|a deux pas|en bas|near|close|next|opposite|cerca|al lado|frente"
    r"|on (?:the|my) way|unterwegs|um die ecke|nahe|neben|in der nahe)(?: (?:de|von|to|a|bei))*$"
)
"""Before a home that only tells where a store is."""
_LIES_NEAR: Final = re.compile(
    r"^(?!(?:is|are|which|where|how|ist|sind|liegt|welche\w*|wo|wie|cual|donde|esta|quel\w*|ou)\b)"
    r".*\b(?:a cote|(?:plus |si |tout )?pres|a deux pas|sur (?:mon|le|ma) (?:chemin|route)"
    r"|plus proche|au coin de|m arrange\w*|plus pratique"
    r"|closer|nearer|nearest|near (?:me|us|my|home|work)|close to (?:me|us|my|home|work)|nearby"
    r"|next door|(?:round|around) the corner|on (?:the|my) way|walking distance|handier"
    r"|(?:mas )?cerca\w*|al lado|de camino|a la vuelta|a dos pasos|(?:me|nos) (?:pilla|coge"
    r"|queda|viene) (?:\w+ )?(?:mejor|bien)"
    r"|(?:ums|um die|um s|am) eck\w*|naher|(?:in der|in meiner) nahe|nebenan|auf dem (?:heim)?weg"
    r"|auf meinem (?:heim)?weg|gleich gegenuber|vor der (?:haus)?tur|bequemer|praktischer)\b"
)
"""Says of a store that it is easy to reach."""
_SENDING: Final = re.compile(
    r"^(?:send|ship|deliver|bring|drop|run|get) (?:me |us )?(?:an? |the |one |some )?"
)
_LEADING: Final = frozenset(
    {
        *("para", "por", "pour", "zum", "zur", "mit", "en", "a", "in", "bei", "im", "la", "le"),
        *("el", "de", "du", "au", "nach", "the", "at", "from", "for", "per"),
    }
)
"""Words that lead up to a store or a way, and mean nothing without it."""


def method_in(text: str) -> FulfillmentMethod | None:
    """Pickup or delivery, whichever is named; None for both or neither."""
    words = plainly(text)
    collected, sent = _PICKUP.search(words), _SHIPPING.search(words)
    if sent:
        sent = _meant(_SHIPPING, words)
    if collected and sent:
        collected = _meant(_PICKUP, words)
    if not collected and not sent and NOT_SENT.search(words):
        return FulfillmentMethod.PICKUP  # "ne l'envoyez pas, je passe"
    if bool(collected) is bool(sent):
        return None
    return FulfillmentMethod.PICKUP if collected else FulfillmentMethod.SHIPPING


def way_answered(text: str) -> FulfillmentMethod | None:
    """Pickup or delivery, told to who asked which of the two it shall be."""
    told = method_in(text)
    if told is not None:
        return told
    words = plainly(text)
    ways = [way for way, named in _ASKED.items() if _meant(named, words)]
    return ways[0] if len(ways) == 1 else None


def fetches_there(text: str) -> bool:
    """Whether goods are fetched at a store just spoken of: "hol sie dort", "get them there"."""
    return _THERE.search(plainly(text)) is not None


def lies_near(text: str) -> bool:
    """Whether it is told, not asked, that a place is close by: "Ballard is just round the
    corner"."""
    return "?" not in text and _LIES_NEAR.search(plainly(text)) is not None


def points_there(text: str) -> bool:
    """Whether a store just spoken of is meant, whatever is wanted: "une tasse là-bas"."""
    return _AT_THAT_STORE.search(plainly(text)) is not None


def _meant(way: re.Pattern[str], words: str) -> re.Match[str] | None:
    """Where a way is named that is not denied."""
    named = way.finditer(words)
    before = ((each, words[: each.start()].strip()) for each in named)
    return next(
        (each for each, led in before if not (_DENIED.search(led) or _NEAR.search(led))), None
    )


_WHEN: Final = re.compile(
    r"\b(?:(?:on my way |straight )?(?:after|before) (?:work|school|lunch|dinner|tea|closing|hours"
    r"|my shift|practice|church|class)|on (?:the|my|our) way (?:home|back|in|past|through|by|out)"
    r"|in my (?:lunch break|lunch hour|break)|(?:at|over) lunch(?: ?time)?|first thing"
    r"|nach (?:der|dem|meiner|meinem) (?:arbeit|schule|dienst|schicht|buro|essen|training|kirche)"
    r"|nach feierabend|vor (?:der arbeit|ladenschluss)|auf dem (?:heim|ruck|nachhause)weg"
    r"|in der (?:mittags)?pause|despues del (?:trabajo|cole\w*|curro)|al salir(?: del (?:trabajo"
    r"|curro|cole\w*))?|camino (?:a|de) casa|apres le (?:travail|boulot|bureau)"
    r"|en (?:rentant|sortant)(?: (?:du|de la) \w+)?|sur le chemin du retour)\b"
)
"""When somebody comes by, which is no name of goods."""


def without_manner(text: str, places: Iterable[Sequence[str]]) -> str:
    """The text without the words for pickup, delivery and stores: what is left may be goods.

    `places` are the names of stores in plain words.
    """
    words = text.split()
    plain = [plainly(word) for word in words]
    line = " ".join(plain)
    patterns = (_PICKUP, _SHIPPING, _LA_BAS, _WHEN)
    spans = [found.span() for pattern in patterns for found in pattern.finditer(line)]
    for place in places:
        name = re.escape(" ".join(place))
        spans += [found.span() for found in re.finditer(rf"\b{name}\b", line)]
    used = [False] * len(words)
    start = 0
    for at, word in enumerate(plain):
        end = start + len(word)
        used[at] = any(begin < end and start < stop for begin, stop in spans)
        start = end + 1
    for at in range(len(words) - 2, -1, -1):
        used[at] = used[at] or (used[at + 1] and plain[at] in _LEADING)
    return " ".join(word for word, gone in zip(words, used, strict=True) if not gone)


_AROUND_SENDING: Final = frozenset(
    split_words(
        "you can could will would please just then have get it them that those everything que me"
        " nos lo la los las por favor ustedes vosotros entonces luego todo pueden puedes vous me"
        " nous le les l tout alors s il plait pouvez sie ihr es das ihn alles mir uns bitte dann"
        " konnen so also tambien aussi auch"
    )
)
"""What is said around a sending of goods that were named before."""
_ASKS_SENDING: Final = re.compile(
    r"(?:do |can |could )?(?:you )?(?:deliver|ship)|(?:hacen )?envi(?:os|an)|(?:me )?mandan"
    r"|vous livrez|livrez vous|liefern sie|liefert ihr"
    r"|(?:en |a )?(?:livraison|delivery|envio|lieferung|versand)"
)


def sent_so(text: str) -> bool:
    """Whether a clause says of goods named before that they shall be sent, and nothing else: "and
    you deliver it to my house"; "and do you deliver?" asks."""
    if "?" in text or method_in(text) is not FulfillmentMethod.SHIPPING:
        return False
    plain = plainly(text)
    return not _ASKS_SENDING.fullmatch(plain) and _AROUND_SENDING.issuperset(
        without_manner(plain, ()).split()
    )


def without_sending(name: str) -> str:
    """The goods of a wish to be sent something, in whatever words: "send a mug round to mine"."""
    left = _SENDING.sub("", without_manner(name, ()))
    return left or name
