"""Whom a delivery to the address of all merchants concerns, on either database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from adapters.registry import PLATFORMS
from app.bindings import SqlInbox
from app.webhook_addresses import AddressNotes, RegisteredApplications, asked_by_checks
from domain.events import Delivery
from domain.ids import ConnectionId, MerchantId
from storage import inbox, merchants
from storage.engine import Database
from storage.merchants import Merchant, PosConnection

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
TOLD = Delivery(delivery_id="d", topic="t", body=b"{}")


@pytest.fixture
def applications(database: Database) -> RegisteredApplications:
    """Three stores of two Revel instances, and one merchant elsewhere called alike."""
    with database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=MerchantId("m"),
                name="M",
                currency="USD",
                timezone="UTC",
                country="US",
                created_at=NOW,
            ),
        )
        for platform, account in (
            ("revel", "north/1"),
            ("revel", "north/2"),
            ("revel", "North/1"),
            ("revel", "n_rth/1"),
            ("clover", "north/1"),
        ):
            merchants.add_connection(
                tx,
                PosConnection(
                    id=ConnectionId(f"{platform}:{account}"),
                    merchant_id=MerchantId("m"),
                    platform=platform,
                    account_id=account,
                    account_name="x",
                    base_url="https://x.example",
                    created_at=NOW,
                ),
            )
    return RegisteredApplications(
        platforms=PLATFORMS,
        registrations={},
        public_url="https://voice.example.com",
        database=database,
    )


@pytest.mark.parametrize(
    ("told", "concerned"),
    [
        (replace(TOLD, account="north/1"), {"revel:north/1"}),
        (replace(TOLD, account="north/1", account_group="north"), {"revel:north/1"}),
        (replace(TOLD, account_group="north"), {"revel:north/1", "revel:north/2"}),
        (replace(TOLD, account_group="n_rth"), {"revel:n_rth/1"}),
        (replace(TOLD, account_group="%"), set()),
        (replace(TOLD, account_group="north/1"), set()),
        (replace(TOLD, account="nobody"), set()),
        (replace(TOLD, account="north/1\x00"), set()),
        (TOLD, set()),
    ],
)
def test_exactly_those_named_are_concerned(
    applications: RegisteredApplications, told: Delivery, concerned: set[str]
) -> None:
    assert {one.connection_id for one in applications.concerned("revel", told)} == concerned


def test_all_rows_of_a_delivery_are_stored_or_none(applications: RegisteredApplications) -> None:
    database = applications.database
    writer = SqlInbox(database)
    both = [
        (one, TOLD) for one in applications.concerned("revel", replace(TOLD, account_group="north"))
    ]
    broken = (replace(both[0][0], connection_id=ConnectionId("none")), TOLD)

    with pytest.raises(IntegrityError):
        writer.receive_all([*both, broken], headers={}, received_at=NOW)
    with database.read() as tx:
        assert inbox.backlog(tx).pending == 0
    assert writer.receive_all(both, headers={}, received_at=NOW) == 2
    assert writer.receive_all(both, headers={}, received_at=NOW) == 0


def test_what_a_check_asks_is_kept_where_there_is_a_connection(
    applications: RegisteredApplications,
) -> None:
    note = AddressNotes(applications.database)
    note("toast", "nobody is connected there", NOW)
    for number in range(5):
        note("clover", f"paste {number}", NOW)

    with applications.database.read() as tx:
        assert asked_by_checks(tx) == ["paste 4", "paste 3", "paste 2"]
