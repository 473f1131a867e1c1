"""SearchOrders: filters by place, state, time, customer, fulfillment and source."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.web import JsonObject
from sandbox.square import paging
from sandbox.square.calls import Call
from sandbox.square.errors import SquareError, bad_request, missing
from sandbox.square.store import State
from sandbox.square.validation import limit_of, moment

_MOST_LOCATIONS = 10
Test = Callable[[JsonObject], bool]


class OrderSearch:
    """Searches the order book."""

    def __init__(self, state: State, clock: Clock) -> None:
        """Search in `state`."""
        self._state = state
        self._clock = clock

    def search(self, call: Call) -> JsonObject:
        """POST /v2/orders/search."""
        body = call.body
        places = body.get("location_ids")
        if not places:
            raise missing("location_ids")
        if len(places) > _MOST_LOCATIONS:
            detail = f"At most {_MOST_LOCATIONS} locations are allowed."
            raise SquareError("ARRAY_LENGTH_TOO_LONG", detail, field="location_ids")
        query = body.get("query", {})
        asked = query.get("filter", {})
        field, newest_first = _sorting(query.get("sort", {}), asked)
        tests = list(_tests(asked))
        rows = [
            order
            for order in self._state.orders.rows()
            if order["location_id"] in places
            and field in order
            and all(test(order) for test in tests)
        ]
        rows.sort(key=lambda order: str(order[field]), reverse=newest_first)
        limit = limit_of(body.get("limit"), default=500, highest=1000)
        page, following = paging.cut(
            rows, clock=self._clock, call=body, cursor=body.get("cursor"), limit=limit
        )
        answer: JsonObject = {}
        if page:
            entries = body.get("return_entries", False)
            answer["order_entries" if entries else "orders"] = (
                [_entry(order) for order in page] if entries else page
            )
        if following:
            answer["cursor"] = following
        return answer


def _sorting(sort: JsonObject, asked: JsonObject) -> tuple[str, bool]:
    field = sort.get("sort_field", "CREATED_AT").lower()
    for name in asked.get("date_time_filter", {}):
        if name != field:
            detail = f"The sort_field must be {name.upper()} to filter by {name}."
            raise bad_request(detail, "query.sort.sort_field")
    if field == "closed_at" and not asked.get("state_filter"):
        raise bad_request("Sorting by CLOSED_AT needs a state_filter.", "query.filter.state_filter")
    return field, sort.get("sort_order", "DESC") == "DESC"


def _tests(asked: JsonObject) -> Iterator[Test]:
    if (states := asked.get("state_filter", {}).get("states")) is not None:
        yield lambda order: order["state"] in states
    for name, bounds in asked.get("date_time_filter", {}).items():
        yield _time_test(name, bounds)
    if (customers := asked.get("customer_filter", {}).get("customer_ids")) is not None:
        yield lambda order: order.get("customer_id") in customers
    if (sources := asked.get("source_filter", {}).get("source_names")) is not None:
        yield lambda order: order.get("source", {}).get("name") in sources
    wanted = asked.get("fulfillment_filter", {})
    for name, key in (("fulfillment_types", "type"), ("fulfillment_states", "state")):
        if name in wanted:
            yield _fulfillment_test(key, wanted[name])


def _time_test(name: str, bounds: JsonObject) -> Test:
    path = f"query.filter.date_time_filter.{name}"
    start = rfc3339(moment(bounds["start_at"], f"{path}.start_at")) if "start_at" in bounds else ""
    end = rfc3339(moment(bounds["end_at"], f"{path}.end_at")) if "end_at" in bounds else "9999"
    return lambda order: start <= order.get(name, "") <= end


def _fulfillment_test(key: str, wanted: list[str]) -> Test:
    return lambda order: any(each[key] in wanted for each in order.get("fulfillments", ()))


def _entry(order: JsonObject) -> JsonObject:
    names = {"order_id": "id", "version": "version", "location_id": "location_id"}
    return {name: order[key] for name, key in names.items()}
