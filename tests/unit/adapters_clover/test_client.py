"""Paging by offset, lasting 401s, and answers that are none."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.clover.client import idempotency_uuid, payment_reference
from domain.errors import MalformedResponseError, NotAuthorizedError
from domain.ids import IdempotencyKey
from tests.unit.adapters_clover.lines import ScriptedLine, page

KEY = IdempotencyKey("k")


class Shelf:
    """Records behind `limit` and `offset`; some may vanish between two pages."""

    def __init__(self, names: list[str]) -> None:
        self.rows = [{"id": name} for name in names]
        self.asked: list[int] = []

    def answers(self, line: ScriptedLine, removed: dict[int, list[str]]) -> ScriptedLine:
        def send(request: Any) -> Any:
            query = dict(part.split("=") for part in request.path.partition("?")[2].split("&"))
            gone = removed.get(len(self.asked), [])
            self.rows = [row for row in self.rows if row["id"] not in gone]
            offset, limit = int(query["offset"]), int(query["limit"])
            self.asked.append(offset)
            line.answers["x"] = [page(*self.rows[offset : offset + limit])]
            return ScriptedLine.send(line, request)

        line.send = send  # type: ignore[method-assign]  # a list that moves under the walk
        return line


def names(line: ScriptedLine, limit: int) -> list[str]:
    batches = line.client.batches("items", "x", permission="INVENTORY_R", limit=limit)
    return list(dict.fromkeys(row["id"] for batch in batches for row in batch.rows))


def test_pages_overlap_by_one_and_every_record_is_read() -> None:
    shelf = Shelf([f"I{n:03}" for n in range(25)])

    found = names(shelf.answers(ScriptedLine(), {}), limit=10)

    assert found == [f"I{n:03}" for n in range(25)]
    assert shelf.asked == [0, 9, 18]


def test_records_removed_in_mid_walk_make_it_step_back_and_lose_nothing() -> None:
    shelf = Shelf([f"I{n:03}" for n in range(30)])

    found = names(shelf.answers(ScriptedLine(), {1: ["I000", "I001", "I002"]}), limit=10)

    assert set(found) >= {f"I{n:03}" for n in range(3, 30)}


def test_a_page_that_comes_again_and_again_is_malformed() -> None:
    line = ScriptedLine().on("x", page(*({"id": str(n)} for n in range(10))))

    with pytest.raises(MalformedResponseError, match="same page"):
        names(line, limit=10)


@pytest.mark.parametrize(
    "body",
    [b"<html>back soon</html>", b'{"elements": [', b"[]", b'"ok"', b"{}", b'{"elements": [1]}'],
    ids=["a page of HTML", "truncated", "a list", "text", "no list", "no records"],
)
def test_a_listing_that_is_none_is_malformed(body: bytes) -> None:
    line = ScriptedLine().on("x", body)

    with pytest.raises(MalformedResponseError):
        names(line, limit=10)


def test_a_401_while_the_token_lives_names_the_missing_permission() -> None:
    line = ScriptedLine().on("customers.find", (401, {})).on("merchants.get", {"id": "M"})

    with pytest.raises(NotAuthorizedError) as refused:
        line.client.get("customers", "customers.find", permission="CUSTOMERS_R")

    assert refused.value.missing_scope == "CUSTOMERS_R"
    assert "developer dashboard" in str(refused.value)


def test_a_401_for_everything_is_a_dead_token() -> None:
    line = ScriptedLine().on("customers.find", (401, {})).on("merchants.get", (401, {}))

    with pytest.raises(NotAuthorizedError) as refused:
        line.client.get("customers", "customers.find", permission="CUSTOMERS_R")

    assert refused.value.missing_scope is None


def test_keys_for_money_fit_clovers_fields_and_differ_by_purpose() -> None:
    references = {payment_reference(KEY, purpose) for purpose in ("payment", "void", "refund")}

    assert len(references) == 3
    assert all(len(one) == 12 and one.isalnum() for one in references)
    assert idempotency_uuid(KEY, "refund") == idempotency_uuid(KEY, "refund")
    assert idempotency_uuid(KEY, "refund")[14] == "4"
