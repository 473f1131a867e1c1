"""Bad input, platform by platform: every odd answer has a named error and costs nothing else.

Beside the shared suite, which breaks whole answers over HTTP (`suite/failing.py`), every field of
every record of every listing is taken away, emptied, mistyped and blown up in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any

import orjson
import pytest

from adapters.destinations import DestinationPolicy, origin_of
from adapters.registry import BUILT_IN, PLATFORMS
from domain.capabilities import Capability
from domain.errors import ConfigurationError, PlatformError
from tests.contract.replay import (
    Path,
    Replay,
    frame_fields,
    ids_of,
    record_fields,
    replay_of,
    spoiled,
)
from tests.contract.suite.base import Stage

LISTINGS = {
    "locations": Capability.LOCATIONS,
    "products": Capability.PRODUCTS,
    "stock": Capability.STOCK,
    "customers": Capability.CUSTOMERS,
    "orders": Capability.ORDER_HISTORY,
}
FAULTS: dict[str, Any] = {
    "missing": None,
    "null": None,
    "wrong-typed": {"odd": True},
    "huge": "x" * 5_000,
}
ASKS_WITH = {
    "counterpoint": {"LOC_ID"},
    "shopify": {"id"},
    "square": {"id"},
    "revel": {"id"},
    "clover": {"itemStock", "quantity"},
    "vend": {"is_return"},
}
"""Fields without which nothing can be asked or counted: what hangs on them is left out, and the
record itself is set aside where it is listed. Clover: no stock record means no count, not zero."""


STAGES: dict[str, Stage] = {
    name: import_module(f"tests.contract.platforms.{name}").STAGE for name in sorted(BUILT_IN)
}
LISTED = [
    (name, listing)
    for name, stage in STAGES.items()
    for listing, need in LISTINGS.items()
    if stage.has(need)
]
ONE_TREE = {("toast", "products"), ("toast", "stock")}
"""Menus come as one tree: the shared suite spoils a dish in it."""


@pytest.fixture(scope="module")
def replay(request: pytest.FixtureRequest) -> Iterator[Replay]:
    with replay_of(STAGES[request.param]) as opened:
        yield opened


def test_every_platform_is_here() -> None:
    assert set(BUILT_IN) <= set(PLATFORMS)
    assert len(BUILT_IN) == 8


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    ("replay", "listing"), [one for one in LISTED if one not in ONE_TREE], indirect=["replay"]
)
def test_an_odd_field_costs_at_most_its_own_record(
    replay: Replay, listing: str, fault: str
) -> None:
    whole = _ids(replay, listing)
    costly: list[tuple[Path, object]] = []

    for key, answer in tuple(replay.tape.answers.items()):
        if not _is_used(replay, listing, key):
            continue
        for at in _some(replay, record_fields(orjson.loads(answer.body))):
            if at[-1] in ASKS_WITH.get(_name(replay), ()):
                continue
            body = spoiled(answer.body, at, fault, FAULTS[fault])
            try:
                pages = replay.with_answer(listing, key, body)
            except PlatformError as error:
                costly.append((at, error))
                continue
            lost = set(whole) - set(ids_of(pages))
            told = sum(len(page.quarantined) for page in pages)
            if len(lost) > max(1, told):
                costly.append((at, sorted(map(str, lost))))

    assert costly == []


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("replay", "listing"), LISTED, indirect=["replay"])
def test_an_odd_frame_has_a_named_error_or_none(replay: Replay, listing: str, fault: str) -> None:
    _ids(replay, listing)

    for key, answer in tuple(replay.tape.answers.items()):
        if not _is_used(replay, listing, key):
            continue
        for at in _some(replay, frame_fields(orjson.loads(answer.body))):
            body = spoiled(answer.body, at, fault, FAULTS[fault])
            with suppress(PlatformError):
                replay.with_answer(listing, key, body)


@pytest.mark.parametrize("platform", sorted(BUILT_IN))
@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.8", "192.168.1.20", "169.254.169.254", "[::1]", "2130706433"],
)
def test_a_private_address_is_no_shop(platform: str, host: str) -> None:
    """Only an on-premises connection may call one; the name is judged, and what it resolves to."""
    is_shop_host = PLATFORMS[platform].is_shop_host
    policy = DestinationPolicy(allow_loopback=False)

    if is_shop_host is not None:
        assert not is_shop_host(host) or platform == "counterpoint"
    if host != "2130706433":
        assert not policy.permits("shop.example", host.strip("[]"))


@pytest.mark.parametrize(
    "url", ["not a shop", "https://", "https://user:pw@shop.example", "ftp://shop.example", ""]
)
def test_an_address_that_is_none_is_a_mistake_of_the_settings(url: str) -> None:
    with pytest.raises(ConfigurationError):
        origin_of(url)


def _name(replay: Replay) -> str:
    return replay.sim.platform.name


MOST_FIELDS = 24
"""Fields tried per answer and fault, spread over all of them; more would cost minutes."""
FEWER = {"toast": 6}
"""Toast's menus come as one answer of some megabytes."""


def _some(replay: Replay, fields: Iterator[Path]) -> list[Path]:
    found = list(fields)
    most = FEWER.get(_name(replay), MOST_FIELDS)
    return found[:: max(1, -(-len(found) // most))]


_USED: dict[tuple[str, str], set[Any]] = {}


def _ids(replay: Replay, listing: str) -> list[Any]:
    """The listing undisturbed; notes which answers it reads."""
    before, replay.tape.answers = replay.tape.answers, {}
    found = ids_of(replay.walk(listing))
    _USED[_name(replay), listing] = set(replay.tape.answers)
    replay.tape.answers = before | replay.tape.answers
    return found


def _is_used(replay: Replay, listing: str, key: Any) -> bool:
    answer = replay.tape.answers[key].body
    return key in _USED[_name(replay), listing] and answer[:1] in (b"{", b"[")
