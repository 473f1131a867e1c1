"""What operators look after, in one hand: dead letters, standing, outages, alerts, intake."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.outward import OutwardPoster
from adapters.tls import tls_context
from app.ops.alert_desk import AlertDesk
from app.ops.alerting import AlertRound
from app.ops.call_book import CallBook
from app.ops.intake_desk import IntakeDesk
from app.ops.mail import Mailer, MailServer
from app.ops.notify import Notifier
from app.ops.policy_desk import PolicyDesk
from app.ops.shopper_notices import ShopperNotices
from app.ops.status import StatusBoard
from app.ops.store_desk import StoreDesk
from domain.calls import Clock
from storage.engine import Database
from storage.keyring import KeyProvider
from storage.notifications import AlertChannels
from storage.shopper_notices import ShopperChannels
from storage.vault import Vault
from sync.letters import DeadLetterDesk
from sync.outage import Outages


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """The parts, each over the same stores."""

    letters: DeadLetterDesk
    board: StatusBoard
    outages: Outages
    calls: CallBook
    alerts: AlertDesk
    channels: AlertChannels
    notifier: Notifier
    round: AlertRound
    intake: IntakeDesk
    policies: PolicyDesk
    stores: StoreDesk
    poster: OutwardPoster
    mailer: Mailer | None
    shopper_channels: ShopperChannels
    shoppers: ShopperNotices

    def close(self) -> None:
        """Tell what was seen last; call it before the database is closed."""
        self.calls.close()
        self.poster.close()


def build_care(
    database: Database,
    vault: Vault,
    keyring: KeyProvider,
    clock: Clock,
    *,
    allow_loopback: bool,
    mail: MailServer | None,
    docs_url: str | None,
) -> Care:
    """Everything of one process; nothing is connected to before it is used."""
    outages = Outages(database, clock)
    channels = AlertChannels(keyring)
    poster = OutwardPoster(allow_loopback=allow_loopback)
    mailer = None if mail is None else Mailer(mail, clock, tls_context)
    shopper_channels = ShopperChannels(keyring)
    notifier = Notifier(
        database,
        channels,
        poster,
        clock,
        mailer=mailer,
        docs_url=docs_url,
    )
    return Care(
        letters=DeadLetterDesk(database, clock),
        board=StatusBoard(database, vault, clock),
        outages=outages,
        calls=CallBook(database, outages, clock),
        alerts=AlertDesk(database, channels, poster, notifier, clock),
        channels=channels,
        notifier=notifier,
        round=AlertRound(database, clock),
        intake=IntakeDesk(database, clock),
        policies=PolicyDesk(database, clock),
        stores=StoreDesk(database, clock),
        poster=poster,
        shopper_channels=shopper_channels,
        mailer=mailer,
        shoppers=ShopperNotices(database, shopper_channels, poster, clock, mailer=mailer),
    )
