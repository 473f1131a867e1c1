"""The function of a Lex V2 alias: asks the gateway what to say, and hands its answer to Lex.

Lex calls functions only, no addresses. It needs nothing but Python; its environment holds
VOICETILL_URL (the address that `voicetill channels add lex` prints) and VOICETILL_SECRET. What is
not answered in time is an error, for which the bot has an apology of its own.
"""

import json
import os
import urllib.request
from collections.abc import Callable
from typing import Any

_WITHIN_S = 7


def handler(event: Any, _context: Any, *, ask: Callable[..., Any] = urllib.request.urlopen) -> Any:
    """One turn of a shopper. Raises OSError where the gateway does not answer with a 200."""
    told = os.environ  # noqa: TID251 - it runs in a function of its own, far from our settings
    request = urllib.request.Request(  # noqa: S310 - the address is the operator's
        told["VOICETILL_URL"],
        data=json.dumps(event).encode(),
        headers={
            "Authorization": f"Bearer {told['VOICETILL_SECRET']}",
            "Content-Type": "application/json",
        },
    )
    with ask(request, timeout=_WITHIN_S) as answer:
        return json.load(answer)
