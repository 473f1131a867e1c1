"""Why goods go back, in the words that shoppers give for it, in four languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import Understanding
from domain.returns import ReturnReason

_SEVERAL: Final = 2
_UNFIT: Final = re.compile(
    r"\b(?:too|zu|trop|demasiado|muy|queda\w*|size|fit\w*|talla|taille|pointure|passt|passen"
    r"|entr\w+|cab\w+)\b"
)
_REASON_WORDS: Final[Mapping[ReturnReason, tuple[str, ...]]] = {
    ReturnReason.WRONG_SIZE: (
        *("size", "fit", "small", "big", "large", "tight", "loose", "talla", "pequen", "grande"),
        *("queda", "estrech", "taille", "petit", "grand", "serre", "grosse", "klein", "gross"),
        *(
            r"eng(?:e[rn]?)?\b",
            r"zu (?:knapp|schmal|breit|kurz|lang)\b",
            "passt",
            "passen",
            "rentr\\w+ (?:pas )?dedans",
            "no me abrocha",
        ),
        *("no (?:me|le|nos) (?:cab|entr)", "(?:rentre|entre|passe)r? pas\\b", "hineinkomm"),
        *("(?:komm|pass)\\w* (?:\\w+ ){0,3}?nicht (?:rein|hinein)", "can t get (?:into|it on)"),
    ),
    ReturnReason.DAMAGED: (
        *("damage", "broke", "crack", "torn", "ripped", "scratch", "stain", "danad"),
        *(
            r"rot[oa]s?\b",
            "abime",
            "casse",
            "dechir",
            "endommage",
            "kaputt",
            "beschadig",
            "zerbroch",
        ),
        *("gerissen", "zerriss", "in (?:\\w+ )?pieces\\b", "pedazos", "anicos", "morceaux"),
        *("miettes", "scherben", "tausend (?:stucke|teile)"),
        *(
            "holes?\\b",
            "agujer",
            "trou(?:s|ee?s?)?\\b",
            "loch\\b",
            "locher",
            "loses? water",
            "pierde agua",
            "perd (?:de l )?eau",
            "prend l eau",
            "verliert wasser",
            r"dents?\b",
            "dented",
            r"(?:dicke |grosse )?dellen?\b",
            "beulen?\\b",
            "verbeult",
            "kratzer",
            "(?:einen )?(?:sprung|riss)\\b",
            "abgebrochen",
            "abgerissen",
            "abgefallen",
            "abgegangen",
            "(?:come|came) off",
            "lauft aus",
            "abollad",
            "agrietad",
            "rajad",
            "mellad",
            "cabosse",
            "bosses?\\b",
            "rayures?\\b",
            "felure",
            "fendu",
        ),
    ),
    ReturnReason.DEFECTIVE: (
        *("flicker", "buzz", "overheat", "keeps? (?:turning|switching|shutting|cutting|going) off"),
        *("cut(?:s|ting)? out", "won t (?:stay|close|shut|open|lock|light|ignite|zip)", "wobbl"),
        *(
            "won t (?:seal|inflate|dry|focus)",
            "(?:seal|lid|zip|strap|handle|button) (?:is |s )?gone",
        ),
        *("defect", "defekt", "defaut", "faulty", "averiad", "en panne", "stopped working"),
        *("(?:do|does|did|is)(?:n t| not) (?:even )?(?:work|turn|switch|power|charg|light|start)",),
        *("won t (?:even )?(?:work|turn|switch|power|charge|start)", "no longer (?:work|turn)s?"),
        *("(?:no|ni siquiera) (?:se |me )?(?:funciona|enciend|prend|carga|arranca|calienta)",),
        *("(?:marche|fonctionne|allume|demarre|charge|chauffe) (?:meme |deja )?(?:pas|plus)",),
        *("(?:geht|funktioniert|ladt|heizt|leuchtet|lauft) (?:\\w+ ){0,5}?nicht",),
        *("falls? apart", "fell apart", "came apart", "coming apart", "com(?:es|ing) off", "peel"),
        *("jam(?:s|med)", "stuck", "malfunction", "glitch", "loses? (?:air|charge|pressure)"),
        *("parpadea", "zumba", "se apaga", "se calienta", "se sale", "se despega", "se descose"),
        *(
            "se atasca",
            "pierde (?:aire|gas)",
            "falla(?!r)",
            "se desmonta",
            "no cierra",
            "cierra mal",
        ),
        *("clignote", "gresille", "s eteint", "se decoll", "se decou", "se coince", "surchauffe"),
        *(
            "ferme(?:nt)? (?:mal|pas)",
            "perd (?:de l )?(?:air|gaz)",
            "bloque(?:e|es)?\\b",
            "se demonte",
        ),
        *(
            "flacker",
            "flimmer",
            "brummt",
            "wackel",
            "klemmt",
            "uberhitzt",
            "geht (?:immer )?(?:wieder )?aus",
        ),
        *("fallt auseinander", "lost sich", "loset sich", "schliesst nicht", "halt nicht dicht"),
    ),
    ReturnReason.WRONG_ITEM: (
        *(
            r"\b(?:ped\w+|encarg\w+|orden\w+) .*\b(?:y|pero) (?:ustedes )?(?:me|nos) (?:ha\w* )?"
            r"(?:mand|envi|lleg|traj|traid|di|vin|entreg)\w+",
            r"\b(?:me|nos) (?:ha\w* )?(?:mand|envi|lleg|traj|traid|dieron|vin|entreg)\w+ "
            r"(?:una? |la |el |los |las )?otr[oa]s?\b",
            r"\b(?:ordered|asked for) .*\b(?:and|but) (?:you (?:guys )?|they |i )?(?:ve |have )?"
            r"(?:sent|gave|got|received|given|delivered)\b",
            r"\b(?:commande|demande) .*\b(?:et|mais) .*\b(?:envoye|donne|recu|eu|livre)\w*",
            r"\b(?:bestellt|wollte) .*\b(?:bekommen|gekriegt|geschickt|geliefert|gekommen)\b",
        ),
        *(
            "(?:not|isn t|wasn t) the right",
            "you(?: ve| have)? (?:made a mistake|got it wrong|mixed)",
        ),
        *("(?:your|the shop s) mistake", "(?:but|when|and) i(?: d)? (?:wanted|ordered|asked for)"),
        *(
            "(?:no|ni) (?:es|era|son) (?:el|la|los|las) (?:correct|buen)",
            "error (?:vuestr|suy|de ust)",
        ),
        *("(?:os|se) (?:habeis|han|ha)? ?(?:equivoc|confund|liado)", "por (?:error|equivocacion)"),
        *("(?:cuando|y|pero) (?:yo |en realidad )*(?:l[oa]s? )?(?:queria|habia pedido|pedi)\\b",),
        *("pas l(?:e|a|es) bon", "vous (?:vous )?(?:etes|etiez) (?:trompe|plante|emmele)"),
        *(
            "erreur de (?:votre|leur) part",
            "(?:alors que|mais) (?:moi )?j(?:e|en|) ?(?:en )?(?:voulais"
            "|avais (?:demande|commande|pris|choisi))",
        ),
        *("nicht d(?:ie|er|as|en) richtige", "falsch (?:geliefert|geschickt|eingepackt)"),
        *("(?:habt|haben) (?:ihr |sie )?(?:euch|sich) (?:vertan|geirrt|vergriffen|verguckt)",),
        *("(?:dabei|obwohl|aber) (?:\\w+ ){0,4}?(?:wollte|bestellt)", "ihr fehler"),
        *("wrong item", "wrong one", "wrong thing", "not what i ordered", "wrong product"),
        *("not the ones? (?:i|we|that)", "aren t the ones?", "isn t the one", "somebody else s"),
        *("someone else s", "different one", "no (?:es|son) (?:el|la|los|las) que", "otra cosa"),
        *(
            "pas (?:celle|celui|celles|ceux) que",
            "un autre (?:article|modele)",
            "nicht d(?:ie|er|as) die",
        ),
        *("nicht (?:die|der|das|den),? (?:die|der|das|den) ich", "jemand ander", "verwechselt"),
        *("equivocad", "otro articulo", "no es lo que pedi", "mauvais article", "pas ce que j ai"),
        *("falsche artikel", "falschen artikel", "falsches", "nicht bestellt", "wrong color"),
    ),
    ReturnReason.NOT_AS_DESCRIBED: (
        *("expected", "described", "looks different", "picture", "esperaba", "descri", "foto"),
        *(
            "attend(?:u|ais|ait|ions)",
            "prevu",
            "photo",
            "different",
            "erwartet",
            "beschrieb",
            "anders als",
            "bild",
        ),
    ),
    ReturnReason.LATE: (r"late\b", "tarde", "retard", "(?:trop|si) tard\\b", "zu spat"),
    ReturnReason.CHANGED_MIND: (
        *(
            "mind",
            "don t want",
            "don t need",
            "(?:don|doesn|didn) t (?:really )?like",
            "no longer",
            "idea",
            "no lo quiero",
        ),
        *(
            "no (?:me|le|nos|les) gusta",
            "ya no",
            "avis",
            "me plai(?:t|sent) (?:\\w+ )?(?:pas|plus)",
            "ne me plai(?:t|sent)",
            "n en veux plus",
            "plus besoin",
            "uberleg",
        ),
        *("gefallt", "gefallen", "brauch", "will es nicht", r"mag\b", "anymore", "not my"),
    ),
    ReturnReason.OTHER: (
        "other",
        "something else",
        "otra",
        "otro motivo",
        "autre",
        "ander",
        "just",
    ),
}
"""Stems of what people answer; the first reason that has one stands."""
_REASON_TOLD: Final = {
    reason: re.compile(rf"\b(?:{'|'.join(stems)})") for reason, stems in _REASON_WORDS.items()
}


_CLAUSE: Final = re.compile(r"[,;.]\s+|\s+(?:but|and|pero|y|mais|et|aber|und)\s+")


def singled_out(heard: Understanding) -> Understanding:
    """What was heard of several goods, with those alone that a reason is told of: "a mug and some
    socks, and the socks are too small"."""
    names = [each for each in (heard.product, *(one.product for one in heard.others)) if each]
    if len(names) < _SEVERAL:
        return heard
    for clause in _CLAUSE.split(heard.text):
        said = plainly(clause).split()
        told = [name for name in names if not {*plainly(name).split()[-1:]}.isdisjoint(said)]
        if len(told) == 1 and reason_in(heard.but(text=clause, reason=None)) is not None:
            return heard.but(product=told[0], phrase=told[0], others=(), quantity=None)
    return heard


def reason_in(heard: Understanding, *, asked: bool = False) -> str | None:
    """The reason that words give; `asked`: they answer the question for it."""
    words = plainly(heard.text)
    if heard.reason == ReturnReason.DAMAGED and _is_faulty(words):
        return ReturnReason.DEFECTIVE.value
    if heard.reason in set(ReturnReason):
        return heard.reason
    told = [
        reason
        for reason, stem in _REASON_TOLD.items()
        if (asked or reason is not ReturnReason.OTHER) and stem.search(words)
    ]
    if told[:2] == [ReturnReason.WRONG_SIZE, ReturnReason.DAMAGED] and not _UNFIT.search(words):
        told = told[1:]  # "a big dent": nothing is of a wrong size
    return told[0].value if told else None


def _is_faulty(words: str) -> bool:
    """Whether nothing is told of goods but that they do not do what they should: what is broken
    besides is damaged."""
    damaged, faulty = (
        _REASON_TOLD[reason].search(words)
        for reason in (ReturnReason.DAMAGED, ReturnReason.DEFECTIVE)
    )
    return faulty is not None and damaged is None
