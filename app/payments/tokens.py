"""From a card to a token, once: an envelope or a hosted field's nonce in, our own token out.

The card's own memory lives inside one `with`, around one call to the platform's tokenizer. What is
noted before that call makes the envelope worthless afterwards, however the call ends: a crash in
the exchange costs the shopper another try, and leaves at the tokenizer a token that nobody knows.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog
from sqlalchemy import Connection

from adapters.platform import Platform
from app.commerce.saga import Probe, no_probe
from app.payments.key_ring import CardKeys, PublishedKey
from domain.calls import Call, Clock
from domain.errors import (
    CardEnvelopeRefusedError,
    InvalidInputError,
    NotFoundError,
    RejectedError,
    UnsupportedError,
)
from domain.ids import ConnectionId, CustomerId, IdempotencyKey, MerchantId, PlatformId
from domain.ports.cards import KeepsCards, TokenizesCards
from domain.ports.pos import PosAdapter, PosDirectory
from storage import audit, card_tokens, customer_merges, customers, merchants
from storage.card_tokens import KeptCard, NewToken
from storage.engine import Database
from storage.keyring import KeyProvider
from storage.merchants import PosConnection

if TYPE_CHECKING:
    from app.payments.envelope import Opened

log = structlog.get_logger(__name__)

_CODE = re.compile(r"[A-Za-z][A-Za-z_.-]{1,60}")

SINGLE_USE_FOR = timedelta(hours=24)
"""Square's nonces last about a day; nobody pays with an older single-use token of another."""
_REMEMBER = timedelta(hours=1)
"""How long beyond its own end an envelope's name is remembered."""


class KnowsPlatforms(PosDirectory, Protocol):
    """Opens adapters, and knows what is published about their platforms."""

    def platform(self, name: str) -> Platform:
        """One platform."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCard:
    """A card to become a token: in an envelope, or as the nonce of the vendor's hosted field."""

    merchant_id: MerchantId
    key: IdempotencyKey
    actor: str
    """Who asks, for the audit trail."""
    envelope: str | None = None
    nonce: str | None = None
    connection_id: ConnectionId | None = None
    """Whose tokenizer; None: the merchant's account that takes the money."""
    customer_id: CustomerId | None = None
    """Whose card it is, to be put on file where the platform keeps cards."""


@dataclass(frozen=True, slots=True)
class _Exchanged:
    token: str
    brand: str | None
    last4: str | None
    exp_month: int | None
    exp_year: int | None
    reusable: bool = False


class CardDesk:
    """Takes cards and gives tokens; thread-safe."""

    def __init__(
        self,
        *,
        database: Database,
        pos: KnowsPlatforms,
        ring: CardKeys,
        keyring: KeyProvider,
        clock: Clock,
        probe: Probe = no_probe,
    ) -> None:
        self._db = database
        self._pos = pos
        self._ring = ring
        self._keyring = keyring
        self._clock = clock
        self._probe = probe

    def published_keys(self) -> tuple[PublishedKey, ...]:
        """What envelopes may be made for, the current key first."""
        return self._ring.published()

    def rotate_keys(self, algorithm: str) -> str:
        """Publish a new key for cards; its id."""
        return self._ring.rotate(algorithm)

    def take(self, wish: TakeCard, call: Call) -> KeptCard:
        """The token of a card; the same key gives the same token.

        Raises: CardEnvelopeRefusedError, InvalidInputError, NotFoundError, PlatformError
        (UnsupportedError: its message names what takes cards there instead).
        """
        with self._db.read() as tx:
            known = card_tokens.by_key(tx, self._keyring, wish.merchant_id, _key_of(wish))
            owner = self._connection(tx, wish)
            if wish.customer_id is not None:
                customers.get(tx, wish.merchant_id, wish.customer_id)
                now = customer_merges.who(tx, wish.merchant_id, wish.customer_id)
                wish = replace(wish, customer_id=now)
            person = self._person(tx, wish, owner)
        if known is not None:
            return known
        adapter = self._pos.open(owner.id, call)
        got = (
            self._from_envelope(wish, wish.envelope, owner, adapter)
            if wish.envelope is not None
            else self._from_nonce(wish, owner)
        )
        self._probe("card.exchanged")
        got = self._put_on_file(wish, got, person, adapter)
        self._probe("card.kept")
        return self._keep(wish, got, owner, person)

    def on_file(self, merchant_id: MerchantId, customer_id: CustomerId) -> Sequence[KeptCard]:
        """The customer's cards that were put on file here; of one who was merged, the person's they
        are now. Raises NotFoundError."""
        with self._db.read() as tx:
            customers.get(tx, merchant_id, customer_id)
            person = customer_merges.who(tx, merchant_id, customer_id)
            return card_tokens.on_file(tx, self._keyring, merchant_id, person)

    def remove(
        self,
        merchant_id: MerchantId,
        customer_id: CustomerId,
        token_id: str,
        call: Call,
        *,
        actor: str,
    ) -> KeptCard:
        """Take a card off file, at the platform first. Raises NotFoundError, PlatformError."""
        with self._db.read() as tx:
            card = self._own(tx, merchant_id, token_id)
            person = customer_merges.who(tx, merchant_id, customer_id)
        if card.customer_id != person or not card.reusable:
            raise NotFoundError("card", token_id)
        adapter = self._pos.open(card.connection_id, call)
        if isinstance(adapter, KeepsCards):
            adapter.drop_card(card.token)
        with self._db.write() as tx:
            card_tokens.remove(tx, merchant_id, token_id)
            self._audit(tx, card, "card.removed", actor)
        return card

    def open(self, merchant_id: MerchantId, token_id: str) -> KeptCard:
        """The token behind ours, to pay with. Raises NotFoundError."""
        with self._db.read() as tx:
            return self._own(tx, merchant_id, token_id)

    def keep_fresh(self) -> None:
        """Exchange the keys when it is time; forget what has ended."""
        self._ring.keep_fresh()
        with self._db.write() as tx:
            card_tokens.forget(tx, now=self._clock.now())

    # --- the exchange ------------------------------------------------------------------------

    def _from_envelope(
        self, wish: TakeCard, envelope: str, owner: PosConnection, adapter: PosAdapter
    ) -> _Exchanged:
        if not isinstance(adapter, TokenizesCards):
            raise self._no_tokenizer(owner)
        from app.payments.envelope import open_envelope  # with the first card: 1.5 MB

        opened = open_envelope(
            envelope, self._ring.find, audience=wish.merchant_id, now=self._clock.now()
        )
        with opened.card as card:
            self._note(wish, opened)
            self._probe("card.opened")
            try:
                made = adapter.tokenize(card)
            except RejectedError as error:
                raise _refused(error) from None
            return _Exchanged(made.token, made.brand, made.last4, card.exp_month, card.exp_year)

    def _note(self, wish: TakeCard, opened: Opened) -> None:
        with self._db.write() as tx:
            is_first = card_tokens.open_once(
                tx,
                wish.merchant_id,
                opened.jti,
                now=self._clock.now(),
                expires_at=opened.expires_at + _REMEMBER,
            )
        if not is_first:
            raise CardEnvelopeRefusedError(
                "replayed", "it was opened before; encrypt it anew under a new `jti`", part="jti"
            )

    def _from_nonce(self, wish: TakeCard, owner: PosConnection) -> _Exchanged:
        if not self._pos.platform(owner.platform).hosted_field:
            raise self._no_tokenizer(owner)
        return _Exchanged(str(wish.nonce), None, None, None, None)

    def _put_on_file(
        self, wish: TakeCard, got: _Exchanged, person: PlatformId | None, adapter: PosAdapter
    ) -> _Exchanged:
        if person is None or not isinstance(adapter, KeepsCards):
            return got
        key = IdempotencyKey(f"card-{_key_of(wish)}")
        try:
            kept = adapter.keep_card(got.token, person, key=key)
        except RejectedError as error:
            raise _refused(error) from None
        return _Exchanged(
            kept.token, kept.brand, kept.last4, kept.exp_month, kept.exp_year, reusable=True
        )

    def _no_tokenizer(self, owner: PosConnection) -> UnsupportedError:
        platform = self._pos.platform(owner.platform)
        instead = "its own payment page or terminal"
        if platform.hosted_field:
            instead = f"{platform.hosted_field}, and what that gives is sent as `nonce`"
        return UnsupportedError(
            f"{platform.title} takes no card from a server like this one; the shopper gives it "
            f"to {instead}",
            platform=owner.platform,
            operation="cards.tokenize",
        )

    # --- what is known -----------------------------------------------------------------------

    def _keep(
        self, wish: TakeCard, got: _Exchanged, owner: PosConnection, person: PlatformId | None
    ) -> KeptCard:
        now = self._clock.now()
        new = NewToken(
            merchant_id=wish.merchant_id,
            connection_id=owner.id,
            customer_id=wish.customer_id,
            customer_platform_id=person,
            key=_key_of(wish),
            token=got.token,
            brand=got.brand,
            last4=got.last4,
            exp_month=got.exp_month,
            exp_year=got.exp_year,
            reusable=got.reusable,
            expires_at=None if got.reusable else now + SINGLE_USE_FOR,
        )
        with self._db.write() as tx:
            card = card_tokens.add(tx, self._keyring, new, now=now)
            self._audit(tx, card, "card.taken", wish.actor)
        log.info("card.taken", token_id=card.id, platform=owner.platform, reusable=card.reusable)
        return card

    def _connection(self, tx: Connection, wish: TakeCard) -> PosConnection:
        wanted = wish.connection_id
        if wanted is None:
            wanted = merchants.merchant(tx, wish.merchant_id).payment_connection_id
        mine = merchants.connections(tx, wish.merchant_id)
        if wanted is None and len(mine) == 1:
            return mine[0]
        if wanted is None:
            raise InvalidInputError(
                "connection_id", "missing", "name the account whose tokenizer takes the card"
            )
        found = next((each for each in mine if each.id == wanted), None)
        if found is None:
            raise NotFoundError("connection", wanted)
        return found

    def _person(self, tx: Connection, wish: TakeCard, owner: PosConnection) -> PlatformId | None:
        """The customer's id over there; None without a customer, or where they are unknown."""
        if wish.customer_id is None:
            return None
        view = customers.get(tx, wish.merchant_id, wish.customer_id)
        return next(
            (each.platform_id for each in view.records if each.connection_id == owner.id), None
        )

    def _own(self, tx: Connection, merchant_id: MerchantId, token_id: str) -> KeptCard:
        return card_tokens.get(tx, self._keyring, merchant_id, token_id, now=self._clock.now())

    def _audit(self, tx: Connection, card: KeptCard, action: str, actor: str) -> None:
        audit.record(
            tx,
            merchant_id=card.merchant_id,
            connection_id=card.connection_id,
            actor=actor,
            action=action,
            subject=card.id,
            at=self._clock.now(),
        )


def _key_of(wish: TakeCard) -> str:
    """The caller's key at a length of our own."""
    return hashlib.sha256(wish.key.encode()).hexdigest()[:40]


def _refused(error: RejectedError) -> CardEnvelopeRefusedError:
    """What the platform says is told by its own code only: its words may repeat the card."""
    code = error.platform_code or ""
    named = f" ({code})" if _CODE.fullmatch(code) else ""
    return CardEnvelopeRefusedError(
        "refused", f"the platform refused the card{named}; take another card"
    )
