"""How a parcel travels, as one says it: "shipped yesterday by FedEx, arriving tomorrow"."""

from __future__ import annotations

from datetime import date

from app.voice.nlu.words import tokenize
from app.voice.prompts.catalog import say
from app.voice.reply import Day, Speech
from domain.orders import Tracking
from domain.parcels import ParcelState

_PARCELS = frozenset(
    {
        *("parcel", "parcels", "package", "packages", "shipment"),
        *("paket", "pakete", "paeckchen", "päckchen", "packchen", "sendung", "postpaket"),
        *("paquete", "paquetes", "envio", "envío"),
        *("colis", "paquet", "paquets"),
    }
)
"""What travels, in the four languages; as the words are heard, with and without their accents."""
_TROUBLE = frozenset({ParcelState.FAILED, ParcelState.RETURNING})


def names_parcel(text: str) -> bool:
    """Whether the words are about something that travels."""
    return not _PARCELS.isdisjoint(tokenize(text).norm)


def on_its_way(parcel: Tracking, today: date) -> Speech:
    """What the carrier says, relative to the shopper's day; nothing where it says nothing yet."""
    carrier = parcel.carrier
    if carrier is None:
        return ()
    if parcel.state in _TROUBLE:
        return say("status.parcel.trouble", carrier=carrier)
    if parcel.state is ParcelState.DELIVERED and parcel.delivered_on is not None:
        day = Day(parcel.delivered_on, today)
        return say("status.parcel.delivered", carrier=carrier, delivered=day)
    if parcel.state is ParcelState.AWAITS_PICKUP:
        return say("status.parcel.pickup", carrier=carrier)
    if parcel.state is ParcelState.OUT_FOR_DELIVERY:
        return say("status.parcel.out", carrier=carrier)
    if parcel.state is ParcelState.MOVING and parcel.shipped_on is not None:
        return _moving(parcel, carrier, Day(parcel.shipped_on, today), today)
    return ()


def on_its_way_back(parcel: Tracking, today: date) -> Speech:
    """What the carrier says of goods that come back and are not there yet; nothing where it does
    not have them yet."""
    carrier = parcel.carrier
    if carrier is None:
        return ()
    if parcel.state in _TROUBLE:
        return say("refund.parcel.trouble", carrier=carrier)
    if parcel.state is ParcelState.OUT_FOR_DELIVERY:
        return say("refund.parcel.out", carrier=carrier)
    if parcel.state not in (ParcelState.MOVING, ParcelState.AWAITS_PICKUP):
        return ()
    if parcel.expected_on is None or parcel.expected_on < today:
        return say("refund.parcel.moving", carrier=carrier)
    expected = Day(parcel.expected_on, today)
    return say("refund.parcel.expected", carrier=carrier, expected=expected)


def _moving(parcel: Tracking, carrier: str, shipped: Day, today: date) -> Speech:
    if parcel.expected_on is None or parcel.expected_on < today:
        return say("status.parcel.shipped", shipped=shipped, carrier=carrier)
    expected = Day(parcel.expected_on, today)
    return say("status.parcel.moving", shipped=shipped, carrier=carrier, expected=expected)
