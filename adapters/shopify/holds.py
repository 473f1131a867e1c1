"""Holds as stock moved from `available` to `reserved`: at the one store, all items or none.

A draft's `reserveInventoryUntil` ends by itself but reserves where Shopify's routing chooses, which
need not be the store where the shopper picks up. A move names the location and never ends by
itself: whoever holds must release, and every hold is noted in the shop before its goods move.
Sources: Admin GraphQL schema 2026-10 (inventoryMoveQuantities, metafieldsSet),
shopify.dev/docs/api/usage/idempotent-requests (keys are kept for 24 hours), read 2026-11-20.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from adapters.platform import AdapterSettings
from adapters.shopify.bundles import components
from adapters.shopify.client import ShopifyClient, next_cursor, nodes
from adapters.shopify.errors import (
    PLATFORM_NAME,
    PREVIOUS_ATTEMPT_FAILED,
    STALE_COUNT,
    STALE_NOTE,
    rejected,
    unsupported,
)
from adapters.shopify.hold_notes import NAMESPACE, HoldNote, ItemMove, Step, key_of
from adapters.wire import JsonObject
from domain.errors import RejectedError, UnavailableError
from domain.ids import PlatformId
from domain.orders import Cart, PosHold
from mapping.converters import timestamp

_ATTEMPTS: Final = 4
"""Looks at a shelf that others keep changing."""
_KEYS_KEPT: Final = timedelta(hours=23)
"""Shopify keeps a key for 24 hours; so long the same key tells what became of a move."""
_NOTES_PER_PAGE: Final = 250
_NOT_MOVED: Final = frozenset({STALE_COUNT, PREVIOUS_ATTEMPT_FAILED})
_NODE_COST: Final = 6
_OVERSELLS: Final = "CONTINUE"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the shop says before anything moves."""

    owner_id: str
    note: HoldNote | None
    moves: tuple[ItemMove, ...]


@dataclass(frozen=True, slots=True)
class Holds:
    """The shop's goods that are kept aside for our orders."""

    client: ShopifyClient
    settings: AdapterSettings

    def placed(self, cart: Cart, *, reference: str) -> PosHold:
        """Keep every counted item of the cart aside, or none. Safe to repeat.

        Raises RejectedError where too few are left, UnavailableError where others kept changing
        the shelf meanwhile.
        """
        for _ in range(_ATTEMPTS):
            facts = self._facts(cart, reference)
            if facts.note is not None:
                known = self._known(facts.owner_id, facts.note)
                if known is not None:
                    return known.hold
                continue
            if not facts.moves:
                raise unsupported("MoveHeld", "nothing of this cart is counted there")
            now = self.settings.clock.now()
            asked = HoldNote.asked(reference, cart.location_platform_id, facts.moves, now)
            held = self._moved(facts.owner_id, self._noted(facts.owner_id, asked))
            if held is not None:
                return held.hold
        raise UnavailableError(
            "the shelf keeps changing; nothing is kept aside",
            platform=PLATFORM_NAME,
            operation="MoveHeld",
        )

    def release(self, platform_id: PlatformId) -> None:
        """Have the goods available again; a hold that is gone is no error.

        Raises RejectedError for one that nobody can tell of any more: a person must look.
        """
        owner_id, note = self._by_key(platform_id)
        if note is not None and note.step is Step.ASKED:
            note = self._known(owner_id, note)
        if note is None:
            return
        if note.step is Step.HELD:
            note = self._noted(owner_id, note.at(Step.FREEING, self.settings.clock.now()))
        self._check_tellable(note)
        self.client.mutate(
            "MoveHeld", "inventoryMoveQuantities", repeatable=True, cost=_move_cost(note),
            **note.back(),
        )  # fmt: skip
        self._forget(owner_id, note)

    def listed(self, *, created_before: datetime) -> tuple[PosHold, ...]:
        """Our holds that are older, by our clock."""
        notes = (note for note in self._notes() if note.asked_at < created_before)
        return tuple(note.hold for note in notes)

    def to_sell(self, reference: str) -> dict[str, Any] | None:
        """What gives the goods of an order back in the request that sells them; None: nothing."""
        owner_id, note = self._by_key(key_of(reference))
        if note is None or note.step is not Step.HELD:
            return None
        freeing = note.at(Step.FREEING, self.settings.clock.now())
        back = freeing.back()
        return {
            "note": [freeing.metafield(owner_id)],
            "back": back["input"],
            "key": back["key"],
        }

    # --- looking -----------------------------------------------------------------------------

    def _facts(self, cart: Cart, reference: str) -> _Facts:
        wanted = _wanted(cart)
        data = self.client.query(
            "HoldFacts", cost=4 + _NODE_COST * len(wanted), namespace=NAMESPACE,
            key=key_of(reference), variants=list(wanted), location=cart.location_platform_id,
        )  # fmt: skip
        installation = data["currentAppInstallation"]
        return _Facts(
            owner_id=installation["id"],
            note=_note_of(installation),
            moves=self._moves(wanted, data["nodes"], cart.location_platform_id),
        )

    def _moves(
        self, wanted: Mapping[str, int], variants: Iterable[JsonObject | None], place: str
    ) -> tuple[ItemMove, ...]:
        """What is to move, by inventory item; of bundles their components."""
        found = {str(one["id"]): one for one in variants if one}
        pieces = self._pieces(wanted, found)
        parts = [id_ for id_ in pieces if id_ not in found]
        if parts:
            data = self.client.query(
                "HeldItems", cost=_NODE_COST * len(parts), variants=parts, location=place
            )
            found |= {str(one["id"]): one for one in data["nodes"] if one}
        moves = [_move(found.get(id_), number) for id_, number in pieces.items()]
        return tuple(one for one in moves if one is not None)

    def _pieces(
        self, wanted: Mapping[str, int], found: Mapping[str, JsonObject]
    ) -> Mapping[str, int]:
        """How many of which variant leave the shelf."""
        pieces: Counter[str] = Counter()
        bundles = [id_ for id_, one in found.items() if one["requiresComponents"]]
        for id_ in wanted:
            if id_ not in bundles:
                pieces[id_] += wanted[id_]
        for id_, listed in components(self.client, bundles):
            for part in listed["nodes"]:
                pieces[str(part["productVariant"]["id"])] += wanted[id_] * part["quantity"]
        return pieces

    def _by_key(self, key: str) -> tuple[str, HoldNote | None]:
        data = self.client.query("HoldByKey", cost=3, namespace=NAMESPACE, key=key)
        installation = data["currentAppInstallation"]
        return installation["id"], _note_of(installation)

    def _notes(self) -> Iterator[HoldNote]:
        after: str | None = None
        while True:
            data = self.client.query(
                "Holds", cost=_NOTES_PER_PAGE + 5, namespace=NAMESPACE, first=_NOTES_PER_PAGE,
                after=after,
            )  # fmt: skip
            listed = data["currentAppInstallation"]["metafields"]
            yield from (HoldNote.read(raw) for raw in nodes("Holds", listed))
            after = next_cursor(listed)
            if after is None:
                return

    # --- moving ------------------------------------------------------------------------------

    def _known(self, owner_id: str, note: HoldNote) -> HoldNote | None:
        """The hold that a note tells of; None where its goods surely never moved."""
        if note.step is Step.FREEING:
            raise rejected("MoveHeld", "this hold is being released")
        return note if note.step is Step.HELD else self._moved(owner_id, note)

    def _moved(self, owner_id: str, note: HoldNote) -> HoldNote | None:
        """The goods are moved, now or when it was first asked for; None where others were quicker.

        Raises RejectedError for what Shopify refuses, and where nobody can tell any more.
        """
        self._check_tellable(note)
        try:
            payload = self.client.mutate(
                "MoveHeld", "inventoryMoveQuantities", repeatable=True, cost=_move_cost(note),
                **note.out(),
            )  # fmt: skip
        except RejectedError as error:
            self._forget(owner_id, note)
            if error.platform_code not in _NOT_MOVED:
                raise
            return None
        moved_at = timestamp(payload["inventoryAdjustmentGroup"]["createdAt"])
        held = note.at(Step.HELD, self.settings.clock.now())
        return self._noted(owner_id, replace(held, created_at=moved_at))

    def _noted(self, owner_id: str, note: HoldNote) -> HoldNote:
        """The note as it is stored now. Raises UnavailableError if somebody else wrote meanwhile:
        another of our processes is at the same hold."""
        try:
            payload = self.client.mutate(
                "NoteHold", "metafieldsSet", cost=11, note=[note.metafield(owner_id)]
            )
        except RejectedError as error:
            if error.platform_code != STALE_NOTE:
                raise
            raise UnavailableError(
                "this hold is being worked on elsewhere",
                platform=PLATFORM_NAME,
                operation="NoteHold",
            ) from error
        return replace(note, digest=payload["metafields"][0]["compareDigest"])

    def _forget(self, owner_id: str, note: HoldNote) -> None:
        self.client.mutate(
            "ForgetHold", "metafieldsDelete", repeatable=True, cost=11,
            note=[note.identifier(owner_id)],
        )  # fmt: skip

    def _check_tellable(self, note: HoldNote) -> None:
        """Raises RejectedError where Shopify has forgotten the key of a step that was begun."""
        if note.step is Step.HELD or self.settings.clock.now() - note.stepped_at < _KEYS_KEPT:
            return
        raise rejected(
            "MoveHeld",
            f"whether the goods of {note.reference} are reserved cannot be told any more; compare "
            "the items' inventory history in Shopify",
        )


def _wanted(cart: Cart) -> Mapping[str, int]:
    pieces: Counter[str] = Counter()
    for line in cart.lines:
        pieces[line.variant_platform_id] += line.quantity
    return pieces


def _note_of(installation: JsonObject) -> HoldNote | None:
    raw = installation["metafield"]
    return None if raw is None else HoldNote.read(raw)


def _move(variant: JsonObject | None, number: int) -> ItemMove | None:
    """One item's move; None where its pieces are not counted. Raises RejectedError if too few."""
    if variant is None:
        raise rejected("HoldFacts", "a variant of the cart is not sold any more")
    item = variant["inventoryItem"]
    if not item["tracked"]:
        return None
    level = item["inventoryLevel"]
    left = 0 if level is None else level["quantities"][0]["quantity"]
    may_oversell = level is not None and variant["inventoryPolicy"] == _OVERSELLS
    if left < number and not may_oversell:
        raise rejected("HoldFacts", f"{left} of {variant['id']} are left there, not {number}")
    return ItemMove(item_id=item["id"], quantity=number, found=left)


def _move_cost(note: HoldNote) -> float:
    return 12 + len(note.moves)
