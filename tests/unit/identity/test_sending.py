"""A code is written in the language of the conversation that asked for it."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from app.identity.sending import CodeMessages
from domain.ids import CustomerId, MerchantId
from storage import customers
from storage.engine import Database
from storage.shopper_notices import ShopperChannelKind, ShopperChannels
from tests.unit.ops.test_shopper_notices import KEYS, MERCHANT, World, world

__all__ = ["world"]


def person(database: Database, customer: CustomerId) -> customers.CustomerView:
    with database.read() as tx:
        return customers.get(tx, MERCHANT, customer)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en-GB", "Your code is 042917."),
        ("es-MX", "Tu código es 042917."),
        ("fr-CA", "Votre code est 042917."),
        ("de-DE", "Ihr Code ist 042917."),
        ("pt-BR", "Your code is 042917."),
    ],
)
def test_a_code_is_sent_in_the_language_spoken(world: World, locale: str, expected: str) -> None:
    world.channel(
        ShopperChannelKind.SMS, url="https://sms.example/m", user="AC1", secret="pw", sender="+1"
    )
    codes = CodeMessages(
        database=world.database, channels=ShopperChannels(KEYS), poster=world.post, mailer=None
    )

    sent = codes.send(MerchantId(MERCHANT), person(world.database, world.shopper), "042917", locale)

    ((_, _, body),) = world.post.seen
    assert sent
    assert parse_qs(body.decode())["Body"][0].startswith(expected)
