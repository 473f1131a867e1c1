"""One shopper who talks freely to a shop of the scripted conversations."""

from __future__ import annotations

from app.voice.conversation import Conversation
from app.voice.dialogue.state import Choice, Item, State
from app.voice.dialogue.stored_state import decode
from app.voice.reply import Reply
from app.voice.sessions import SessionKey
from app.voice.speech import shown
from app.voice.turn import Turn
from domain.orders import FulfillmentMethod, OrderState
from tests.conversations.runner import give
from tests.conversations.shop import LOCALES, ConversationShop, open_shop
from tests.fakes.voice import NORTHWIND, TOKEN

CALLER = "+12065550123"


class Talk:
    """One shopper at one shop."""

    def __init__(self, language: str, *, token: str | None = TOKEN, caller: str = CALLER) -> None:
        self.shop: ConversationShop = open_shop(language)
        self._token, self._caller = token, caller
        self._locale = LOCALES[language]
        self._turns = 0

    def say(self, *sentences: str) -> str:
        """What is answered to the last of the sentences."""
        return [shown(self.turn(each).say, self._locale) for each in sentences][-1]

    def turn(self, words: str) -> Reply:
        self._turns += 1
        turn = Turn(
            channel="phone",
            merchant_id=NORTHWIND,
            session_id="s1",
            user_id=self._caller,
            locale=self._locale,
            request_id=f"r{self._turns}",
            text=words,
            access_token=self._token,
        )
        return Conversation(shop=self.shop).answer(turn)

    @property
    def placed(self) -> list[OrderState]:
        orders = self.shop.shop.orders.values()
        return [each.state for each in orders if each.receipt is not None]

    @property
    def bought(self) -> list[tuple[str, int]]:
        """SKU and quantity of every line that was ordered, in order of SKU."""
        orders = self.shop.shop.orders.values()
        receipts = [each.receipt for each in orders if each.receipt is not None]
        lines = [line for receipt in receipts for line in receipt.lines]
        return sorted((str(line.variant.sku), line.quantity) for line in lines)

    @property
    def gathered(self) -> list[tuple[str, int]]:
        """SKU and quantity of every line in hand, in order of SKU."""
        return sorted((str(each.sku), each.quantity) for each in self.shop_lines())

    def shop_lines(self) -> tuple[Item, ...]:
        """The lines of the order in hand, as the dialogue remembers them."""
        return self._state().lines

    def spoken_of(self) -> Item | None:
        """The goods that are being talked of, chosen or not."""
        return self._state().item

    def way(self) -> FulfillmentMethod | None:
        """How the goods shall be got."""
        return self._state().method

    def choices(self) -> tuple[Choice, ...]:
        """What was read out to choose from."""
        return self._state().choices

    @property
    def state(self) -> State:
        """What the dialogue remembers."""
        return self._state()

    def _state(self) -> State:
        key = SessionKey(merchant_id=NORTHWIND, channel="phone", session_id="s1")
        stored = self.shop.sessions.load(key, self.shop.clock.now())
        return decode(stored.state) if stored else State()


def shopper_with(language: str, *given: str) -> Talk:
    """One who has these already, told as the scripted conversations tell it: "confirmed LAMP"."""
    talk = Talk(language)
    for each in given:
        give(talk.shop, each)
    return talk
