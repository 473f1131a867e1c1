"""Blots secrets and personal data out of text and values before they are written anywhere.

By name where a structure tells what a value is, by shape in free text. This is the only redaction
there is: logs, errors of platforms and whatever of a payload is shown on purpose pass through it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from domain.cards import REDACTED, holds_card_number, redact_card_numbers

HIDDEN = "***"
EMAIL_REMOVED = "[e-mail removed]"
PHONE_REMOVED = "[phone removed]"
_TOO_DEEP = "[deeper than shown]"
_DEPTH = 12

_SECRET_NAME = re.compile(
    r"token|secret|password|passwd|authoriz|cookie|signature|hmac|apikey|accesskey|privatekey"
    r"|verifier|credential|nonce|sourceid|cardid|cardnumber|cvv|^cvc|^pan$|^gan$|^pin$|jwt"
    r"|^refresh$"
    r"|^access$"
)
_PERSONAL_NAME = re.compile(
    r"phone|e?mail|(given|family|first|last|full|display|company|recipient|customer|buyer"
    r"|shopper|cardholder|nick)names?$|cardholder|address|street|postal|^zip|^city$|locality"
    r"|latitude|longitude|birth|^note$|^ip$|^utterance$"
)
_PERSON = re.compile(
    r"customer|recipient|buyer|address|shopper|contact|caller|billing|shipping|owner"
)
_HARMLESS_NAMES = frozenset(
    {"tokentype", "errorcode", "statuscode", "platformcode", "countrycode", "responsecode",
     "nexttoken", "pagetoken", "tokenlimit", "addresscount", "nextpagetoken", "cancelreasoncode"}
)  # fmt: skip
"""Look-alikes of the above that are worth reading in a log."""
_ERROR_CODE = re.compile(r"[A-Z][A-Z0-9_]*|[a-z]+(?:_[a-z]+)*")
"""A `code` worded like this is an error's; any other may be an OAuth grant."""

_SCHEME = re.compile(r"\b(bearer|basic|client)\s+[A-Za-z0-9._~+/=:\-]{6,}", re.IGNORECASE)
_TOKEN = re.compile(
    r"\b(?:"
    r"shp[a-z]{2,3}_[A-Za-z0-9_\-]{6,}"  # Shopify access, refresh and app secrets
    r"|E[AQ]AA[A-Za-z0-9_\-]{8,}"  # Square access and refresh
    r"|sq0[a-z]{3}-[A-Za-z0-9_\-]{6,}"  # Square application ids, secrets and grants
    r"|c(?:cof|non):[A-Za-z0-9_:\-]{4,}|[bw]non:[A-Za-z0-9_:\-]{4,}"  # Square payment sources
    r"|gftc:[A-Za-z0-9]{8,}"  # Square gift cards
    r"|ey[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]*"  # JSON Web Tokens
    r"|Atz[ar]\|[A-Za-z0-9_\-+/=|]{8,}"  # Login with Amazon
    r"|def50200[0-9a-f]{16,}"  # Lightspeed refresh
    r"|vt_[a-z]+_\w[\w\-]{8,}"  # our own API keys
    r"|(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{8,}"
    r")"
)
_PAIR = re.compile(
    r"""(?P<head>["']?[\w\-]*(?:token|secret|password|authorization|signature|hmac|api[_\-]?key"""
    r"""|code_verifier|client_assertion)[\w\-]*["']?\s*(?:=|:)\s*["']?)(?P<value>[^\s"'&,;}]{4,})""",
    re.IGNORECASE,
)
_GRANT = re.compile(r"(?<=[?&])(code=)[^&\s\"']+")
_EMAIL = re.compile(
    r"[\w.%+\-]{1,64}(?:@|%40)[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63})+", re.ASCII
)
_PHONE = re.compile(
    r"(?<![\w./:\-])(?:"
    r"(?:\+|%2B|00)\d(?:[ ().\-]{0,2}\d){7,14}"
    r"|\(\d{3}\)\s?\d{3}[ .\-]?\d{4}"
    r"|\d{3}[ .\-]\d{3}[ .\-]\d{4}"
    r"|1?[2-9]\d{2}[2-9]\d{6}"
    r")(?![\w])"
)
_MARKS = (
    *("@", "%40", "code=", "bearer", "basic", "client", "token", "secret", "passw", "authoriz"),
    *("signature", "hmac", "key", "verifier", "shp", "eaaa", "eqaa", "sq0", "cof:", "non:", "ey"),
    *("atz", "def50200", "vt_", "_live_", "_test_"),
)
"""What every token, secret and e-mail address has in it, in lower case."""
_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = 7
_SHORTEST = 6
_SHORTEST_SPOKEN = 20


def redact_text(text: str) -> str:
    """The text without card numbers, tokens, e-mail addresses and phone numbers."""
    if len(text) < _SHORTEST:
        return text
    text = _without_secrets(text)
    if _may_hold_digits(text):
        text = _PHONE.sub(PHONE_REMOVED, redact_card_numbers(text))
    return text


def redact(value: object, *, parent: str = "", depth: int = _DEPTH) -> object:
    """A copy fit for writing down: same shape, nothing secret or personal.

    Mappings and collections are followed `depth` levels; what lies deeper is left out. `parent`
    is the name of what holds the value, which tells a customer's `name` from a product's.
    """
    if isinstance(value, str):
        return redact_text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float, Decimal)):
        return REDACTED if _is_card_sized(value) and holds_card_number(f"{value:.0f}") else value
    if isinstance(value, bytes):
        return f"[{len(value)} bytes]"
    if isinstance(value, Mapping):
        return _redact_mapping(value, parent, depth) if depth else _TOO_DEEP
    if isinstance(value, (list, tuple, set, frozenset)):
        return (
            [redact(item, parent=parent, depth=depth - 1) for item in value] if depth else _TOO_DEEP
        )
    return redact_text(str(value))


def _redact_mapping(
    value: Mapping[object, object], parent: str, depth: int
) -> dict[object, object]:
    return {
        _shown_name(name): redact_member(str(name), item, parent=parent, depth=depth - 1)
        for name, item in value.items()
    }


def redact_member(name: str, value: object, *, parent: str = "", depth: int = _DEPTH) -> object:
    """What may be shown of a value under this name."""
    plain = _plain(name)
    if value not in (None, "", [], {}) and _is_told_by_name(plain, value, parent):
        return _hidden(value, depth)
    return redact(value, parent=plain, depth=depth)


def _is_told_by_name(plain: str, value: object, parent: str) -> bool:
    if plain == "code":
        return not (isinstance(value, int) or _ERROR_CODE.fullmatch(str(value)))
    return _is_sensitive(plain) or (plain == "name" and bool(_PERSON.search(parent)))


def _hidden(value: object, depth: int) -> object:
    """Structures keep their shape, so that a transcript stays readable; leaves go."""
    if isinstance(value, Mapping) and depth:
        return {_shown_name(name): _hidden(item, depth - 1) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)) and depth:
        return [_hidden(item, depth - 1) for item in value]
    return value if value is None or isinstance(value, bool) else HIDDEN


@lru_cache(maxsize=2048)
def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")


@lru_cache(maxsize=2048)
def _is_sensitive(plain: str) -> bool:
    if plain in _HARMLESS_NAMES:
        return False
    return bool(_SECRET_NAME.search(plain) or _PERSONAL_NAME.search(plain))


def _shown_name(name: object) -> str:
    """Names are text of others, too; numbers among them become text."""
    return _clean_name(str(name))


@lru_cache(maxsize=2048)
def _clean_name(name: str) -> str:
    return redact_text(name)


def _without_secrets(text: str) -> str:
    lowered = text.lower()
    for mark in _MARKS:
        if mark in lowered:
            break
    else:
        return text
    text = _SCHEME.sub(rf"\1 {HIDDEN}", text)
    text = _TOKEN.sub(HIDDEN, text)
    text = _PAIR.sub(rf"\g<head>{HIDDEN}", text)
    text = _GRANT.sub(rf"\1{HIDDEN}", text)
    return _EMAIL.sub(EMAIL_REMOVED, text)


def _may_hold_digits(text: str) -> bool:
    """Whether there are enough digits for a phone number, or words enough to speak some."""
    return len(text) >= _SHORTEST_SPOKEN or len(_DIGIT.findall(text)) >= _FEWEST_DIGITS


def _is_card_sized(value: int | float | Decimal) -> bool:
    return 10**12 <= value < 10**19 or -(10**19) < value <= -(10**12)
