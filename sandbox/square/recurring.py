"""The Subscriptions API: plans of the catalog, subscriptions to them, and what each cycle bills.

Only item-based plans (RELATIVE pricing): each phase is billed by a DRAFT order as its template.
A cycle begins when it is asked for at the control surface, whatever the clock says: scheduled
actions that are due take effect, then an order is made of the template, charged to the card on
file and told by an invoice. Source: Square's object model 2026-09-16, the OpenAPI document of
2025-08-20 and developer.squareup.com/docs/subscriptions-api (read 2026-11-21).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.platform import Action, ControlError
from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.calls import Call
from sandbox.square.catalog import Catalog
from sandbox.square.charges import Charges
from sandbox.square.errors import SquareError, bad_request, invalid_value, missing, not_found
from sandbox.square.errors import version_mismatch as mismatch
from sandbox.square.notices import Notices
from sandbox.square.orders import Orders, copied
from sandbox.square.plans import new_plan, next_day
from sandbox.square.seller import Seller
from sandbox.square.store import State

_KEPT = ("location_id", "plan_variation_id", "customer_id", "card_id", "timezone", "source")
_TEMPLATE = ("location_id", "customer_id", "line_items", "taxes", "discounts", "pricing_options")


class Recurring:
    """One seller's plans, subscriptions and invoices."""

    def __init__(
        self,
        *,
        state: State,
        clock: Clock,
        seller: Seller,
        catalog: Catalog,
        orders: Orders,
        charges: Charges,
        notices: Notices,
    ) -> None:
        """Keep them in `state`."""
        self._state = state
        self._clock = clock
        self._seller = seller
        self._catalog = catalog
        self._orders = orders
        self._charges = charges
        self._notices = notices

    # --- the API -----------------------------------------------------------------------------

    def plans(self, _call: Call) -> JsonObject:
        """GET /v2/catalog/list?types=SUBSCRIPTION_PLAN."""
        rows = list(self._state.plans.rows())
        return {"objects": rows} if rows else {}

    def create(self, call: Call) -> JsonObject:
        """POST /v2/subscriptions: PENDING until its first day."""
        body = call.body
        phase = self._phase(body.get("plan_variation_id"))
        self._check_who(body)
        start = _day(body, "start_date") or self._today()
        if start < self._today():
            raise invalid_value("The start date is in the past.", "start_date")
        template = self._template(body, phase)
        subscription: JsonObject = {
            "id": str(uuid.uuid4()),
            **{name: body[name] for name in _KEPT if name in body},
            "start_date": start.isoformat(),
            "status": "PENDING" if start > self._today() else "ACTIVE",
            "version": 1,
            "created_at": rfc3339(self._clock.now()),
            "invoice_ids": [],
            "phases": [
                {
                    "uid": str(uuid.uuid4()),
                    "ordinal": 0,
                    "order_template_id": template,
                    "plan_phase_uid": phase["uid"],
                }
            ],
            "actions": [],
        }
        subscription.setdefault("timezone", "America/Los_Angeles")
        self._keep(subscription, "subscription.created")
        return self._shown(subscription)

    def get(self, call: Call) -> JsonObject:
        """GET /v2/subscriptions/{subscription_id}, with `include=actions` its actions."""
        return self._shown(self._named(call), actions=call.query.get("include") == "actions")

    def update(self, call: Call) -> JsonObject:
        """PUT /v2/subscriptions/{subscription_id}: another card."""
        subscription = self._named(call)
        sent = call.body.get("subscription", {})
        if sent.get("version", subscription["version"]) != subscription["version"]:
            raise mismatch(f"The latest version is {subscription['version']}.")
        if "card_id" in sent:
            self._check_card(sent["card_id"], subscription["customer_id"])
            subscription["card_id"] = sent["card_id"]
        self._keep(subscription, "subscription.updated")
        return self._shown(subscription)

    def delete_action(self, call: Call) -> JsonObject:
        """DELETE …/actions/{action_id}: it does not happen after all."""
        subscription = self._named(call)
        kept = [each for each in subscription["actions"] if each["id"] != call.params["action_id"]]
        if len(kept) == len(subscription["actions"]):
            raise not_found("Subscription action")
        subscription["actions"] = kept
        self._keep(subscription, "subscription.updated")
        return self._shown(subscription)

    def cancel(self, call: Call) -> JsonObject:
        """POST …/cancel: it ends with the period that is paid."""
        subscription = self._named(call)
        self._check_status(subscription, ("ACTIVE", "PENDING", "PAUSED"))
        if any(each["type"] == "CANCEL" for each in subscription["actions"]):
            raise bad_request("The subscription is scheduled for cancellation already.")
        last = subscription.get("charged_through_date", self._today().isoformat())
        subscription["canceled_date"] = last
        subscription["actions"] = []
        return self._schedule(subscription, ("CANCEL", last))

    def pause(self, call: Call) -> JsonObject:
        """POST …/pause: from the next cycle on, for some cycles or until a day."""
        subscription = self._named(call)
        self._check_status(subscription, ("ACTIVE", "PENDING"))
        if any(each["type"] in ("PAUSE", "CANCEL") for each in subscription["actions"]):
            raise bad_request("The subscription has a pending PAUSE or CANCEL action.")
        body, following = call.body, self._next(subscription)
        begins = max(_day(body, "pause_effective_date") or following, following)
        cycles, until = body.get("pause_cycle_duration"), _day(body, "resume_effective_date")
        if cycles is not None and until is not None:
            raise bad_request("Give either a duration or a date.", "pause_cycle_duration")
        if cycles is not None:
            until = begins
            for _ in range(cycles):
                until = self._later(subscription, until)
        if until is not None and until < self._later(subscription, begins):
            raise invalid_value("At least one cycle must be paused.", "resume_effective_date")
        wanted = [("PAUSE", begins.isoformat())]
        wanted += [("RESUME", until.isoformat())] if until else []
        return self._schedule(subscription, *wanted)

    def resume(self, call: Call) -> JsonObject:
        """POST …/resume: at once, unless a later day is named."""
        subscription = self._named(call)
        self._check_status(subscription, ("PAUSED", "DEACTIVATED"))
        subscription["actions"] = []
        day = _day(call.body, "resume_effective_date") or self._today()
        if day > self._today():
            return self._schedule(subscription, ("RESUME", day.isoformat()))
        subscription["status"] = "ACTIVE"
        self._keep(subscription, "subscription.updated")
        return self._shown(subscription, actions=True)

    def invoice(self, call: Call) -> JsonObject:
        """GET /v2/invoices/{invoice_id}."""
        found = self._state.invoices.get(call.params["invoice_id"])
        if found is None:
            raise not_found("Invoice")
        return {"invoice": found}

    # --- the seller --------------------------------------------------------------------------

    def actions(self) -> dict[str, Action]:
        """What the control surface does with them."""
        return {
            "POST plan": lambda _params, body: self._add_plan(body),
            "GET subscriptions": lambda _params, _body: list(self._state.recurring.rows()),
            "POST cycle": lambda _params, body: self._begin_cycle(str(body["subscription_id"])),
        }

    def _add_plan(self, body: JsonObject) -> JsonObject:
        """A plan with one variation: `name`, `cadence` as Square words it, `sku` of its item."""
        name, cadence = str(body.get("name", "Subscribe")), str(body.get("cadence", "MONTHLY"))
        item = self._catalog.item_of(ids.fixed("variation", str(body.get("sku"))))
        try:
            plan = new_plan(name, cadence, item, updated_at=rfc3339(self._clock.now()))
        except ValueError as error:
            raise ControlError(str(error)) from None
        variation = plan["subscription_plan_data"]["subscription_plan_variations"][0]
        self._state.plans.put(plan["id"], plan)
        return {"plan_id": plan["id"], "plan_variation_id": variation["id"]}

    def _begin_cycle(self, subscription_id: str) -> JsonObject:
        """The next cycle begins: due actions take effect, then an active one is billed."""
        subscription = self._state.recurring.get(subscription_id)
        if subscription is None:
            raise ControlError("no such subscription", status=404)
        day = self._next(subscription)
        for action in [each for each in subscription["actions"] if _is_due(each, day)]:
            subscription["actions"].remove(action)
            states = {"PAUSE": "PAUSED", "RESUME": "ACTIVE", "CANCEL": "CANCELED"}
            subscription["status"] = states[action["type"]]
        if subscription["status"] == "PENDING":
            subscription["status"] = "ACTIVE"
        following = self._later(subscription, day)
        self._state.marks.setdefault("next_cycle", {})[subscription_id] = following.isoformat()
        billed = subscription["status"] == "ACTIVE"
        if billed:
            through = following - timedelta(days=1)
            subscription["charged_through_date"] = through.isoformat()
            self._bill(subscription, day)
        self._keep(subscription, "subscription.updated")
        return {"status": subscription["status"], "billed": billed}

    # --- parts -------------------------------------------------------------------------------

    def _bill(self, subscription: JsonObject, day: date) -> None:
        """An order like the template, its payment by the card, and the invoice of both."""
        template = self._orders.named(subscription["phases"][0]["order_template_id"])
        wanted = copied({name: template[name] for name in _TEMPLATE if name in template})
        wanted["line_items"] = [_asked(line) for line in wanted["line_items"]]
        wanted.pop("taxes", None)
        order = self._orders.create(Call(body={"order": wanted}))["order"]
        invoice = self._new_invoice(subscription, order, day)
        try:
            self._charge(subscription, order)
        except SquareError:
            invoice["status"] = "UNPAID"
            self._keep_invoice(invoice, "invoice.scheduled_charge_failed")
        else:
            invoice["status"] = "PAID"
            self._keep_invoice(invoice, "invoice.payment_made")
        subscription["invoice_ids"] = [invoice["id"], *subscription["invoice_ids"]]

    def _charge(self, subscription: JsonObject, order: JsonObject) -> None:
        body = {
            "source_id": subscription["card_id"],
            "idempotency_key": str(uuid.uuid4()),
            "amount_money": dict(order["total_money"]),
            "order_id": order["id"],
            "customer_id": subscription["customer_id"],
            "autocomplete": True,
        }
        self._charges.create(Call(body=body))

    def _new_invoice(self, subscription: JsonObject, order: JsonObject, day: date) -> JsonObject:
        now = rfc3339(self._clock.now())
        return {
            "id": f"inv:0-{ids.mixed(20)}",
            "version": 1,
            "location_id": subscription["location_id"],
            "order_id": order["id"],
            "subscription_id": subscription["id"],
            "primary_recipient": {"customer_id": subscription["customer_id"]},
            "payment_requests": [
                {
                    "uid": str(uuid.uuid4()),
                    "request_type": "BALANCE",
                    "due_date": day.isoformat(),
                    "automatic_payment_source": "CARD_ON_FILE",
                    "card_id": subscription["card_id"],
                    "computed_amount_money": dict(order["total_money"]),
                }
            ],
            "delivery_method": "EMAIL",
            "status": "SCHEDULED",
            "timezone": subscription["timezone"],
            "created_at": now,
            "updated_at": now,
        }

    def _keep_invoice(self, invoice: JsonObject, kind: str) -> None:
        self._state.invoices.put(invoice["id"], invoice)
        self._notices.tell(kind, "invoice", {"invoice": copied(invoice)}, object_id=invoice["id"])

    def _keep(self, subscription: JsonObject, kind: str) -> None:
        if kind != "subscription.created":
            subscription["version"] += 1
        self._state.recurring.put(subscription["id"], subscription)
        told = self._shown(subscription)
        self._notices.tell(kind, "subscription", told, object_id=subscription["id"])

    def _schedule(self, subscription: JsonObject, *wanted: tuple[str, str]) -> JsonObject:
        made = [{"id": str(uuid.uuid4()), "type": t, "effective_date": d} for t, d in wanted]
        subscription["actions"] = [*subscription["actions"], *made]
        self._keep(subscription, "subscription.updated")
        return {**self._shown(subscription), "actions": copied({"a": made})["a"]}

    def _shown(self, subscription: JsonObject, *, actions: bool = False) -> JsonObject:
        hidden = set() if actions else {"actions"}
        return {"subscription": copied({k: v for k, v in subscription.items() if k not in hidden})}

    def _named(self, call: Call) -> JsonObject:
        found = self._state.recurring.get(call.params["subscription_id"])
        if found is None:
            raise not_found("Subscription")
        return found

    def _phase(self, variation_id: str | None) -> JsonObject:
        if variation_id is None:
            raise missing("plan_variation_id")
        for variation in self._variations():
            if variation["id"] == variation_id:
                phase: JsonObject = variation["subscription_plan_variation_data"]["phases"][0]
                return phase
        raise not_found("Subscription plan variation", "plan_variation_id")

    def _variations(self) -> Iterator[JsonObject]:
        for plan in self._state.plans.rows():
            yield from plan["subscription_plan_data"]["subscription_plan_variations"]

    def _check_who(self, body: JsonObject) -> None:
        if body["location_id"] not in self._seller.locations:
            raise not_found("Location", "location_id")
        if self._state.customers.get(body["customer_id"]) is None:
            raise not_found("Customer", "customer_id")
        if "card_id" not in body:
            raise bad_request("The customer has no e-mail address for invoices.", "card_id")
        self._check_card(body["card_id"], body["customer_id"])

    def _check_card(self, card_id: str, customer_id: str) -> None:
        card = self._state.cards.get(card_id)
        if card is None or not card["enabled"] or card.get("customer_id") != customer_id:
            raise not_found("Card on file for this customer", "card_id")

    def _template(self, body: JsonObject, phase: JsonObject) -> str:
        given = [each for each in body.get("phases", ()) if each.get("ordinal") == phase["ordinal"]]
        if not given or "order_template_id" not in given[0]:
            raise missing("phases[0].order_template_id")
        order = self._state.orders.get(given[0]["order_template_id"])
        if order is None or order["state"] != "DRAFT":
            raise invalid_value("The template must be a DRAFT order.", "phases[0]")
        if order["location_id"] != body["location_id"]:
            raise invalid_value("The template is of another location.", "phases[0]")
        return str(order["id"])

    def _check_status(self, subscription: JsonObject, allowed: tuple[str, ...]) -> None:
        if subscription["status"] not in allowed:
            raise bad_request(f"The subscription is {subscription['status']}.")

    def _next(self, subscription: JsonObject) -> date:
        kept = self._state.marks.get("next_cycle", {}).get(subscription["id"])
        return date.fromisoformat(kept or subscription["start_date"])

    def _later(self, subscription: JsonObject, day: date) -> date:
        cadence = self._phase(subscription["plan_variation_id"])["cadence"]
        return next_day(cadence, day, begun=date.fromisoformat(subscription["start_date"]))

    def _today(self) -> date:
        return self._clock.now().date()


def _asked(line: JsonObject) -> JsonObject:
    """A line as a request words it: what Square filled in is left out."""
    return {name: line[name] for name in ("catalog_object_id", "quantity", "note") if name in line}


def _is_due(action: JsonObject, day: date) -> bool:
    return date.fromisoformat(action["effective_date"]) <= day


def _day(body: JsonObject, name: str) -> date | None:
    value: Any = body.get(name)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise invalid_value("Expected YYYY-MM-DD.", name) from None
