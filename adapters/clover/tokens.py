"""Clover's tokenizer: a card number in, a single-use token out. US and Canada only.

Source: docs.clover.com/dev/docs/create-a-card-token, and `CreateToken` of the Ecommerce API: header
`apikey` is the merchant's public key (`GET /pakms/apikey`), the number travels in `card.number`;
the caller must be a server assessed under PCI DSS (read 2026-11-20).
"""

from __future__ import annotations

from adapters.clover.client import CloverClient, malformed
from adapters.clover.errors import TOKENIZER
from adapters.wire import HttpRequest
from domain.card_secret import CardSecret, wipe
from domain.ports.cards import SingleUseToken

_OPERATION = "tokens.create"


def tokenize(client: CloverClient, card: CardSecret) -> SingleUseToken:
    """A token for the card. The body that holds the number is overwritten, however this ends."""
    key = client.ecommerce("GET", "/pakms/apikey", "tokens.key").get("apiAccessKey")
    if not isinstance(key, str) or not key:
        raise malformed("tokens.key", "there is no apiAccessKey")
    body = _body(card)
    try:
        response = client.line.send(
            HttpRequest(
                method="POST",
                path="/v1/tokens",
                operation=_OPERATION,
                headers={"apikey": key},
                secret_json=body,
                authenticated=False,
                service=TOKENIZER,
            )
        )
    finally:
        wipe(body)
    try:
        told = response.json()
    except ValueError as error:
        raise malformed(_OPERATION, "the body is not JSON", response.status) from error
    token = told.get("id") if isinstance(told, dict) else None
    if not isinstance(token, str) or not token.startswith("clv_"):
        raise malformed(_OPERATION, "there is no token", response.status)
    shown = told.get("card") or {}
    return SingleUseToken(token=token, brand=shown.get("brand"), last4=card.last4)


def _body(card: CardSecret) -> bytearray:
    """The request as JSON, sized at once: a buffer that grows leaves copies of itself behind."""
    body = bytearray(256)
    del body[:]
    body += b'{"card":{"number":"'
    card.append_number(body)
    body += f'","exp_month":"{card.exp_month:02d}","exp_year":"{card.exp_year}"'.encode()
    if card.has_code:
        body += b',"cvv":"'
        card.append_code(body)
        body += b'"'
    body += b"}}"
    return body
