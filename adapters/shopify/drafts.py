"""Drafts as the anchor that makes selling repeatable: found by reference, completed once.

`draftOrderCreate` has no idempotency key, but an uncompleted draft is no sale and completing one
twice is refused. So creating a draft may happen twice without harm, and every draft of one
reference leads to the same order as long as all callers complete the same one: the oldest.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import structlog

from adapters.shopify.client import ShopifyClient, nodes, payload_of
from adapters.shopify.errors import PLATFORM_NAME, malformed
from adapters.wire import JsonObject
from domain.errors import AmbiguousOutcomeError, PlatformError, RejectedError, UnavailableError
from domain.ids import PlatformId
from mapping.platforms.shopify_records import REFERENCE_ATTRIBUTE
from mapping.platforms.shopify_requests import reference_tag
from mapping.platforms.shopify_words import attribute, gid_number

_RECENT_DRAFTS = 10
_COMPLETED = "COMPLETED"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One draft of ours on the platform."""

    id: str
    is_ready: bool
    sold_as: str | None
    """The order it became."""

    @classmethod
    def read(cls, raw: JsonObject) -> Draft:
        """The draft of a GraphQL answer."""
        order = raw.get("order") if raw["status"] == _COMPLETED else None
        return cls(id=raw["id"], is_ready=raw["ready"], sold_as=order["id"] if order else None)

    @property
    def age_order(self) -> tuple[bool, int]:
        """Sorts what to go on with first: the sold draft, then the oldest."""
        return self.sold_as is None, int(gid_number(self.id))


@dataclass(frozen=True, slots=True)
class Drafts:
    """The shop's drafts that carry a reference of ours."""

    client: ShopifyClient

    def opened(self, reference: str, request: dict[str, Any]) -> Draft:
        """The one draft to complete for this reference, created unless there is one.

        The look-up runs beside the creation, because a shopper waits and a superfluous draft is
        simply deleted again.
        """
        with ThreadPoolExecutor(max_workers=1) as beside:
            known = beside.submit(self.found, reference)
            try:
                made = self._create(request)
            except AmbiguousOutcomeError:
                known.result()
                return self._after_lost_answer(reference)
            drafts = known.result()
        chosen = min([made, *drafts], key=lambda draft: draft.age_order)
        if chosen.id != made.id:
            self._discard(made)
        return chosen

    def found(self, reference: str) -> list[Draft]:
        """Drafts with this reference, by tag and among the newest (the search index lags)."""
        data = self.client.query(
            "DraftsByReference",
            cost=5 * _RECENT_DRAFTS,
            search=f"tag:'{reference_tag(reference)}'",
            recent=_RECENT_DRAFTS,
        )
        raws = {
            raw["id"]: raw
            for listed in (data["tagged"], data["recent"])
            for raw in nodes("DraftsByReference", listed)
            if attribute(raw["customAttributes"], REFERENCE_ATTRIBUTE) == reference
        }
        return [Draft.read(raw) for raw in raws.values()]

    def sold(self, reference: str) -> PlatformId | None:
        """The order that a draft with this reference became."""
        for draft in self.found(reference):
            if draft.sold_as is not None:
                return PlatformId(draft.sold_as)
        return None

    def complete(
        self, draft: Draft, *, lines: int, held: dict[str, Any] | None = None
    ) -> JsonObject | None:
        """The unpaid order the draft becomes; None if it had become one before.

        `held` are the variables that give back, in the same request, what is kept aside for it.
        """
        self._wait_until_ready(draft)
        try:
            payload = self._completed(draft, lines, held)
        except RejectedError:
            if self._again(draft).sold_as is None:
                raise
            return None
        order: JsonObject | None = payload["draftOrder"]["order"]
        return order

    def _completed(self, draft: Draft, lines: int, held: dict[str, Any] | None) -> JsonObject:
        cost = 70 + 12 * lines
        if held is None:
            return self.client.mutate(
                "DraftComplete", "draftOrderComplete", repeatable=True, cost=cost, id=draft.id,
                lines=lines,
            )  # fmt: skip
        data = self.client.mutate_all(
            "DraftCompleteHeld", cost=cost + 22, id=draft.id, lines=lines, **held
        )
        for root in ("metafieldsSet", "inventoryMoveQuantities"):
            refused = (data.get(root) or {}).get("userErrors")
            if refused:  # the hold's own end comes back to it
                log.warning("shopify.hold_stays", draft=draft.id, reason=refused[0].get("code"))
        return payload_of("DraftCompleteHeld", data, "draftOrderComplete")

    def order_of(self, draft: Draft) -> PlatformId:
        """The order a completed draft became."""
        sold_as = draft.sold_as or self._again(draft).sold_as
        if sold_as is None:
            raise malformed("DraftById", "the order of a completed draft")
        return PlatformId(sold_as)

    def _create(self, request: dict[str, Any]) -> Draft:
        payload = self.client.mutate("DraftCreate", "draftOrderCreate", cost=15, input=request)
        return Draft.read(payload["draftOrder"])

    def _after_lost_answer(self, reference: str) -> Draft:
        drafts = self.found(reference)
        if drafts:
            return min(drafts, key=lambda draft: draft.age_order)
        raise UnavailableError(
            "no draft was made; nothing was sold",
            platform=PLATFORM_NAME,
            operation="DraftCreate",
        )

    def _wait_until_ready(self, draft: Draft) -> None:
        if draft.is_ready:
            return
        for _ in self.client.waits():
            if self._again(draft).is_ready:
                return
        raise UnavailableError(
            "Shopify is still computing the draft; nothing was sold",
            platform=PLATFORM_NAME,
            operation="DraftById",
        )

    def _again(self, draft: Draft) -> Draft:
        raw = self.client.query("DraftById", cost=3, id=draft.id).get("draftOrder")
        if raw is None:
            raise malformed("DraftById", "draftOrder")
        return Draft.read(raw)

    def _discard(self, draft: Draft) -> None:
        """Delete a superfluous draft; one that stays behind is clutter, not a sale."""
        try:
            self.client.mutate(
                "DraftDelete", "draftOrderDelete", repeatable=True, cost=10, id=draft.id
            )
        except PlatformError as error:
            log.warning("shopify.draft_left_behind", draft=draft.id, reason=str(error))
