"""Webhooks: subscribed once, signed, and read without ever breaking on what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from domain.capabilities import Capability
from domain.catalog import Variant
from domain.errors import BadSignatureError, MalformedResponseError
from domain.events import Changed, Deleted, Delivery, Entity, Ignored, PosEvent, Refetch
from tests.contract.suite.asking import requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, receiver, stock_id, wait_for

Received = list[tuple[dict[str, str], bytes]]


class Hooks(ContractBase):
    """What the platform tells by itself."""

    @requires(Capability.WEBHOOKS)
    def test_subscribing_twice_leaves_one_subscription(self, sim: PosSim) -> None:
        url = "https://voicetill.example/webhooks/pos/con_1"

        first = sim.adapter.subscribe_webhooks(url)
        again = sim.reopen().subscribe_webhooks(url)

        assert {one.platform_id for one in first} == {one.platform_id for one in again}
        assert all(one.url == url for one in again)

    @requires(Capability.WEBHOOKS)
    def test_a_sale_is_told_by_signed_webhook(self, sim: PosSim) -> None:
        reader, variant = sim.platform.webhooks, sim.variant()
        with receiver() as (url, received):
            subscriptions = sim.subscribed(url)
            secrets = [*sim.secrets, *(s.signing_secret for s in subscriptions if s.signing_secret)]
            sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name})

            def told() -> bool:
                for headers, body in list(received):
                    delivery = reader.verify(headers=headers, body=body, secrets=secrets, url=url)
                    if _tells_stock(reader.parse(delivery.topic, delivery.body), variant):
                        return True
                return False

            wait_for(told)
            headers, body = received[0]

        delivery = reader.verify(headers=headers, body=body, secrets=secrets, url=url)
        assert isinstance(delivery, Delivery)
        assert delivery.delivery_id
        assert delivery.account
        for forged in (body + b" ", body.replace(b"1", b"2", 1)) if self.stage.signs_body else ():
            with pytest.raises(BadSignatureError):
                reader.verify(headers=headers, body=forged, secrets=secrets, url=url)
        with pytest.raises(BadSignatureError):
            reader.verify(headers=headers, body=body, secrets=["another"], url=url)
        with pytest.raises(BadSignatureError):
            reader.verify(headers={}, body=body, secrets=secrets, url=url)

    @requires(Capability.WEBHOOKS)
    def test_a_change_of_the_catalog_is_told(self, sim: PosSim) -> None:
        _, events = told(
            sim,
            lambda: sim.control("POST price", {"sku": sim.sku, "amount": 4321}),
            lambda event: _entity(event) is Entity.PRODUCT,
        )

        assert events

    @requires(Capability.WEBHOOKS)
    def test_a_webhook_that_comes_twice_has_one_delivery_id(self, sim: PosSim) -> None:
        sim.control("POST webhooks", {"duplicate": 1})

        deliveries, _ = told(
            sim,
            lambda: sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name}),
            lambda event: _entity(event) is Entity.STOCK,
            least=2,
        )

        ids = [one.delivery_id for one in deliveries]
        assert any(ids.count(one) == 2 for one in ids)

    @requires(Capability.WEBHOOKS)
    def test_two_changes_have_two_delivery_ids(self, sim: PosSim) -> None:
        def sell_twice() -> None:
            for _ in range(2):
                sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name})

        deliveries, _ = told(sim, sell_twice, lambda event: _entity(event) is Entity.STOCK, least=2)

        assert len({one.delivery_id for one in deliveries}) >= 2

    @requires(Capability.WEBHOOKS)
    def test_a_webhook_names_the_account_it_is_about(self, sim: PosSim) -> None:
        deliveries, _ = told(
            sim,
            lambda: sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name}),
            lambda event: _entity(event) is Entity.STOCK,
        )

        assert {one.account for one in deliveries} == {deliveries[0].account}
        assert deliveries[0].account

    @requires(Capability.WEBHOOKS)
    @pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b"42", b"\xff\xfe", b"<html>"])
    def test_a_body_that_is_no_message_is_malformed_or_of_no_interest(
        self, sim: PosSim, body: bytes
    ) -> None:
        topics, reader = _topics(sim), sim.platform.webhooks

        for topic in topics:
            try:
                events = reader.parse(topic, body)
            except MalformedResponseError:
                continue
            assert not [one for one in events if isinstance(one, (Changed, Deleted))]

    @requires(Capability.WEBHOOKS)
    def test_a_topic_nobody_asked_for_changes_nothing(self, sim: PosSim) -> None:
        try:
            events = sim.platform.webhooks.parse("never.heard/of", b'{"type": "never.heard/of"}')
        except MalformedResponseError:
            return

        assert all(isinstance(one, (Ignored, Refetch)) for one in events)


def told(
    sim: PosSim,
    cause: Callable[[], object],
    wanted: Callable[[PosEvent], bool],
    *,
    least: int = 1,
) -> tuple[list[Delivery], list[PosEvent]]:
    """What comes by webhook after `cause`: the verified deliveries with a wanted event."""
    reader = sim.platform.webhooks
    with receiver() as (url, received):
        subscriptions = sim.subscribed(url)
        secrets = [*sim.secrets, *(s.signing_secret for s in subscriptions if s.signing_secret)]
        cause()
        deliveries: list[Delivery] = []
        events: list[PosEvent] = []

        def has_come() -> bool:
            deliveries.clear()
            events.clear()
            for headers, body in list(received):
                one = reader.verify(headers=headers, body=body, secrets=secrets, url=url)
                fitting = [event for event in reader.parse(one.topic, one.body) if wanted(event)]
                deliveries.extend([one] if fitting else [])
                events.extend(fitting)
            return len(deliveries) >= least

        wait_for(has_come)
    return deliveries, events


def _topics(sim: PosSim) -> list[str]:
    """What the adapter subscribes to."""
    subscriptions = sim.adapter.subscribe_webhooks("https://voicetill.example/webhooks/pos/con_1")
    return sorted({topic for one in subscriptions for topic in one.topics})


def _entity(event: PosEvent) -> Entity | None:
    return event.entity if isinstance(event, (Changed, Refetch, Deleted)) else None


def _tells_stock(events: Iterable[PosEvent], variant: Variant) -> bool:
    """Whether the events bring the variant's stock, or ask to fetch it."""
    for event in events:
        if isinstance(event, Changed) and event.entity is Entity.STOCK:
            record: Any = event.record
            if record.inventory_platform_id == stock_id(variant):
                return True
        if isinstance(event, Refetch) and event.entity is Entity.STOCK:
            return True
    return False
