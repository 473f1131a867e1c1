"""A fresh Shopify stand-in for each test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.contract.sandbox_shopify.client import Client, open_client


@pytest.fixture
def opened() -> Iterator[Callable[..., Client]]:
    """Opens shops that are closed after the test."""
    clients: list[Client] = []

    def build(**options: Any) -> Client:
        clients.append(open_client(**options))
        return clients[-1]

    yield build
    for client in clients:
        client.hosted.close()


@pytest.fixture
def app(opened: Callable[..., Client]) -> Client:
    """An app with every scope in a small shop without limits or lag."""
    return opened()
