"""What a merchant says about goods that come back, as their setting `returns` has it."""

from __future__ import annotations

from typing import Final

import structlog
from sqlalchemy import Connection

from domain.errors import InvalidInputError
from domain.ids import MerchantId
from domain.returns import ReturnPolicy
from storage import merchants

log = structlog.get_logger(__name__)

_UNREADABLE: Final = ReturnPolicy(window_days=36_500)
"""Refuses nothing by a rule that nobody made."""


def policy_of(tx: Connection, merchant_id: MerchantId) -> ReturnPolicy:
    """The merchant's policy. Raises NotFoundError, InvalidInputError (it cannot be read)."""
    return ReturnPolicy.from_settings(
        merchants.merchant(tx, merchant_id).settings.get("returns", {})
    )


def policy_or_none_made(tx: Connection, merchant_id: MerchantId) -> tuple[ReturnPolicy, bool]:
    """What returns are judged by, and whether it is the merchant's own: where their setting cannot
    be read, nothing is refused by a rule, and a person looks at it. Raises NotFoundError."""
    try:
        return policy_of(tx, merchant_id), True
    except InvalidInputError as error:
        log.error("return.policy_unreadable", merchant_id=merchant_id, error=str(error))
        return _UNREADABLE, False
