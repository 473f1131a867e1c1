"""What goes on in the shops meanwhile: sales, counts, new prices and names, shoppers at home."""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass, field

import urllib3

from tests.campaigns.town import Shop, Town

_WISH = "one nike air max in black size 10 for pickup downtown"
_PAUSE_S = 0.06


@dataclass(slots=True)
class Trade:
    """Runs on threads of its own until it is told to close."""

    town: Town
    seed: int
    happened: Counter[str] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """One till in each shop, one shopper."""
        for number, shop in enumerate(self.town.shops.values()):
            dice = random.Random(self.seed + number)
            self._threads.append(threading.Thread(target=self._tend, args=(shop, dice)))
        self._threads.append(threading.Thread(target=self._shop_at_home))
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Return when everybody has gone home."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _tend(self, shop: Shop, dice: random.Random) -> None:
        goods = shop.catalog()
        while not self._over.wait(_PAUSE_S):
            kept = dice.choice(goods)
            stores = [store for store, count in kept["stock"].items() if count is not None]
            act = dice.choices(
                ["sell", "count", "price", "rename", "delete"], [50, 30, 12, 8, 0.4]
            )[0]
            if act in ("sell", "count") and not stores:
                continue
            body = {"sku": kept["sku"]}
            if act in ("sell", "count"):
                quantity = 1 if act == "sell" else dice.randrange(5, 60)
                body |= {"location": dice.choice(stores), "quantity": quantity}
            elif act == "price":
                body["amount"] = dice.randrange(500, 20_000)
            elif act == "rename":
                body["title"] = f"{kept['title']} {dice.randrange(100)}"
            self._do(shop, act, body)

    def _do(self, shop: Shop, act: str, body: dict[str, object]) -> None:
        try:
            shop.control("POST", act, body)
            self.happened[f"{shop.platform} {act}"] += 1
        except ValueError:
            self.happened[f"{shop.platform} {act} refused"] += 1  # sold out, or deleted before

    def _shop_at_home(self) -> None:
        while not self._over.wait(0.5):
            try:
                device = self.town.device()
                heard = device.intent("OrderProductIntent", {"query": _WISH})
                if "go ahead" in heard.ssml:
                    heard = device.intent("AMAZON.YesIntent")
                self.happened["ordered" if "ordered" in heard.ssml else "told otherwise"] += 1
            except (urllib3.exceptions.HTTPError, ValueError):
                self.happened["not answered"] += 1
