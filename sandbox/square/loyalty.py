"""The Loyalty API: one program, accounts with points, rewards on orders, and what happened.

Source: Square's object model 2026-09-16 and developer.squareup.com/docs/loyalty-api (read
2026-11-21). Points of an order are given once it is COMPLETED; a reward that is on an order is
redeemed when the order is paid, and cannot be deleted after that.
"""

from __future__ import annotations

import uuid
from typing import Any

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.web import JsonObject
from sandbox.square import ids, paging, rewards
from sandbox.square.calls import Call
from sandbox.square.errors import bad_request, missing, not_found
from sandbox.square.orders import Orders, is_paid
from sandbox.square.seller import Seller
from sandbox.square.store import State
from sandbox.square.validation import limit_of

MEMBER = ids.fixed("customer", "jordan-rivera", 26)
_MEMBER_BALANCE = 25
_MOST_CUSTOMERS = 30


class Loyalty:
    """One seller's program."""

    def __init__(self, *, state: State, clock: Clock, seller: Seller, orders: Orders) -> None:
        """Keep accounts, rewards and events in `state`."""
        self._state = state
        self._clock = clock
        self._orders = orders
        self._program = rewards.program_of(seller)

    def seed(self) -> None:
        """The demo shopper is a member with points for two small rewards."""
        self.enroll(MEMBER, _MEMBER_BALANCE)

    def enroll(self, customer_id: str, balance: int) -> JsonObject:
        """What staff do at the till: a customer joins (or their points are set)."""
        customer = self._state.customers.get(customer_id)
        if customer is None:
            raise not_found(f"Customer `{customer_id}`")
        now = self._now()
        mapping = {"id": str(uuid.uuid4()), "created_at": now}
        account: JsonObject = {
            "id": ids.fixed("loyalty-account", customer_id),
            "program_id": self._program["id"],
            "balance": balance,
            "lifetime_points": balance,
            "customer_id": customer_id,
            "enrolled_at": now,
            "created_at": now,
            "updated_at": now,
            "mapping": {**mapping, "phone_number": customer.get("phone_number", "")},
        }
        return self._state.loyalty_accounts.put(account["id"], account)

    # --- the API -----------------------------------------------------------------------------

    def program(self, call: Call) -> JsonObject:
        """GET /v2/loyalty/programs/{program_id}: `main` names the only one."""
        self._check_program(call)
        return {"program": self._program}

    def calculate(self, call: Call) -> JsonObject:
        """POST /v2/loyalty/programs/{program_id}/calculate: for an order of the seller."""
        self._check_program(call)
        if "order_id" not in call.body:
            raise missing("order_id")
        order = self._orders.named(call.body["order_id"])
        return {"points": rewards.earned_by(order), "promotion_points": 0}

    def search_accounts(self, call: Call) -> JsonObject:
        """POST /v2/loyalty/accounts/search, by customer or by phone."""
        query = call.body.get("query", {})
        wanted = query.get("customer_ids")
        phones = [each.get("phone_number") for each in query.get("mappings", ())]
        if wanted and phones:
            raise bad_request("Give either customer_ids or mappings.", "query")
        if max(len(wanted or ()), len(phones)) > _MOST_CUSTOMERS:
            raise bad_request(f"At most {_MOST_CUSTOMERS} are allowed.", "query")
        rows = [
            row
            for row in self._state.loyalty_accounts.rows()
            if (not wanted or row["customer_id"] in wanted)
            and (not phones or row["mapping"]["phone_number"] in phones)
        ]
        return self._page("loyalty_accounts", rows, call, most=200)

    def account(self, call: Call) -> JsonObject:
        """GET /v2/loyalty/accounts/{account_id}."""
        return {"loyalty_account": self._account(call.params["account_id"])}

    def accumulate(self, call: Call) -> JsonObject:
        """POST …/accumulate: the points of a completed order, once."""
        account = self._account(call.params["account_id"])
        order_id = call.body["accumulate_points"].get("order_id")
        if order_id is None:
            raise missing("accumulate_points.order_id")
        order = self._orders.named(order_id)
        if order["state"] != "COMPLETED":
            raise bad_request("The order must be COMPLETED.", "accumulate_points.order_id")
        if order["location_id"] != call.body["location_id"]:
            raise bad_request("The order was made at another location.", "location_id")
        if any(_order_of(event) == order_id for event in self._state.loyalty_events.rows()):
            raise bad_request("Points were accumulated for this order.", "accumulate_points")
        points = rewards.earned_by(order)
        if points == 0:
            return {}
        self._add(account, points, lifetime=points)
        told = {"points": points, "order_id": order_id, "loyalty_program_id": self._program["id"]}
        event = self._note("ACCUMULATE_POINTS", account, "accumulate_points", told)
        event["location_id"] = order["location_id"]
        return {"events": [event]}

    def adjust(self, call: Call) -> JsonObject:
        """POST …/adjust: by hand, below zero only where that is allowed."""
        account = self._account(call.params["account_id"])
        asked = call.body["adjust_points"]
        after = account["balance"] + asked["points"]
        if asked["points"] == 0:
            raise bad_request("The points must not be 0.", "adjust_points.points")
        if asked["points"] < 0 and after < 0 and not call.body.get("allow_negative_balance"):
            raise bad_request("The balance would be negative.", "adjust_points.points")
        self._add(account, asked["points"])
        told = {**asked, "loyalty_program_id": self._program["id"]}
        return {"event": self._note("ADJUST_POINTS", account, "adjust_points", told)}

    def create_reward(self, call: Call) -> JsonObject:
        """POST /v2/loyalty/rewards: locks the points and puts the discount on the order."""
        asked = call.body["reward"]
        account = self._account(asked["loyalty_account_id"])
        tier = rewards.tier_named(asked["reward_tier_id"], "reward.reward_tier_id")
        if account["balance"] < tier["points"]:
            raise bad_request("Not enough points.", "reward.reward_tier_id")
        now = self._now()
        reward: JsonObject = {
            "id": str(uuid.uuid4()),
            "status": "ISSUED",
            "loyalty_account_id": account["id"],
            "reward_tier_id": tier["id"],
            "points": tier["points"],
            "created_at": now,
            "updated_at": now,
        }
        if "order_id" in asked:
            reward["order_id"] = asked["order_id"]
            order = self._open_order(asked["order_id"])
            self._orders.reprice(order, lambda: rewards.attach(order, reward["id"], tier))
        self._add(account, -tier["points"])
        self._state.loyalty_rewards.put(reward["id"], reward)
        told = {"reward_id": reward["id"], "points": tier["points"]}
        self._note("CREATE_REWARD", account, "create_reward", told)
        return {"reward": reward}

    def reward(self, call: Call) -> JsonObject:
        """GET /v2/loyalty/rewards/{reward_id}."""
        return {"reward": self._reward(call)}

    def delete_reward(self, call: Call) -> JsonObject:
        """DELETE /v2/loyalty/rewards/{reward_id}: the points and the order's price come back."""
        reward = self._reward(call)
        if reward["status"] != "ISSUED":
            raise bad_request(f"A {reward['status']} reward cannot be deleted.")
        if "order_id" in reward:
            order = self._open_order(reward["order_id"])
            self._orders.reprice(order, lambda: rewards.detach(order, reward["id"]))
        account = self._account(reward["loyalty_account_id"])
        self._add(account, reward["points"])
        reward.update(status="DELETED", updated_at=self._now())
        self._state.loyalty_rewards.put(reward["id"], reward)
        told = {"reward_id": reward["id"], "points": reward["points"]}
        self._note("DELETE_REWARD", account, "delete_reward", told)
        return {}

    def search_events(self, call: Call) -> JsonObject:
        """POST /v2/loyalty/events/search, newest first."""
        asked = call.body.get("query", {}).get("filter", {})
        account = asked.get("loyalty_account_filter", {}).get("loyalty_account_id")
        kinds = asked.get("type_filter", {}).get("types")
        order = asked.get("order_filter", {}).get("order_id")
        since = asked.get("date_time_filter", {}).get("created_at", {}).get("start_at", "")
        rows = [
            event
            for event in self._state.loyalty_events.rows()
            if account in (None, event["loyalty_account_id"])
            and (not kinds or event["type"] in kinds)
            and order in (None, _order_of(event))
            and event["created_at"] >= since
        ]
        rows.reverse()
        return self._page("events", rows, call, most=30)

    # --- inside ------------------------------------------------------------------------------

    def _page(self, name: str, rows: list[Any], call: Call, *, most: int) -> JsonObject:
        limit = limit_of(call.body.get("limit"), default=30, highest=most)
        page, following = paging.cut(
            rows, clock=self._clock, call=call.body, cursor=call.body.get("cursor"), limit=limit
        )
        answer: JsonObject = {name: page} if page else {}
        if following:
            answer["cursor"] = following
        return answer

    def _open_order(self, order_id: str) -> JsonObject:
        order = self._orders.named(order_id)
        if order["state"] not in ("OPEN", "DRAFT") or is_paid(order):
            raise bad_request("The order can no longer be changed.", "reward.order_id")
        return order

    def _check_program(self, call: Call) -> None:
        if call.params["program_id"] not in ("main", self._program["id"]):
            raise not_found("Loyalty program")

    def _account(self, account_id: str) -> JsonObject:
        found = self._state.loyalty_accounts.get(account_id)
        if found is None:
            raise not_found(f"Loyalty account `{account_id}`")
        return found

    def _reward(self, call: Call) -> JsonObject:
        found = self._state.loyalty_rewards.get(call.params["reward_id"])
        if found is None:
            raise not_found("Reward")
        return found

    def _add(self, account: JsonObject, points: int, *, lifetime: int = 0) -> None:
        account["balance"] += points
        account["lifetime_points"] += lifetime
        account["updated_at"] = self._now()
        self._state.loyalty_accounts.put(account["id"], account)

    def _note(self, kind: str, account: JsonObject, name: str, told: JsonObject) -> JsonObject:
        event: JsonObject = {
            "id": str(uuid.uuid4()),
            "type": kind,
            "created_at": self._now(),
            "loyalty_account_id": account["id"],
            "source": "LOYALTY_API",
            name: told,
        }
        return self._state.loyalty_events.put(event["id"], event)

    def _now(self) -> str:
        return rfc3339(self._clock.now())


def _order_of(event: JsonObject) -> str | None:
    found: str | None = event.get("accumulate_points", {}).get("order_id")
    return found
