"""Blots out secrets, card numbers and personal data before anything is logged.

By key where a structure tells what a value is, by shape in free text. Bodies are never logged by
default; this is for the cases where one is shown on purpose (dead letters, debugging) and for
error messages, which may quote what a platform said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

from domain.cards import REDACTED as CARD_REMOVED
from domain.cards import redact_card_numbers

REMOVED = "[removed]"
EMAIL_REMOVED = "[e-mail removed]"
PHONE_REMOVED = "[phone removed]"

_SECRET_KEY = re.compile(
    r"token|secret|password|passwd|authoriz|cookie|signature|hmac|apikey|accesskey|privatekey"
    r"|verifier|credential|^nonce$|sourceid|cardid|cvv|^cvc|^pan$|^pin$|jwt|^refresh$"
    r"|^access$"
)
_PERSON_KEY = re.compile(
    r"phone|e?mail|givenname|familyname|firstname|lastname|fullname|displayname|nickname"
    r"|cardholder|companyname|recipientname|customername|buyername|buyeremail"
    r"|address|street|postalcode|^zip|^city$|locality|latitude|longitude|birth|^note$|^ip$"
)
_PERSON_PARENT = re.compile(
    r"customer|recipient|buyer|address|shopper|contact|caller|billing|shipping|owner"
)
_ERROR_CODE = re.compile(r"[A-Z][A-Z0-9_]*|[a-z]+(?:_[a-z]+)*")
"""A `code` worded like this is an error's; any other may be an OAuth grant."""
# Look-alikes of the above that are worth reading in a log.
_HARMLESS_KEY = frozenset(
    {"tokentype", "errorcode", "statuscode", "platformcode", "countrycode", "responsecode",
     "nexttoken", "pagetoken", "tokenlimit", "addresscount", "nextpagetoken", "cancelreasoncode"}
)  # fmt: skip

_BEARER = re.compile(r"\b(bearer|basic|client)\s+[A-Za-z0-9._~+/=:\-]{6,}", re.IGNORECASE)
_TOKENS = re.compile(
    r"\b(?:"
    r"shp[a-z]{2,3}_[A-Za-z0-9_\-]{6,}"  # Shopify access, refresh and app secrets
    r"|EAAA[A-Za-z0-9_\-]{8,}|EQAA[A-Za-z0-9_\-]{8,}"  # Square access and refresh
    r"|sq0[a-z]{3}-[A-Za-z0-9_\-]{6,}"  # Square application ids and secrets
    r"|c(?:cof|non):[A-Za-z0-9_:\-]{4,}|[bw]non:[A-Za-z0-9_:\-]{4,}"  # Square payment sources
    r"|ey[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]*"  # JWT
    r"|Atz[ar]\|[A-Za-z0-9_\-+/=|]{8,}"  # Login with Amazon
    r"|def50200[0-9a-f]{16,}"  # Lightspeed refresh
    r"|vt_[a-z]+_[A-Za-z0-9]+_[A-Za-z0-9_\-]{8,}"  # our own API keys
    r"|(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{8,}"
    r")"
)
_PAIR = re.compile(
    r"""(?P<head>["']?[\w\-]*(?:token|secret|password|authorization|signature|hmac|api[_\-]?key"""
    r"""|code_verifier|client_assertion)[\w\-]*["']?\s*(?:=|:)\s*["']?)(?P<value>[^\s"'&,;}]{4,})""",
    re.IGNORECASE,
)
_GRANT = re.compile(r"(?<=[?&])(code=)[^&\s\"']+")
_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}(?:@|%40)[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
_PHONE = re.compile(
    r"(?<![\w./:\-])(?:"
    r"(?:\+|%2B|00)\d(?:[ ().\-]{0,2}\d){7,14}"
    r"|\(\d{3}\)\s?\d{3}[ .\-]?\d{4}"
    r"|\d{3}[ .\-]\d{3}[ .\-]\d{4}"
    r"|1?[2-9]\d{2}[2-9]\d{6}"
    r")(?![\w])"
)
_GID = re.compile(r"gid://[a-z]+/[A-Za-z]+/\d{1,16}")


def redact(value: object, *, parent: str = "") -> object:
    """A copy of a JSON-like value that may be shown: same shape, nothing secret or personal."""
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, bytes):
        return redact_text(value.decode("utf-8", "replace"))
    if isinstance(value, Mapping):
        return {
            _shown_key(key): _redact_member(str(key), inner, parent) for key, inner in value.items()
        }
    if isinstance(value, (list, tuple, set, frozenset)):
        return [redact(inner, parent=parent) for inner in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return CARD_REMOVED if redact_card_numbers(str(value)) == CARD_REMOVED else value
    return redact_text(str(value))


def redact_text(text: str) -> str:
    """Free text without tokens, card numbers, phone numbers and e-mail addresses."""
    kept: list[str] = []
    text = _GID.sub(lambda match: _put_aside(match.group(), kept), text)
    text = _BEARER.sub(lambda match: f"{match.group(1)} {REMOVED}", text)
    text = _TOKENS.sub(REMOVED, text)
    text = _PAIR.sub(lambda match: f"{match.group('head')}{REMOVED}", text)
    text = _GRANT.sub(rf"\1{REMOVED}", text)
    text = redact_card_numbers(text)
    text = _EMAIL.sub(EMAIL_REMOVED, text)
    text = _PHONE.sub(PHONE_REMOVED, text)
    for index, original in enumerate(kept):
        text = text.replace(_mark(index), original)
    return text


def redact_event(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor: the whole event, redacted."""
    for key, value in event.items():
        event[key] = _redact_member(key, value, "")
    return event


def _redact_member(key: str, value: object, parent: str) -> object:
    plain = key.lower().replace("_", "").replace("-", "").replace(" ", "")
    if _is_told_by_key(plain, value, parent) and value not in (None, "", [], {}):
        return _redact_inside(plain, value)
    return redact(value, parent=plain)


def _is_told_by_key(plain: str, value: object, parent: str) -> bool:
    if plain in _HARMLESS_KEY:
        return False
    if plain == "code":
        return not (isinstance(value, int) or _ERROR_CODE.fullmatch(str(value)))
    if _SECRET_KEY.search(plain) or _PERSON_KEY.search(plain):
        return True
    return plain == "name" and bool(_PERSON_PARENT.search(parent))


def _redact_inside(plain: str, value: object) -> object:
    """Structures keep their shape, so that a transcript stays readable; leaves go."""
    if isinstance(value, Mapping):
        return {_shown_key(key): _redact_inside(plain, inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_redact_inside(plain, inner) for inner in value]
    return value if value is None or isinstance(value, bool) else REMOVED


def _shown_key(key: object) -> object:
    return redact_text(key) if isinstance(key, str) else key


def _put_aside(text: str, kept: list[str]) -> str:
    kept.append(text)
    return _mark(len(kept) - 1)


def _mark(index: int) -> str:
    return f"\x00{chr(0xE000 + index % 6400)}\x00"
