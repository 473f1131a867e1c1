"""Intake at the address that all merchants of our application share.

The order is that of `intake`: signature on the raw body → age → whom it concerns → one durable row
per connection, all in one transaction → 200. Nothing about merchants is looked up before the
origin is proved, and the answer is the same whoever is concerned, or nobody: who is not connected
is counted and stored nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.callbacks.address_checks import is_address_check
from app.callbacks.intake import (
    Outcome,
    WebhookEndpoint,
    WebhookServices,
    check_age,
    kept_headers,
    note_version,
    parts_of,
)
from domain.cards import without_issued_numbers
from domain.errors import MalformedResponseError, UnknownConnectionError
from domain.events import Delivery

Letter = tuple[WebhookEndpoint, Delivery]
"""A delivery and the connection it concerns."""


def take_in_for_all(
    services: WebhookServices, platform: str, *, headers: Mapping[str, str], body: bytes
) -> Sequence[Outcome]:
    """Store one delivery with every connection it concerns; what became of its parts, unordered.

    Raises: UnknownConnectionError (the platform has no such address), BadSignatureError,
    StaleMessageError, MalformedResponseError; database errors, and then nothing is stored.
    """
    address = services.applications.address(platform)
    if address is None:
        raise UnknownConnectionError("no such webhook address")
    now = services.clock.now()
    if is_address_check(services.checks, platform, address.reader, body, now):
        return (Outcome.ADDRESS_CHECK,)
    told = address.reader.verify(
        headers=headers, body=body, secrets=address.secrets, url=address.url
    )
    check_age(told, now, services.max_age)
    note_version(services, platform, told)
    letters: list[Letter] = []
    nobodys = 0
    for part in parts_of(address.reader, told):
        found = _letters(services, platform, part)
        letters += found
        nobodys += not found
    new = _stored(services, letters, headers, now)
    return (
        *[Outcome.STORED] * new,
        *[Outcome.DUPLICATE] * (len(letters) - new),
        *[Outcome.FOREIGN] * nobodys,
    )


def _letters(services: WebhookServices, platform: str, part: Delivery) -> list[Letter]:
    if part.account is None and part.account_group is None:
        raise MalformedResponseError(
            "the message does not say whom it concerns", platform=platform, operation="webhook"
        )
    endpoints = services.applications.concerned(platform, part)
    if not endpoints:
        return []
    kept = replace(part, body=without_issued_numbers(part.body))
    return [(endpoint, kept) for endpoint in endpoints]


def _stored(
    services: WebhookServices,
    letters: Sequence[Letter],
    headers: Mapping[str, str],
    now: datetime,
) -> int:
    """How many were not delivered before. One is written the quicker way."""
    kept = kept_headers(headers)
    if len(letters) == 1:
        ((endpoint, delivery),) = letters
        new = int(services.inbox.receive(endpoint, delivery, headers=kept, received_at=now))
    else:
        new = services.inbox.receive_all(letters, headers=kept, received_at=now) if letters else 0
    if new and services.wake is not None:
        services.wake()
    return new
