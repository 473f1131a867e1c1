"""The language of a merchant's shoppers where neither channel nor request tells one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from app.voice.prompts.catalog import LANGUAGES
from domain.errors import InvalidInputError
from storage import audit, merchants
from storage.merchants import Merchant

NO_LOCALE: Final = "en-US"
"""Of merchants who chose none."""
OFFERED: Final[Mapping[str, str]] = {
    "en-US": "English",
    "es-US": "Español",
    "fr-FR": "Français",
    "de-DE": "Deutsch",
}
"""What pages offer to speak, each in its own language."""
_FORM: Final = re.compile(r"[a-z]{2}-[A-Z]{2}")


def checked_locale(text: str) -> str:
    """A locale as in de-DE, of a language that can be spoken. Raises InvalidInputError."""
    if not _FORM.fullmatch(text) or text[:2] not in LANGUAGES:
        spoken = ", ".join(sorted(LANGUAGES))
        raise InvalidInputError("locale", text[:40], f"as in de-DE, in one of {spoken}")
    return text


def choose_locale(
    tx: Connection, merchant: Merchant, locale: str | None, *, actor: str, now: datetime
) -> Merchant:
    """Keep a merchant's choice; None takes the default again. Raises InvalidInputError."""
    settings = {name: value for name, value in merchant.settings.items() if name != "locale"}
    if locale is not None:
        settings["locale"] = checked_locale(locale)
    changed = replace(merchant, settings=settings)
    merchants.update_merchant(tx, changed)
    audit.record(
        tx,
        merchant_id=merchant.id,
        actor=actor,
        action="merchant.locale_chosen",
        subject=merchant.id,
        detail={"locale": locale},
        at=now,
    )
    return changed
