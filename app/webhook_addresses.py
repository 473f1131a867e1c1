"""Where platforms are told to send webhooks, and who is concerned by what comes there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from adapters.platform import Platform
from app.callbacks.applications import ApplicationAddress
from app.callbacks.intake import WebhookEndpoint
from app.connections.registrations import Registration
from domain.events import Delivery
from domain.ids import ConnectionId, MerchantId
from storage import alerts, merchants
from storage.engine import Database

ADDRESS_CHECK = "webhook-address"
"""The kind of the alert that holds what a platform's check of an address asks for."""
_CHECK_STANDS = timedelta(days=1)
_CHECKS_KEPT = 3


def application_url(public_url: str, platform: str) -> str:
    """The address that all merchants of our application on a platform share."""
    return f"{public_url.rstrip('/')}/webhooks/{platform}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredApplications:
    """`ApplicationDirectory` over platforms, our registrations and the connections."""

    platforms: Mapping[str, Platform]
    registrations: Mapping[str, Registration]
    public_url: str
    database: Database

    def address(self, platform: str) -> ApplicationAddress | None:
        """The address, where the platform has one; without our secret it proves nothing."""
        described = self.platforms.get(platform)
        if described is None or not described.has_application_address:
            return None
        registration = self.registrations.get(platform)
        return ApplicationAddress(
            platform=platform,
            reader=described.webhooks,
            secrets=() if registration is None else registration.webhook_secrets,
            url=application_url(self.public_url, platform),
        )

    def concerned(self, platform: str, delivery: Delivery) -> tuple[WebhookEndpoint, ...]:
        """The connections of the account, or of the group of accounts, whatever their status."""
        account, group = delivery.account, delivery.account_group
        if not (account or group or "").isprintable():
            return ()  # PostgreSQL would not even compare it
        if account is not None:
            owner = merchants.owner_of_account(self.database, platform, account)
            return () if owner is None else (_endpoint(platform, account, *owner),)
        with self.database.read() as tx:
            rows = merchants.connections_of_group(tx, platform, group or "")
        return tuple(_endpoint(platform, row.account_id, row.id, row.merchant_id) for row in rows)


def _endpoint(
    platform: str, account: str, connection_id: ConnectionId, merchant_id: MerchantId
) -> WebhookEndpoint:
    """Without secrets and address: those of the application have proved the delivery."""
    return WebhookEndpoint(
        merchant_id=merchant_id,
        connection_id=connection_id,
        platform=platform,
        secrets=(),
        url="",
        account=account,
    )


@dataclass(frozen=True, slots=True)
class AddressNotes:
    """Keeps what a check of an address asks for where `voicetill alerts` shows it.

    One alert, at the oldest connection of the platform, with the newest few: without a connection
    there is the log only. It goes after a day.
    """

    database: Database

    def __call__(self, platform: str, words: str, now: datetime) -> None:
        """Note it."""
        with self.database.write() as tx:
            row = next(iter(merchants.connections(tx, platform=platform)), None)
            if row is None:
                return
            standing = next((each for each in noted(tx) if each.connection_id == row.id), None)
            before = standing.message.split("\n") if standing is not None else []
            kept = dict.fromkeys((words, *before))
            alerts.raise_alert(
                tx,
                row,
                ADDRESS_CHECK,
                severity="warning",
                message="\n".join([*kept][:_CHECKS_KEPT]),
                due_at=now + _CHECK_STANDS,
                now=now,
            )


def noted(tx: Connection) -> list[alerts.Alert]:
    """The notes that stand."""
    return [each for each in alerts.standing(tx) if each.kind == ADDRESS_CHECK]


def asked_by_checks(tx: Connection) -> list[str]:
    """What platforms that check an address ask of a person, the newest first."""
    return [words for each in noted(tx) for words in each.message.split("\n")]


def drop_old_notes(tx: Connection, now: datetime) -> None:
    """Resolve notes whose time is over."""
    for each in noted(tx):
        if each.due_at is not None and each.due_at <= now:
            alerts.resolve(tx, each.connection_id, ADDRESS_CHECK, now=now)
