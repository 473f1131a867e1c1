"""Webhook intake over the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.callbacks.intake import WebhookEndpoint
from domain.events import Delivery
from storage import inbox
from storage.engine import Database


@dataclass(frozen=True, slots=True)
class SqlInbox:
    """Stores a delivery in one transaction, committed when `receive` returns."""

    database: Database

    def receive(
        self,
        endpoint: WebhookEndpoint,
        delivery: Delivery,
        *,
        headers: Mapping[str, str],
        received_at: datetime,
    ) -> bool:
        """Commit the delivery; False if this connection delivered that id before."""
        with self.database.write() as tx:
            return inbox.receive(
                tx,
                merchant_id=endpoint.merchant_id,
                connection_id=endpoint.connection_id,
                delivery_id=delivery.delivery_id,
                topic=delivery.topic,
                headers=headers,
                body=delivery.body,
                received_at=received_at,
            )
