"""What is asked of the goods in hand without naming them: what they are like, what they come in.

Closed lists, looked for in plain words.
"""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import plainly

_LEAD: Final = r"(?:(?:and|so|but|oh|ooh|hm|y|pero|et|mais|und|aber) )*"
_LIKE: Final = re.compile(
    _LEAD + r"(?:(?:is|are) (?:it|they)"
    r" (?!(?:a|an|the|in|at|here|there|open|on|with|all|ok|okay|my|possible"
    r"|your|me|you|cheap|cheaper|expensive|free|ready|coming|still|too|sold|on|up|for|left|gone|how"
    r"|what|that|this|so)\b)"
    r"|(?:does|do) (?:it|they) (?:have|need|run|fit|work|feel|last|weigh|float|fold|keep|hold"
    r"|shrink)"
    r"|how (?:heavy|big|long|tall|warm|thick|old|hot|wide|loud|bright|soft|strong) (?:is|are) "
    r"|what (?:is|are|s) (?:it|they) made|(?:what|how much) (?:does|do) (?:it|they) weigh"
    r"|(?:es|son|esta|estan) (?:muy |bien |de |de verdad )?(?:imperm|resist|grues|liger|pesad"
    r"|suav|calent|abrig|grande?s?|lavab|comod|buen|hech|algodon|lana|cuero)"
    r"|(?:cuanto|que) (?:pesan?|miden?|duran?)|de que (?:esta|estan|es|son)\b"
    r"|(?:pesan?|duran?) mucho"
    r"|(?:c est|ce sont|est ce que c est|elles? (?:est|sont)|ils? (?:est|sont)) (?:vraiment |bien"
    r" |tres |assez )?(?:imperm|etanch|lourd|leg|chaud|solid|resist|lavab|confort|dou[cx]"
    r"|en (?:coton|laine|cuir))"
    r"|(?:combien|quel poids) (?:ca|il|elle|ils|elles|est ce que ca) (?:pese|dure|mesure)"
    r"|ca (?:pese|dure|mesure)"
    r"|(?:ist|sind|halt|halten) (?:das|die|der|es|sie|er) (?:auch |denn |wirklich |sehr )?(?:wasser"
    r"|warm|schwer|leicht|dick|robust|weich|wasch|bequem|stabil|gut|dicht|aus)"
    r"|wie (?:schwer|gross|lang|warm|dick|hell|laut|breit|hoch) (?:ist|sind) |(?:aus was|woraus) )"
)
_COLORS: Final = r"(?:colou?rs?|colores|couleurs|coloris|farben)"
_SIZES: Final = r"(?:sizes|tallas|tailles|pointures|grossen)"
_COMES_IN: Final = re.compile(
    _LEAD + r"(?:in |de |en |dans )?(?:what|which|que|cuales|quelles?|quels?|welche[nr]?) "
    rf"(?:other |otr[ao]s |autres |anderen )?(?P<what>{_COLORS}|{_SIZES})\b"
)


_MADE_IN: Final = re.compile(
    _LEAD + r"(?:(?:do|does) (?:they|it|those|that|these|this) come in"
    r"|(?:is|are) (?:they|it) made in"
    r"|(?:l[oa]s? )?(?:hay|tienen|vienen?|hacen) (?:tambien )?en|(?:elles?|ils?|ca) exist\w+ en"
    r"|(?:vous (?:la|le|les) (?:avez|faites)|ca existe|l avez vous|les avez vous) (?:aussi )?en"
    r"|gibt es (?:die|das|den|sie|es|ihn) (?:auch )?in"
    r"|(?:habt ihr|haben sie) (?:die|das|den|sie|es) (?:auch )?in)\b"
)


def asks_made_in(text: str) -> bool:
    """Whether it is asked if what is spoken of comes in some color or size."""
    return _MADE_IN.match(plainly(text)) is not None


def asks_what_like(text: str) -> bool:
    """Whether it is asked what something is like that is not named: "is it waterproof"."""
    return _LIKE.match(plainly(text)) is not None


def asks_range_of(text: str) -> str | None:
    """The option whose values are asked for ("in which colors"): "color" or "size"."""
    found = _COMES_IN.match(plainly(text))
    if found is None:
        return None
    return "color" if re.fullmatch(_COLORS, found["what"]) else "size"
