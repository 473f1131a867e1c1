"""One merchant's connections in memory, for what the REST surface asks of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from adapters.platform import Platform
from adapters.square import PLATFORM as SQUARE
from app.connections.addresses import Place
from app.connections.desk import ConnectionView, Joining
from domain.calls import Clock
from domain.errors import NotFoundError
from domain.ids import ConnectionId, MerchantId
from storage.merchants import ConnectionStatus, PosConnection
from storage.privacy import StoredRequest

OWNER = MerchantId("m_acme")


@dataclass(slots=True)
class FakeDesk:
    """Acme has one Square account; nobody else has any."""

    clock: Clock
    view_of_acme: ConnectionView = field(init=False)

    def __post_init__(self) -> None:
        row = PosConnection(
            id=ConnectionId("con_m_acme"),
            merchant_id=OWNER,
            platform="square",
            account_id="ACCOUNT",
            account_name="Acme",
            base_url="https://connect.squareup.com",
            created_at=self.clock.now(),
        )
        self.view_of_acme = ConnectionView(
            connection=row,
            title="Square",
            options={},
            has_access=True,
            access_ends_at=None,
            reauthorize_by=None,
            api_sunset=None,
        )

    @property
    def platforms(self) -> tuple[Platform, ...]:
        return (SQUARE,)

    def platform(self, name: str) -> Platform:
        if name != SQUARE.name:
            raise NotFoundError("platform", name)
        return SQUARE

    def begin(
        self,
        merchant_id: MerchantId,
        platform: str,
        *,
        shop: str | None,
        options: Mapping[str, str],
    ) -> tuple[str, datetime]:
        return f"https://{platform}.example/authorize", self.clock.now()

    def join(
        self,
        merchant_id: MerchantId,
        platform: str,
        keys: Mapping[str, str],
        *,
        place: Place,
        options: Mapping[str, str],
    ) -> Joining:
        return Joining(view=self.view_of_acme, sync_job_id="job_1", trouble=None)

    def list(self, merchant_id: MerchantId) -> tuple[ConnectionView, ...]:
        return (self.view_of_acme,) if merchant_id == OWNER else ()

    def view(self, merchant_id: MerchantId, connection_id: str) -> ConnectionView:
        if (merchant_id, connection_id) != (OWNER, self.view_of_acme.connection.id):
            raise NotFoundError("connection", connection_id)
        return self.view_of_acme

    def change_options(
        self, merchant_id: MerchantId, connection_id: str, changes: Mapping[str, str]
    ) -> ConnectionView:
        view = self.view(merchant_id, connection_id)
        return replace(view, options=dict(changes))

    def verify(self, merchant_id: MerchantId, connection_id: str) -> ConnectionView:
        return self.view(merchant_id, connection_id)

    def disconnect(
        self, merchant_id: MerchantId, connection_id: str, *, actor: str
    ) -> ConnectionView:
        view = self.view(merchant_id, connection_id)
        gone = replace(view.connection, status=ConnectionStatus.REVOKED)
        self.view_of_acme = replace(view, connection=gone, has_access=False)
        return self.view_of_acme


@dataclass(slots=True)
class FakePrivacyDesk:
    """Acme was asked once for what it knows of a shopper."""

    clock: Clock

    def list(self, merchant_id: MerchantId) -> tuple[StoredRequest, ...]:
        return (self._request(),) if merchant_id == OWNER else ()

    def request(self, merchant_id: MerchantId, request_id: str) -> StoredRequest:
        found = [each for each in self.list(merchant_id) if each.id == request_id]
        if not found:
            raise NotFoundError("privacy request", request_id)
        return found[0]

    def _request(self) -> StoredRequest:
        return StoredRequest(
            id="prv_m_acme",
            merchant_id=OWNER,
            connection_id="con_m_acme",
            kind="data_request",
            subject="gid://shopify/Customer/1",
            counts={"customer": 1, "orders": 0},
            report={"customer": [{"given_name": "Ada"}], "orders": []},
            received_at=self.clock.now(),
        )
