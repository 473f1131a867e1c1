"""What people tell of themselves in the breath of a wish: whom they call for, how big their feet
are by now, whose grandchild it is, and that they have never done this before.

Nothing of it names goods, a number or a size that is bought. Closed lists in four languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from app.commerce.words import NUMBERS
from app.voice.nlu.each_of_us import without_people_first
from app.voice.nlu.hesitation import BOUGHT_BY_YES
from app.voice.nlu.manners import plainly
from app.voice.nlu.taken_offers import count_taken
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import norm_value
from app.voice.turn import Intent

_COSTS: Final = BOUGHT_BY_YES | {Expect.CONFIRM_SUBSCRIPTION, Expect.CONFIRM_CHANGE}
"""Questions whose yes costs money: who only supposes so has not agreed."""
_KIN: Final = (
    r"(?:brother|sister|son|daughter|boy|girl|nephew|niece|cousin|guy"
    r"|bruder|schwester|sohn|tochter|junge|m[äa]dchen|enkel\w*|neffe|nichte|schwager"
    r"|fils|filles?|enfants?|m[èe]re|p[èe]re|parents|oncle|tante|fr[èe]res?|s(?:œ|oe)urs?"
    r"|cousine?s?"
    r"|amie?|copains?|copines?|gar[çc]on|neveux?|ni[èe]ces?)"
)
_GRAND: Final = re.compile(
    rf"\b(?:little|big|small|kleine[nrms]?|gro(?:ß|ss)e[nrms]?|petite?s?|grande?s?|arri[èe]re)[ -]"
    rf"(?={_KIN}\b)"
    r"|\bgrand(?=(?:son|daughter|mother|father|child|children|kids?|parents?)s?\b)"
    r"|\bgro(?:ß|ss)(?=(?:vater|mutter|eltern|onkel|tante|cousine?|neffe|nichte)\b)",
    re.IGNORECASE,
)
"""How big or small somebody of the family is, which is no size."""
_GRANDMA: Final = re.compile(r"\bgrand(?:ma|mum|mom|pa|dad)\b", re.IGNORECASE)
_KIN_SIZED: Final = re.compile(
    r"\b((?:herman|hij|prim|niet|sobrin|nen|ni[ñn])[oa]s?) (?:m[áa]s )?(?:peque[ñn]|chic|grand)\w+",
    re.IGNORECASE,
)
_CALLS_FOR: Final = re.compile(
    r"^(?P<lead>\W*(?:(?:hallo|hi|hello|hey|guten tag|so|also|hola|bonjour)\W+)*)"
    r"(?P<who>wir|ich|we|nous|nosotr[oa]s)(?:,? hier)?,?"
    r" (?:vom|von der|von den|aus der|aus dem|beim|bei der|from the|at the|of the|over at the"
    r"|from|du|de la|au|à la|de l['’]|del)\s*"
    r"[\w-]+(?: (?:club|team|verein|choir|group|de \w+))?,?\s+"
    r"(?=(?:also |hier |there )?(?:need|would|'?d like|want|are (?:after|looking)|br[äa]u(?:ch"
    r"|cht)\w*"
    r"|h[äa]tt\w*|m[öo]cht\w*|woll\w*|nehm\w*|such\w*|necesit\w*|quer\w*|quisi\w*|il nous|on (?:veu"
    r"|vou)|voudr\w*|voulon\w*|aimer\w*|cherch\w*)\b)",
    re.IGNORECASE,
)
"""For whom somebody speaks: "wir vom Kegelclub bräuchten"."""
_SPOKEN_TO: Final = re.compile(
    r"^\W*(?:(?:ach|hallo|hi|hello|hey|oh|oiga|oye|hola|dites|bonjour|guten tag|na|also|so"
    r"|sagen sie"
    r"|good (?:morning|afternoon|evening))[ ,]+)*"
    r"(?:junger mann|junge frau|fr[äa]ulein|meine? liebe[rs]?|gn[äa]dige frau|young (?:man|lady)"
    r"|my (?:dear|love)|joven|jovencit[oa]|se[ñn]orita|jeune (?:homme|fille|dame)|mademoiselle"
    r"|mon (?:petit|brave|cher))\s*,\s+(?=\w+\W+\w)",
    re.IGNORECASE,
)
_CALLED: Final = re.compile(
    r",\s*(?:(?:my )?(?:dear|love|darling|friend)|mate|pal|buddy|sir|ma['’]am|miss|young (?:man"
    r"|lady)"
    r"|junger mann|junge frau|fr[äa]ulein|meine? liebe[rs]?|hij[oa]|guap[oa]|maj[oa]|joven"
    r"|se[ñn]orita"
    r"|madame|monsieur|mademoiselle|jeune homme|mon (?:petit|brave))\s*[.!…]*$",
    re.IGNORECASE,
)
"""How somebody is called behind an answer: "yes please, dear"."""
_NO_PERSON: Final = (
    r"(?:it|that|this|which|what|website|web|site|app|page|e?mails?|message|text|letter|label|box"
    r"|sign|ticket|tracking|order|receipt|bill|computer|seite|webseite|zettel|schild|pagina|caja"
    r"|correo|etiqueta|cartel|mensaje|etiquette|boite|courriel|das|es|que|eso|ca|cela)"
)
_SAYS: Final = (
    r"(?:says|said|reckons|thinks|insists|is saying|tells me|told me|keeps saying"
    r"|(?:me )?(?:dice|ha dicho|est[áa] diciendo)|(?:me |nous )?(?:dit|a dit)"
    r"|sagt(?: mir)?|meint|findet)"
    r"(?:,| that| to| que| de| d['’]en|:)?"
)
_SAID_SO: Final = re.compile(
    r"^\W*(?:(?:oh|ah|ach|wait|hang on|well|right|so|but|and|actually|pues|bueno|alors|bon|also"
    r"|na|moment)\W+)*"
    r"(?:(?:my|our|the|mi|la|el|nuestr[oa]|mon|ma|notre|le|meine?|unsere?|die|der) )?"
    rf"(?!{_NO_PERSON}\b)[^\W\d_]+ {_SAYS}\s+(?:wir sollen |we should |we |i should )?"
    r"(?=(?:please |better |just |mejor |plut[ôo]t |lieber )?"
    r"(?:make|get|take|order|have|do|let['’]?s|que sean|pon\w*|qu['’]on|prend\w*|mets|mettez"
    r"|mach\w*|nimm|nehm\w*|zwei|drei|vier|two|three|four|five|dos|tres|cuatro|deux|trois"
    r"|quatre|need|that['’]s (?:all|it)|eso es todo|c['’]est tout|das ist alles)\b)"
    rf"|^\W*(?:(?:my|our|the) )?(?!{_NO_PERSON}\b)[^\W\d_]+ (?:would like|wants|needs"
    r"|would rather have|['’]d like)\s+"
    r"(?=(?:two|three|four|five|six) (?:of (?:them|those)|instead|please)\W*$)",
    re.IGNORECASE,
)
"""Who of those standing by says what shall be had: "Margaret says make it two"."""
_FOR_ANOTHER: Final = re.compile(
    r"^\W*(?:(?:oh|ah|ach|wait|hang on|and|actually|ay|y|et|und|moment)\W+)*"
    r"(?:(?:my|our|the|mi|nuestr[oa]|mon|ma|notre|meine?|unsere?) )?[^\W\d_]+ (?:"
    r"(?:wants|needs|would like|['’]d like) (?P<en>one|two|three)(?: of (?:them|those))?"
    r" (?:as well|too|also)"
    r"|(?:tambi[ée]n quiere|quiere tambi[ée]n) (?P<es>una|uno|dos|tres)"
    r"|en veut (?:aussi )?(?P<fr>une?|deux|trois)(?: aussi)?"
    r"|(?:will|m[öo]chte|braucht) auch (?P<de>eine[nrs]?|zwei|drei))(?: haben)?\W*$",
    re.IGNORECASE,
)
_MORE_OF: Final = {"en": "{} more", "es": "{} más", "fr": "encore {}", "de": "noch {}"}
"""So many for somebody else come on top: "my sister wants one as well"."""
_GIFT: Final = re.compile(
    r"(?:[,.;]\s*|\s+(?:and|und|y|et)\s+)(?:because |cause |weil |que |car )?"
    r"(?:it['’]?s|it is|they['’]?re|they are|that['’]?s|this is|all|das (?:ist|sind|wird|soll)|es"
    r" (?:ist|sind|wird)|sind|ist|(?:porque )?(?:es|son|ser[áa]n?)|c['’]est|ce (?:sont|sera))"
    r"(?: (?:all|alles|para|for|pour|f[üu]r|als|going to be|meant as))*(?: (?:an?|ein\w*|un\w*"
    r"|des))?"
    r"(?: (?!not\b|no\b|kein\w*\b|nicht\b|pas\b)\w+){0,2}? ?"
    r"(?:gifts?|presents?|\w*geschenke?|regalos?|cadeaux?)(?: (?:de|d['’]|for|f[üu]r|para|pour|von)"
    r" ?(?:\w+ ?){1,3})?(?=\s*(?:[,.;!?]|$))",
    re.IGNORECASE,
)
"""What something is given for: "it's a wedding gift" names no goods."""
_COUPLE: Final = re.compile(r"\ba couple of (?=\w)", re.IGNORECASE)
"""Two, of whatever: "a couple of head lamps" counts no heads."""
_REGULARLY: Final = re.compile(
    r",?\s*\b(?:(?:und (?:zwar|das(?: auch)?(?: noch)?)|and|y|et)\s+)?"
    r"(?:(?P<de>regelm(?:ä|ae|a)(?:ß|ss)ig|in regelm[äa](?:ß|ss)igen abst[äa]nden)"
    r"|(?P<en>regularly(?: at that)?|on a regular basis|at regular intervals)"
    r"|(?P<es>regularmente|de (?:forma|manera) regular|con regularidad)"
    r"|(?P<fr>r[ée]guli[èe]rement|de (?:fa[çc]on|mani[èe]re) r[ée]guli[èe]re))\b",
    re.IGNORECASE,
)
_REGULAR: Final = {"de": "regelmäßig", "en": "regularly", "es": "regularmente",
                   "fr": "régulièrement"}  # fmt: skip
_AND_THAT: Final = re.compile(
    r",?\s*\bund zwar (?=(?:jede[nrs]?|alle|monatlich|w[öo]chentlich|im|pro|einmal|zweimal)\b)",
    re.IGNORECASE,
)
_SIZE_STAYS: Final = re.compile(
    r"\b(?P<size>gr(?:ö|oe|o)(?:ß|ss)e|size|talla|taille|pointure)\s+(?:bleibt|bliebe|soll|stays"
    r"|remains|stay|se queda|queda|sigue siendo|sigue|se mantiene|reste(?:ra)?)"
    r"(?:\s+(?:bei|en|an?|at|la|the|le|die|du|bleiben|immer noch|weiterhin|wieder))*"
    r"\s+(?=(?:x{0,3}[sml]|\d{1,3}|small|medium|large|mittel|klein|gro(?:ß|ss)|median[ao])\b)",
    re.IGNORECASE,
)
"""Which size it shall be as before: "Größe bleibt M" is no large."""
_NUMBER: Final = rf"(?P<size>\d{{1,2}}|{'|'.join(NUMBERS)})"
_NOW: Final = re.compile(
    r"(?P<before>[,.;]?\s*(?:\b(?:and|but|so|now|pero|y|ahora|mais|et|maintenant|aber|und|jetzt)"
    r"\s+)*)"
    r"(?:\b(?:i|he|she|they|my \w+|our \w+)\s?(?:'m|’m|'s|’s|'re| am| is| are)"
    r"(?: (?:now|probably|really|more of|more like|about|actually|always))* an?(?: size)?"
    r"|\b(?:ich|er|sie|mein\w* \w+) (?:bin|ist|hab|habe|hat|trag\w*|trägt)"
    r"(?: (?:jetzt|inzwischen|mittlerweile|nun|eher|immer))*(?: eine| gr(?:ö|oe)(?:ß|ss)e)*"
    r"|\b(?:jetzt|inzwischen|mittlerweile|nun) (?:bin|ist|hab|habe|hat|trag\w*|trägt)"
    r" (?:ich|er|sie)(?: (?:eine|eher|gr(?:ö|oe)(?:ß|ss)e))*"
    r"|\b(?:(?:yo|ahora|él|ella) )?(?:soy|es|gasto|gasta|calzo|calza|uso|usa)"
    r" (?:un|una|el|la)(?: talla)?"
    r"|\b(?:je|il|elle|maintenant je) (?:fais|fait|chausse|suis|met|mets)(?: (?:du|en|un)))"
    rf"\s+{_NUMBER}\b"
    r"(?:\s+(?:now|these days|nowadays|by now|today|jetzt|inzwischen|mittlerweile|ahora|hoy"
    r"|maintenant|aujourd'hui|désormais))?(?=\s*(?:[,.;!?…]|$))",
    re.IGNORECASE,
)
"""Which size somebody has: "I'm an eleven now" counts nothing."""
_ONCE: Final = re.compile(
    rf"[,.;]?\s*\b(?:(?:i|he|she)(?:'ve|’ve|'s| have| has)? )?(?:always )?(?:been|was|were"
    rf"|used to be"
    rf"|wore|took) (?:always )?an? (?:size )?{_NUMBER}\b"
    r"(?: (?:all (?:my|his|her|your) life|always|before|for (?:years|ages)|once|so far|until \w+"
    r"|last \w+))?"
    rf"|[,.;]?\s*\b(?:ich |er |sie )?(?:war|hatte|trug|bin|hatt)(?: (?:ich|er|sie|früher|sonst"
    rf"|bisher"
    rf"|immer|mal|eigentlich))* (?:eine? |gr(?:ö|oe)(?:ß|ss)e )?{_NUMBER.replace('size', 'de')}\b"
    rf"|[,.;]?\s*\b(?:siempre |antes |yo )*(?:fui|era|he sido|gastaba|calzaba|usaba|he gastado"
    rf"|he usado)(?: siempre)? (?:un|una|el|la) (?:talla )?{_NUMBER.replace('size', 'es')}\b"
    rf"|[,.;]?\s*\b(?:j'ai|j’ai|je|avant je|il a|elle a)(?: toujours)? (?:fait|faisais|chaussé"
    rf"|chaussais|été)(?: toujours)? (?:du|en|un) {_NUMBER.replace('size', 'fr')}\b",
    re.IGNORECASE,
)
"""Which size somebody had once."""
_SIZE_WORD: Final = {"en": "size", "es": "talla", "fr": "taille", "de": "Größe"}
_SUPPOSING: Final = re.compile(
    r"[,.…]*\s*\b(?:i (?:guess|suppose|reckon|think)|denke? ich(?: mal)?|sch[äa]tze? ich(?: mal)?"
    r"|glaube? ich|w[üu]rde? ich sagen|supongo|me imagino|digo yo|je (?:suppose|pense|crois|dirais"
    r"|imagine)|j['’]imagine)(?=\s*(?:[,.;!…?]|$))",
    re.IGNORECASE,
)
"""Said beside an answer by who is not quite sure: "sure, I guess, I can come and get it"."""
_JE: Final = re.compile(
    r"\bj['’](?=(?:vais|prends|prendrais|veux|voudrais|peux|cherche|viens|viendrai|passe|passerai"
    r"|suis|dois|fais|commande|rends|retourne|change|garde|prendrai)\b)",
    re.IGNORECASE,
)
"""How "je" is said fast: "j'vais en prendre une"."""
_THIS_TIME: Final = re.compile(
    r",?\s+(?:(?:mais|aber|pero|but)\s+)?(?:pour )?(?:cette fois(?:[- ]ci)?|une fois|diesmal"
    r"|dieses mal|esta vez|this time|for once)\b",
    re.IGNORECASE,
)
"""Beside what is always bought, that it shall be had otherwise now."""
_USUAL: Final = re.compile(
    r"\b(?:habitu\w+|habitude|toujours|[üu]e?blich\w*|wie immer|gewohnt\w*|gleiche wie|usual"
    r"|siempre|costumbre)\b",
    re.IGNORECASE,
)
_A_SIZE: Final = 20
"""A number from here on is rather a size than a count."""
_CUED: Final = re.compile(
    r"\b(?:an?|size|eine|gr(?:ö|oe)(?:ß|ss)e|une?|una|la|el|du|en)\b", re.IGNORECASE
)
"""Before a size of whatever number."""
_STILL_SAID: Final = 4
_FIRST_TIME: Final = re.compile(
    r"(?:(?:um|uh|ehm|hi|hello|hallo|hola|bonjour|also|so|sorry|bueno|pues|ben|euh|and|und|but) )*"
    r"(?:(?:i(?: ve| have)? |we(?: ve| have)? )?never (?:really )?(?:ordered|done|used|bought|tried"
    r"|shopped|talked|spoken|called)(?: (?:anything|something|stuff|this|that|it|one of these"
    r"|things))?"
    r"(?: (?:sort|kind) of thing)?"
    r"(?: (?:(?:by|over|on|with|through|to|like) (?:\w+ ){0,2}?(?:talking|talk|voice|speaking|phone"
    r"|telephone|computer|machine|robot|this|that|speaker)|this way|before|yet|here))+"
    r"|(?:it s|this is|it is) (?:my|our) first time(?: (?:\w+ ){0,5}\w+)?|i m new (?:to|at) this"
    r"|(?:ich|wir) hab\w* (?:so ?was|das|sowas|so etwas)?\s?(?:noch nie|nie)"
    r"(?: (?:so|hier|per|am|mit|ubers?|telefon|sprache|was|etwas|einem|computer|automaten|handy))*"
    r" (?:bestellt|gemacht|benutzt|probiert|gekauft|telefoniert)"
    r"|(?:es|esta es) (?:mi|nuestra) primera vez(?: (?:\w+ ){0,5}\w+)?"
    r"|nunca (?:he|habia|hemos) (?:pedido|hecho|comprado|usado|probado|encargado)"
    r"(?: (?:esto|nada|asi|por (?:telefono|voz)|hablando|de esta (?:forma|manera)|aqui|con una"
    r" maquina))*"
    r"|(?:c est )?(?:ma|la|notre) premiere fois(?: (?:\w+ ){0,6}\w+)?"
    r"|(?:je n ai|j ai|on n a|on a) (?:encore )?jamais (?:commande|fait|achete|utilise|essaye)"
    r"(?: (?:ca|cela|comme ca|par (?:telephone|la voix)|en parlant|ici|de cette facon|avec une"
    r" machine))*)"
    r"(?: (?:before|yet|vorher|antes|avant))?"
)
"""Has never done this before, which asks after no order."""
_IS_IT_FINE: Final = re.compile(
    r"(?:(?:and|y|et|und) )?(?:is (?:that|it|this) (?:ok|okay|fine|alright|all right|possible)"
    r"|can i (?:do that|just talk)|does that work|how does (?:it|this) work|geht das(?: so)?"
    r"|ist das (?:ok|okay|in ordnung|schlimm)|wie geht das|se puede|esta bien|es posible"
    r"|como funciona|c est possible|ca (?:marche|va)|comment ca marche|(?:(?:um|uh|hi|hello"
    r"|hallo|hola|bonjour|euh|eh) ?)+)"
)
_CLAUSE: Final = re.compile(r"(?<=[,.;!?])\s+")
_TAKING: Final = frozenset({Expect.NOTHING, Expect.PRODUCT})
_TAKEN_FOR: Final = frozenset({Intent.UNKNOWN, Intent.DELIVERY_INFO})
"""What so many taken are read as: "j'en prends une, en livraison"."""
_OPEN: Final = frozenset({Expect.NOTHING, Expect.PRODUCT, Expect.PRODUCT_CHOICE})


def asks_for_the_first_time(text: str, expect: Expect) -> bool:
    """Whether somebody says no more than that they have never done this before."""
    if expect is not Expect.NOTHING or not text:
        return False
    clauses = [plainly(each) for each in _CLAUSE.split(text) if plainly(each)]
    first = [each for each in clauses if _FIRST_TIME.fullmatch(each)]
    rest = [each for each in clauses if each not in first]
    return bool(first) and all(_IS_IT_FINE.fullmatch(each) for each in rest)


def without_oneself(text: str, vocabulary: Vocabulary, expect: Expect, lang: str) -> str:
    """The text without what is told of who speaks, which would be taken for goods, a number or a
    size; the size that somebody has now is told as one."""
    text = _JE.sub("je ", text)
    text = _CALLED.sub("", _SPOKEN_TO.sub("", text)) or text
    text = _COUPLE.sub("two ", _GIFT.sub("", text) or text)
    another = None if expect is Expect.OFFER else _FOR_ANOTHER.match(text)
    if another is not None and another.lastgroup in _MORE_OF:
        return _MORE_OF[another.lastgroup].format(another[another.lastgroup])
    text = _CALLS_FOR.sub(r"\g<lead>\g<who> ", _SAID_SO.sub("", text) or text)
    text = _KIN_SIZED.sub(r"\1", _GRAND.sub("", _GRANDMA.sub("granny", text)))
    text = _SIZE_STAYS.sub(r"\g<size> ", _AND_THAT.sub(" ", text))
    text = _REGULARLY.sub(_as_regularly, text)
    if expect in _OPEN:
        text = without_people_first(_THIS_TIME.sub(" ", text) if _USUAL.search(text) else text)
        text = _with_size_now(text, vocabulary, lang)
    return text if expect in _COSTS else _without_supposing(text)


def _as_regularly(found: re.Match[str]) -> str:
    return f" {_REGULAR[found.lastgroup or 'en']}"


def _with_size_now(text: str, vocabulary: Vocabulary, lang: str) -> str:
    sizes = vocabulary.values.get("size", {})
    now = next((each for each in _NOW.finditer(text) if _is_size(each, sizes)), None)
    if now is None:
        return text
    once = _ONCE.search(text, 0, now.start() + 1)
    start = now.start() if once is None else once.start()
    size = NUMBERS.get(now["size"].lower(), now["size"])
    told = f", {_SIZE_WORD.get(lang, 'size')} {size}"
    return f"{text[:start]}{told if text[:start].strip() else told[2:]}{text[now.end() :]}"


def _is_size(told: re.Match[str], sizes: Mapping[tuple[str, ...], str]) -> bool:
    """Whether a figure is a size of the shop, and no count: "ich hab 2" is none."""
    figure = NUMBERS.get(told["size"].lower(), told["size"])
    return norm_value(figure) in sizes and (int(figure) >= _A_SIZE or bool(_CUED.search(told[0])))


def _without_supposing(text: str) -> str:
    left = _SUPPOSING.sub(",", text).strip(" ,")
    return left if len(left.split()) >= _STILL_SAID else text


def without_regularly(found: Understanding) -> Understanding:
    """Without the word for how often as a part of the name: "Hauskaffee regelmäßig"."""
    *name, last = (found.product or "").split() or [""]
    if not name or last.lower() not in _REGULAR.values():
        return found
    return found.but(product=" ".join(name), phrase=" ".join(name), full_phrase=None)


def so_many_taken(found: Understanding, text: str, expect: Expect) -> Understanding:
    """With the wish for so many of what was spoken of: "give me two anyway, for pickup"."""
    if expect not in _TAKING or found.product or found.intent not in _TAKEN_FOR:
        return found
    counts = [count_taken(each.rstrip(",.;!?")) for each in _CLAUSE.split(text)]
    told = [each for each in counts if each is not None]
    if len(told) != 1:
        return found
    return found.but(intent=Intent.PLACE_ORDER, number=told[0], either=None)
