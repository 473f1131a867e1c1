"""The parts that tell programs outside, in one hand."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.outward import OutwardPoster
from app.outward.desk import WebhookDesk
from app.outward.sender import Posters, Sender
from domain.calls import Clock
from storage.engine import Database
from storage.keyring import KeyProvider
from storage.webhook_endpoints import Endpoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Outward:
    """Merchants' webhook endpoints, and the way there."""

    desk: WebhookDesk
    sender: Sender
    ways: tuple[OutwardPoster, ...]

    def close(self) -> None:
        """Close idle connections."""
        for way in self.ways:
            way.close()


def build_outward(
    database: Database, keyring: KeyProvider, clock: Clock, *, allow_loopback: bool
) -> Outward:
    """Everything of one process; nothing is connected to before it is used."""
    public = OutwardPoster(allow_loopback=allow_loopback)
    own = OutwardPoster(allow_loopback=allow_loopback, on_premises=True)
    posters = Posters(public=public, on_premises=own)
    endpoints = Endpoints(keyring)
    sender = Sender(database, endpoints, posters, clock)
    desk = WebhookDesk(database, endpoints, posters, sender, clock)
    return Outward(desk=desk, sender=sender, ways=(public, own))
