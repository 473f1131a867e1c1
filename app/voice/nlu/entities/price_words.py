"""The words that bound a price, in four languages and without accents."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.tokens import phrases
from app.voice.nlu.words import split_words

MAX: Final = phrases(
    # English
    "limit is|limits|limit of|limits at|max is|maximum is|budget|budget around|budget is|budget of|"
    "spend|spending|can spend|only have|only got|under|below|beneath|less than|cheaper than|up to|"
    "at most|at the most|at the very most|no more than|not more than|maximum|max|max of|"
    "maximum of|a maximum of|maximum price of|max price|within|not over|no higher than|"
    "no greater than|lower than|for less than|for under|around|about|roughly|not above|south of|"
    "shy of|cap is|cap it at|cap of|capped at|ceiling is|ceiling of|tops out at|"
    "in the neighborhood of|in the neighbourhood of|in the region of|in the ballpark of|"
    "close to|near|cerca de|a eso de|plus ou moins|"
    "at or below|at or under|as high as|as much as|go up to|go as high as|stay under|keep it under|"
    # Spanish
    "gastar|sin gastar mas de|sin gastarme mas de|no gastar mas de|"
    "limite es|limite son|limite de|tope de|tope es|tope son|no pase de|que no pase de|"
    "que no pasen de|no pasar de|sin pasar de|sin pasarme de|presupuesto|presupuesto de|"
    "presupuesto es|presupuesto es de|menos de|por menos de|menos que|por debajo de|debajo de|"
    "hasta|como mucho|no mas de|como maximo|a lo sumo|maximo|maximo de|maximo es|maximo son|"
    "un maximo de|pago son|pagar son|pago es|pagar es|inferior a|inferiores a|menor a|menor de|"
    "menores de|menores a|mas barato que|mas barata que|mas baratos que|mas baratas que|"
    "no supere los|no supere|no superen los|no exceda|no exceda de|no exceda los|"
    "unos|alrededor de|bajo|me alcanza hasta|"
    # French
    "depenser|depasse pas|depassera pas|depasserai pas|depasserais pas|"
    "depassent pas|depassant pas|sans depasser|sans depenser plus de|"
    "mon budget est de|budget est de|"
    "budget de|budget c est|plafond de|plafond est de|limite est de|limite c est|moins de|"
    "a moins de|jusqu a|au plus|pas plus de|maximum de|en dessous de|sous les|"
    "au maximum|au max|inferieur a|environ|moins cher que|moins chers que|moins chere que|sous|"
    "pas au dela de|dans les|autour de|aux alentours de|"
    # German
    "ausgeben|limit ist|limit sind|limit liegt bei|grenze liegt bei|grenze ist|budget von|"
    "budget liegt bei|unter|unterhalb von|weniger als|bis|bis zu|bis maximal|bis hochstens|"
    "hochstens|allerhochstens|maximal|nicht mehr als|nicht uber|nicht teurer als|"
    "gunstiger als|billiger als|fur unter|fur maximal|fur hochstens|hochst|um die|so um die"
)
MIN: Final = phrases(
    "over|above|more than|at least|at the least|at the very least|minimum|minimum of|"
    "a minimum of|"
    "min of|starting at|starting from|from|not less than|no less than|no lower than|"
    "no cheaper than|"
    "north of|upwards of|upward of|in excess of|higher than|greater than|exceed|exceeds|exceeding|"
    "go over|going over|go above|going above|go past|going past|beyond|"
    "mas de|por mas de|a partir de|a partir de los|minimo|minimo de|como minimo|por lo menos|"
    "al menos|por encima de|encima de|arriba de|desde|superior a|superiores a|mayor a|mayor de|"
    "mayores de|mas caro que|no menos de|que no baje de|no baje de|pase de|pasar de|pasarme de|"
    "depasser|"
    "plus de|au moins|au dessus de|a plus de|au dela de|superieur a|superieurs a|plus cher que|"
    "pas moins de|au minimum|"
    "uber|mehr als|mindestens|wenigstens|ab|nicht unter|nicht weniger als|teurer als|oberhalb von|"
    "jenseits von"
)
NOTS: Final = frozenset(
    split_words(
        "not nothing dont wont no never cant refuse hate avoid unwilling nada nunca niego "
        "ne pas rien jamais refuse nicht nichts kein keine keinen ungern"
    )
)
CHANGING: Final = frozenset(
    split_words("bump increase raise bring change set number quantity make sube subir aumenta")
)
START: Final = 1
"""A bound that a sentence begins with may be denied behind it: "more than fifty I won't pay"."""
NEAR: Final = 7
"""Words before a bound in which a denial is looked for."""
AFTER_MAX: Final = phrases(
    "max|maximum|tops|or less|or under|or cheaper|at most|at the most|at the very most|or below|"
    "is all i|is as much as|is as high as|thats all i|and thats it|y ni un peso mas|"
    "y ni un euro mas|ist schluss|mehr nicht|und mehr nicht|mehr geht nicht|"
    "or so|give or take|oder so|mas o menos|o por ahi|and under|and below|and less|or lower|"
    "and cheaper|"
    "und darunter|"
    "to spend|to work with|para gastar|a depenser|zum ausgeben|zur verfugung|"
    "at the outside|at best|and no more|and not more|or thereabouts|"
    "maximo|como mucho|o menos|como maximo|a lo sumo|y no mas|y nada mas|"
    "au maximum|au max|maxi|grand maximum|grand max|au plus|tout au plus|ou moins|et pas plus|"
    "pas plus|maximal|hochstens|allerhochstens|oder weniger|oder drunter|oder darunter|"
    "und nicht mehr|und keinen cent mehr|nicht mehr"
)
AFTER_MIN: Final = phrases(
    "minimum|or more|and up|and upwards|and upward|and over|or over|or above|and above|or higher|"
    "or better|upwards|up|at least|at the least|at the very least|"
    "o mas|minimo|como minimo|por lo menos|en adelante|para arriba|"
    "ou plus|et plus|au minimum|mini|au moins|"
    "oder mehr|und mehr|aufwarts|und aufwarts|mindestens|oder daruber|und daruber"
)
IS: Final = frozenset(split_words("is thats that s its es son est ist sind would be was"))
MY: Final = frozenset(
    split_words("my the our mi el lo nuestro mon le ma la notre mein meine das die unsere very c")
)
TOPS: Final = frozenset(
    split_words(
        "most max maximum limit ceiling cap budget top highest maximo limite tope presupuesto "
        "plafond maximal obergrenze grenze schmerzgrenze"
    )
)
BOTTOMS: Final = frozenset(split_words("least min minimum minimo lowest floor untergrenze"))
TOO: Final = frozenset(
    split_words("too out beyond zu trop demasiado fuera caro cher teuer expensive pricey")
)
"""Of a bound that a sentence begins with these make the opposite: "over fifty is too much"."""
CHEAPER: Final = frozenset(
    split_words(
        "cheaper less barato barata baratos baratas cher chere chers billiger billigere "
        "billigeren gunstiger gunstigere gunstigeren economico economica"
    )
)
DEARER: Final = frozenset(split_words("pricier expensive caro cara chere teurer teurere teureren"))
THAN: Final = frozenset({"than", "que", "als"})
RANGE_WORDS: Final = frozenset(split_words("range bracket ballpark region"))
"""Words that make two numbers a span of prices: "in the eighty to one twenty range"."""
NOTHING: Final = frozenset(
    split_words("not nothing none never nada nunca nichts nicht rien pas jamais")
)
"""Right before a top these make a bottom of it: "nothing under fifty"."""
COSTING: Final = frozenset(
    split_words("costing priced that thats costs for que cueste par a de fur")
)
BETWEEN: Final = phrases("between|entre|zwischen|from|de|desde|von|ab")
SURE: Final = frozenset({"between", "entre", "zwischen"})
AND: Final = frozenset(split_words("and to y e et a und bis hasta til till"))
TO: Final = frozenset(split_words("to a bis hasta til till und"))
CURRENCIES: Final = {
    "$": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "dolar": "USD",
    "dolares": "USD",
    "bucks": "USD",
    "buck": "USD",
    "usd": "USD",
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "eur": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "quid": "GBP",
    "sterling": "GBP",
    "franken": "CHF",
}
POUNDS: Final = frozenset({"pound", "pounds"})
"""Money or weight."""
NAMELESS: Final = frozenset({"peso", "pesos"})
"""Money of no one country: said, but no currency can be told."""
SLANG: Final = frozenset({"pavos", "balles"})
"""Money where a price is bounded; elsewhere goods: "dos pavos", "dix balles de tennis"."""
CENTS: Final = frozenset(split_words("cents cent centavos centimos centimes"))
SOFT: Final = frozenset(
    split_words("unos around about roughly environ bis hasta from de desde ab within over um")
)
"""Words that bound a price only where money is named, or nothing follows the number."""
EACH: Final = frozenset(split_words("a per each an el la los cada por le par pro je das die"))
HOURS: Final = 12
LIKELY: Final = 20
"""From here on a number that nothing follows is rather money than hours or pieces."""
NICE: Final = frozenset({45, 49, 50, 75, 90, 95, 98, 99, 25})
ARTICLES: Final = {("los",), ("las",), ("les",), ("the",), ("die",)}
"""Between a bound and its amount: "pasar de los cuarenta"."""
PRICES: Final = frozenset(
    split_words(
        "price prices spend amount precio prix preis figure dollar i ill id we well can could want "
        "to pay go do que puedo pago pagar gastar je peux payer mettre ich zahlen kann will wir"
    )
)
"""What a top may be of: "my top price is"."""
BUTS: Final = frozenset({"but", "pero", "mais", "aber"})
"""Between two bounds: "over twenty but under fifty"."""
