"""A shopper at the keyboard: one sentence after the other, or those given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from app.services import Services
from app.voice.channels.terminal import Line, Terminal
from app.voice.conversation import Conversation
from app.voice.locales import NO_LOCALE, checked_locale
from domain.errors import NotFoundError
from domain.ids import MerchantId
from storage import merchants


def talk(
    services: Services,
    sentences: Sequence[str],
    *,
    merchant_id: str,
    token: str | None,
    session_id: str,
    locale: str | None = None,
) -> None:
    """Say the sentences, or ask for them until the conversation ends.

    `locale`: the merchant's own where it is not told. Raises NotFoundError, InvalidInputError.
    """
    with services.database.read() as tx:
        known = {merchant.id: merchant for merchant in merchants.merchants(tx)}
    shop = known.get(MerchantId(merchant_id))
    if shop is None:
        raise NotFoundError("merchant", f"{merchant_id} (there are: {', '.join(known) or 'none'})")
    terminal = Terminal(
        Conversation(shop=services),
        merchant_id=MerchantId(merchant_id),
        session_id=session_id,
        access_token=token,
        locale=checked_locale(locale) if locale else shop.locale or NO_LOCALE,
    )
    interactive = not sentences
    if interactive:
        _print(terminal.open())
    for sentence in _asked() if interactive else sentences:
        line = terminal.say(sentence)
        _print(line)
        if line.end:
            break


def _asked() -> Iterator[str]:
    while True:
        try:
            sentence = click.prompt("you", prompt_suffix="> ")
        except click.Abort:
            return
        yield sentence


def _print(line: Line) -> None:
    click.echo(line.text)
    for row in _rows(line.card):
        click.echo(f"  | {row}")


def _rows(card: str | None) -> Iterable[str]:
    return () if card is None else card.splitlines()
