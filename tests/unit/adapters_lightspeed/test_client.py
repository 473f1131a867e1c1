"""Bad answers have names, and bad pages end a walk instead of repeating it for ever."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.lightspeed.adapter import LightspeedAdapter
from adapters.lightspeed.client import reference_for
from domain.errors import MalformedResponseError, RejectedError
from domain.events import Entity
from domain.ids import IdempotencyKey, PlatformId
from tests.unit.adapters_lightspeed.lines import ScriptedLine, listed, refusal

BASE = "https://api.lightspeedapp.com/API/V3/Account/83050"


def shop(number: int, **changed: Any) -> dict[str, Any]:
    return {"shopID": str(number), "name": f"Shop {number}", "archived": "false",
            "timeStamp": "2026-01-01T00:00:00+00:00", **changed}  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b'{"@attributes": {"next": "", "prev',
        b"<html><body>Maintenance</body></html>",
        b"[]",
        b'"text"',
        {"Shop": [shop(1)]},
        {"@attributes": {"next": ""}, "Shop": [shop(1), "two"]},
        {"@attributes": {"next": 7}, "Shop": [shop(1)]},
        {"@attributes": {"next": "https://elsewhere.example/x?after=1"}, "Shop": shop(1)},
        {"@attributes": {"next": f"{BASE}/Item.json?after=1"}, "Shop": shop(1)},
    ],
    ids=["cut", "html", "list", "text", "no attributes", "no record", "next is a number",
         "another host's path", "another endpoint"],
)  # fmt: skip
def test_a_page_that_is_not_as_documented_is_malformed(
    line: ScriptedLine, adapter: LightspeedAdapter, body: Any
) -> None:
    line.on("shops.list", body)

    with pytest.raises(MalformedResponseError):
        list(adapter.locations())


def test_pages_are_followed_as_their_addresses_say(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    following = f"{BASE}/Shop.json?limit=100&sort=shopID&after=WzFd%3D"
    line.on("shops.list", listed("Shop", shop(1), following=following), listed("Shop", shop(2)))

    pages = list(adapter.locations())

    assert [one.name for page in pages for one in page.records] == ["Shop 1", "Shop 2"]
    assert line.sent[1].params == {"limit": "100", "sort": "shopID", "after": "WzFd="}


def test_pages_that_go_round_in_a_circle_are_malformed(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    first, second = (f"{BASE}/Shop.json?after={name}" for name in "AB")
    line.on(
        "shops.list",
        listed("Shop", shop(1), following=first),
        listed("Shop", shop(2), following=second),
        listed("Shop", shop(3), following=first),
    )

    with pytest.raises(MalformedResponseError, match="circle"):
        list(adapter.locations())


def test_the_same_page_again_is_malformed(line: ScriptedLine, adapter: LightspeedAdapter) -> None:
    line.on("shops.list", listed("Shop", shop(1), following=f"{BASE}/Shop.json?after=A"))

    with pytest.raises(MalformedResponseError, match="this page again"):
        list(adapter.locations())


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"name": None}, "name"),
        ({"name": 17}, "name"),
        ({"timeStamp": "yesterday"}, "timeStamp"),
        ({"archived": "maybe"}, "archived"),
        ({"Contact": {"Addresses": {"ContactAddress": "none"}}}, "Contact"),
    ],
)
def test_a_bad_record_is_set_aside_and_its_neighbors_are_read(
    line: ScriptedLine, adapter: LightspeedAdapter, changed: dict[str, Any], path: str
) -> None:
    line.on("shops.list", listed("Shop", shop(1), shop(2, **changed), shop(3)))

    (page,) = adapter.locations()

    assert [one.name for one in page.records] == ["Shop 1", "Shop 3"]
    (fault,) = page.quarantined
    assert (fault.entity, fault.platform_id) == (Entity.LOCATION, "2")
    assert path in fault.path
    assert fault.remedy


def test_a_single_answer_without_its_record_is_malformed(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    line.on("orders.get", {"@attributes": {"count": "1"}, "Sale": ""})

    with pytest.raises(MalformedResponseError, match="no Sale"):
        adapter.order(PlatformId("12"))


@pytest.mark.parametrize("identifier", ["", "0", "012", "12a", "../1"])
def test_what_cannot_be_an_id_is_not_asked_for(
    line: ScriptedLine, adapter: LightspeedAdapter, identifier: str
) -> None:
    assert adapter.order(PlatformId(identifier)) is None
    assert adapter.product(PlatformId(identifier)).records == ()
    assert line.sent == []


def test_only_not_found_is_none(line: ScriptedLine, adapter: LightspeedAdapter) -> None:
    line.on("orders.get", refusal(404, "Sale not found."), refusal(400, "Bad id."))

    assert adapter.order(PlatformId("12")) is None
    with pytest.raises(RejectedError):
        adapter.order(PlatformId("12"))


def test_a_reference_is_the_same_for_the_same_key_and_purpose_and_fits() -> None:
    key = IdempotencyKey("order:1")

    assert reference_for(key, "return") == reference_for(key, "return")
    assert reference_for(key, "return") != reference_for(key, "refund")
    assert len(reference_for(key, "refund")) <= 40
