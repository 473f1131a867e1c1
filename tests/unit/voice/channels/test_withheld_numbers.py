"""Who withholds the number is nobody's neighbor: no two such callers are one."""

from __future__ import annotations

import pytest

from app.voice.channels.port import Incoming, Settings, number_told
from app.voice.channels.twilio import Telephone
from app.voice.turn import Turn
from domain.ids import MerchantId
from tests.fakes.clock import FakeClock

SETTINGS = Settings(channel_id="c", external_id="+12065550100", secret="s")


def heard(caller: str, call: str) -> Turn:
    """The turn of a call at its beginning."""
    form = {"CallSid": [call], "From": [caller]}
    told = Incoming(url="https://x/", headers={}, body=b"", form=form, now=FakeClock().now())
    (turn,) = Telephone().turns(told, SETTINGS, MerchantId("m"))
    return turn


@pytest.mark.parametrize(
    "caller",
    [
        "",
        "anonymous",
        "Anonymous",
        "sip:anonymous@anonymous.invalid",
        *("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"),
    ],
)
def test_two_callers_who_withhold_their_numbers_are_two(caller: str) -> None:
    one, other = heard(caller, "CA1"), heard(caller, "CA2")

    assert (one.user_id, one.caller, other.caller) == ("", "CA1", "CA2")
    assert one.by_phone


@pytest.mark.parametrize("caller", ["+14155550100", "client:jenny", "sip:4155550100@pbx.example"])
def test_whoever_is_named_is_kept_as_named(caller: str) -> None:
    assert number_told(caller) == caller
