"""What a channel hands to the conversation: one thing a shopper did, free of any vendor's shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from domain.ids import MerchantId


class Intent(StrEnum):
    """What a shopper wants, as the channel or the understanding of text named it."""

    CHECK_AVAILABILITY = "check_availability"
    PLACE_ORDER = "place_order"
    ORDER_STATUS = "order_status"
    CANCEL_ORDER = "cancel_order"
    ADD_TO_CART = "add_to_cart"
    VIEW_CART = "view_cart"
    CHECKOUT = "checkout"
    REORDER = "reorder"
    PRODUCT_SEARCH = "product_search"
    PRICE_CHECK = "price_check"
    PROMOTIONS = "promotions"
    RETURN_ITEM = "return_item"
    REFUND_STATUS = "refund_status"
    RETURN_POLICY = "return_policy"
    CHANGE_ADDRESS = "change_address"
    SUBSCRIBE = "subscribe"
    MANAGE_SUBSCRIPTION = "manage_subscription"
    DELIVERY_INFO = "delivery_info"
    PAYMENT_INFO = "payment_info"
    STORE_INFO = "store_info"
    HUMAN_AGENT = "human_agent"
    THANKS = "thanks"
    INFORM = "inform"
    """An answer to a question: a size, a store, "the second one"."""
    YES = "yes"
    NO = "no"
    STOP = "stop"
    HELP = "help"
    REPEAT = "repeat"
    START_OVER = "start_over"
    MORE = "more"
    GREETING = "greeting"
    WAIT = "wait"
    """One moment; nothing is answered yet."""
    UNSURE = "unsure"
    WHO_SPEAKS = "who_speaks"
    """Whether a person or a machine is speaking."""
    SILENCE = "silence"
    """Nothing was said in the time there was."""
    CARD_FAILED = "card_failed"
    """The channel's payment service, asked for a card, came back without one."""
    UNKNOWN = "unknown"


class TurnKind(StrEnum):
    """What sort of message the channel delivered."""

    LAUNCH = "launch"
    SPEECH = "speech"
    ENDED = "ended"
    """The session is over; nothing may be said any more."""
    EVENT = "event"
    """Not part of a conversation; acknowledged and otherwise left alone."""


class Slot(StrEnum):
    """The names under which channels hand over what they understood."""

    QUERY = "query"
    """Free words: the text understanding reads them."""
    PRODUCT = "product"
    QUANTITY = "quantity"
    SIZE = "size"
    COLOR = "color"
    PLACE = "place"
    METHOD = "method"
    ORDER_NUMBER = "order_number"
    ORDINAL = "ordinal"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAccount:
    """Where the channel tells what the shopper let us read of them, while the turn lasts."""

    endpoint: str
    token: str = field(repr=False)
    device: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of a shopper on one channel."""

    channel: str
    merchant_id: MerchantId
    session_id: str
    user_id: str
    locale: str = "en-US"
    request_id: str = "-"
    kind: TurnKind = TurnKind.SPEECH
    intent: Intent | None = None
    """None: the channel did not say; the text understanding decides."""
    slots: Mapping[Slot, str] = field(default_factory=dict)
    text: str | None = None
    """What was said, where the channel tells."""
    pressed: bool = False
    """`text` is keys that were pressed, not words."""
    access_token: str | None = field(default=None, repr=False)
    """The account-linking token, unchecked."""
    account: ChannelAccount | None = None
    """The shopper's own account with the channel; None: it has none that can be asked."""
    can_link: bool = False
    """The channel shows a card by which the shopper links the shop account."""
    payment_token: str | None = field(default=None, repr=False)
    """What the channel's own payment service made of a card in this turn."""
    new_session: bool = False
    once_within: timedelta | None = None
    """The request may be answered once in this time, which is still to be found out (`Admission`);
    None: the channel has seen to that."""
    by_phone: bool = False
    """It is a call, also where the caller withholds the number."""
    begun: str = ""
    """What the conversation was begun with, once that is known: a channel may call the next one by
    the same `session_id`, days later."""

    @property
    def conversation(self) -> tuple[str, ...]:
        """Names the conversation: no other is called so."""
        return (self.channel, self.session_id, *((self.begun,) if self.begun else ()))

    @property
    def caller(self) -> str:
        """Whom the channel names. Where it names nobody each conversation is somebody of its own:
        what one of them wants kept, or gets wrong, is not counted for all the others."""
        return self.user_id if self.user_id.strip("-") else self.session_id
