"""Rules and plans name channels by which something can come."""

from __future__ import annotations

import pytest

from app.agents import acp, inside, ucp
from app.api.services import CHANNEL as REST
from app.commerce.subscriptions.attempt import CHANNEL as SUBSCRIPTION
from app.voice.channels import alexa, terminal
from app.voice.channels.proofs import GoogleTokens
from app.voice.channels.registry import channels
from domain.channels import CHANNELS, require_channel
from domain.errors import InvalidInputError


def test_every_way_in_has_its_name() -> None:
    programs = {REST, acp.CHANNEL, inside.CHANNEL, ucp.CHANNEL, SUBSCRIPTION}
    spoken = {alexa.CHANNEL, terminal.CHANNEL, *channels(GoogleTokens(dict))}

    assert programs | spoken == CHANNELS


def test_a_slip_in_a_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(InvalidInputError, match="use one of acp, alexa, api"):
        require_channel("aleza")


def test_what_is_planned_already_may_be_changed() -> None:
    assert require_channel("carrier-pigeon", besides={"carrier-pigeon"}) == "carrier-pigeon"
