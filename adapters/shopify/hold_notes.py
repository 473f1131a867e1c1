"""What we moved in a shop, as it is noted there: one private metafield for each hold.

Shopify cannot be asked which goods an app has reserved. A note is therefore written before goods
move, says under which key they do, and goes away after they are back. What it says is true whatever
is lost in between: `ASKED` may or may not have happened (the same key tells), `HELD` surely has,
`FREEING` may be over (the same key again).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote

from adapters.shopify.client import platform_key
from adapters.shopify.errors import malformed
from adapters.wire import JsonObject
from domain.ids import IdempotencyKey, PlatformId
from domain.orders import PosHold
from mapping.converters import micros

NAMESPACE: Final = "voicetill_holds"
_OWN_DOCUMENTS: Final = "gid://voicetill"
"""Whom the shop's inventory history names; a document of Shopify's own would be refused."""


class Step(StrEnum):
    """How far a hold has come."""

    ASKED = "asked"
    HELD = "held"
    FREEING = "freeing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMove:
    """Pieces of one inventory item."""

    item_id: str
    quantity: int
    found: int
    """How many were available before, which must still be so when they move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldNote:
    """One hold in one shop."""

    reference: str
    location_id: str
    moves: tuple[ItemMove, ...]
    attempt: str
    """Names this one attempt to move; the platform's keys come of it."""
    asked_at: datetime
    """When the hold was first asked for, by our clock."""
    step: Step
    stepped_at: datetime
    """When that step was begun, by our clock."""
    created_at: datetime
    """When the goods moved, by the platform's clock; before that, when we asked for it."""
    digest: str | None = None
    """What the shop must still say of the stored note for a new one to replace it."""

    @classmethod
    def asked(
        cls, reference: str, location_id: str, moves: Sequence[ItemMove], now: datetime
    ) -> HoldNote:
        """A hold that is about to be asked for."""
        return cls(
            reference=reference,
            location_id=location_id,
            moves=tuple(moves),
            attempt=uuid.uuid4().hex,
            asked_at=now,
            step=Step.ASKED,
            stepped_at=now,
            created_at=now,
        )

    @classmethod
    def read(cls, raw: JsonObject) -> HoldNote:
        """The note in a metafield. Raises MalformedResponseError."""
        try:
            told = json.loads(raw["value"])
            return cls(
                reference=told["reference"],
                location_id=told["location"],
                moves=tuple(
                    ItemMove(item_id=item, quantity=quantity, found=found)
                    for item, quantity, found in told["moves"]
                ),
                attempt=told["attempt"],
                asked_at=datetime.fromisoformat(told["asked_at"]),
                step=Step(told["step"]),
                stepped_at=datetime.fromisoformat(told["stepped_at"]),
                created_at=datetime.fromisoformat(told["created_at"]),
                digest=raw["compareDigest"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise malformed("Holds", f"our note {raw.get('key')}") from error

    @property
    def key(self) -> str:
        """The metafield's key."""
        return key_of(self.reference)

    @property
    def hold(self) -> PosHold:
        """The hold in the port's words."""
        return PosHold(
            platform_id=PlatformId(self.key),
            reference=self.reference,
            created_at=self.created_at,
            revision=micros(self.created_at),
        )

    def at(self, step: Step, now: datetime) -> HoldNote:
        """The same hold, one step on."""
        return replace(self, step=step, stepped_at=now)

    def metafield(self, owner_id: str) -> dict[str, Any]:
        """What is written to the shop; refused if somebody else wrote since."""
        told = {
            "reference": self.reference,
            "location": self.location_id,
            "moves": [[one.item_id, one.quantity, one.found] for one in self.moves],
            "attempt": self.attempt,
            "asked_at": self.asked_at.isoformat(),
            "step": self.step,
            "stepped_at": self.stepped_at.isoformat(),
            "created_at": self.created_at.isoformat(),
        }
        return {
            **self.identifier(owner_id),
            "type": "json",
            "value": json.dumps(told),
            "compareDigest": self.digest,
        }

    def identifier(self, owner_id: str) -> dict[str, Any]:
        """What names the metafield."""
        return {"ownerId": owner_id, "namespace": NAMESPACE, "key": self.key}

    def out(self) -> dict[str, Any]:
        """Available becomes reserved, if as many are available as were found.

        The variables of a mutation: the same, whenever they are made of this attempt.
        """
        changes = [
            {
                "inventoryItemId": one.item_id,
                "quantity": one.quantity,
                "from": self._available(one.found),
                "to": self._reserved(),
            }
            for one in self.moves
        ]
        return {"input": self._move("reservation_created", changes), "key": self._key("hold")}

    def back(self) -> dict[str, Any]:
        """Reserved becomes available, whatever else was sold or counted since."""
        changes = [
            {
                "inventoryItemId": one.item_id,
                "quantity": one.quantity,
                "from": self._reserved(),
                "to": self._available(None),
            }
            for one in self.moves
        ]
        return {"input": self._move("reservation_deleted", changes), "key": self._key("back")}

    def _move(self, reason: str, changes: list[dict[str, Any]]) -> dict[str, Any]:
        document = f"{_OWN_DOCUMENTS}/Order/{quote(self.reference, safe='')}"
        return {"reason": reason, "referenceDocumentUri": document, "changes": changes}

    def _available(self, expected: int | None) -> dict[str, Any]:
        return {
            "locationId": self.location_id,
            "name": "available",
            "changeFromQuantity": expected,
        }

    def _reserved(self) -> dict[str, Any]:
        return {
            "locationId": self.location_id,
            "name": "reserved",
            "changeFromQuantity": None,
            "ledgerDocumentUri": f"{_OWN_DOCUMENTS}/Hold/{self.key}",
        }

    def _key(self, purpose: str) -> str:
        return platform_key(IdempotencyKey(self.attempt), purpose)


def key_of(reference: str) -> str:
    """The metafield's key for a reference of ours: 2 to 64 letters, digits or hyphens."""
    return hashlib.sha256(reference.encode()).hexdigest()[:40]
