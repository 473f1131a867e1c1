"""Checks requests to Lightspeed, and its stand-in's answers, against the vendor's documents.

There is no OpenAPI for R-Series. What holds is `rate-limit-and-query-rules.json`, the fields of the
samples, and the endpoint pages of developers.lightspeedhq.com/retail (read 2026-11-21), from which
the fields that requests may carry and queries may name are listed here.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from tests.contracts_path import contracts_dir

Sent = dict[str, Any]

_PATH = re.compile(r"/API/V3/Account/\d+/(?P<entity>\w+)(?:/(?P<id>\d+))?\.json")
_ALONE = frozenset({"/API/V3/Account.json", "/API/Session.json"})
_RESERVED = frozenset({"limit", "sort", "after", "archived", "load_relations"})
_READ_ONLY = frozenset(
    {"Customer", "Item", "ItemMatrix", "ItemShop", "PaymentType", "Register", "SalePayment"}
    | {"Shop", "TaxCategory"}
)
_METHODS = {"Sale": {"GET", "POST", "PUT", "DELETE"}, "SaleLine": {"GET", "POST", "DELETE"}}
_SORTABLE = {
    "Customer": {"customerID", "timeStamp", "firstName", "lastName"},
    "Item": {"itemID", "timeStamp", "description"},
    "ItemMatrix": {"itemMatrixID", "timeStamp", "description"},
    "ItemShop": {"itemShopID", "timeStamp"},
    "Sale": {"saleID", "timeStamp", "completeTime", "updatetime"},
    "SaleLine": {"saleLineID", "timeStamp", "saleID"},
    "SalePayment": {"salePaymentID", "timeStamp", "saleID"},
}
_RELATIONS = {
    "Customer": {"Contact"},
    "Item": {"Category", "Manufacturer", "Images", "ItemAttributes"}
    | {"ItemAttributes.ItemAttributeSet", "ItemComponents"},
    "ItemMatrix": {"Category", "Manufacturer", "Images"},
    "Sale": {"SaleLines", "SaleLines.Item", "SalePayments"},
    "SaleLine": {"Note", "InventorySales"},
    "Shop": {"Contact"},
    "TaxCategory": {"TaxCategoryClasses"},
}
_FIELDS = {
    "Sale": {"employeeID", "registerID", "shopID", "customerID", "completed", "referenceNumber"}
    | {"referenceNumberSource", "SaleLines", "SalePayments", "ShipTo"},
    "SaleLine": {"itemID", "unitQuantity", "unitPrice", "tax", "saleLineID", "parentSaleLineID"}
    | {"customerID", "employeeID", "shopID", "isLayaway", "requireFullReservation", "Note"},
    "SalePayment": {"amount", "paymentTypeID", "remoteReference", "refPaymentID"},
    "ShipTo": {"firstName", "lastName", "shipNote", "Contact"},
    "Note": {"note"},
    "Contact": {"Addresses", "Phones", "Emails"},
    "ContactAddress": {"address1", "address2", "city", "state", "zip", "countryCode"},
    "ContactPhone": {"number", "useType"},
    "ContactEmail": {"address", "useType"},
}
_WRAPPERS = {
    "SaleLines": "SaleLine",
    "SalePayments": "SalePayment",
    "Addresses": "ContactAddress",
    "Phones": "ContactPhone",
    "Emails": "ContactEmail",
}


@cache
def rules() -> dict[str, Any]:
    """The cost table, the bucket and the query operators."""
    path = contracts_dir("lightspeed") / "rate-limit-and-query-rules.json"
    found: dict[str, Any] = json.loads(path.read_text())
    return found


@cache
def _sample_fields() -> dict[str, set[str]]:
    """Every field that a sample shows, by entity."""
    found: dict[str, set[str]] = {}
    for path in sorted(contracts_dir("lightspeed", "samples").glob("*/*.json")):
        _collect(json.loads(path.read_text())["response"]["body"], found)
    return found


def _collect(value: Any, found: dict[str, set[str]]) -> None:
    for name, inner in value.items() if isinstance(value, dict) else ():
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict):
                found.setdefault(name, set()).update(one)
                _collect(one, found)


def request_faults(sent: Sent) -> list[str]:
    """Everything in a request that the vendor does not document."""
    if sent["path"] in _ALONE or re.fullmatch(r"/API/V3/Account/\d+\.json", sent["path"]):
        return [] if sent["method"] == "GET" and not sent["query"] else ["only read it as it is"]
    match = _PATH.fullmatch(sent["path"])
    if match is None:
        return [f"no endpoint {sent['path']}"]
    entity = match["entity"]
    allowed = {"GET"} if entity in _READ_ONLY else _METHODS.get(entity, set())
    faults = [] if sent["method"] in allowed else [f"{sent['method']} is not allowed on {entity}"]
    query = {name: v[0] for name, v in parse_qs(sent["query"], keep_blank_values=True).items()}
    faults += _query_faults(entity, query, single=match["id"] is not None)
    body = json.loads(sent["body"]) if sent["body"] else {}
    return faults + (_body_faults(entity, body) if body else [])


def _query_faults(entity: str, query: dict[str, str], *, single: bool) -> list[str]:
    faults = []
    limit = query.get("limit", "1")
    if not 1 <= int(limit) <= rules()["limit_max"]:
        faults.append(f"limit {limit} is over the maximum")
    sort = query.get("sort", "").removeprefix("-")
    if sort and sort not in _SORTABLE.get(entity, {f"{entity[0].lower()}{entity[1:]}ID"}):
        faults.append(f"{entity} cannot be sorted by {sort}")
    relations = set(json.loads(query.get("load_relations", "[]")))
    faults += [
        f"{entity} has no relation {one}" for one in relations - _RELATIONS.get(entity, set())
    ]
    for name, value in query.items():
        if name not in _RESERVED:
            faults += _filter_faults(name, value, relations, single=single)
    return faults


def _filter_faults(name: str, value: str, relations: set[str], *, single: bool) -> list[str]:
    faults = ["one record takes no filters"] if single else []
    relation = name.partition(".")[0] if "." in name else None
    if relation is not None and relation not in relations:
        faults.append(f"{relation} must be loaded to search in it")
    operator, comma, wanted = value.partition(",")
    if not comma:
        return faults
    known = rules()["query_operators"]
    if operator == "IN":
        many = json.loads(wanted)
        faults += ["IN takes at most 100 values"] if len(many) > 100 else []
    elif operator not in known:
        faults.append(f"no operator {operator}")
    return faults


def _body_faults(entity: str, body: Any) -> list[str]:
    if not isinstance(body, dict):
        return [f"{entity} should be an object"]
    faults = [f"{entity}.{name} is no field" for name in set(body) - _FIELDS[entity]]
    for name, value in body.items():
        if name in _WRAPPERS:
            inner = _WRAPPERS[name]
            faults += [f"{name} holds {inner}"] if set(value) != {inner} else []
            listed = value.get(inner, [])
            for one in listed if isinstance(listed, list) else [listed]:
                faults += _body_faults(inner, one)
        elif isinstance(value, dict):
            faults += _body_faults(name, value)
        elif not isinstance(value, str):
            faults.append(f"{entity}.{name} should be text, is {value!r}")
    return faults


def answer_faults(answer: Any) -> list[str]:
    """What the stand-in sends and the samples do not show: fields, and scalars that are no text."""
    faults: list[str] = []
    for name, value in answer.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                known = _sample_fields().get(name)
                unknown = set(one) - known - _DOCUMENTED.get(name, set()) if known else set()
                faults += [f"{name}.{field} is in no sample" for field in unknown]
                faults += answer_faults(one)
            elif not isinstance(one, str):
                faults.append(f"{name} should be text, is {one!r}")
    return faults


_DOCUMENTED = {
    "@attributes": {"next", "previous", "count", "systemCustomerID"},
    "Contact": {"contactID"},
    "ContactAddress": {"address2", "stateCode", "countryCode"},
    "Customer": {"title", "companyRegistrationNumber", "vatNumber"},
    "Item": {"serialized", "publishToEcom", "Category", "Manufacturer", "Images", "ItemAttributes"}
    | {"ItemComponents"},
    "ItemAttributeSet": {"system", "archived"},
    "ItemMatrix": {"serialized", "Category", "Manufacturer", "Images"},
    "Register": {"tipEnabled"},
    "Sale": {"Customer", "ShipTo", "updateTime", "completeTime", "createTime"},
    "SaleLine": {"itemFeeID", "lineType", "Note", "Item"},
    "Shop": {"zebraBrowserPrint", "gatewayConfigID", "Registers"},
    "TaxCategory": {"TaxCategoryClasses"},
}
"""Fields that the endpoint pages name and no sample happens to show."""
