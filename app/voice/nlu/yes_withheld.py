"""A yes that is none: on a condition, taken back, for another day, or a question.

What costs money is not bought by it. Closed lists in four languages; where one fits, the question
is asked again.
"""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import plainly

_YES: Final = r"(?:yes|yeah|ok|okay|si|vale|claro|oui|ouais|d accord|ja)"
_IF: Final = re.compile(
    rf"^(?:(?:solo|only|seulement|nur|bueno|bon|well|na|pues) )?(?:if|wenn|falls|si)"
    rf" (?:\w+ ){{1,10}}?"
    rf"(?:(?:then|dann|alors|entonces|pues) )?{_YES}$"
    rf"|^{_YES} (?:but only |only |pero solo |solo |mais seulement |seulement |aber nur |nur )?"
    r"(?:if|wenn|falls) "
    r"|^si (?:c|ca|vous|tu|je|j|il|elle|ils|on) \w+"
    r"|^si (?:\w+ ){0,2}?(?:fuera|fuese|fueran|tuviera\w*|pudiera\w*|hubiera|costara\w*|bajara\w*"
    r"|hicier\w+|pudiese\w*|tuviese\w*)\b"
    rf"|^{_YES} si (?:me |nos |lo |la |el |vous |tu |c |ca |on |le |la )"
)
"""On a condition that nobody has met."""
_SURELY: Final = re.compile(r"\W*(?:sí|si\s*,)", re.IGNORECASE)
"""A "sí" that is no "si": by its accent, or the mark behind it."""
_TAKEN_BACK: Final = re.compile(
    rf"^{_YES}(?: \w+){{0,4}}? (?:enfin|bueno|bah|ben|mais|pero|but|aber|no wait|no espera|na) "
    r"(?:no|non|nein|nope)$"
    rf"|^{_YES} (?:no|non|nein|nope)$"
    rf"|^{_YES} (?:to|a|pour|fur|zu) \w+(?: \w+){{0,2}} (?:no|non|nein) (?:to|a|pour|fur|zu) "
)
"""Yes, well, no."""
_ANOTHER_DAY: Final = re.compile(
    r"\b(?:je )?(?:vous|te) (?:dis|dirai|rappelle|rappellerai|confirme|confirmerai"
    r"|tiens au courant)(?: \w+){0,2}? ?(?:demain|plus tard|ce soir|la semaine prochaine)\b"
    r"|\b(?:manana|luego|despues|esta tarde|ya) (?:te|le|os|les) (?:digo|aviso|llamo|confirmo)\b"
    r"|\b(?:te|le|os|les) (?:digo|aviso|llamo|confirmo)(?: algo)?"
    r" (?:manana|luego|despues|esta tarde)"
    r"|\b(?:i ll|i will) (?:tell|let) you(?: know)? (?:tomorrow|later)\b"
    r"|\b(?:ich )?sag\w* (?:ich )?(?:ihnen|euch|dir|bescheid) (?:morgen|spater)\b"
    r"|\b(?:morgen|spater) (?:sag|meld)\w*\b|\b(?:pensarmel[oa]|pensarl[oa]|consultarl[oa])\b"
)
_TAGS: Final = re.compile(
    rf"(?:^|[,.;!?…]\s*)(?:{_YES}|sí|right|no|non|nein|verdad|oder|n est ce pas|genau)\s*\?+$",
    re.IGNORECASE,
)
_TOO_MUCH: Final = re.compile(
    r"^(?:(?:uf|oh|uy|ay|oof|hm+|pues|ca|eso|das|that|it) )*"
    r"(?:me (?:parece|resulta) (?:mucho|demasiado|caro|cara|excesivo)|(?:es|son) (?:mucho"
    r"|demasiado)|(?:me )?(?:parait|semble) (?:cher|beaucoup|trop)|s a lot|is a lot|ist (?:mir )?"
    r"(?:viel|zu viel)|finde ich (?:viel|teuer))\b"
)


def withholds(text: str) -> bool:
    """Whether what was heard as a yes agrees to nothing."""
    plain = plainly(text)
    if _IF.search(plain) and _SURELY.match(text) is None:
        return True
    if any(each.search(plain) for each in (_TAKEN_BACK, _ANOTHER_DAY, _TOO_MUCH)):
        return True
    asks = text.rstrip(" !.").endswith("?") and _TAGS.search(text.strip()) is None
    return asks and re.match(rf"(?:(?:pues|bueno|mais|ben|na|oh|ah|well) )*{_YES}\b", plain) is None
