"""The account behind a connection: its name, currency, rights, tills and payment types.

What several calls of one adapter need is asked once; the connection's settings save the asking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.lightspeed.client import LightspeedClient, malformed
from adapters.lightspeed.errors import PLATFORM_NAME
from adapters.lightspeed.oauth import SCOPES, SESSION_PATH, granted_scopes
from adapters.wire import JsonObject
from domain.errors import ConfigurationError, RejectedError
from domain.ids import PlatformId
from domain.ports.pos import Account
from mapping.platforms.lightspeed_requests import Till
from mapping.platforms.lightspeed_shapes import many

PAYMENT_TYPE_NAME = "Voicetill"


@dataclass(slots=True)
class Facts:
    """What the account says of itself, asked when it is first needed."""

    client: LightspeedClient
    options: Mapping[str, str]
    _account: JsonObject | None = field(default=None, init=False)
    _session: JsonObject | None = field(default=None, init=False)

    def read_account(self) -> Account:
        """Whose account it is, and which of the rights we ask for were granted; two reads."""
        account, rights = self._read_account(), granted_scopes(self._read_session())
        return Account(
            platform_id=PlatformId(self.client.account_id),
            name=str(account.get("name") or self.client.account_id),
            currency=self._told_currency(account),
            granted_scopes=rights,
            missing_scopes=frozenset(SCOPES) - rights,
        )

    @property
    def currency(self) -> str:
        """The account's currency; amounts carry none of their own."""
        return self.options.get("currency") or self._told_currency(self._read_account())

    def require_currency(self, currency: str, operation: str) -> None:
        """Amounts go out bare, so one of another currency would be taken for the account's.

        Raises: RejectedError.
        """
        if currency != self.currency:
            raise RejectedError(
                f"the account keeps {self.currency}, not {currency}",
                platform=PLATFORM_NAME,
                operation=operation,
                platform_code="CURRENCY_MISMATCH",
            )

    def till(self, shop_id: str) -> Till:
        """The register and the employee that sales of this shop are rung up with."""
        return Till(
            shop_id=shop_id,
            register_id=self._register(shop_id),
            employee_id=self.employee,
        )

    @property
    def employee(self) -> str:
        """The employee of the connection's settings, else the one who agreed to connect."""
        chosen = self.options.get("employee_id")
        if chosen:
            return chosen
        employee = self._read_session().get("employeeID")
        if not isinstance(employee, str) or employee == "0":
            raise ConfigurationError("name the employee for voice orders: setting employee_id")
        return employee

    def payment_type(self) -> str:
        """The payment type that money taken elsewhere is recorded under."""
        chosen = self.options.get("payment_type_id")
        if chosen:
            return chosen
        for page in self.client.pages("PaymentType", "payment_types.list", {}):
            for raw in page.records:
                if str(raw.get("name", "")).casefold() == PAYMENT_TYPE_NAME.casefold():
                    return str(raw["paymentTypeID"])
        raise ConfigurationError(
            f'Lightspeed has no payment type "{PAYMENT_TYPE_NAME}": add it under Settings, '
            "Payment types, or name another by the setting payment_type_id"
        )

    def _register(self, shop_id: str) -> str:
        chosen = dict(
            pair.split("=", 1) for pair in self.options.get("registers", "").split(",") if pair
        )
        if shop_id in chosen:
            return chosen[shop_id]
        page = self.client.page("Register", "registers.list", {"shopID": shop_id})
        for raw in page.records:
            if raw.get("archived") != "true":
                return str(raw["registerID"])
        raise ConfigurationError(
            f"shop {shop_id} has no register: add one in Lightspeed, or name one by the setting "
            "registers"
        )

    def _read_account(self) -> JsonObject:
        if self._account is None:
            path = self.client.path("Account").replace("/Account.json", ".json")
            self._account = self.client.get(path, "account.get")
        return self._account

    def _read_session(self) -> JsonObject:
        if self._session is None:
            self._session = self.client.get(SESSION_PATH, "session.get")
        return self._session

    def _told_currency(self, account: JsonObject) -> str:
        found: Any = next(iter(many(account.get("defaultCurrency"))), None)
        code = found.get("code") if isinstance(found, dict) else None
        if not isinstance(code, str) or len(code) != 3:
            raise malformed("account.get", "the answer does not tell the account's currency")
        return code
