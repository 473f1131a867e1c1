"""Pages are followed as `meta.next` says, and what repeats, skips or is no page has a name."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.revel.client import PAGE_LIMIT, RevelClient
from adapters.wire import HttpRequest
from domain.errors import MalformedResponseError
from tests.unit.adapters_revel.lines import ScriptedLine, listing

PATH, OPERATION = "/resources/Product/", "products.list"


def rows_of(line: ScriptedLine, rest: str | None = None) -> list[int]:
    pages = RevelClient(line, "northwind").pages(PATH, OPERATION, {"order_by": "-id"}, rest)
    return [row["id"] for page in pages for row in page.rows]


def server(numbers: list[int]) -> Any:
    """Serves what is in the list at the time, by offset and limit."""

    def serve(request: HttpRequest) -> dict[str, Any]:
        offset, limit = int(request.params["offset"]), int(request.params["limit"])
        shown = numbers[offset : offset + limit]
        more = offset + limit if offset + limit < len(numbers) else None
        return listing(
            *({"id": one} for one in shown),
            offset=offset,
            limit=limit,
            total=len(numbers),
            more=more,
        )

    return serve


def test_every_page_is_read_once() -> None:
    line = ScriptedLine().on(OPERATION, server(list(range(450))))

    assert rows_of(line) == list(range(450))
    assert [one.params["offset"] for one in line.sent] == ["0", "200", "400"]
    assert {one.params["limit"] for one in line.sent} == {str(PAGE_LIMIT)}


def test_a_server_that_gives_fewer_than_asked_for_is_followed() -> None:
    line = ScriptedLine().on(
        OPERATION,
        listing({"id": 1}, {"id": 2}, limit=2, total=3, more=2),
        listing({"id": 3}, offset=2, limit=2, total=3),
    )

    assert rows_of(line) == [1, 2, 3]
    assert line.sent[1].params["offset"] == "2"


def test_a_deletion_in_mid_walk_hides_nothing() -> None:
    numbers = list(range(450))
    line = ScriptedLine().on(OPERATION, server(numbers))
    pages = RevelClient(line, "northwind").pages(PATH, OPERATION, {})

    seen = [row["id"] for row in next(pages).rows]
    del numbers[10:13]
    seen += [row["id"] for page in pages for row in page.rows]

    assert set(seen) == set(range(450))


def test_a_resumed_walk_remembers_how_many_there_were() -> None:
    numbers = list(range(450))
    line = ScriptedLine().on(OPERATION, server(numbers))
    first = next(RevelClient(line, "northwind").pages(PATH, OPERATION, {}))
    del numbers[0:5]

    rest = rows_of(line, first.rest)

    assert set(range(200, 450)) <= set(rest) | {row["id"] for row in first.rows}


def test_a_page_that_comes_again_is_malformed() -> None:
    first = listing({"id": 1}, limit=1, total=3, more=1)
    again = listing({"id": 1}, offset=1, limit=1, total=3, more=2)
    line = ScriptedLine().on(OPERATION, first, again)

    with pytest.raises(MalformedResponseError, match="again"):
        rows_of(line)


@pytest.mark.parametrize("link", ["/resources/X/?offset=0", "/resources/X/?offset=5", "x", 7, ""])
def test_a_next_page_that_repeats_or_skips_is_malformed(link: Any) -> None:
    page = listing({"id": 1}, {"id": 2}, limit=2, total=9, more=2)
    page["meta"]["next"] = link
    line = ScriptedLine().on(OPERATION, page)

    with pytest.raises(MalformedResponseError, match="repeat or skip"):
        rows_of(line)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"objects": []},
        {"meta": {}, "objects": {}},
        {"meta": None, "objects": []},
        b"[]",
        b"null",
        b"<html></html>",
        b'{"meta": {"lim',
        b"",
    ],
)
def test_what_is_no_page_is_malformed(body: Any) -> None:
    line = ScriptedLine().on(OPERATION, body)

    with pytest.raises(MalformedResponseError):
        rows_of(line)


def test_many_ids_are_asked_for_in_parts() -> None:
    line = ScriptedLine().on(OPERATION, listing())

    found = RevelClient(line, "northwind").rows_of(
        PATH, OPERATION, {}, field="id", ids=[str(one) for one in range(250)]
    )

    assert list(found) == []
    assert [len(one.params["id__in"].split(",")) for one in line.sent] == [100, 100, 50]
