"""The customer directory: create, read, change, delete, search."""

from __future__ import annotations

import re
from collections.abc import Callable

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.web import JsonObject
from sandbox.square import ids, paging
from sandbox.square.calls import Call
from sandbox.square.errors import SquareError, bad_request, not_found, version_mismatch
from sandbox.square.notices import Notices
from sandbox.square.store import State
from sandbox.square.validation import limit_of, moment

_NAMING = ("given_name", "family_name", "company_name", "email_address", "phone_number")
_PHONE = re.compile(r"\+?[0-9(). -]{9,20}")
_E164 = re.compile(r"\+[1-9][0-9]{8,15}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Customers:
    """One seller's directory. Square does not refuse duplicates, so neither does this."""

    def __init__(self, state: State, clock: Clock, notices: Notices) -> None:
        """Keep profiles in `state`."""
        self._state = state
        self._clock = clock
        self._notices = notices

    def create(self, call: Call) -> JsonObject:
        """POST /v2/customers: at least one name, e-mail or phone number."""
        fields = {key: value for key, value in call.body.items() if key != "idempotency_key"}
        if not any(fields.get(name) for name in _NAMING):
            detail = "At least one of given_name, family_name, company_name, email_address, "
            raise bad_request(detail + "phone_number must be set.")
        _check_contact(fields)
        now = rfc3339(self._clock.now())
        customer: JsonObject = {
            "id": ids.fresh(26),
            "created_at": now,
            "updated_at": now,
            **fields,
            "preferences": {"email_unsubscribed": False},
            "creation_source": "THIRD_PARTY",
            "version": 0,
        }
        self._state.customers.put(customer["id"], customer)
        self._tell("customer.created", customer)
        return {"customer": customer}

    def get(self, call: Call) -> JsonObject:
        """GET /v2/customers/{customer_id}."""
        return {"customer": self.named(call.params["customer_id"])}

    def named(self, customer_id: str) -> JsonObject:
        """The profile with this id. Raises: SquareError CUSTOMER NOT_FOUND."""
        found = self._state.customers.get(customer_id)
        if found is None:
            raise not_found(f"Customer with ID `{customer_id}`")
        return found

    def update(self, call: Call) -> JsonObject:
        """PUT /v2/customers/{customer_id}; without `version` the last writer wins."""
        customer = self.named(call.params["customer_id"])
        fields = dict(call.body)
        version = fields.pop("version", None)
        if version is not None and version != customer["version"]:
            raise version_mismatch(f"The current version is {customer['version']}.")
        _check_contact(fields)
        customer.update(fields)
        customer["version"] += 1
        customer["updated_at"] = rfc3339(self._clock.now())
        self._state.customers.put(customer["id"], customer)
        self._tell("customer.updated", customer)
        return {"customer": customer}

    def delete(self, call: Call) -> JsonObject:
        """DELETE /v2/customers/{customer_id}."""
        customer = self.named(call.params["customer_id"])
        self._state.customers.remove(customer["id"])
        self._tell("customer.deleted", customer, deleted=True)
        return {}

    def list_profiles(self, call: Call) -> JsonObject:
        """GET /v2/customers."""
        limit = limit_of(call.query.get("limit"), default=100, highest=100)
        rows = sorted(self._state.customers.rows(), key=lambda c: str(c.get("given_name", "")))
        return self._page(rows, call.query, limit)

    def search(self, call: Call) -> JsonObject:
        """POST /v2/customers/search by phone, e-mail, reference id or times."""
        query = call.body.get("query", {})
        tests = [_test(name, asked) for name, asked in query.get("filter", {}).items()]
        rows = [c for c in self._state.customers.rows() if all(test(c) for test in tests)]
        sort = query.get("sort", {})
        by = "created_at" if sort.get("field") == "CREATED_AT" else "given_name"
        rows.sort(key=lambda c: str(c.get(by, "")), reverse=sort.get("order") == "DESC")
        limit = limit_of(call.body.get("limit"), default=100, highest=100)
        answer = self._page(rows, call.body, limit)
        if call.body.get("count"):
            answer["count"] = len(rows)
        return answer

    def _page(self, rows: list[JsonObject], asked: JsonObject, limit: int) -> JsonObject:
        page, following = paging.cut(
            rows, clock=self._clock, call=asked, cursor=asked.get("cursor"), limit=limit
        )
        answer: JsonObject = {"customers": page} if page else {}
        if following:
            answer["cursor"] = following
        return answer

    def _tell(self, kind: str, customer: JsonObject, *, deleted: bool = False) -> None:
        payload = {"customer": customer}
        self._notices.tell(kind, "customer", payload, object_id=customer["id"], deleted=deleted)


def _check_contact(fields: JsonObject) -> None:
    phone = fields.get("phone_number")
    if phone and not _PHONE.fullmatch(phone):
        detail = "Expected phone_number to be a valid phone number"
        raise SquareError("INVALID_PHONE_NUMBER", detail, field="phone_number")
    email = fields.get("email_address")
    if email and not _EMAIL.fullmatch(email):
        detail = "Expected email_address to be a valid email address"
        raise SquareError("INVALID_EMAIL_ADDRESS", detail, field="email_address")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _test(name: str, asked: JsonObject) -> Callable[[JsonObject], bool]:
    if name in ("created_at", "updated_at"):
        return _time_test(name, asked)
    if name not in ("phone_number", "email_address", "reference_id"):
        detail = f"The filter {name} is not supported here."
        raise SquareError("NOT_IMPLEMENTED", detail, field=f"query.filter.{name}", status=501)
    if "exact" in asked:
        return _exact_test(name, asked["exact"])
    fuzzy = asked.get("fuzzy", "").lower()
    if name == "phone_number":
        fuzzy = _digits(fuzzy)
        return lambda customer: fuzzy in _digits(customer.get(name, ""))
    return lambda customer: fuzzy in customer.get(name, "").lower()


def _exact_test(name: str, wanted: str) -> Callable[[JsonObject], bool]:
    if name == "phone_number":
        if not _E164.fullmatch(wanted):
            detail = "An exact phone number must be in E.164 format"
            raise SquareError(
                "INVALID_PHONE_NUMBER", detail, field="query.filter.phone_number.exact"
            )
        return lambda customer: _digits(wanted) == _digits(customer.get(name, ""))
    return lambda customer: wanted.lower() == customer.get(name, "").lower()


def _time_test(name: str, asked: JsonObject) -> Callable[[JsonObject], bool]:
    begin = asked.get("start_at")
    start = rfc3339(moment(begin, f"query.filter.{name}.start_at")) if begin else ""
    end = asked.get("end_at")
    until = rfc3339(moment(end, f"query.filter.{name}.end_at")) if end else "9999"
    return lambda customer: start <= customer[name] < until
