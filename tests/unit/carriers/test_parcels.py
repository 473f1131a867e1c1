"""Parcels are followed at EasyPost: found in orders, told of by events, asked for else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from adapters.easypost.parcels import parcel_of
from adapters.easypost.webhooks import EasyPostReader
from app.carriers.build import Carriers, build_carriers
from app.commerce.parcel_views import day_of
from app.voice.dialogue.parcels import on_its_way
from app.voice.prompts.catalog import spoken
from app.voice.speech import shown
from domain.errors import (
    BadSignatureError,
    InvalidInputError,
    MalformedResponseError,
    UnknownConnectionError,
)
from domain.ids import MerchantId, OrderId
from domain.orders import Tracking
from domain.parcels import Parcel, ParcelPolicy, ParcelState
from sandbox.easypost.shop import TrackerShop
from sandbox.easypost.trackers import STATES, tracker
from sandbox.kit.server import serve
from storage import merchants, parcels, tables
from storage.engine import Database, open_database
from storage.keyring import Keyring
from storage.parcels import Account, Followed
from storage.shopper_notices import EFFECT, ShopperChannelKind, ShopperChannels
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW, open_shop

MERCHANT, ORDER = MerchantId("mer_1"), OrderId("ord_1")
RING = Keyring(current_id="k", keys={"k": b"k" * 32})


@dataclass
class House:
    database: Database
    clock: FakeClock
    carriers: Carriers
    shop: TrackerShop
    account: Account

    def ship(self, number: str) -> None:
        """The POS tells of an order with this tracking number."""
        told = [_sent(number)]
        row = {
            "id": ORDER,
            "merchant_id": MERCHANT,
            "connection_id": "con_a",
            "state": "shipped",
            "payment_state": "paid",
            "channel": "pos",
            "currency": "USD",
            "tax_minor": 0,
            "total_minor": 100,
            "refunded_minor": 0,
            "fulfillments": told,
            "payment_platform_ids": [],
            "detail": {},
            "revision": 1,
            "as_of": NOW,
            "source": "order",
            "placed_at": NOW,
            "updated_at": NOW,
        }
        with self.database.write() as tx:
            tx.execute(tables.orders.insert().values(**row))

    def ship_rest(self, *numbers: str) -> None:
        """The POS tells that it went in several parcels, all of them."""
        with self.database.write() as tx:
            tx.execute(update(tables.orders).values(fulfillments=[_sent(each) for each in numbers]))

    def parcel(self) -> Followed:
        (found,) = self.carriers.desk.of_order(MERCHANT, ORDER)
        return found

    def hear(self, status: str) -> int:
        """The carrier moves the parcel and tells of it."""
        body, headers = self.shop.event(self.shop.move(self.parcel().number, status))
        small = {name.lower(): value for name, value in headers.items()}
        return self.carriers.desk.receive("easypost", self.account.id, small, body)


def _sent(number: str) -> dict[str, object]:
    tracking = [{"carrier": "FedEx", "number": number, "url": None}]
    return {"platform_id": "f", "method": "shipping", "state": "x", "tracking": tracking}


def _word(known: Followed, state: ParcelState, *, at: datetime) -> Parcel:
    """What the carrier says of it at a moment."""
    return Parcel(
        tracker_id=str(known.tracker_id),
        number=known.number,
        carrier="FedEx",
        state=state,
        shipped_at=None,
        expected_on=None,
        delivered_at=None,
        url=None,
        updated_at=at,
    )


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    database = open_database(sqlite_url)
    open_shop(database)
    clock, shop = FakeClock(NOW), TrackerShop(now=NOW)
    server = serve(shop)
    carriers = build_carriers(database, RING, clock, allow_loopback=True)
    account = carriers.desk.connect(
        MERCHANT,
        "easypost",
        key=shop.key,
        secret=shop.webhook_secret,
        base_url=server.url,
        actor="test",
    )
    yield House(database, clock, carriers, shop, account)
    carriers.close()
    server.stop()
    database.close()


def test_a_parcel_of_an_order_is_found_followed_and_asked_for_again(house: House) -> None:
    house.ship("EZ2000000002")
    assert house.carriers.desk.round() == 2

    parcel = house.parcel()
    assert (parcel.state, parcel.carrier) == (ParcelState.MOVING, "FedEx")
    whole = NOW.replace(microsecond=0)  # as the vendor writes moments
    assert parcel.shipped_at == whole - timedelta(days=1) + timedelta(minutes=1)
    assert house.carriers.desk.round() == 0

    house.shop.move("EZ2000000002", "delivered")
    house.clock.advance(hours=6)
    assert house.carriers.desk.round() == 1
    assert house.parcel().state is ParcelState.DELIVERED
    house.clock.advance(days=1)
    assert house.carriers.desk.round() == 0
    assert house.shop.calls[-1] == ("GET", "/v2/trackers/trk_ez2000000002")


def test_an_event_is_proved_applied_and_a_repeated_or_older_one_changes_nothing(
    house: House,
) -> None:
    house.ship("EZ2000000002")
    house.carriers.desk.round()
    older = house.shop.event(house.shop.move("EZ2000000002", "in_transit"))

    assert house.hear("out_for_delivery") == 1
    assert house.parcel().state is ParcelState.OUT_FOR_DELIVERY
    body, headers = older
    small = {name.lower(): value for name, value in headers.items()}
    assert house.carriers.desk.receive("easypost", house.account.id, small, body) == 0
    assert house.parcel().state is ParcelState.OUT_FOR_DELIVERY


def test_what_is_sent_later_is_followed_too(house: House) -> None:
    house.ship("EZ2000000002")
    house.carriers.desk.round()
    house.ship_rest("EZ2000000002", "EZ1000000001")

    assert house.carriers.desk.find_new() == 1
    assert house.carriers.desk.find_new() == 0
    followed = house.carriers.desk.of_order(MERCHANT, ORDER)
    assert {each.number for each in followed} == {"EZ2000000002", "EZ1000000001"}


def test_a_number_that_staff_corrected_is_followed(house: House) -> None:
    house.ship("EZ0000000000")
    house.carriers.desk.round()

    house.ship_rest("EZ2000000002")
    house.carriers.desk.round()

    followed = house.carriers.desk.of_order(MERCHANT, ORDER)
    assert {each.number: each.state for each in followed}["EZ2000000002"] is ParcelState.MOVING
    assert house.carriers.desk.find_new() == 0


@pytest.mark.parametrize(
    "order",
    [(ParcelState.DELIVERED, ParcelState.MOVING), (ParcelState.MOVING, ParcelState.DELIVERED)],
)
def test_of_two_words_of_one_second_the_parcels_end_stays(
    house: House, order: tuple[ParcelState, ParcelState]
) -> None:
    house.ship("EZ1000000001")
    house.carriers.desk.round()

    for state in order:
        with house.database.write() as tx:
            known = parcels.of_order(tx, MERCHANT, ORDER)[0]
            word = _word(known, state, at=NOW + timedelta(hours=1))
            parcels.apply(tx, known, word, due_at=None, now=NOW)

    assert house.parcel().state is ParcelState.DELIVERED


def test_of_two_who_write_at_once_the_newer_word_stays(house: House) -> None:
    house.ship("EZ2000000002")
    house.carriers.desk.round()
    known = house.parcel()
    assert house.hear("delivered") == 1

    with house.database.write() as tx:
        newest = parcels.of_order(tx, MERCHANT, ORDER)[0]
        assert newest.told_at is not None
        late = _word(known, ParcelState.MOVING, at=newest.told_at - timedelta(seconds=1))
        assert not parcels.apply(tx, known, late, due_at=None, now=NOW)

    assert house.parcel().state is ParcelState.DELIVERED


def test_an_event_that_is_not_signed_by_the_accounts_secret_is_refused(house: House) -> None:
    desk, body = house.carriers.desk, b'{"description":"tracker.updated"}'

    for signature in ("", "hmac-sha256-hex=00", "hmac-sha256-hex=\xe9"):
        with pytest.raises(BadSignatureError):
            desk.receive("easypost", house.account.id, {"x-hmac-signature": signature}, body)
    with pytest.raises(UnknownConnectionError):
        desk.receive("easypost", "car_nobody", {}, body)
    with pytest.raises(UnknownConnectionError):
        desk.receive("pigeon", house.account.id, {}, body)


def test_a_number_that_nobody_knows_is_not_asked_for_again(house: House) -> None:
    house.ship("1Z-NOT-OURS")
    house.carriers.desk.round()

    assert "TRACKER.CREATE.ERROR" in (house.parcel().last_error or "")
    house.clock.advance(days=1)
    assert house.carriers.desk.ask() == 0


def test_a_key_that_is_not_taken_is_tried_again_later(house: House) -> None:
    house.shop.key = "another"
    house.ship("EZ1000000001")
    house.carriers.desk.round()
    house.shop.key = "EZTK-sandbox"
    house.clock.advance(minutes=15)

    assert house.carriers.desk.ask() == 1
    assert (house.parcel().state, house.parcel().last_error) == (ParcelState.ANNOUNCED, None)


def test_accounts_are_sealed(house: House) -> None:
    with house.database.write() as tx:
        (sealed,) = tx.execute(tables.carrier_accounts.select()).all()
        assert house.shop.key not in sealed.sealed
        tx.execute(update(tables.carrier_accounts).values(base_url="x"))


@pytest.mark.parametrize(("code", "word"), STATES.items())
def test_every_test_number_of_the_vendor_is_understood(code: str, word: str) -> None:
    told = parcel_of(tracker(code, word, "FedExDefault", now=NOW))

    assert told.carrier == "FedEx"
    assert (told.state is ParcelState.UNKNOWN) == (word == "unknown")


def test_an_unknown_word_is_unknown_and_a_missing_id_is_malformed() -> None:
    raw = tracker("EZ1000000001", "pre_transit", "USPS", now=NOW)

    assert parcel_of({**raw, "status": "teleported"}).state is ParcelState.UNKNOWN
    assert parcel_of({**raw, "tracking_details": None}).shipped_at is None
    for fault in ({"id": None}, {"updated_at": "soon"}, {"est_delivery_date": "tomorrow"}):
        with pytest.raises(MalformedResponseError):
            parcel_of({**raw, **fault})


def test_the_destinations_own_day_goes_before_the_day_in_utc() -> None:
    raw = tracker("EZ1000000001", "pre_transit", "USPS", now=NOW)
    local = {"carrier_detail": {"est_delivery_date_local": "2026-11-24"}}
    late = {"est_delivery_date": "2026-11-25T03:00:00Z"}

    assert parcel_of({**raw, **late, **local}).expected_on == date(2026, 11, 24)


def test_other_events_are_left_alone_and_broken_ones_malformed() -> None:
    reader = EasyPostReader()

    assert reader.parse(json.dumps({"description": "batch.created", "result": {}}).encode()) is None
    with pytest.raises(MalformedResponseError):
        reader.parse(b"{")


TODAY = date(2026, 11, 21)
MOVING = Tracking(
    carrier="FedEx",
    number="1",
    state=ParcelState.MOVING,
    shipped_on=date(2026, 11, 20),
    expected_on=date(2026, 11, 22),
)


@pytest.mark.parametrize(
    ("parcel", "locale", "words"),
    [
        (MOVING, "en-US", "It was shipped yesterday by FedEx, arriving tomorrow."),
        (MOVING, "de-DE", "Sie wurde gestern mit FedEx verschickt und kommt morgen an."),
        (replace(MOVING, expected_on=None), "en-US", "It was shipped yesterday by FedEx."),
        (
            replace(MOVING, expected_on=date(2026, 11, 19)),
            "en-US",
            "It was shipped yesterday by FedEx.",
        ),
        (
            replace(MOVING, state=ParcelState.DELIVERED, delivered_on=TODAY),
            "en-US",
            "FedEx delivered it today.",
        ),
        (
            replace(MOVING, state=ParcelState.OUT_FOR_DELIVERY),
            "en-US",
            "FedEx is bringing it today.",
        ),
        (replace(MOVING, state=None), "en-US", ""),
    ],
)
def test_a_parcel_is_told_relative_to_the_shoppers_day(
    parcel: Tracking, locale: str, words: str
) -> None:
    assert shown(spoken(on_its_way(parcel, TODAY), locale), locale) == words


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-11-21T04:30:00Z", "America/New_York", date(2026, 11, 20)),
        ("2026-11-21T05:30:00Z", "America/New_York", date(2026, 11, 21)),
        ("2026-03-08T06:59:00Z", "America/New_York", date(2026, 3, 8)),
        ("2026-11-01T05:30:00Z", "America/New_York", date(2026, 11, 1)),
    ],
    ids=["before midnight", "after midnight", "the night clocks go on", "the night they go back"],
)
def test_a_days_name_goes_by_the_stores_clock(moment: str, zone: str, day: date) -> None:
    assert day_of(datetime.fromisoformat(moment).astimezone(UTC), zone) == day


def test_a_parcel_that_nothing_ends_is_asked_for_no_longer_than_six_weeks(house: House) -> None:
    house.ship("EZ2000000002")
    house.carriers.desk.round()
    house.clock.advance(days=44)
    assert house.carriers.desk.ask() == 1

    house.clock.advance(days=2)

    assert house.carriers.desk.ask() == 0
    assert house.hear("delivered") == 1
    assert house.parcel().state is ParcelState.DELIVERED


def test_a_parcel_whose_carrier_never_answers_is_given_up_too(house: House) -> None:
    house.ship("EZ2000000002")
    house.carriers.desk.find_new()
    house.shop.key = "another"  # the account was closed
    assert house.carriers.desk.ask() == 1
    house.clock.advance(days=46)

    assert house.carriers.desk.ask() == 0


def _messages(house: House) -> list[tuple[str, str]]:
    with house.database.read() as tx:
        rows = tx.execute(select(tables.outbox).where(tables.outbox.c.kind == EFFECT))
        return [(row.payload["news"].split(":")[0], row.payload["text"]) for row in rows]


def _tell_shoppers(house: House) -> None:
    """The merchant wants it, and has a program that is told."""
    with house.database.write() as tx:
        shop = merchants.merchant(tx, MERCHANT)
        wish = {**shop.settings, "parcels": {"tell_shoppers": True}}
        merchants.update_merchant(tx, replace(shop, settings=wish))
        ShopperChannels(RING).put(
            tx, MERCHANT, ShopperChannelKind.WEBHOOK, url="https://x.example", now=NOW
        )


def test_the_shopper_is_written_once_at_each_telling_moment(house: House) -> None:
    _tell_shoppers(house)
    house.ship("EZ2000000002")
    house.carriers.desk.round()

    for status in ("in_transit", "out_for_delivery", "out_for_delivery", "delivered"):
        house.clock.advance(minutes=5)
        house.hear(status)

    told = _messages(house)
    assert [news for news, _ in told] == ["parcel.out_for_delivery", "parcel.delivered"]
    assert told[0][1].startswith("Your parcel (FedEx, ending in 0002) comes today.")


def test_nobody_is_written_unless_the_merchant_wants_it(house: House) -> None:
    house.ship("EZ2000000002")
    house.carriers.desk.round()
    house.hear("delivered")

    assert _messages(house) == []


@pytest.mark.parametrize("odd", [[], {"tell": True}, {"tell_shoppers": "yes"}])
def test_a_policy_about_parcels_that_is_none_is_refused(odd: object) -> None:
    with pytest.raises(InvalidInputError, match="parcels"):
        ParcelPolicy.from_settings(odd)
