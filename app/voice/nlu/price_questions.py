"""Questions for what so many of something cost, whatever the verb, in four languages: "what would
four mugs set me back", "was würden drei Packungen Hauskaffee kosten"."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import plainly

_ASKS_PRICE: Final = re.compile(
    r"(?:(?:and|so|hi|hello|und|also|hallo|guten tag|y|et) )*(?:"
    r"(?:what|how much) (?:would|will|do|does|ll|d) .+ (?:cost|come to|come out at|work out at|be"
    r"|set (?:me|us) back|run (?:me|us))(?: (?:me|us|you|then|in total|altogether|all together))*"
    r"|.+ (?:what|how much) (?:would|will|does|do) (?:that|they|those|it|all that)"
    r" (?:be|cost|come to)(?: (?:me|us|then|in total|altogether))*"
    r"|was (?:kost\w*|macht|machen|muss\w* (?:ich|wir)|wurd\w*|wars?|waren) .+"
    r"|(?!.*\bwie ?viele?n? ).+ was (?:kost\w*|macht|wurde das|machen) (?:das|die|mich das)?.*"
    r"|(?:cuanto|por cuanto|a cuanto) (?:me |nos )?(?:ser|sal|cost|cuest|val|vien)\w+ .+"
    r"|(?:combien|ca) (?:me |nous )?(?:cout|f(?:erai|ait|ont)|vau)\w* (?:combien )?.+)"
)
"""A whole sentence that asks what so many of something cost."""
_NOT_OF_GOODS: Final = re.compile(
    r"\b(?:deliver\w*|shipping|postage|post|versand\w*|liefer\w*|porto|env[ií]\w*|entreg\w*|livr\w*"
    r"|order|bestell\w*|mach\w* (?:sie|ihr)|tun|tu|do|auf|zu|offen)\b"
)


def asks_what_it_costs(text: str) -> bool:
    """Whether all of a text asks for the price of goods, and not of having them sent."""
    plain = plainly(text)
    return bool(_ASKS_PRICE.fullmatch(plain)) and not _NOT_OF_GOODS.search(plain)
