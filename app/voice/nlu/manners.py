"""Words that steer a conversation, in four languages.

Closed lists, looked for in words without accents: what they mean depends on the question that is
open, so the dialogue asks for them where it needs them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import dropwhile
from typing import Final

from app.voice.nlu.plain import unaccented

_MORE: Final = re.compile(
    r"(?:(?:y |dime |hay )?(?:mas|otr[oa]s)(?: opciones)?|que mas(?: hay)?"
    r"|encore|d ?autres?|la suite|(?:et )?quoi d ?autre|autre chose|plus"
    r"|mehr|weitere|noch (?:mehr|andere|welche)|was noch|andere)"
)
_DONE: Final = re.compile(
    r"(?:(?:no|nein|non|right|ok|okay|alright|so|and|then|perfect|great|vale|bien|bueno|pues|bon"
    r"|alors|voila|gut|also|dann|prima) )*(?:(?:that ?s|that is|that ll be|that will be|thats)"
    r" (?:all|it|everything|the lot)"
    r"|nothing(?: else| more)?|i ?m done|(?:just )?check ?out|(?:nada|ninguno) mas"
    r"|(?:con )?(?:eso|esto|ya) (?:ya )?(?:es todo|esta|basta)|eso seria todo|ya esta|nada mas"
    r"|rien(?: d ?autre)?|sonst nichts|that ?s everything|c ?est tout|ce sera tout"
    r"|nichts (?:weiter|mehr|sonst)|das (?:ist|war|ware|wars) alles|das war s|das wars)"
    r"(?: now| so| then| jetzt| ahora)?(?: thanks| thank you| gracias| merci| danke)?"
)
_LESS: Final = re.compile(
    r"\b(?:cheaper|less expensive|cheapest|lower price"
    r"|for less(?! than)|por menos(?! de)|pour moins(?! d)|fur weniger(?! als)"
    r"|too (?:expensive|dear|pricey|much(?: money)? for me)|mas barat\w*|menos car\w*"
    r"|demasiado (?:car\w*|dinero|para mi)|mas economic\w*"
    r"|moins cher\w*|trop cher\w*|trop pour moi|meilleur marche|billig(?:er|st)\w*"
    r"|gunstig(?:er|st)\w*|zu teuer|(?:mir|uns) zu ?viel|preiswerter\w*)\b"
)
_CHEAPEST: Final = re.compile(
    r"\b(?:(?:the (?:\w+ )?|whichever (?:one )?(?:is |s )?(?:the )?)(?:cheaper|less expensive)"
    r"|cheapest"
    r"|least expensive|(?:el|la|lo) (?:que sea |que salga |\w+ )?(?:mas (?:barat|economic)\w+"
    r"|menos car\w+)"
    r"|(?:le|la) (?:moins cher\w*|meilleur marche)|qui coute le moins"
    r"|d(?:as|ie|en|er) (?:billiger|gunstiger)\w*|(?:billig|gunstig|preiswert)e?ste\w*)\b"
)
"""Means the one of those read out that costs least."""
_DEAREST: Final = re.compile(
    r"\b(?:the (?:\w+ )?(?:dearer|pricier|more expensive)|dearest|priciest|most expensive"
    r"|(?:el|la|lo) mas car\w+|(?:le|la) plus cher\w*|d(?:as|ie|en|er) teurere?\w*|teuerste\w*)\b"
)
"""Means the one that costs most."""
_NOT_AT_PRICE: Final = re.compile(
    r"\b(?:(?:not|nothing|no|never) (?:at|for) (?:that|this|such a|those|these)"
    r" (?:price|money|prices)|(?:i (?:m|am) )?not (?:paying|spending) that(?: much)?"
    r"|(?:daylight|highway) robbery|(?:a|what a) rip ?off|that s robbery"
    r"|(?:(?:eso|esto) )?es un (?:robo|atraco|timo|escandalo)|(?:menud[oa]|vaya|que) (?:robo"
    r"|atraco"
    r"|estafa|timo|clavada)|es una (?:estafa|locura)|un ojo de la cara"
    r"|c est (?:du vol|de l arnaque|abuse|hors de prix|pas donne)|quelle arnaque|la peau des"
    r" fesses"
    r"|(?:das ist |so ein )?(?:wucher|abzocke|halsabschneiderei)|das ist unverschamt"
    r"|(?:a|por) (?:ese|este|tal) (?:precio|dinero) (?:no|nada|nunca)"
    r"|(?:no|nada|nunca) (?:a|por) (?:ese|este|tal) (?:precio|dinero)"
    r"|(?:pas|rien|jamais) (?:a|pour) ce(?:s)? prix(?: la)?|(?:a|pour) ce prix(?: la)?"
    r" (?:non|pas|c est non)"
    r"|(?:nicht|nichts|nie|nein) (?:zu|fur|bei) (?:dem|das|diesem|den|so einem|solchen)"
    r" (?:preis|geld)\w*"
    r"|(?:zu|fur|bei) (?:dem|diesem|den) preis (?:nicht|nein))\b"
)
"""Refuses what was offered for its price."""
_DEARER: Final = re.compile(
    r"\b(?:more expensive|pricier|better one|something better|nicer|higher end|mas car\w*|mejor\b"
    r"|algo mejor|plus cher\w*|mieux|teurer\w*|besser\w*|hochwertiger\w*)\b"
)
_OTHER_SIZE: Final = re.compile(
    r"\b(?:smaller|bigger|larger|mas (?:pequen|grand|chic)\w+|plus (?:petit|grand)e?s?"
    r"|kleiner\w*|grosser\w*)\b"
)
_SIMILAR: Final = re.compile(
    r"\b(?:similar|(?:something|anything|another one|one|more) like (?:it|that|this)"
    r"|along (?:those|the same) lines|parecid[oa]s?|por el estilo"
    r"|semblables?|similaires?|(?:dans|de) (?:ce|le meme) (?:genre|style)"
    r"|ahnlich\w*|vergleichbar\w*|so etwas in der art)\b"
)
_AWAY: Final = re.compile(
    r"\b(?:remove|leave (?:\w+ ){0,3}?(?:out|off)|(?:skip|lose|scrap|scratch) the|minus the"
    r"|take (?:out|off|away)|take .* (?:out|off)|delete|get rid of"
    r"|drop(?! (?:(?:it|them|that|those) )?(?:off|by|round|around|in|at|to)\b)"
    r"|(?:can|could|ll) do without|(?:the|those|these) \w+(?: \w+)? can go\b(?! (?:to|in|on|with))"
    r"|don ?t bother with|never mind the|^(?:no )*not the \w+(?: \w+)?$"
    r"|^(?:no )*(?:el|la|los|las) \w+(?: \w+){0,3} no(?: (?:que|porque|pues|ya|tengo)\b.*)?$"
    r"|^(?:non )*(?:la|le|les|l) \w+(?: \w+){0,2} non(?: (?:car|mon|ma|mes|j|je|parce|on)\b.*)?$"
    r"|^(?:no )*(?:el|la|los|las) \w+(?: \w+){0,3} dej[ae]n?l[oa]s?$|(?:me|nos) sobran?|prescind\w+"
    r"|^(?:non )*pas (?:le|la|les|l) \w+(?: \w+){0,3}$|on (?:oublie|laisse|zappe)|(?:me|nous)"
    r" passer"
    r"|^(?:nein )*(?:den|die|das) \w+(?: \w+)? nicht$|kann (?:wieder |ruhig )?(?:weg|raus)"
    r"|(?:fallt|kommt) (?:weg|raus)|verzicht\w*(?: ich)?|brauch\w* (?:ich|wir) (?:doch )?nicht"
    r"|lass\w* (?:ich|wir|sie) (?:\w+ ){0,2}?(?:weg|raus)|(?:den|die|das) \w+ lass\w* (?:ich"
    r"|wir) (?:mal|lieber|doch|heute|dann|besser|sein|bleiben|jetzt)"
    r"|i don ?t (?:want|need) the|without the|forget the|(?:everything|all) (?:but|except)"
    r"|sin (?:el|la|los|las)(?! (?:duda|verdad)\b)|(?:todo )?menos (?:el|la|los|las)"
    r"|sans (?:les?|la|l(?= ))(?! (?:doute|moindre)\b)|tout sauf|alles ausser"
    r"|no (?:me |nos )?(?:pong|ech|met)\w+ (?:el|la|los|las)"
    r"|(?:pas|plus) (?:de )?(?:la|le|les) \w+$|(?:ne )?mettez pas|vir(?:ez|e)|fuera$"
    r"|(?:j )?en veux (?:pas|plus)$"
    r"|quit[ae]\w*|elimin\w+|sac[ao]\w*|borr[ae]\w*|ya no quiero"
    r"|never mind (?:about )?(?:the|those)|nix the|we can (?:lose|skip|drop) the"
    r"|olvid\w+ (?:de )?(?:el|la|los|las)|dej\w+ fuera|fuera (?:el|la|los|las)"
    r"|laiss\w+ tomber (?:les?|la|l)|oubli(?:e|ez|ons) (?:les?|la|l)"
    r"|lass\w* (?:\w+ ){0,3}?(?:weg|raus|heraus|aus dem korb)|(?:fallt|fallen) weg"
    r"|k(?:ann|onnen) (?:\w+ ){0,2}?(?:weg|raus)(?! (?:damit|zu))|komm(?:t|en) (?:wieder )?raus"
    r"|enlev\w+|(?<!la )(?<!le )(?<!les )retir(?:e|er|ez)(?! (?:a|au|en|dans|chez)\b)"
    r"|supprim\w+|ote[rz]?|je ne veux plus"
    r"|entfern\w*|streich\w*|losch\w*|weglassen|(?:lass|nimm|nehm\w*) .* (?:raus|weg|heraus)"
    r"|will \w+ \w+ nicht mehr|ohne (?:den|die|das)|(?:doch|lieber) (?:nicht|kein\w*)"
    r"|(?:finalement|plutot) pas|(?:al final|mejor) no|after all no(?:t)?)\b"
)
_KEEPS_ONLY: Final = re.compile(
    r"\b(?:(?:just|only) (?:(?:keep|take|have|want) )?the (?!one)|nothing but the"
    r"|(?:solo|solamente|unicamente|nada mas"
    r"|(?:deja|deje|dejad|quede|quiero) (?:solo|solamente)) (?:con )?(?:el|la|los|las)"
    r"|(?:quede(?:n)?se|quedate|quedaos|quedese) con (?:el|la|los|las)"
    r"|con (?:el|la|los|las) \w+ (?:me |nos )?(?:basta|vale|llega|sobra|apano|arreglo)"
    r"|(?:juste|seulement|uniquement|rien que|que) (?:les?|la|l)|(?:le|la|les) \w+ (?:me |nous )?"
    r"(?:suffi\w+)|(?:nur|bloss|lediglich|einzig) (?:noch )?(?:den|die|das)"
    r"|(?:den|die|das) \w+ (?:reicht|genugt)\w*)\b"
)
_AND_THE: Final = re.compile(r" (?:and|y|et|und) ")
_KEPT_BY: Final = frozenset(
    {
        *("the", "just", "only", "keep", "take", "have", "want", "nothing", "but"),
        *("el", "la", "los", "las", "con", "solo", "solamente", "unicamente", "nada", "mas", "me"),
        *("nos", "basta", "vale", "llega", "sobra", "apano", "arreglo", "quedese", "quedense"),
        *("le", "les", "l", "que", "rien", "nous", "suffit", "suffira", "suffisent"),
        *("den", "die", "das", "der", "noch", "reicht", "reichen", "genugt", "genugen"),
    }
)
"""Words that say that something alone stays, and the articles before it."""
_LEFT_OUT: Final = re.compile(r"\b(?:sin|sans|without|ohne) (\w+(?: \w+){0,2})")
_TOO: Final = re.compile(
    r"\b(?:also|too|as well|add|in addition|plus|another|one more thing|tambien|ademas|anad\w+"
    r"|agreg\w+|otr[oa]|aussi|ajout\w+|en plus|encore un\w*|auch|noch|dazu|hinzu\w*|ausserdem"
    r"|zusatzlich)\b"
)
_FURTHER: Final = re.compile(r"(?:(?:oh|ah|ach|ok|okay|yes|si|oui|ja) )*(?:and|y|et|und)\b")
_USUAL: Final = re.compile(
    r"\b(?:usual|same (?:as|thing|again)|lo de (?:siempre|costumbre|(?:la )?(?:otra|ultima) vez)"
    r"|como siempre|lo mismo|habitual"
    r"|(?:suelo|solemos|acostumbro a) (?:pedir|comprar|llevar\w*|tomar)|d ?habitude"
    r"|comme d ?hab|(?:compro|pido|llevo|achete|prends|commande|kaufe|nehme|bestelle"
    r"|buy|get|order) (?:siempre|toujours|immer|always|usually)|(?:siempre|always|usually)"
    r" (?:compro|pido|llevo|buy|get|order)|comme toujours|la meme chose|das ubliche|wie immer"
    r"|(?:was|den|die|das) (?:ich|wir) (?:(?:sonst|eigentlich|auch) )*(?:immer|sonst|jedes mal)"
    r" (?:\w+ )?(?:hol|nehm|kauf|bestell|krieg|bekomm)\w*"
    r"|lo que (?:me |nos )?(?:llevo|llevamos|compro|pido|cojo) (?:siempre|cada vez)"
    r"|wie sonst|wie ublich|das gleiche)\b"
)
_TAKEN: Final = re.compile(
    r"(?:i ll|i will|let me|then i ll) (?:have|take|get|grab) (?:it|one|that|that one|them)"
    r"|(?:put|set|lay|stick|pop|stash|leave) (?:it|one|that|that one|them) (?:aside|by|back"
    r"|to one side|behind the counter)(?: for me)?|count me in|sold|we ll take (?:it|one|them)"
    r"|(?:save|keep|hold|reserve) (?:it|one|that|them) (?:under|in) my name|(?:hold|save|keep"
    r"|reserve) (?:me )?(?:it|one|that|that one|them)(?: for me)?"
    r"|(?:reserv|apart|guard|separ)[ae](?:n?me)?(?:l[oa]s?| un[oa])"
    r"|(?:reserv|apart|guard|separ)[ae]n?(?:me)? (?:un[oa]|es[oa])"
    r"|(?:mettez|mets|gardez|garde|reservez|reserve) (?:m en une?|(?:le|la|les) moi)(?: de cote)?"
    r"|(?:leg|pack|tu)(?:en|t|e)? (?:sie )?(?:mir )?(?:eine?n?s?|ihn|sie|es|das) (?:zuruck|beiseite"
    r"|zur seite|weg)|reservier(?:en|e|t)? (?:sie )?(?:mir )?(?:eine?n?s?|ihn|sie|es|das|die|den)"
    r"|keep (?:it|one|that|that one|them) for me"
    r"|(?:put|pencil) me down for (?:it|one|that|that one)|i ll treat myself(?: to (?:it|one"
    r"|that))?"
    r"|(?:die|den|das|eine?n?|sie|ihn) gonn(?:e)? ich mir|ich gonn(?:e)? (?:sie|ihn|es|die|den"
    r"|das) mir|me doy el capricho"
    r"|je me fais plaisir|je me l offre"
    r"|me l[oa]s? (?:llevo|quedo)|me (?:llevo|quedo con) un[oa]?|(?:dame|ponme|pongame) un[oa]"
    r"|(?:j en (?:prends|veux) une?|je (?:le|la|les) prends"
    r"|je vais (?:le|la|les|en) prendre(?: une?)?)"
    r"|(?:ich )?nehme? (?:ich )?(?:es|sie|ihn|das|die|eins|eine?n?|ein paar)"
    r"|(?:das|den|die|es|sie|ihn|(?:so )?eine?n?s?) nehme?n? (?:ich|wir)(?: mit)?|her damit|gekauft"
    r"|l[oa]s? (?:quiero|compro|cojo|tomo|pido)|(?:una|uno|un par) para mi"
    r"|je (?:le|la|les) veux(?: bien)?|(?:je )?l ?achete|(?:une?|deux) pour moi"
    r"|(?:ich )?(?:will|kaufe?|bestelle?) (?:ich )?(?:es|sie|ihn|das|die|den)"
    r"|(?:die|das|den) (?:will|kauf\w*|bestell\w*) ich"
    r"|nos l[oa]s? (?:llevamos|quedamos)|adjudicad[oa]|on (?:la|le|les) prend|vendu|adjuge"
    r"|me quedo un[oa]|(?:pill|cog|coj)[ae](?:me|n?me) un[oa]|dej[ea](?:n?me)?l[oa]s? apartad[oa]s?"
    r"|(?:si )?me interesan?|mett\w+ l[ea]s? de cote|je suis preneu(?:r|se)|(?:ca )?m interesse"
)
_HEDGING: Final = frozenset(
    {
        *("no", "not", "don", "t", "if", "unless", "maybe", "might", "perhaps", "think", "or"),
        *("when", "before", "until", "si", "quiza", "quizas", "talvez", "cuando", "o", "antes"),
        *("ne", "pas", "peut", "etre", "quand", "ou", "avant", "nicht", "wenn", "falls", "nein"),
        *("vielleicht", "oder", "bevor", "kein", "keine", "non", "nah", "but", "pero", "mais"),
    }
)
"""Behind these nothing is taken yet."""
_FEW: Final = 8
_BACK: Final = re.compile(
    r"\b(?:(?:bring|send|take|give|hand|ship|mail) (?:it|them|this|these|those"
    r"|(?:the|my|our|this|that|these|those) (?!money|card|call|refund)(?:\w+ ){0,2}\w+) back"
    r"|return (?:it|them|this|these)"
    r"|(?:can|could|may) (?:\w+ )?go back"
    r"|(?:bring|send|take) back (?:it|them|the|my|this|these|those)"
    r"|devolver(?:l[oa]s?)?|(?:le|la|les|l) (?:rendre|renvoyer)"
    r"|(?:le|la|les) (?:reprenez|reprendre|reprendriez)|reprenez (?:le|la|les|mes)"
    r"|me l[oa]s? (?:cogeis|coge|aceptais|aceptan|recogen|devuelven) (?:de vuelta|otra vez)"
    r"|(?:nehmt|nehmen) (?:ihr|sie) (?:\w+ ){1,3}?zuruck"
    r"|get rid of (?:\w+ ){1,5}?(?:bought|got|ordered)|deshacer(?:me|nos) de|me debarrasser d"
    r"|loswerden|los ?zu ?werden|(?:le|la|les|l) (?:ramener|rapporter)"
    r"|(?:traer|llevar)(?:l[oa]s?)? de vuelta|descambiar(?:l[oa]s?)?"
    r"|(?:rendre|renvoyer) (?:le|la|les|mes)|zuruck(?:geben|schicken|bringen))\b"
)
_OPENERS: Final = frozenset(
    {
        *("right", "umm", "uhm", "uhh", "erm", "hmmm"),
        *("hi", "hiya", "hey", "hello", "oh", "ah", "ach", "ay", "um", "uh", "well", "so", "eh"),
        *("hola", "buenas", "bueno", "bonjour", "salut", "bon", "hallo", "moin", "servus", "na"),
        *("sorry", "entschuldigung", "perdon", "perdona", "disculpa", "pardon", "excusez"),
        *("ooh", "anda", "komm", "oops", "whoops", "mince", "zut"),
        *("mist", "oje", "vaya", "ups", "uf", "puh", "oof"),
        *("tja", "euh", "ahm", "okay", "ok", "hm", "hmm", "mm", "mmm", "y", "et", "und", "and"),
    }
)
_YES: Final = frozenset(
    {
        "yes",
        "ye",
        "yea",
        "yeah",
        "yep",
        "yup",
        "sure",
        "si",
        "claro",
        "vale",
        "oui",
        "ouais",
        "ja",
        "jawohl",
    }
)
_NO: Final = frozenset({"no", "nope", "nah", "non", "nein", "nee"})
_AGREEING: Final = frozenset(
    {
        *("perfect", "great", "good", "fine", "please", "thanks", "right", "exactly", "now"),
        *("kindly", "ta", "cheers"),
        *("that", "is", "it", "go", "ahead", "do", "correct", "sounds", "thank", "you", "course"),
        *("absolutely", "definitely", "of", "es", "correcto", "adelante", "hazlo", "est", "c"),
        *("allez", "das", "ist", "richtig", "stimmt", "so", "passt"),
        *("perfecto", "bien", "gracias", "favor", "por", "ahora", "eso", "exacto", "parfait"),
        *("voila", "merci", "exactement", "maintenant", "s", "il", "vous", "plait", "genau"),
        *("passt", "gut", "bitte", "danke", "gern", "gerne", "jetzt", "prima", "super"),
    }
)
_PRAISE: Final = frozenset(
    {
        *("jubbly", "brill", "fab", "fabulous", "mint", "ace", "champion", "magic", "sweet"),
        *("tipptopp", "tiptop", "leiwand", "bombig", "geil", "mega", "sauber", "astrein"),
        *("brilliant", "smashing", "fantastic", "awesome", "wonderful", "excellent", "terrific"),
        *("lovely", "perfect", "great", "superb", "genial", "estupendo", "fenomenal", "perfecto"),
        *("buenisimo", "chevere", "barbaro", "fantastico", "excelente", "geniale", "excellente"),
        *("impeccable", "nickel", "parfait", "formidable", "super", "top", "klasse", "prima"),
        *("toll", "perfekt", "wunderbar", "spitze"),
    }
)
"""Says of what was read back, or offered, that it is just right."""
_SETTLED: Final = frozenset({"s", "then", "sorted", "settled", "alors", "dann", "entonces", "all"})
_ALL_AGREEING: Final = (_YES, _AGREEING, _OPENERS, _PRAISE, _SETTLED)
_GO: Final = re.compile(
    r"\b(?:charge it|do the needful|i (?:m|am) good with (?:that|it)|(?:cobr|factur)(?:al|el)[oa]"
    r"|passt schon"
    r"|go for it|let s (?:do (?:it|that|this)|go(?: for it)?)|(?:sign|book|set) (?:me|us|it)"
    r" up"
    r"|book it(?: in)?|ring (?:it|them) up|(?:send|put) it through|good to go|alright"
    r"|(?:ok )?go(?= |$)"
    r"|(?:that|this|it|which) (?:would|ll|will|d) (?:be|do) (?:(?:very|really|just|so) )?(?:me )?"
    r"(?:great|lovely|nice|good|perfect|fine|brilliant|wonderful|ideal|super|kind|handy|nicely)"
    r"|i (?:d|would) (?:like|love|appreciate) that|(?:crack|get|carry) on(?: with it)?|make it so"
    r"|(?:spot|bang) on|fair enough|why yes|(?:you )?(?:can|may|could) do that|just do it"
    r"|das (?:war|ware|klingt|hort sich|passt) (?:(?:sehr|echt|ja|mir|uns|doch|ganz) )*(?:nett"
    r"|super"
    r"|toll|prima|klasse|schon|gut|lieb|perfekt|ideal|spitze|freundlich|recht|fein)(?: an)?"
    r"|(?:das )?(?:hatt|hatte|nehm|nehme) ich (?:gern|gerne|so)|haargenau|(?:na )?logisch|klaro"
    r"|geht klar|(?:mach|machen sie|machts|macht) (?:(?:ruhig|schon|mal|das|s|es|so) ?)+|nur zu"
    r"|abgemacht"
    r"|(?:eso )?(?:seria|estaria|me parece|suena) (?:muy )?(?:genial|estupendo|perfecto|bien|ideal"
    r"|fantastico|fenomenal)|(?:me )?encantaria|(?:muy )?amable|trato hecho"
    r"|(?:ce|ca) (?:serait|sera|me va|irait) ?(?:tres )?(?:bien|parfait|super|gentil|genial|top"
    r"|ideal"
    r"|sympa)?|avec plaisir|volontiers|faites donc|marche conclu"
    r"|i (?:m|am) happy with (?:that|it)|como no|a por ello|so ist es|ich bin dabei"
    r"|(?:voila )?comme ca|^(?:please|por favor|s il (?:vous|te) plait|bitte)$|(?:je"
    r"|on) (?:valide|confirme)(?: (?:ca|la|le"
    r"|tout))?"
    r"|(?:(?:ok|bon|bonne) )?pour moi|(?:ja )?(?:dann )?(?:mal )?los|jetzt passt (?:es|s)"
    r"|(?:so |jetzt |bitte )*bestellen(?! (?:sie|wir))|dale|vamos(?: alla)?|venga"
    r"|on y va|allons y|allez y|los geht s|(?:dann )?(?:machen sie|mach|machen wir)"
    r"(?: (?:das|es|mal))+|so (?:bestellen|machen|nehmen)(?: (?:wir|sie|wir s|wir das))?"
    r"|bestellen sie (?:das|es|sie|so)|go ahead|nur zu|abgemacht|deal(?! with)|agreed|confirmed"
    r"|(?:confirm|acept|aprob|valid)ad[oa]|(?:confirm|valid)ee?(?: pour moi)?(?= |$)"
    r"|de (?:lujo|maravilla|perlas|cine)|nickel chrome|impec|au (?:top|poil)"
    r"|adelante|metele|de una(?: vez)?$|proced(?:a|e|an)(?: nomas)?|cuando (?:quieras?|gustes?)"
    r"|(?:sin|ningun) problemas?|me (?:sirve|conviene|cuadra)|trato hecho"
    r"|c est parti|on fait (?:comme )?ca|on est (?:bons?|partants?)|marche conclu"
    r"|faites(?: l[ea]s?| donc| comme ca)?$|(?:vous )?pouvez y aller|dac(?:odac)?"
    r"|je suis (?:pour|partante?)|rien a (?:redire|changer)|pas de (?:problemes?|soucis?)"
    r"|tir[ae](?: (?:para|pa) (?:adelante|lante))?|apunt(?:al|el)[oa]|faltaria mas|^cerrado$"
    r"|(?:nos|te) vale|(?:eso|esa|ese|esto) era$|^era eso|(?:ya )?esta bien asi"
    r"|puedes? (?:proceder|continuar|seguir)|^compra$|me l[oa]s? quedo|^l[oa]s? quiero$"
    r"|cobr(?:a|e)(?:me|te|se)(?:l[oa]s?)?|(?:carg(?:al|uel)[oa])(?: a mi (?:tarjeta|cuenta))?"
    r"|prenez l[ea]s?|c est (?:tout )?(?:bon|good|beau)|^ca (?:va|joue)$|aucun (?:probleme|souci)"
    r"|^envoyez$|^voila$)\b"
)
"""Says that it shall be done."""
_ORDERS: Final = re.compile(
    r"(?:place (?:the|my|that) order|(?:order|buy) (?:it|that|them)|(?:yes )?ring it up"
    r"|(?:compr|pid|encarg|tramit)\w{1,3}l[oa]s?"
    r"|(?:haz|haga|hagan|cierr\w+|finali\w+|tramit\w+|complet\w+|pas\w+) (?:el|mi|ese) pedido"
    r"|(?:valide|confirme)[rz]?(?: l[ae]s?| tout| ca)?|confirm[ae]n?(?:l[oa]s?| todo)?"
    r"|confirm (?:it|that|the order)|(?:bitte )?bestatig(?:en sie|en|e)(?: (?:es|das|alles))?"
    r"|(?:passe[rz]?|lance[rz]?|faites|finalise[rz]?) (?:la |ma )?commande"
    r"|(?:commande|achete)[rz]?(?: l[ea]s?)?|je prends"
    r"|(?:bestell|kauf)(?:en sie|t|e)? (?:es|das|sie|ihn))"
    r"(?: (?:please|now|then|por favor|ya|ahora|nomas|s il vous plait|maintenant|alors|bitte|dann"
    r"|jetzt))*"
)
"""Has what was offered or read back ordered, and says nothing else."""
_ALL_GOOD: Final = re.compile(
    r"\b(?:all (?:good|fine|right|set|clear|correct)|todo (?:bien|correcto|perfecto|en orden)"
    r"|tout (?:est )?(?:bon|correct|parfait)|alles (?:gut|klar|richtig|korrekt|bestens|prima)"
    r"|why not|por que no|pourquoi pas|warum nicht)\b"
)
"""Agrees beside a yes; alone it may be a no: "I'm all good"."""
_MANY_THANKS: Final = re.compile(
    r"\bthank(?:s| you)(?: (?:so|very|much|a lot|ever|kindly|dear))+\b"
)
_LINKS: Final = (
    _OPENERS
    | _AGREEING
    | {"pues", "venga", "alors", "d", "accord", "dann", "then", "entonces"}
    | _PRAISE
    | {"grand", "cool", "nice"}
)
_BREAKS: Final = re.compile(r"[^a-z0-9#]+")
_IN_A_TURN: Final = 64
"""So many texts a turn asks about: the sentence, its clauses, titles in hand."""


@lru_cache(maxsize=_IN_A_TURN)
def plainly(text: str) -> str:
    """The words of a text in lower case, without accents and marks.

    Some two hundred questions are asked of one sentence: what it says is kept until the turn ends
    (`forget_words`), and no longer.
    """
    return _BREAKS.sub(" ", unaccented(text.lower())).strip()


def forget_words() -> None:
    """Keep nothing of what was said: a turn has ended."""
    plainly.cache_clear()


def is_opener(word: str) -> bool:
    """Whether a plain word only opens a sentence: hello, oh, well."""
    return word in _OPENERS


def is_answer(word: str) -> bool:
    """Whether a plain word says yes or no."""
    return word in _YES or word in _NO


def without_yes(text: str) -> str:
    """The plain words of a text that are no yes."""
    return " ".join(word for word in plainly(text).split() if word not in _YES)


def is_no(word: str) -> bool:
    """Whether a plain word says no."""
    return word in _NO


def answer_at_start(text: str) -> tuple[bool, str] | None:
    """A yes (True) or no that a text begins with, and what follows; None: it begins otherwise, or
    nothing follows."""
    words = text.split()
    first = plainly(words[0]) if len(words) > 1 else ""
    if first not in _YES and first not in _NO:
        return None
    return first in _YES, " ".join(words[1:])


def _behind_no_doubt(words: list[str]) -> list[str]:
    """The words behind a few others that do not take them back: "the wife's happy, so I'll take
    it"."""
    for start in range(1, min(len(words), _FEW)):
        if words[start - 1] in _HEDGING:
            return words
        if _TAKEN.match(" ".join(words[start:])):
            return words[start:]
    return words


def beside_yes(text: str) -> str | None:
    """What a text says before or behind its yes: "that's the one, yes"; None: no yes stands at
    either end, or nothing stands beside it, or a no."""
    words = text.split()
    plain = [plainly(word) for word in words]
    start, end = 0, len(words)
    while start < end and (plain[start] in _YES or plain[start] in _OPENERS):
        start += 1
    while end > start and plain[end - 1] in _YES:
        end -= 1
    said = _YES.intersection(plain[:start] + plain[end:])
    denied = not _NO.isdisjoint(plain)
    return None if denied or not said or start == end else " ".join(words[start:end])


def is_yes(text: str) -> bool:
    """Whether every word agrees, and one of them says yes: "perfect, yes please", "right, go for
    it"."""
    words, gone = _GO.subn(" ", _ALL_GOOD.sub("good", _MANY_THANKS.sub("thanks", plainly(text))))
    told = words.split()
    agreeing = all(any(word in each for each in _ALL_AGREEING) for word in told)
    praised = len(told) > 1 and not _PRAISE.isdisjoint(told)
    return agreeing and (bool(gone) or praised or any(word in _YES for word in told))


def praises(text: str) -> bool:
    """Whether what was read back or offered is praised, and nothing else is said."""
    told = [word for word in plainly(text).split() if word not in _OPENERS]
    return bool(told) and _PRAISE.issuperset(told)


def orders_it(text: str) -> bool:
    """Whether no more is said than that what is in hand shall be ordered: "oui, commandez"."""
    words = plainly(text).split()
    while words and (words[0] in _LINKS or words[0] in _YES):
        words = words[1:]
    return _ORDERS.fullmatch(" ".join(words)) is not None


def takes_it(text: str) -> bool:
    """Whether the text says no more than that what was offered is taken: "okay, I'll have one",
    "put one aside for me"."""
    words = plainly(text).split()
    while words and (words[0] in _LINKS or words[0] in _YES):
        words = words[1:]
    words = _behind_no_doubt(words)
    while words and not _TAKEN.fullmatch(" ".join(words)):
        if words[-1] not in _AGREEING and words[-1] not in _SETTLED:
            return False
        words = words[:-1]
    return bool(words)


def asks_for_more(text: str) -> bool:
    """Whether the text is nothing but a wish to hear further options."""
    return bool(_MORE.fullmatch(plainly(text)))


def is_done(text: str) -> bool:
    """Whether the text says that nothing more is wanted."""
    return bool(_DONE.fullmatch(plainly(text)))


def wants_cheaper(text: str) -> bool:
    """Whether something for less is asked for, or what was offered refused for its price."""
    return bool(_LESS.search(plainly(text))) or refuses_price(text)


def picks_by_price(text: str) -> bool | None:
    """Whether of several goods the one that costs least is meant (True), or the one that costs most
    (False); None: neither."""
    words = plainly(text)
    return True if _CHEAPEST.search(words) else False if _DEAREST.search(words) else None


def refuses_price(text: str) -> bool:
    """Whether what was offered is refused for its price: "not at that price"."""
    return bool(_NOT_AT_PRICE.search(plainly(text)))


def wants_dearer(text: str) -> bool:
    """Whether something for more is asked for."""
    return bool(_DEARER.search(plainly(text)))


def wants_other_size(text: str) -> bool:
    """Whether something smaller or larger is asked for, whatever size that is."""
    return bool(_OTHER_SIZE.search(plainly(text)))


def wants_similar(text: str) -> bool:
    """Whether something of the same kind is asked for, and nothing is named."""
    return bool(_SIMILAR.search(plainly(text)))


def takes_away(text: str) -> bool:
    """Whether something shall be taken out of an order."""
    return bool(_AWAY.search(plainly(text)))


def keeps_only(text: str) -> bool:
    """Whether of several things only what is named shall stay: "juste la tasse"."""
    return bool(_KEEPS_ONLY.search(plainly(text)))


def kept_only_in(text: str) -> tuple[str, ...]:
    """The names of what alone shall stay, as they stand behind the words for that: what is told
    before them may name what goes."""
    plain = plainly(text)
    found = _KEEPS_ONLY.search(plain)
    if found is None:
        return ()
    inside = [word for word in found[0].split()[1:] if word not in _KEPT_BY]
    if inside:  # "la tasse me suffit"
        return (" ".join(inside),)
    names: list[str] = []
    for part in _AND_THE.split(plain[found.end() :].strip()):
        words = list(dropwhile(_KEPT_BY.__contains__, part.split()))
        end = next((at for at, word in enumerate(words) if word in _KEPT_BY), len(words))
        names.append(" ".join(words[:end]))
        if end < len(words):
            break
    return tuple(filter(None, names))


def left_out_in(text: str) -> str | None:
    """What is named to be left out, without an article: "sin botella"; None: nothing is."""
    found = _LEFT_OUT.search(plainly(text))
    return found[1] if found is not None else None


def adds(text: str) -> bool:
    """Whether something shall come on top of an order."""
    return bool(_TOO.search(plainly(text)))


def names_another(text: str) -> bool:
    """Whether a text goes on with something: "and a lamp"; whatever is in hand already is meant
    otherwise."""
    words = plainly(text).split()
    while words and words[0] in _YES | _LINKS and words[0] not in {"y", "et", "und", "and"}:
        words = words[1:]
    return _FURTHER.match(" ".join(words)) is not None


def gives_back(text: str) -> bool:
    """Whether something shall go back to the shop."""
    return bool(_BACK.search(plainly(text)))


_ALL_USUAL: Final = re.compile(
    r"\b(?:(?:same|usual) (?:things|stuff|items|bits)|(?:everything|all the things) (?:i|we)"
    r" (?:always|usually|normally)|tod[oa] (?:lo )?(?:de siempre|como siempre)"
    r"|(?:l[oa]s|mis) (?:mism[oa]s )?(?:cosas|productos) (?:de siempre|que siempre|habituales)"
    r"|tout comme d habitude|(?:les|mes) (?:memes )?(?:choses|articles|produits)"
    r" (?:que d habitude|habituel\w*|comme toujours)|alles (?:wie (?:immer|sonst|ublich)|ubliche)"
    r"|die (?:ublichen|gleichen|selben) sachen)\b"
)
"""Names several things that are bought as always."""


def means_all_usual(text: str) -> bool:
    """Whether all that is always bought is wanted: "the same things I always order"."""
    return bool(_ALL_USUAL.search(plainly(text)))


def means_usual(text: str) -> bool:
    """Whether "as always" is said."""
    return bool(_USUAL.search(plainly(text)))
