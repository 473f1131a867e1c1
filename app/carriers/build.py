"""The carriers there are, joined to their parcels."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.easypost.client import BASE_URL, EasyPost, new_exchanger
from adapters.easypost.fields import NAME as EASYPOST
from adapters.easypost.webhooks import EasyPostReader
from adapters.exchange import Exchanger
from app.carriers.desk import Carrier, ParcelDesk
from app.carriers.label_refunds import LabelRefunds
from app.carriers.labels import LabelDesk
from app.commerce.saga import Probe, no_probe
from domain.calls import Clock
from storage.engine import Database
from storage.keyring import KeyProvider
from storage.parcels import Account, Accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriers:
    """Parcels, labels, and the connections to those who carry them."""

    desk: ParcelDesk
    labels: LabelDesk
    refunds: LabelRefunds
    exchanger: Exchanger

    def close(self) -> None:
        """Close idle connections."""
        self.exchanger.close()


def build_carriers(
    database: Database,
    keyring: KeyProvider,
    clock: Clock,
    *,
    allow_loopback: bool,
    probe: Probe = no_probe,
) -> Carriers:
    """Everything of one process; nothing is connected to before it is used."""
    exchanger = new_exchanger()

    def easypost(account: Account) -> EasyPost:
        return EasyPost(exchanger, account.base_url, account.key, loopback=allow_loopback)

    known = {EASYPOST: Carrier(open=easypost, reader=EasyPostReader(), base_url=BASE_URL)}
    accounts = Accounts(keyring)
    labels = LabelDesk(
        database=database, accounts=accounts, carriers=known, clock=clock, probe=probe
    )
    refunds = LabelRefunds(
        database=database, accounts=accounts, carriers=known, clock=clock, probe=probe
    )
    desk = ParcelDesk(database, accounts, known, clock, told_of_refund=refunds.told)
    return Carriers(desk=desk, labels=labels, refunds=refunds, exchanger=exchanger)
