"""A shop that runs on Abacus, for tests; knows nothing of the adapter."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sandbox.kit.app import Shop
from sandbox.kit.plain import PlainPlatform
from sandbox.kit.platform import Action, ControlError, Options
from sandbox.kit.seed import seed_shop
from sandbox.kit.web import Answer, BadJsonError, JsonObject, Request, json_answer

KEY = "beads-of-the-shop-0001"
PAGE = 100
LISTS = ("stores", "items", "counts", "sales")


def create_shop(options: Options) -> Shop:
    """The shop as a WSGI application."""
    return Shop(Abacus(options), options)


class Abacus(PlainPlatform):
    """One shop's beads."""

    name = "abacus"

    def __init__(self, options: Options) -> None:
        super().__init__()
        self._options = options
        self.reset()

    def reset(self) -> None:
        """Stock the shop."""
        seed = seed_shop(self._options.seed_variants, self._options.seed)
        self._ids = itertools.count(100001)
        self.is_locked = False
        self.done: dict[str, Answer] = {}
        self.rows: dict[str, dict[str, JsonObject]] = {noun: {} for noun in LISTS}
        for store in seed.stores[:2]:
            where = {"street": store.street, "town": store.city, "land": store.country}
            self._put("stores", id=store.key, name=store.name, where=where)
        for product in seed.products:
            versions = []
            for one in product.variants:
                opts = dict(zip(product.option_names, one.options, strict=True))
                versions.append({"id": self._id("v"), "sku": one.sku, "ean": one.barcode,
                    "label": one.title, "cents": one.price, "opts": opts,
                    "counted": product.tracked, "taxed": product.taxable})  # fmt: skip
                for store in self.rows["stores"]:
                    if (pieces := one.stock[store]) is not None:
                        self._put("counts", id=f"{versions[-1]['id']}@{store}", store=store,
                            version=versions[-1]["id"], pieces=str(pieces))  # fmt: skip
            self._put("items", id=self._id("i"), title=product.title, maker=product.brand,
                groups=[seed.categories[product.category]], photos=list(product.images),
                gone=False, versions=versions)  # fmt: skip

    # --- the API -----------------------------------------------------------------------------

    def labels(self, request: Request) -> Sequence[str]:
        """The route."""
        path = request.path.split("/")
        if len(path) > 3:
            path[3] = "{id}"
        return [f"{request.method} {'/'.join(path)}"]

    def handle(self, request: Request) -> Answer:
        """Answer as Abacus would."""
        if request.headers.get("x-abacus-key") != KEY or self.is_locked:
            return self.failure(request, 401)
        try:
            return self._routed(request)
        except (ControlError, BadJsonError) as refusal:
            return self.failure(request, getattr(refusal, "status", 400))

    def _routed(self, request: Request) -> Answer:
        parts = request.path.strip("/").split("/")
        if request.method == "GET":
            shop = {"id": "shop-1", "name": "Northwind Outfitters"}
            return _answer(shop if parts[1] == "shop" else self._list(parts[1], request.query))
        body = request.json()
        if parts[1] == "prices":
            return _answer(self._priced(body))
        name = f"{request.path} {body.get('key')}"
        if name not in self.done:
            self.done[name] = _answer(self._write(parts[2:], body))
        return self.done[name]

    def _list(self, noun: str, query: Mapping[str, str]) -> JsonObject:
        if noun not in self.rows:
            raise ControlError("no such list", status=404)
        rows = [one for one in self.rows[noun].values() if _is_wanted(one, noun, query)]
        rows.sort(key=lambda one: one["rev"])
        start = int(query.get("after", "0:").partition(":")[0])
        mark = query.get("after", "").partition(":")[2] or f"{self.revision:09d}"
        more = len(rows) > start + PAGE
        page: JsonObject = {"data": rows[start : start + PAGE]}
        return {**page, "next": f"{start + PAGE}:{mark}"} if more else {**page, "mark": mark}

    def _write(self, path: list[str], body: JsonObject) -> JsonObject:
        if not path:
            sale = self._priced(body)
            self._move(sale, -1)
            return self._put("sales", **sale, id=self._id("s"), state="open",
                is_paid=False, reference=body.get("reference"), made=self._now())  # fmt: skip
        sale = self.rows["sales"].get(path[0]) or {}
        if not sale:
            raise ControlError("no such sale", status=404)
        if path[1] == "void":
            if sale["state"] == "void":
                return sale
            self._move(sale, +1)
            return self._put("sales", **{**sale, "state": "void"})
        if sale["state"] == "void" or body.get("cents") != sale["total"]:
            raise ControlError("void, or not what is due", status=409)
        return self._put("sales", **{**sale, "state": "paid", "is_paid": True})

    def _priced(self, body: JsonObject) -> JsonObject:
        sold = {
            v["id"]: v for i in self.rows["items"].values() if not i["gone"] for v in i["versions"]
        }
        lines = []
        for wish in body["lines"]:
            version = sold.get(wish["version"])
            if version is None or version["cents"] is None:
                raise ControlError("not for sale", status=422)
            net = version["cents"] * wish["pieces"]
            tax = round(net * 1035 / 10000) if version["taxed"] else 0
            lines.append({"id": self._id("l"), "label": version["label"], "tax": tax,
                "version": version["id"], "pieces": str(wish["pieces"]),
                "each": version["cents"], "total": net + tax})  # fmt: skip
        tax, fee = sum(one["tax"] for one in lines), body.get("shipping", 0)
        net = sum(one["total"] - one["tax"] for one in lines)
        return {"store": body["store"], "lines": lines, "net": net, "tax": tax, "shipping": fee,
            "total": net + tax + fee}  # fmt: skip

    # --- the counter -------------------------------------------------------------------------

    def actions(self) -> Mapping[str, Action]:
        """What staff do."""
        return {
            "GET shop": lambda _p, _b: {"variants": len(self._sold())},
            "GET orders": lambda _p, _b: {"orders": [_row(o) for o in self.rows["sales"].values()]},
            "GET stock": lambda params, _b: {"stock": self._counted(params["sku"])},
            "POST sell": lambda _p, body: self._sell(**body),
            "POST price": lambda _p, body: self._change(body["sku"], cents=body["amount"]),
            "POST rename": lambda _p, body: self._change(body["sku"], title=body["title"]),
            "POST delete": lambda _p, body: self._change(body["sku"], gone=True),
            "POST revoke": lambda _p, _b: setattr(self, "is_locked", True),
        }

    def _sold(self) -> dict[str, JsonObject]:
        items = (item for item in self.rows["items"].values() if not item["gone"])
        return {version["id"]: version for item in items for version in item["versions"]}

    def _sku(self, sku: str) -> tuple[JsonObject, JsonObject]:
        items = self.rows["items"].values()
        return next((i, v) for i in items for v in i["versions"] if v["sku"] == sku)

    def _counted(self, sku: str) -> dict[str, str]:
        wanted, stores = self._sku(sku)[1]["id"], self.rows["stores"]
        rows = (one for one in self.rows["counts"].values() if one["version"] == wanted)
        return {stores[one["store"]]["name"]: one["pieces"] for one in rows}

    def _sell(self, sku: str, location: str, quantity: int = 1) -> None:
        store = next(one["id"] for one in self.rows["stores"].values() if one["name"] == location)
        lines = [{"version": self._sku(sku)[1]["id"], "pieces": quantity}]
        self._move({"store": store, "lines": lines}, -1)

    def _change(self, sku: str, **changes: Any) -> None:
        item, version = self._sku(sku)
        if "cents" in changes:
            version["cents"] = changes.pop("cents")
        self._put("items", **{**item, **changes})

    def _move(self, sale: JsonObject, sign: int) -> None:
        for line in sale["lines"]:
            row = self.rows["counts"].get(f"{line['version']}@{sale['store']}")
            if row is not None:
                pieces = int(row["pieces"]) + sign * int(line["pieces"])
                self._put("counts", **{**row, "pieces": str(pieces)})

    def _put(self, noun: str, **row: Any) -> JsonObject:
        self.revision += 1
        self.rows[noun][row["id"]] = {**row, "rev": self.revision, "at": self._now()}
        return self.rows[noun][row["id"]]

    def _id(self, kind: str) -> str:
        return f"{kind}{next(self._ids)}"

    def _now(self) -> str:
        return datetime.now(UTC).isoformat()


def _answer(found: JsonObject) -> Answer:
    return json_answer(found, headers={"X-Abacus-Version": "3"})


def _row(sale: JsonObject) -> JsonObject:
    charged = sale["total"] if sale["is_paid"] else 0
    return {"reference": sale.get("reference"), "visible_in_pos": True,
        "payments": [{"charged": charged, "authorized": 0, "refunded": 0}]}  # fmt: skip


def _is_wanted(row: JsonObject, noun: str, query: Mapping[str, str]) -> bool:
    if row["rev"] <= int(query.get("since", 0)) or (row.get("gone") and "since" not in query):
        return False
    if "versions" in query and row["version"] not in query["versions"].split(","):
        return False
    return all(row.get(n) == query[n] for n in ("id", "reference") if n in query)
