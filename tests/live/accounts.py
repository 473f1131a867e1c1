"""Accounts of real vendors' sandboxes, as the environment names them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.keys import checked_keys, checked_options
from adapters.platform import AdapterSettings, Platform
from adapters.transport import Transport
from domain.calls import Call, SystemClock
from domain.ids import ConnectionId
from domain.ports.pos import PosAdapter
from domain.ports.tokens import OAuthApp
from mapping.report import MappingReport
from tests.contract.suite.sim import FixedToken
from tests.fakes.pos_memory import ListedCustomers

PREFIX = "VOICETILL_LIVE_"
FACTS = ("LOCATION", "SKU", "PHONE", "EMAIL")
"""What the account must have: a store's name, a counted variant's SKU, a customer's phone and
e-mail."""


def names_of(platform: Platform) -> dict[str, str]:
    """Every variable that a platform's live test reads, with what it holds."""
    start = f"{PREFIX}{platform.name.upper()}_"
    keys = platform.keys.fields if platform.keys is not None else ()
    found = {f"{start}{each.name.upper()}": each.label for each in keys if each.required}
    if not keys:
        found[f"{start}TOKEN"] = "an access token of the account"
    if platform.base_url is None:
        found[f"{start}URL"] = "where the API lives: the shop's host or server"
    found |= {
        f"{start}OPTION_{each.name.upper()}": each.help
        for each in platform.options
        if each.required and not each.default
    }
    return found | {f"{start}{fact}": f"{fact.lower()} to look for" for fact in FACTS}


def missing(platform: Platform, environ: Mapping[str, str] = os.environ) -> list[str]:
    """The variables that are not set."""
    return [name for name in names_of(platform) if not environ.get(name)]


@dataclass
class LiveAccount:
    """One vendor account, opened as often as asked."""

    platform: Platform
    transport: Transport
    report: MappingReport
    environ: Mapping[str, str]

    def said(self, name: str, default: str = "") -> str:
        """A variable of this platform's."""
        return self.environ.get(f"{PREFIX}{self.platform.name.upper()}_{name}", default)

    def source(self) -> FixedToken:
        """The account's access token; keys are turned into one as `voicetill connect` does."""
        platform = self.platform
        if platform.keys is None:
            return FixedToken(self.said("TOKEN"), platform=platform.name)
        typed = {one.name: self.said(one.name.upper()) for one in platform.keys.fields}
        fields = checked_keys(platform.keys.fields, {k: v for k, v in typed.items() if v})
        app = OAuthApp(
            client_id=self.said("APP_ID"), client_secret=self.said("APP_SECRET"), base_url=self.url
        )
        flow = platform.keys.open(app, lambda call: self._line(None, call), SystemClock())
        granted = flow.grant(fields, call=Call.within(30))
        return FixedToken(granted.access, platform=platform.name)

    @property
    def url(self) -> str:
        """Where the API lives: the vendor's sandbox, where it has one of its own."""
        return self.said("URL") or str(self.platform.base_url)

    def open(self, tokens: FixedToken, within: float) -> PosAdapter:
        """An adapter on the account."""
        given = {one.name: self.said(f"OPTION_{one.name.upper()}") for one in self.platform.options}
        settings = AdapterSettings(
            account_id=self.said("ACCOUNT"),
            options=checked_options(self.platform.options, given),
            customer_index=ListedCustomers(lambda: self._customers(tokens)),
            report=self.report,
        )
        return self.platform.open(self._line(tokens, Call.within(within)), settings)

    def _customers(self, tokens: FixedToken) -> list[object]:
        pages = self.open(tokens, 60).customers()
        return [one for page in pages for one in page.records]

    def _line(self, tokens: FixedToken | None, call: Call) -> object:
        return self.transport.line(
            ConnectionId(f"live_{self.platform.name}"),
            self.url,
            self.platform.dialect,
            tokens,
            call,
            on_premises=bool(self.said("ON_PREMISES")),
        )
