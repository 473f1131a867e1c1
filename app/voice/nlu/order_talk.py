"""What is said of orders that were made, in four languages: that one is called off, and which
goods of those spoken of shall stay.

Closed lists, looked for in plain words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import gives_back, is_answer, is_opener, plainly
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.words import split_words
from app.voice.turn import Intent, Turn

ORDERED: Final = re.compile(
    r"\b(?:i (?:ve |have |had )?(?:just )?(?:ordered|placed an order)|an order i (?:made|placed)"
    r"|(?:hice|he hecho|hemos hecho|habia hecho) un(?:os)? pedidos?|he pedido|habia pedido"
    r"|pedi|encargue"
    r"|(?:j ai|j avais|on a) (?:commande|passe (?:une )?commande)"
    r"|(?:hab|habe|hatte|haben) (?:\w+ ){0,6}?bestellt"
    r"|(?:i ve got|i have|i got|i ve|we have|we ve got) (?:\w+ ){1,3}?orders?"
    r"|(?:tengo|tenemos) (?:\w+ ){1,2}?pedidos?|(?:j ai|on a) (?:\w+ ){1,2}?commandes?"
    r"|(?:hab|habe|haben) (?:\w+ ){1,4}?bestellung(?:en)?"
    r"|(?:my|our) order|(?:mi|nuestro) pedido|(?:ma|notre) commande|(?:meine|unsere) bestellung)\b"
)
_CALLS_IT_OFF: Final = re.compile(
    r"\b(?:(?<!don t )(?<!not )(?:cancel|scrap|undo) (?:it|that|them|this|the order)"
    r"|(?:cancel|scrap|drop) one|you can (?:cancel|scrap|drop|bin)|call (?:it|that|them|one(?:"
    r" of \w+)?) off"
    r"|(?:cancelar|anular|quitar) un[oa]|annuler une"
    r"|one(?: of (?:them|those|these|the two))? (?:needs to|has (?:got )?to|s got to|must|can) go\b"
    r"(?! (?:to|in|on|out|with|by|ahead|home|off|today|tomorrow|first))|one too many"
    r"|eine? (?:davon |von (?:denen|den beiden) )?(?:muss|soll|sollte|kann|konnte) (?:\w+ )?(?:weg"
    r"|raus)|eine? (?:davon )?ist (?:mir )?(?:eine? )?zu ?viel"
    r"|un[oa] (?:de ell[oa]s |de los dos )?(?:me |nos )?(?:sobra|esta de mas)|(?:me "
    r"|nos )?sobra un[oa]"
    r"|une (?:\w+ ){0,2}?de trop|l une (?:des deux )?(?:doit sauter|saute|est de trop)"
    r"|(?:back|pull) out|echar(?:me|nos) atras|arrepent\w+|me retracter|revenir (?:en arriere"
    r"|dessus)"
    r"|(?:can |could )?(?:you )?forget (?:it|about it|that)|olvid\w+|oubli\w+|vergessen|vergesst"
    r"|zurucktreten|(?:einen )?ruckzieher"
    r"|(?:cancel|anul|quit)(?:ar|a|e|en|as|es)?l[oa]s?"
    r"|l[oa]s? (?:pued\w+|podri\w+|quier\w+) (?:cancelar|anular|quitar)"
    r"|(?:l|le|la|les) annuler|annule[rz]? (?:la|le|les|ca)"
    r"|(?<!nicht )(?:stornier\w*|abbestell\w*|streich\w*)|ruckgangig)\b"
)
_CANCELS: Final = re.compile(
    r"\b(?:cancel\w*|changed my mind|call it off|anul\w+|annul\w+|storn\w+)\b"
)
_CANCEL_VERB: Final = re.compile(
    r"\b(?:cancel|call (?:\w+ ){0,3}?off|scrap|undo|cancel(?:ar|a|e|en|as|es)(?:l[oa]s?)?"
    r"|anul(?:ar|a|e|en|as|es)(?:l[oa]s?)?|annul(?:er|e|ez|es)|stornier(?:en|e|t|st)?"
    r"|abbestell(?:en|e|t|st)?|ruckgangig)\b"
)
"""Not what goods do: "noise cancelling headphones"."""
_TO_BE_SENT: Final = re.compile(
    r"\b(?:(?:need|want|like|rather|have|get|can|could|please) (?:\w+ ){0,3}?"
    r"(?:sent|delivered|shipped|go(?:ing)?) to (?!(?:the|your) (?:store|shop)|pickup)"
    r"|(?:que|pueden?|podeis|mejor) (?:\w+ ){0,3}?(?:envi|mand|entreg|llev)\w+ (?:\w+ )?a"
    r" (?:mi|la|otra)"
    r"|(?:livr|envoy|expedi)\w+ (?:\w+ ){0,2}?(?:a (?:mon|ma|une autre)|au|chez mes?)"
    r"|(?:an|in|zu) (?:mein\w*|eine? andere\w*) (?:\w+ ){0,3}?(?:schick|lief|send|geh)\w*"
    r"|ins buro (?:\w+ ){0,2}?(?:schick|lief|send|geh)\w*)"
)
"""Of an order that is still on its way: "but I need it sent to my office"."""
_OWN_ORDER: Final = re.compile(
    r"\b(?:i|we) (?:ve |have )?(?:just )?(?:ordered|bought)|what i ordered"
    r"|(?:he |hemos )?(?:pedi|pedido|encargue|compre)\b|(?:j ai|nous avons|on a) (?:\w+ )?commande"
    r"|(?:hab\w*|was ich) .*bestellt\b"
)
_GOT_ANOTHER: Final = re.compile(
    r"\b(?:(?:asked for|ordered|wanted|picked) (?:\w+ ){1,6}?(?:and|but|yet) (?:\w+ ){0,5}?"
    r"(?:turned up|came|arrived|showed up|got|received|sent|given)"
    r"|(?:got|received|sent me|gave me) (?:\w+ ){1,6}?(?:instead of|when i (?:wanted|ordered"
    r"|asked))"
    r"|(?:asked for|ordered|wanted|picked) (?:\w+ ){1,6}?(?:and|but|yet) you (?:\w+ )?(?:gave"
    r"|sent|handed)"
    r"|(?:bestellt|wollte|gewollt|haben wollen) (?:\w+ ){0,4}?(?:und|aber) (?:ihr|sie) (?:habt"
    r"|haben) mir"
    r"|(?:pedi|pedido|pedia|queria|encargue) (?:\w+ ){1,6}?(?:y|pero) (?:\w+ ){0,4}?"
    r"(?:mand\w+|envi\w+|lleg\w+|disteis|dieron|recib\w+|vino)"
    r"|(?:disteis|dieron|mandasteis|mandaron|enviaron|ha llegado|llego) (?:\w+ ){1,5}?"
    r"(?:cuando|y yo|pero) (?:\w+ ){0,3}?(?:queria|pedi)"
    r"|(?:commande|demande|voulais) (?:\w+ ){1,6}?(?:et|mais) (?:\w+ ){0,5}?(?:recu|arrive\w*"
    r"|envoye\w*|donne)"
    r"|(?:donne|envoye|recu|livre) (?:\w+ ){1,6}?(?:alors que|au lieu|a la place) "
    r"|(?:bestellt|wollte|wollten) (?:\w+ ){0,6}?(?:und|aber) (?:\w+ ){0,6}?"
    r"(?:bekommen|gekommen|gekriegt|geschickt|geliefert)"
    r"|(?:bekommen|gekriegt|geschickt) (?:\w+ ){0,3}?(?:statt|anstatt|obwohl))"
)
"""Tells that other goods came than were ordered."""
_IN_PIECES: Final = re.compile(
    r"\b(?:in|into|en|a) (?:an? )?\w+ (?:pieces|bits|pedazos|trozos|partes|anicos|morceaux|bouts"
    r"|miettes|stucken?|teilen?|scherben)\b"
)
_MONEY_WANTED: Final = re.compile(
    r"\b(?:(?:i d like|i want|can i (?:get|have)|give me|i need) (?:\w+ ){0,2}?(?:money back"
    r"|a refund"
    r"|refunded)|(?:quiero|quisiera|me gustaria|podeis|pueden) (?:\w+ ){0,4}?(?:dinero"
    r"|reembols\w+)"
    r"|(?:veux|voudrais|aimerais|souhaite) (?:\w+ ){0,3}?(?:rembours\w+|mon argent)|remboursez moi"
    r"|(?:me|nos) (?:devolv|reembols|regres)\w+ (?:el|mi) (?:dinero|importe)"
    r"|geld (?:\w+ ){0,4}?(?:wieder|zuruck)|(?:mochte|will|hatte) (?:\w+ ){0,4}?(?:geld"
    r"|erstatt\w+))\b"
)
_MONEY: Final = re.compile(
    r"\b(?:money|refund\w*|credit\w*|dinero|reembols\w+|abono|argent|rembours\w+|avoir|geld"
    r"|erstatt\w+"
    r"|gutschrift)\b"
)
_MONEY_DUE: Final = re.compile(
    r"\b(?:where|when|still|yet|promised|donde|cuando|todavia|aun|prometid\w+|quand|toujours"
    r"|encore"
    r"|promis|wo|wann|noch|bleibt|versprochen)\b"
)
"""Asks after money that is on its way."""
_KEPT: Final = re.compile(
    r"\b(?:(?:the|my|die|der|das|meine) (?:\w+ )?\w+ (?:(?:is|are|s|re|ist|sind) (?:all )?(?:fine"
    r"|ok"
    r"|okay"
    r"|good"
    r"|perfect|great|gut|okay|prima|in ordnung)|passen|passt|sollen? (?:kommen|bleiben))"
    r"|i (?:do )?(?:still )?want(?! (?:to|you|my|an?"
    r"|another|some|one|this|it (?:back"
    r"|gone))\b)"
    r"|(?<!not )(?<!don t )keep(?:ing)?|(?:can|may|should) stay|(?:stays|is staying)(?! (?:open"
    r"|on))|restent?"
    r"|(?<!no )l[oa]s? quiero(?: todavia| aun)?$|me l[oa]s? quedo|se quedan?"
    r"|no l[oa]s? toques|(?:je|on) (?:l[ae]s? )?(?:gard\w+|veux (?:toujours|encore))"
    r"|(?<!nicht )behalt\w*|bleibt|bleiben|(?:will|mochte) ich (?:aber |schon |noch )*haben$"
    r"|(?:brauche?|will) ich noch|(?:hang|hold)(?:ing)? on ?to|leave the \w+ (?:alone|as|be$|in$)"
    r"|quedar(?:me|nos) con|conserv\w+"
    r"|(?:veux|voudrais|veut|voulons|aimerais|prefere) (?:\w+ )?(?:l[ae]s? )?(?:garder|conserver)"
    r"|lass\w* (?:\w+ ){0,3}?(?:stehen|laufen|drin)"
    r"|(?:don t|do not) (?:cancel|return|send back) (?:the|my) \w+"
    r"|(?:den|die|das|meine?n?) \w+ (?:bitte |aber )*nicht (?:storn|annull|abbestell|zuruck)\w*"
    r"|no (?:me )?(?:cancel|anul|devuelv)\w* (?:el|la|los|las|mis?) \w+"
    r"|annul\w+ (?:surtout )?pas (?:le|la|les|ma|mon|mes) \w+)\b"
)
"""Says of goods that they shall stay."""
_NOT_THIS: Final = re.compile(
    r"^(?:aber |but |pero |mais |und |and |y |et )*(?:nicht|not|no|pas)"
    r" (?:den|die|das|the|my|el|la|los|las|mis?|le|les|ma|mon|mes) \w+(?: \w+)?$"
    r"|^(?:aber |but |pero |mais |und |and |y |et )*(?:den|die|das|the|my|el|la|los|las|le|les)"
    r" (?!an?dere)\w+ (?:bitte |aber )*(?:nicht|not|no|non|pas)$"
)
"""Says beside what shall go that other goods shall not: "den Kaffee nicht"."""
_GOES: Final = re.compile(
    r"\b(?:cancel\w*|anul\w*|annul\w*|storn\w*|abbestell\w*|return\w*|(?:send|bring|take) (?:\w+"
    r" ){0,3}?back|devolv\w*|devuelv\w*|rend\w*|renvoy\w*|zuruck\w*)\b"
)
_SETS: Final = re.compile(
    r"(?:pon|ponga|pongan|ponme|deja|deje|mets|mettez|mach|mache|machen sie|make|put|set)\b"
)
_ON_TOP: Final = re.compile(
    r"\b(?:more|another|extra|also|too|as well|on top|mas|otr[oa]s?|ademas|tambien|de plus|en plus"
    r"|autres?|aussi|encore|noch|dazu|weitere[rsn]?|zusatzlich|auch)\b"
)
"""Says that goods come to those that are there."""
_CLAUSE: Final = re.compile(
    r"[,;.]\s+|\s+(?:but|and|pero|y|mais|et|und"
    r"|aber(?! (?:(?:noch|schon|doch|gern\w*|unbedingt|weiter\w*|trotzdem|natürlich) )*"
    r"(?:behalt\w*|haben|nicht|noch|schon)\b))\s+",
    re.IGNORECASE,
)
"""A German "aber" before the verb begins nothing: "den Kaffee will ich aber behalten"."""
_WHICH: Final = frozenset({Expect.CONFIRM_CANCEL, Expect.RETURN_LINE})
_NOT_WANTED: Final = frozenset({Intent.CANCEL_ORDER, Intent.RETURN_ITEM})
_OF_ORDERS: Final = frozenset(
    split_words(
        "order orders open one two three both placed made last latest recent pedido pedidos"
        " hechos "
        "hecho dos tres uno abiertos ultimo commande commandes deux trois une en cours passees "
        "derniere bestellung bestellungen zwei drei eine offen offene laufen letzte"
    )
)


_BUYING_ONLY: Final = frozenset(
    split_words(
        "order orders ordering place placing make buy buying purchase something some stuff things "
        "few hacer realizar poner encargar pedir comprar pedido pedidos encargo compra algo unas "
        "cosas passer commande commander faire effectuer acheter achat quelque chose trucs choses "
        "queria quisiera bestellung bestellen aufgeben tatigen machen kaufen einkaufen etwas was "
        "paar sachen wurde wurden gern gerne mochte will mag"
    )
)


_WRONG: Final = re.compile(
    r"\b(?:not|never|n t|don t|doesn t|isn t|aren t|too|barely|hardly|itch\w*|scratchy|hurts?"
    r"|awful"
    r"|useless|disappoint\w*|bad|worse|rubbish|broke\w*|no|nunca|ni|nada|mal|mala|peor|fatal"
    r"|pica\w*"
    r"|aprieta\w*|duele\w*|muchisim\w+|poquisim\w+|demasiad\w+|apenas|decepcion\w*|roto|rota"
    r"|pas|plus|jamais|rien|mal|grat\w+|trop|a peine|nul(?:le)?s?|decu\w*|decev\w*|horrible\w*"
    r"|nicht|nie|kein\w*|zu|kaum|kratz\w*|juck\w*|druck\w*|weh|schlecht\w*|enttausch\w*)\b"
)
_WISHES: Final = re.compile(
    r"\b(?:want|need|like(?= (?:a|an|to|some|another|two|three)\b)|looking|another|same|more|order"
    r"|(?<!no )(?<!no l[oa] )quiero|quisiera|queria|(?<!no )necesit\w+|busco|ponme"
    r"|dame|mand\w+|otr[oa]s?|igual\w*|mism[oa]s?"
    r"|veux(?! (?:pas|plus))|voudrais|aimerais|cherche|faut|faudrait|encore|autres?|pareil\w*|meme"
    r"|mochte|brauche|suche|hatte gern|noch ein\w*|gleiche\w*|selbe\w*)\b"
)
_BOUGHT: Final = re.compile(
    r"\b(?<!have )(?:i|we) (?:(?!ve got)\w+ )?(?:bought|got|ordered|purchased|picked up)\b"
    r"|\byou(?: guys)?"
    r" sold"
    r" (?:me|us)\b"
    r"|\b(?:gekauft|bestellt|geholt|mitgenommen|bekommen|abgeholt|verkauft) (?:hab|habe|haben"
    r"|hatte|habt)\b"
    r"|\bque me vend\w+|\bque vous m (?:avez|aviez) vendu\w*|\b(?:compre|compramos|he comprado"
    r"|hemos comprado|me compre|pedi|pedimos|encargue|encargamos|he encargado|hemos encargado"
    r"|habia (?:pedido|comprado|encargado))\b|\b(?:j ai|j avais|on a|nous avons) (?:\w+"
    r" )?(?:achetee?s?|prise?s?"
    r"|commandee?s?)\b|\b(?:hab|habe|haben|hatte|hatten) (?:\w+ ){0,6}?(?:gekauft|bestellt"
    r"|geholt)\b"
    r"|\b(?:from|the other) (?:last (?:week|month)|yesterday|week|day)\b"
    r"|\bvon (?:letzter woche|letztem monat|gestern|neulich)\b|\bde la (?:semana pasada"
    r"|semaine derniere)\b"
    r"|\bme (?:lleve|he llevado)\b|\bnos llevamos\b"
)


def bought_before(text: str) -> bool:
    """Whether goods were bought, and nothing is wanted by saying so: "compré una botella"."""
    return _BOUGHT.search(plainly(text)) is not None


_OF_OTHER: Final = re.compile(
    r"\b(?:i (?:mean|meant|m talking about|was talking about|was asking about)|not that one"
    r"|the (?:one|order) (?:with|for)|the other (?:one|order)|(?:what|how) about my|and my"
    r"|(?:about|after) my"
    r"|it s (?:the|about|for) |it was (?:the|about|for) |ich mein\w*|mein(?:e|te)? ich|(?:die"
    r"|der|das|den) mit"
    r"|(?:die|den) andere\w*"
    r"|und (?:mein\w*|die bestellung)|was ist mit|es (?:geht|ging) um|ich rede von|es war "
    r"|me refer\w*|me refiero|quiero decir|digo|decia|hablo de|el pedido de|(?:el|la|los|las) de"
    r"|el otro|la otra|y mis?|que hay de|es (?:el|la|lo) de"
    r"|je (?:parle|parlais|voulais dire|veux dire)|il s agit|celle? (?:avec|de|du|des)|l autre"
    r"|et (?:ma|mon|mes)|c est (?:le|la|les|pour))\b"
)
"""Said of another order than the one just told of."""
_EN_ORDERED: Final = r"(?:i (?:ve |have )?(?:just )?ordered|placed (?:an|the|my) order)"
_ES_ORDERED: Final = r"(?:pedi|he pedido|encargue|habia pedido|hice (?:un|el|mi) pedido)"
_FR_ORDERED: Final = (
    r"(?:(?:j ai|j avais|on a) commandee?s?|(?:j ai|on a) passe (?:une |la )?commande)"
)
_REGRETS: Final = re.compile(
    rf"\b{_EN_ORDERED} .*\b(?:by (?:mistake|accident)|accidentally)\b"
    rf"|\b{_ES_ORDERED} .*\b(?:por (?:error|equivocacion)|sin querer)\b"
    rf"|\b{_FR_ORDERED} .*\b(?:par erreur|sans (?:le )?(?:faire expres|vouloir))\b"
    r"|\b(?:aus versehen|versehentlich) .*\bbestellt\b"
    r"|\b(?:me arrepiento de|lamento|regrette d|regret|bereue) .*\b(?:pedir|pedid[oa]|encargad[oa]"
    r"|commandee?s?|ordering|bestellt)\b"
    r"|\b(?:trompee? en commandant|equivo\w+ al (?:pedir|hacer el pedido))\b"
    rf"|\b(?:no (?:ya )?(?:necesit\w+|quier\w+|queremos)|ya no) .*\bque {_ES_ORDERED}\b"
    rf"|\b(?:pas|plus) besoin .*\b{_FR_ORDERED}\b"
    r"|\b(?:olvid|quit|borr|elimin)\w* (?:es[eo]|el|mi|este) pedido\b"
    r"|\b(?:oubli|enlev|supprim)\w* (?:ma|la|cette) commande\b"
    r"|\bno (?:me |nos |l[oa]s? )*(?:mand|envi)(?:e|en|eis|es) (?:el|la|los|las|mis?) (?!cafe)\w+$"
    r"|\b(?:n |m )?envoyez (?:moi )?pas (?:la|le|les|ma|mon|mes) \w+$"
    r"|\bdon t send (?:me )?(?:the|my) \w+(?: \w+)?$"
)
"""Takes back what was ordered, without a word for canceling."""
_NEW_ONE: Final = re.compile(
    r"\b(?:(?:want|need|looking for|after|get) (?:a new|another)(?: one)?"
    r"|(?:quiero|quisiera|necesito|busco|ponme|dame|haria falta|vendria bien)"
    r" (?:otr[oa]|un[oa] nuev[oa])"
    r"|(?:en )?(?:veux|voudrais|faudrait|faut|cherche) (?:une? (?:autre|nouvel\w*|neuf\w*))"
    r"|(?:brauch\w*|mochte|will|suche) (?:\w+ ){0,2}?(?:eine?n? (?:neue\w*|andere\w*)))\b"
)
_WRONG_HERE: Final = re.compile(
    r"\b(?:exchang\w*|swap\w*|return\w*|refund\w*|cambi\w+|devol\w+|devuel\w+|reembols\w+"
    r"|echang\w+|rend\w*|rembours\w*|umtausch\w*|zuruck\w*|erstatt\w*|lleg\w+|arriv\w+|came"
    r"|arrived|sent me|pedido|commande|order)\b"
)
"""Tells that it is goods of this shop."""
_MIXED_UP: Final = re.compile(
    r"\b(?:wrong|mixed up|confused|mistake|me (?:he )?(?:equivo\w+|confund\w+|lie|liado)"
    r"|me suis (?:trompe|plante)e?|falsch\w*|verwechselt|vertan|geirrt)\b"
)
_MAY: Final = re.compile(
    r"\b(?:can|could|may|do|does|what|how|when|if|whether|puedo|podemos|podria\w*"
    r"|se puede|hay|(?<!tengo )(?<!tenemos )que"
    r"|como|cuant\w+|cuando|si|peux|peut|puis|pouvons|pourrai\w*|possible|comment|combien|quel\w*"
    r"|quand|kann|kannst|konnen|darf|wie|wann|was|ob|moglich)\b"
)
_PUT_OFF: Final = re.compile(
    r"\b(?:(?:take|knock|cross|strike) (?:that|the|my|this) order off|(?:take|knock|cross"
    r"|strike) off"
    r" (?:that|the|my|this) order|(?:drop|remove|delete|undo|pull|withdraw|void|revoke|reverse)"
    r" (?:that|the|my|this) order"
    r"|(?:quit|retir|elimin|borr|deshac|deshag)\w* (?:es[eo]|el|mi|este) pedido"
    r"|(?:retir|supprim|enlev|defai)\w* (?:cette|la|ma) commande"
    r"|(?:nehm|nimm|streich|losch|zieh|widerruf)\w* (?:(?:sie|ihr|bitte|mal|mir) )*(?:die|diese"
    r"|meine) bestellung"
    r"|(?:die|diese|meine) bestellung (?:\w+ ){0,4}?(?:raus|weg|zuruck|herausnehmen|rausnehmen"
    r"|loschen"
    r"|streichen|zurucknehmen|zuruckziehen|widerrufen|ruckgangig)\w*)\b"
)
"""Takes back an order, in other words than cancel."""


_NOT_NEEDED: Final = re.compile(
    r"\b(?:i|we) (?:don t|do not|won t) (?:\w+ )?(?:need|want) (?:the|my|that|those|these|our) .*"
    r"\b(?:any ?more|after all|any longer)\b|\b(?:i|we) no longer (?:need|want) (?:the|my|that"
    r"|those)"
    r"|\b(?:die|den|das) \w+ (?:konn\w*|kannst) (?:ihr|sie|du) (?:\w+ )?(?:vergessen|streichen)\b"
    r"|\bforget (?:about )?(?:the|my|that) (?:\w+ ){1,2}?order\b"
    r"|\b(?:i|we) (?:won t|will not|aren t going to|m not going to) (?:be )?need(?:ing)?"
    r" (?:the|my|that|those|these|our)\b"
    r"|\b(?:brauche?|mochte|will)n? (?:ich|wir) (?:(?:jetzt|nun|dann|leider) )*(?:doch"
    r" )?(?:nicht mehr|nicht$)"
    r"|\b(?:brauche?|will|mochte)n? (?:(?:ich|wir) )?(?:die|den|das|meine?n?) (?:\w+"
    r" ){1,4}?(?:doch nicht"
    r"|nicht mehr)|\bya no (?:necesit\w+|quier\w+|queremos|me hacen? falta|nos hacen? falta)"
    r" (?:el|la|los|las|mi)"
    r"|\b(?:n ai|n avons|ai|avons|a|n a) plus besoin d\w*|\b(?:ne )?(?:veux|voulons) plus (?:de"
    r" )?(?:le|la|les|l|mon|ma|mes)\b"
)
"""What was ordered and is not needed any more."""


def names_own(text: str, product: str | None) -> bool:
    """Whether goods are called one's own, as those are that one always buys: "send me my
    coffee"."""
    first = plainly(product or "").split()[:1]
    own = r"(?:my|our|mi|mis|nuestr[oa]s?|mon|ma|mes|notre|nos|mein\w*|unser\w*)"
    sent = r"(?:send|bring|get|ship|mand|envi|trae|trai|pon|envoy|livr|apport|schick|bring|liefer)"
    return bool(first) and bool(
        re.search(rf"\b{sent}\w*\b.*\b{own} {re.escape(first[0])}\b", plainly(text))
    )


def wants_new_one(text: str) -> bool:
    """Whether something broke that nobody says was bought here, and another is wanted: "se me
    rompió la linterna y quiero otra"."""
    plain = plainly(text)
    wanted = _NEW_ONE.search(plain) is not None and not got_another(text)
    return wanted and _BOUGHT.search(plain) is None and _WRONG_HERE.search(plain) is None


def mixed_up(text: str) -> bool:
    """Whether it is told that one thing was taken for another: "wrong shop, it's Ballard"."""
    return _MIXED_UP.search(plainly(text)) is not None


def tells_of_return(text: str) -> bool:
    """Whether it is told that something goes back, and not asked whether or how: "I've got a lamp
    to bring back"."""
    return "?" not in text and _MAY.search(plainly(text)) is None


def needs_no_more(text: str) -> bool:
    """Whether goods are not needed any more that were once wanted: "I don't need the lamp after
    all"."""
    return _NOT_NEEDED.search(plainly(text)) is not None


_RULE: Final = re.compile(
    r"\b(?:how long (?:have|do|would|will) (?:i|we)|how many days|(?:if|when) (?:i|we) (?:buy"
    r"|don t|do not)"
    r"|if (?:it|they|one) (?:doesn|don|does|do|is|are)|wie lange? (?:kann|hab|hatt|darf)|wie"
    r" viele tage|falls"
    r"|wenn (?:mir|ich|es|sie|die|der|das|was) .*nicht|(?:cuanto tiempo|cuantos dias)|si no me"
    r"|si luego no"
    r"|combien de (?:temps|jours)|si (?:je|ca|elle|il|elles|ils) ne)\b"
)
"""Asks for the rule, of goods that nobody has bought yet."""
_RULE_OF_ANY: Final = re.compile(
    r"\b(?:puedo|podria|podemos|se puede|peux|peut on|on peut|puis je|can|could|may|kann|darf)\b.*"
    r"\b(?:algo|un articulo|un article|quelque chose|something|an item|anything|etwas"
    r"|einen artikel) (?:que|qu|achete\w*|comprad\w*|(?:that )?(?:i|we) (?:have )?bought|bought"
    r"|das|was|gekauft\w*)\b"
)
"""Asks for it of something or other."""


def asks_rule(text: str) -> bool:
    """Whether it is asked what would be if, or how long there is to do it."""
    plain = plainly(text)
    if _RULE_OF_ANY.search(plain):
        return True
    return _RULE.search(plain) is not None and not bought_before(text)


def means_other_order(text: str) -> bool:
    """Whether another order is meant than the one told of: "it's the bottle I mean"."""
    return _OF_OTHER.search(plainly(text)) is not None


def complains(text: str) -> bool:
    """Whether it is told that something was bought and is not as it should be, and nothing is asked
    or wished: "compré una linterna y alumbra poquísimo"."""
    plain = plainly(text)
    told = "?" not in text and _BOUGHT.search(plain) is not None
    return told and _WRONG.search(plain) is not None and _WISHES.search(plain) is None


_ITS_OWNER: Final = re.compile(
    r"(?:(?:so|hi|hello|hallo|also|listen|look|und|and|well|hola|bonjour|oiga|ja|na|eh) )*"
    r"(?:the|this|that|these|those|my|our|die|der|das|den|diese\w*|mein\w*|unser\w*|eur\w*|el|la"
    r"|los|las|mi|mis|est[aeo]s?|le|les|ma|mon|mes|cette|ce|ces) (?:\w+ ){0,4}?(?:\w+)$"
)
_WHEN_BOUGHT: Final = re.compile(
    r"^(?: (?:last|yesterday|the other|this|a few|few|days?|week|weeks|month|months|year|ago|from"
    r"|here|there|you|your|store|shop|at|in|off|bei|euch|ihnen|letzten?|letzte[nr]?|woche|monat"
    r"|gestern|neulich|kurzlich|hab|habe|hatte|im|laden|ayer|hace|en|vuestra|tienda|aqui|la|semana"
    r"|pasada|el|mes|pasado|hier|chez|vous|derniere?|semaine|mois|il y a|ici))*"
)
"""When and where something was bought."""


def tells_of_bought(text: str) -> bool:
    """Whether something is told of goods that were bought, and nothing asked or wished: "the bottle
    I got last month dribbles"."""
    plain = plainly(text)
    bought = _BOUGHT.search(plain)
    if bought is None or "?" in text or _WISHES.search(plain) or _MAY.search(plain):
        return False
    behind = _WHEN_BOUGHT.sub("", f" {plain[bought.end() :].strip()}", count=1).strip()
    return bool(behind) and _ITS_OWNER.fullmatch(plain[: bought.start()].strip()) is not None


def only_tells_of_buying(text: str) -> bool:
    """Whether it is told that something was bought here, and nothing is asked or wished: "I bought
    a mug and some socks together"."""
    plain = plainly(text)
    told = "?" not in text and _BOUGHT.search(plain) is not None
    return told and not (_WISHES.search(plain) or _MAY.search(plain) or _WRONG_HERE.search(plain))


def only_buys(name: str) -> bool:
    """Whether a name of goods only says that something shall be bought: "to place an order"."""
    return all(word in _BUYING_ONLY or word in LITTLE_WORDS for word in plainly(name).split())


def calls_off_order(text: str) -> bool:
    """Whether a text tells of an order that was made and calls it off: "I ordered a mug, but my
    sister has got me one, can you scrap it"."""
    plain = plainly(text)
    if _REGRETS.search(plain) and not got_another(text):
        return True
    ordered = ORDERED.search(plain)
    return ordered is not None and _CALLS_IT_OFF.search(plain, ordered.end()) is not None


def called_off_in(text: str) -> str | None:
    """The clause of a text that calls an order off: "coffee and a lamp, the lamp you can"
    " scrap"."""
    clauses = [each for each in _CLAUSE.split(text) if each.strip()]
    return next((each for each in clauses if _CALLS_IT_OFF.search(plainly(each))), None)


def cancels(text: str) -> bool:
    """Whether a text that stops something cancels it: "cancel it", not "goodbye"."""
    return bool(_CANCELS.search(plainly(text)))


def sets_count(text: str) -> bool:
    """Whether a line of the order shall be so many, and no further ones come: "pon tres tazas"."""
    plain = plainly(text)
    return _SETS.match(plain) is not None and _ON_TOP.search(plain) is None


def asks_to_cancel(text: str) -> bool:
    """Whether a text has a verb that cancels: "cancel my lamp", not "noise cancelling"."""
    plain = plainly(text)
    return bool(_CANCEL_VERB.search(plain) or _PUT_OFF.search(plain))


def tells_of_pieces(text: str) -> bool:
    """Whether a number is that of the pieces in which something came: "in a thousand pieces"."""
    return _IN_PIECES.search(plainly(text)) is not None


def wants_money_back(text: str) -> bool:
    """Whether money is wanted back, and not asked after."""
    plain = plainly(text)
    return _MONEY_WANTED.search(plain) is not None and _MONEY_DUE.search(plain) is None


def redirects_own(text: str) -> bool:
    """Whether what was ordered shall go to another address: "I ordered a lamp but I need it sent to
    my office instead"."""
    words = plainly(text)
    return bool(_OWN_ORDER.search(words) and _TO_BE_SENT.search(words))


def got_another(text: str) -> bool:
    """Whether other goods came than were ordered: "I asked for a blue one and a red one came"."""
    return bool(_GOT_ANOTHER.search(plainly(text))) and not redirects_own(text)


def names_money(text: str) -> bool:
    """Whether money or a refund is spoken of."""
    return bool(_MONEY.search(plainly(text)))


def names_only_orders(name: str) -> bool:
    """Whether a name of goods only speaks of orders: "two orders open"."""
    return all(word in _OF_ORDERS or word in LITTLE_WORDS for word in plainly(name).split())


def without_kept(text: str) -> str | None:
    """The text without its clauses about goods that shall stay ("the socks, the mug I still want");
    None: it has none, or nothing else."""
    clauses = [each for each in _CLAUSE.split(text) if each.strip()]
    plain = [plainly(each) for each in clauses]
    goes = sum(_GOES.search(each) is not None for each in plain)
    left = [
        each
        for each, said in zip(clauses, plain, strict=True)
        if not (_KEPT.search(said) or (goes and _NOT_THIS.search(said)))
    ]
    answers = all(is_answer(word) or is_opener(word) for word in plainly(" ".join(left)).split())
    return None if answers or len(left) == len(clauses) else ", ".join(left)


def without_kept_goods(
    heard: Understanding, turn: Turn, *, read: Callable[..., Understanding], expect: Expect
) -> Understanding:
    """What was heard of goods that go back or are not wanted, without those that shall stay."""
    text = turn.text or ""
    not_wanted = asks_to_cancel(text) or (expect is Expect.NOTHING and gives_back(text))
    spoken_of = expect in _WHICH or heard.intent in _NOT_WANTED or not_wanted
    if not spoken_of or not turn.text or turn.pressed or heard.exchange is not None:
        return heard
    rest = without_kept(turn.text)
    if rest is None:
        stays = expect is Expect.CONFIRM_CANCEL and _KEPT.search(plainly(turn.text)) is not None
        return heard.but(intent=Intent.NO) if stays else heard  # "yes, I still want it"
    left = read(replace(turn, text=rest), expect=expect)
    return left.but(intent=heard.intent) if heard.intent in _NOT_WANTED else left
