"""The words of stories and of the wishes behind them, in four languages and without accents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.voice.nlu.entities.tokens import phrases
from app.voice.nlu.words import split_words

WISH: Final = phrases(
    "i m looking for|im looking for|i am looking for|we re looking for|were looking for|"
    "we are looking for|i m searching for|im searching for|looking for|i need|we need|i d need|"
    "i ll need|ill need|i want|we want|id like|i d like|i would like|we d like|we would like|"
    "id love|i d love|i m after|im after|i m shopping for|im shopping for|i want to buy|"
    "i wanted to get|i wanted|i ll take|ill take|can i get|could i get|can i have|could you find|"
    "can you find|find me|get me|show me|do you have|do you sell|do you carry|have you got|"
    "what do you have in|ive been looking for|i ve been looking for|i could use|i d go for|"
    "busco|buscamos|buscaba|estoy buscando|ando buscando|estamos buscando|necesito|necesitamos|"
    "necesitaria|quiero|queremos|quisiera|queria|querria|me gustaria|nos gustaria|me hace falta|"
    "me hacen falta|nos hace falta|quiero comprar|quiero comprarle|quiero regalarle|"
    "quisiera comprar|dame|deme|ponme|mandame|tienen|teneis|tienes|hay|venden|vendeis|"
    "je cherche|on cherche|nous cherchons|je recherche|je voudrais|j aimerais|il me faut|"
    "il me faudrait|il nous faut|j ai besoin d|j ai besoin de|je veux|on voudrait|je prends|"
    "je vais prendre|avez vous|est ce que vous avez|vous avez|vous auriez|vendez vous|"
    "ich suche|suche ich|wir suchen|suchen wir|ich brauche|brauche ich|brauchen wir|wir brauchen|"
    "ich brauchte|brauchte ich|ich mochte|mochte ich|ich hatte gern|ich hatte gerne|hatte ich gern|"
    "hatte ich gerne|ich will|ich nehme|wir hatten gern|haben sie|habt ihr|hast du|gibt es|"
    "ich nehm|nehm ich|nehme ich|nehmen wir|ich brauch|brauch ich|hatt ich gern|hol ich|kauf ich|"
    "me hacian falta|me falta|me faltan|nos faltan|nos hacen falta|il me faut|me faudrait|"
    "i could do with|we could use|i ll have|ill have|i d love|we ll take|"
    "vous vendez|vous faites|vous proposez|tu vends|vendes|verkauft ihr|verkaufen sie|fuhrt ihr|"
    "bietet ihr|bieten sie|fuhren sie|ich bin auf der suche nach|bin ich auf der suche nach"
)
"""A wish, up to the goods."""
JOINING: Final = frozenset(
    split_words(
        ", ; and so now therefore because that s thats why y asi que entonces ahora por eso et "
        "donc "
        "alors du coup maintenant c est pourquoi und also deshalb darum deswegen daher jetzt nun "
        "drum weshalb to for him her them us ihm ihr ihnen le les"
    )
)
"""Between a story and the wish."""
SO: Final = phrases(
    "anyway|anyways|in any case|en fin|enfin bref|bref|na egal|egal|jedenfalls|total|pues nada|"
    "so|and so|so now|therefore|thats why|that s why|which is why|hence|asi que|por eso|por lo que|"
    "de modo que|entonces|conque|donc|du coup|alors|c est pourquoi|c est pour ca que|"
    "deshalb|deswegen|darum|drum|daher|weshalb|weswegen|also"
)
"""Behind these a wish follows from what was told, whatever its verb."""
RELATIVE: Final = frozenset(
    split_words(
        "that which what if do can could should may as when how where why whatever all one ones "
        "who whom because than like till until before after once unless whenever "
        "que qui qu quoi dont ou si ce no ne lo la los las cuando donde como porque quien "
        "der die das den dem dessen was wer wenn wo wie ob dass weil bis nicht "
        "the a an my to of for in"
    )
)
"""Behind these what follows is no sentence of its own: "the one I want", "lo que busco"."""
ASKED: Final = frozenset(
    split_words(
        "is are was were do does did has have can could will would which what where how es esta "
        "son hay est sont ist sind war hat gibt kann"
    )
)
SPEAKER: Final = frozenset(
    split_words(
        "i id ive ill im we wed weve je j on nous il ich wir busco buscamos buscaba estoy ando "
        "necesito necesitamos quiero queremos quisiera queria querria me nos do have can could "
        "find get show ponme dame deme mandame pideme traeme enviame haben habt hast gibt fuhren "
        "avez vous tienen teneis tienes tu brauche brauch suche nehme nehm mochte hatte hatt "
        "nehmen "
        "brauchen suchen bestelle kauf hol verkauft verkaufen fuhrt bietet bieten vendes vendeis "
        "venden"
    )
)
"""First words of a wish that may follow a story with nothing between."""
TELLING: Final = frozenset(
    split_words(
        "smells stinks hums squeaks drips huele apesta chirria suena acaban agotan acabaron sent "
        "pue fuit "
        "grince coule riecht stinkt tropft quietscht brummt piept "
        "turn turns turning cumplen werden ont habia hubo llevo hab "
        "is was are were has had have loves love likes like liked enjoys enjoy adores hates hate "
        "collects plays plants cooks bakes drinks drank eats ate broke broken died cracked lost "
        "spilled ran gave took fell made went came kept left threw tore burst froze blew bit "
        "stopped stops leaks "
        "burned burnt finished moved got gets bought started starts wants needs uses reads wears "
        "im shes hes were theyre its weve ive "
        "es era esta estan tiene tengo tenemos gusta gustan encanta encantan adora ama odia "
        "colecciona toca cocina bebe come lee usa juega rompio perdi perdio murio mudamos mude "
        "compre compramos cumple hace va soy somos quiere necesita empezo acabo fascina "
        "est etait a ai avons as sont aime aiment adore adorent deteste collectionne joue boit "
        "mange lit fait cuisine casse casser perdu achete demenage commence fete raffole "
        "ist war sind hat habe haben hatten mag mogen liebt lieben trinkt isst liest kocht backt "
        "spielt sammelt hasst ging kaputt verloren gekauft umgezogen wird feiert braucht will "
        "gestorben zerbrochen bekommt geht"
    )
)
"""Verbs that a story has."""
WISHING: Final = phrases(
    "order|add|put|send|reorder|buy|cancel|return|exchange|swap|replace|instead|which|what|how|"
    "where|can you|could you|would you|please|pide|pedir|anade|agrega|pon|manda|cancela|devolver|"
    "cambiar|cual|"
    "cuanto|donde|ordena|commande|ajoute|mets|mettez|annule|retourner|rendre|echanger|quel|quelle|"
    "combien|ou est|bestell|bestelle|bestellen|pack|leg|storniere|stornieren|zuruckgeben|"
    "umtauschen|welche|wie viel|wo ist"
)
"""In a story these are wishes of its own."""
SEEKING: Final = frozenset(
    split_words(
        "looking searching shopping find busco buscamos buscaba buscando cherche cherchons "
        "recherche "
        "suche suchen"
    )
)
SELF: Final = frozenset(
    split_words("it one them that this some lo la los las eso ca en das es sie ihn")
)
"""Behind a wish these point back to what the story names: "my kettle broke, I need one"."""
COMMAND: Final = phrases(
    "find|find me|show|show me|add|put|send|order|get|grab|pack|toss|throw|give|bring|ship|reserve|"
    "book|pop|stick|chuck|buy|"
    "set us up with|set me up with|can you set us up with|can you set me up with|"
    "could you set us up with|could you set me up with|set aside|slip|make it|make me|"
    "sign me up for|hook me up with|"
    "can you|could you|would you|will you|can we|could we|can i|could i|may i|may we|let me|"
    "let us|lets|let s|do you|have you|got any|any chance of|please|"
    "busca|buscame|muestrame|ensename|pon|ponme|ponnos|ponga|pongame|anade|anademe|anademe|anada|"
    "agrega|agregame|agregue|manda|"
    "mandame|mandanos|mande|mandeme|envia|enviame|envianos|envie|envieme|echa|echame|echale|dame|"
    "danos|deme|pasame|traeme|traenos|apunta|apuntame|reserva|reservame|guardame|pide|pideme|mete|"
    "meteme|suma|sumame|incluye|compra|comprame|anota|anotame|encarga|encargame|consigueme|"
    "me pones|me pone|me mandas|me manda|me das|me da|me traes|me trae|me apuntas|me anades|"
    "me llevo|nos llevamos|nos pones|nos mandas|puedes|puede|podeis|podrias|podria|podriais|"
    "me puedes|me puede|me podrias|me podria|nos puedes|nos podrias|tendrias|tendras|tendreis|"
    "tendria|ponedme|mandadme|enviadme|anadid|"
    "trouve|trouvez|montre|montrez|cherche|cherchez|ajoute|ajoutez|mets|mettez|envoie|envoyez|"
    "donne|donnez|commande|commandez|prends|prenez|"
    "rajoute|rajoutez|reserve|reservez|garde|gardez|passe|passez|livre|livrez|glisse|glissez|"
    "apporte|apportez|expediez|fais|faites|tu peux|vous pouvez|pouvez vous|pourriez vous|"
    "tu pourrais|peux tu|vous pourriez|on pourrait|je peux|je pourrais|est ce que je peux|"
    "est ce que vous|est ce que tu|il faudrait|il nous faudrait|faut|faudrait|j en prends|"
    "je prendrais|on prend|on prendrait|tu me mets|vous me mettez|tu as|t as|vous reste t il|"
    "zeig|zeigen sie|such|suchen sie|find|leg|lege|leg mir|legen sie|pack|packe|packen sie|packt|"
    "tu|tun sie|gib|geben sie|gebt|schick|"
    "schicke|schicken sie|schickt|bestell|bestelle|bestellen sie|bring|bringen sie|bringt|nimm|"
    "nehmen sie|hol|holen sie|reservier|reservieren sie|mach|machen sie|stell|stellen sie|schreib|"
    "schreiben sie|fug|fuge|fugen sie|kannst du|konnen sie|konnten sie|konntest du|konnt ihr|"
    "konntet ihr|konnen wir|konnten wir|kann ich|konnte ich|darf ich|wurden sie|wurdest du|"
    "her mit|hatten sie|hattet ihr|hattest du|da brauch ich|bitte"
)
"""A wish that nothing needs to lead up to: a command, or a question that is one."""
GIVEN: Final = frozenset(
    split_words(
        "me us to my cart basket order please also in into the just then mir uns noch dazu bitte "
        "auch mal einfach dann zur bestellung in den korb warenkorb me nos te le porfa por favor "
        "tambien al carrito mi cesta moi nous lui encore aussi donc vite m t vous s il plait "
        "send add get order have buy bring put give ship pack find reserve envoyer ajouter mettre "
        "avoir commander prendre donner livrer enviarme mandarme ponerme anadirme enviar mandar "
        "poner anadir agregar traer traerme dar darme pedir pedirme some any more du de la des "
        "unos unas algo mas ein paar sign up for ahead and go"
    )
)
"""Between a command and the goods."""
SUBJECTS: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(
        split_words("we he she they were weve im ive hes shes theyre it i therell theres itll")
    ),
    "es": frozenset(split_words("nosotros ella ellos el yo es se nos le me")),
    "fr": frozenset(split_words("on nous il elle ils elles j je ca")),
    "de": frozenset(split_words("wir er sie es ich")),
}
"""A story may begin with these."""
NO_COMMAND: Final = frozenset(
    split_words(
        "i we you they he she it to not dont didnt never cant wont did does or "
        "je tu il elle on nous vous ils elles ne n pas ou j "
        "ich du er sie es wir ihr man nicht oder zu "
        "yo tu el ella nosotros no ni o se nos les lo me"
    )
)
"""Behind these what looks like a command is none: "i get", "not send"."""
SOUGHT: Final = phrases(
    "looking for|looking everywhere for|searching for|cant find|can t find|cannot find|"
    "busco|buscando|no encuentro|je cherche|cherche|je trouve pas|je ne trouve pas|"
    "retrouve pas|suche|such|ich finde"
)
HABITS: Final = frozenset(
    split_words(
        "usual same size favorite favourite regular order habitual habituales siempre talla "
        "favorito favorita pedido habituel habituelle taille prefere preferee commande ubliche "
        "ublichen ubliches grosse lieblings bestellung kids kid son daughter wife husband mom mum "
        "dad dog cat baby hijo hija mujer marido madre padre perro gato bebe fils fille femme mari "
        "mere pere chien chat sohn tochter frau mann mutter vater hund katze kinder enfants hijos"
    )
)
"""Of these goods may be one's own and still be sought in a shop: "my usual", "my son's"."""
COURTESIES: Final = frozenset(
    split_words(
        "sorry excuse hi hello hey perdona perdone perdon disculpa disculpe hola buenas buenos "
        "desole desolee pardon excusez excuse bonjour bonsoir salut entschuldigung entschuldigen "
        "entschuldige verzeihung hallo guten moin tut gruss soyez sois seid"
    )
)
"""What is said to begin with, before a wish."""
FILLERS: Final = frozenset(
    split_words(
        "so well okay ok um uh look listen yeah yes also and basically you know see bueno pues "
        "mira mire oye oiga resulta que es y alors bon ben ecoutez ecoute figurez vous "
        "figure toi et oui en fait also ja naja stellen sie sich vor horen mal gleich heute "
        "nun ahm ehm eh uf uff puh hm hmm ah oh ach tja em euh ben bah pff um uh er erm este ugh "
        "argh ouch oops dang man gosh jeez damn "
        "jo vaya anda ostras jolin zut mince mist verdammt oje ohje boah huch tiens dis donc hombre"
    )
)
"""Before the subject of a story these say nothing."""
DENYING: Final = frozenset(split_words("no not dont n ne nicht kein never nunca"))
HAVING: Final = frozenset(
    split_words(
        "have sell carry stock got tienen teneis tienes hay venden vendeis avez vendez auriez "
        "habt haben hast fuhren gibt fuhrt verkauft verkaufen vends vendes proposez bietet bieten"
    )
)
"""What asks whether a shop has goods: they are wanted, whatever was told before."""
REASON: Final = phrases(
    "because|cause|cuz|since|porque|ya que|puesto que|que tengo|que tenemos|que nos|que se me|"
    "que se nos|que viene|que vienen|que ya no|que no me|que no nos|que no tengo|que estoy|"
    "que estamos|que me he|que voy|que vamos|que ando|que andamos|que llego|parce que|parce qu|"
    "puisque|puisqu|car|vu que|weil|da wir|da ich|denn"
)
"""What begins the reason of a wish."""
MINE: Final = frozenset(split_words("mine ours meiner meine meines unserer unseres"))
MINES: Final = phrases(
    "la mia|el mio|las mias|los mios|la nuestra|el nuestro|la mienne|le mien|les miens|"
    "les miennes|la notre|le notre"
)
"""One's own, of the same kind as what is wanted: "mine exploded"."""
LEADING: Final = frozenset(
    split_words(
        "for to of in on with from at by as than like before after when until while if and or "
        "para de en con a por sin sobre desde hasta cuando si y o como que pour du dans avec au "
        "aux sur chez des d par quand si et ou comme qui dont fur von mit zu bei aus im am zum "
        "zur vom nach vor auf an um ob wenn wie und oder als bis gegen statt is are est ist sind"
    )
)
"""Behind these no sentence begins: "for my kid"."""
REASONING: Final = frozenset(
    split_words(
        "als being seit seitdem desde depuis nachdem apres ever after because since as for weil da "
        "damit um "
        "fur zum beim porque como para comme puisque pour "
        "afin "
        "vu wenn when si cuando quand while"
    )
)
"""What begins with one of these only leads up to a wish: "pour mon atelier trouve-moi ..."."""
AND_NEEDING: Final = phrases(
    "need|want|i need|brauche|brauch|brauche deshalb|brauche daher|brauche dafur|brauche jetzt|"
    "suche|suche deshalb|suche daher|mochte|hatte gern|hatte gerne|nehme|bestelle|bestelle deshalb|"
    "da brauch ich|da brauche ich|da hatte ich gern|da hatte ich gerne|da brauchen wir|"
    "da suche ich|"
    "da mochte ich|dafur brauche ich|dafur brauch ich|"
    "cherche|cherche donc|voudrais|aimerais|prends|la il me faut|j ai donc besoin de|"
    "necesito|quiero|busco"
)
"""A wish behind an "and", without its subject: "ich stimme selbst und brauche eine Gabel"."""
OF_US: Final = phrases(
    "of us|of them|of you|at the table|coming|a table|personnes|de nosotros|en la mesa|a la mesa|"
    "von uns|am tisch|leute|mann|people"
)
"""Behind a number these make it one of people."""
INFINITIVES: Final = {"es": ("ar", "er", "ir"), "fr": ("er", "ir", "re")}
"""How verbs end that follow one of wanting."""
TO_HAVE: Final = frozenset(
    split_words("haben nehmen kaufen bestellen holen kriegen bekommen reservieren legen packen")
)
"""Verbs behind which goods are wanted: "ich will zwei Kissen haben"."""
OTHERS: Final = phrases(
    "shed like|she d like|hed like|he d like|theyd like|they d like|she wants|he wants|they want|"
    "she needs|he needs|they need|quiere|quieren|necesita|necesitan|querria|le gustaria|"
    "le hace falta|les hace falta|le hacen falta|elle voudrait|il voudrait|ils voudraient|"
    "elle veut|"
    "il veut|ils veulent|elle a besoin d|elle a besoin de|il a besoin de|il lui faut|il leur faut|"
    "sie hatte gern|sie hatte gerne|er hatte gern|er hatte gerne|sie braucht|er braucht|"
    "sie brauchen|sie mochte|er mochte|sie will|er will|sie wunscht sich|er wunscht sich"
)
"""What somebody else wants that was told of: "my grandmother knits, she'd like ten balls"."""
QUESTIONS: Final = phrases(
    "how much is|how much are|how much for|how much do|what is the price of|which|what kind of|"
    "cuanto cuesta|cuanto cuestan|cuanto vale|cuanto valen|que|combien coute|combien coutent|"
    "quel|quelle|quels|quelles|was kostet|was kosten|welche|welcher|welches|welchen"
)
"""Questions about goods that may follow a story; "que" only where it has its accent."""
KNOWING: Final = frozenset(
    split_words("know sure wonder ask se saber sais sait pas demande weiss frage nicht no")
)
"""Behind these no question is asked: "I don't know which"."""
