"""Stock: one count per variation and location, changed by counts, adjustments and sales."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject
from sandbox.square import ids, paging
from sandbox.square.calls import Call
from sandbox.square.catalog import Catalog
from sandbox.square.catalog_objects import SEEDED_AT
from sandbox.square.errors import SquareError, bad_request, invalid_value, missing, not_found
from sandbox.square.notices import Notices
from sandbox.square.seller import Seller
from sandbox.square.store import State
from sandbox.square.validation import check_quantity, limit_of, moment

SEEDED_COUNTED_AT = rfc3339(SEEDED_AT)
_MOST_CHANGES = 100
_OLDEST = timedelta(hours=24)
_SKEW = timedelta(minutes=1)
_MOVES = {
    ("NONE", "IN_STOCK"),
    ("UNLINKED_RETURN", "IN_STOCK"),
    ("IN_STOCK", "SOLD"),
    ("IN_STOCK", "WASTE"),
    ("IN_STOCK", "IN_STOCK"),
}


def _key(variation_id: str, location_id: str) -> str:
    return f"{variation_id}|{location_id}"


def quantity_text(quantity: Decimal) -> str:
    """A quantity as Square writes it: no exponent, no trailing zeros."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Pairs(Sequence[tuple[str, str]]):
    """Every variation at every place, without making the list."""

    def __init__(self, variation_ids: Sequence[str], places: Sequence[str]) -> None:
        self._variation_ids = variation_ids
        self._places = places

    def __len__(self) -> int:
        return len(self._variation_ids) * len(self._places)

    def __getitem__(self, at: Any) -> Any:
        number, place = divmod(at, len(self._places))
        return self._variation_ids[number], self._places[place]


class Inventory:
    """Counts of the seed overlaid with what has happened since."""

    def __init__(
        self,
        *,
        seed: SeedShop,
        seller: Seller,
        catalog: Catalog,
        state: State,
        clock: Clock,
        notices: Notices,
    ) -> None:
        """Prepare the seeded counts."""
        self._seller = seller
        self._catalog = catalog
        self._state = state
        self._clock = clock
        self._notices = notices
        self._seeded: dict[str, dict[str, int | None]] = {
            ids.fixed("variation", variant.sku): variant.stock
            for product in seed.products
            if product.tracked
            for variant in product.variants
        }

    def count(self, variation_id: str, location_id: str) -> Decimal | None:
        """Pieces in stock; None = never tracked there."""
        found = self._count(variation_id, location_id)
        return Decimal(found["quantity"]) if found else None

    def move(self, deltas: Iterable[tuple[str, str, Decimal]]) -> list[JsonObject]:
        """Add to counts: (variation, location, delta); untracked ones are passed over.

        Tells subscribers in one event and gives the new counts.
        """
        counts = []
        for variation_id, location_id, delta in deltas:
            before = self.count(variation_id, location_id)
            if before is not None:
                counts.append(self._set(variation_id, location_id, before + delta))
        self._tell(counts)
        return counts

    def set_count(self, variation_id: str, location_id: str, quantity: Decimal) -> JsonObject:
        """Set a count, as a stock-take does, and tell subscribers."""
        count = self._set(variation_id, location_id, quantity)
        self._tell([count])
        return count

    def retrieve(self, call: Call) -> JsonObject:
        """GET /v2/inventory/{catalog_object_id}."""
        variation_id = call.params["catalog_object_id"]
        if self._catalog.find(variation_id) is None:
            raise not_found(f"Catalog object with ID `{variation_id}`")
        asked = [place for place in call.query.get("location_ids", "").split(",") if place]
        places = asked or list(self._seller.locations)
        return _counts([c for p in places if (c := self._count(variation_id, p))])

    def batch_retrieve(self, call: Call) -> JsonObject:
        """POST /v2/inventory/counts/batch-retrieve: counts, changed after a time if asked."""
        body = call.body
        limit = limit_of(body.get("limit"), default=100, highest=1000)
        states = body.get("states")
        if states and "IN_STOCK" not in states:
            return {}
        pairs = self._pairs(body)
        start = paging.position(clock=self._clock, call=body, cursor=body.get("cursor"))
        counts: list[JsonObject] = []
        for at in range(start, len(pairs)):
            if count := self._count(*pairs[at]):
                if len(counts) == limit:
                    following = paging.issue(clock=self._clock, call=body, at=at)
                    return {"counts": counts, "cursor": following}
                counts.append(count)
        return _counts(counts)

    def _pairs(self, body: JsonObject) -> Sequence[tuple[str, str]]:
        places = body.get("location_ids") or list(self._seller.locations)
        asked = body.get("catalog_object_ids")
        after = moment(body["updated_after"], "updated_after") if "updated_after" in body else None
        if after is not None and after >= SEEDED_AT:
            return list(self._changed_after(after, set(places), set(asked) if asked else None))
        return _Pairs(asked or self._everything(), places)

    def _everything(self) -> list[str]:
        later = {key.partition("|")[0] for key in self._state.counts}
        return [*self._seeded, *sorted(later - self._seeded.keys())]

    def _changed_after(
        self, after: datetime, places: set[str], asked: set[str] | None
    ) -> Iterator[tuple[str, str]]:
        bound = rfc3339(after)  # to the millisecond, so equal ones may be older or newer: give them
        for key in self._state.counts:
            variation_id, _, place = key.partition("|")
            count = self._state.counts.get(key)
            if (
                place not in places
                or (asked is not None and variation_id not in asked)
                or not count
            ):
                continue
            if count["calculated_at"] >= bound:
                yield variation_id, place

    def batch_create(self, call: Call) -> JsonObject:
        """POST /v2/inventory/changes/batch-create, in the shapes of 2026-07-15."""
        changes = call.body.get("changes")
        if not changes:
            raise missing("changes")
        if len(changes) > _MOST_CHANGES:
            detail = f"At most {_MOST_CHANGES} changes are allowed."
            raise SquareError("ARRAY_LENGTH_TOO_LONG", detail, field="changes")
        for number, change in enumerate(changes):
            self._check_change(change, f"changes[{number}]")
        ignore = call.body.get("ignore_unchanged_counts", True)
        made: list[JsonObject] = []
        counts: dict[str, JsonObject] = {}
        for change in changes:
            self._apply(change, counts, made, ignore_unchanged=ignore)
        self._tell(list(counts.values()))
        answer = _counts(list(counts.values()))
        if made:
            answer["changes"] = made
        return answer

    def _check_change(self, change: JsonObject, path: str) -> None:
        kind = change.get("type")
        if kind is None:
            raise missing(f"{path}.type")
        name = kind.lower()
        detail = change.get(name)
        if detail is None:
            raise missing(f"{path}.{name}")
        where = f"{path}.{name}"
        for field in ("catalog_object_id", "quantity", "occurred_at"):
            if field not in detail:
                raise missing(f"{where}.{field}")
        check_quantity(detail["quantity"], f"{where}.quantity", signed=kind == "PHYSICAL_COUNT")
        self._check_time(detail["occurred_at"], f"{where}.occurred_at")
        if self._catalog.item_of(detail["catalog_object_id"]) is None:
            what = f"Catalog object with ID `{detail['catalog_object_id']}`"
            raise not_found(what, f"{where}.catalog_object_id")
        if kind == "PHYSICAL_COUNT":
            self._check_count(detail, where)
        else:
            self._check_adjustment(detail, where)

    def _check_time(self, value: str, path: str) -> None:
        happened = moment(value, path)
        now = self._clock.now()
        if happened > now + _SKEW:
            raise SquareError("INVALID_TIME", "The time must not be in the future", field=path)
        if happened < now - _OLDEST:
            detail = "The time must not be more than 24 hours in the past"
            raise SquareError("INVALID_TIME", detail, field=path)

    def _check_count(self, detail: JsonObject, path: str) -> None:
        self._check_location(detail.get("location_id"), f"{path}.location_id")
        if detail.get("state") != "IN_STOCK":
            raise invalid_value("A physical count must be of the state IN_STOCK", f"{path}.state")

    def _check_adjustment(self, detail: JsonObject, path: str) -> None:
        for field in ("from_state", "to_state"):
            if field not in detail:
                raise missing(f"{path}.{field}")
        self._check_location(detail.get("from_location_id"), f"{path}.from_location_id")
        self._check_location(detail.get("to_location_id"), f"{path}.to_location_id")
        move = (detail["from_state"], detail["to_state"])
        if move not in _MOVES:
            raise bad_request(f"Stock cannot be moved from {move[0]} to {move[1]}.", path)
        same_place = detail["from_location_id"] == detail["to_location_id"]
        if (move[0] == move[1]) == same_place:
            raise bad_request("Either the state or the location must change, not both.", path)

    def _check_location(self, location_id: str | None, path: str) -> None:
        if location_id is None:
            raise missing(path)
        if location_id not in self._seller.locations:
            raise not_found(f"Location `{location_id}`", path)

    def _apply(
        self,
        change: JsonObject,
        counts: dict[str, JsonObject],
        made: list[JsonObject],
        *,
        ignore_unchanged: bool,
    ) -> None:
        kind = change["type"]
        detail = change[kind.lower()]
        variation_id = detail["catalog_object_id"]
        amount = Decimal(detail["quantity"])
        if kind == "PHYSICAL_COUNT":
            targets = [(detail["location_id"], amount, True)]
        else:
            targets = []
            if detail["from_state"] == "IN_STOCK":
                targets.append((detail["from_location_id"], -amount, False))
            if detail["to_state"] == "IN_STOCK":
                targets.append((detail["to_location_id"], amount, False))
        changed = False
        for place, quantity, absolute in targets:
            before = self.count(variation_id, place)
            after = quantity if absolute else (before or Decimal(0)) + quantity
            changed |= after != before
            if after == before and ignore_unchanged:
                counts[_key(variation_id, place)] = self._count(variation_id, place) or {}
            else:
                counts[_key(variation_id, place)] = self._set(variation_id, place, after)
        if changed or not ignore_unchanged:
            made.append(self._record(kind, detail))

    def _record(self, kind: str, detail: JsonObject) -> JsonObject:
        recorded = {
            "id": ids.fresh(),
            "catalog_object_type": "ITEM_VARIATION",
            "created_at": rfc3339(self._clock.now()),
            **detail,
        }
        change = {"type": kind, kind.lower(): recorded}
        self._state.changes.put(recorded["id"], change)
        return change

    def _count(self, variation_id: str, location_id: str) -> JsonObject | None:
        changed = self._state.counts.get(_key(variation_id, location_id))
        if changed is not None:
            return changed
        store = self._seller.keys_by_id.get(location_id)
        pieces = self._seeded.get(variation_id, {}).get(store or "")
        if pieces is None:
            return None
        return _count_object(variation_id, location_id, str(pieces), SEEDED_COUNTED_AT)

    def _set(self, variation_id: str, location_id: str, quantity: Decimal) -> JsonObject:
        now = rfc3339(self._clock.now())
        count = _count_object(variation_id, location_id, quantity_text(quantity), now)
        key = _key(variation_id, location_id)
        self._state.counts.remove(key)  # so that the table stays in order of change
        return self._state.counts.put(key, count)

    def _tell(self, counts: list[JsonObject]) -> None:
        if counts:
            payload = {"inventory_counts": counts}
            self._notices.tell("inventory.count.updated", "inventory_counts", payload)


def _count_object(variation_id: str, location_id: str, quantity: str, at: str) -> JsonObject:
    return {
        "catalog_object_id": variation_id,
        "catalog_object_type": "ITEM_VARIATION",
        "state": "IN_STOCK",
        "location_id": location_id,
        "quantity": quantity,
        "calculated_at": at,
    }


def _counts(counts: list[JsonObject]) -> JsonObject:
    return {"counts": counts} if counts else {}
