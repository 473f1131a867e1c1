"""A platform whose APIs live on several hosts under one access token."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from adapters.wire import HttpRequest
from tests.fakes.dialects import CountedTokens, PlainDialect
from tests.integration.adapters.conftest import Bench
from tests.integration.adapters.shops import Shop, shop

pytestmark = pytest.mark.integration


@dataclass(frozen=True)
class TwoHosts(PlainDialect):
    """Payments are taken on a host of their own."""

    payments: str = ""

    def root_of(self, service: str, base_url: str) -> str:
        """The payments' host, else the connection's own."""
        return self.payments if service == "payments" else base_url


def test_a_sister_host_gets_the_token_and_a_strange_one_does_not(
    bench: Bench, plain_shop: Shop
) -> None:
    with shop() as payments, shop() as strange:
        line = bench.line(
            plain_shop.url, tokens=CountedTokens(), dialect=TwoHosts(payments=payments.url)
        )

        for service, path in (
            ("payments", "/v1/charges"),
            ("", "/v3/items"),
            ("unheard", "/v3/orders"),
            ("payments", f"{strange.url}/v1/charges"),
        ):
            line.send(
                HttpRequest(
                    method="GET", path=path, operation="o", service=service, repeatable=True
                )
            )

        assert [one.path for one in payments.seen] == ["/v1/charges"]
        assert payments.seen[0].headers["authorization"] == "Bearer token-0"
        assert [one.path for one in plain_shop.seen] == ["/v3/items", "/v3/orders"]
        assert "authorization" not in strange.seen[0].headers
