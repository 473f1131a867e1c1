"""Checks requests to Counterpoint against the vendor's published endpoints and bodies."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from adapters.wire import HttpRequest
from tests.contracts_path import contracts_dir

_KNOWN_FROM_GUIDE = {
    "PS_DOC_HDR": {"CUST_NO", "TAX_COD", "NORM_TAX_COD", "BILL_TO_CONTACT", "SHIP_TO_CONTACT"},
    "PS_DOC_PMT": {"AMT"},
}
"""Columns of requests that the guide's text and other examples name, beside the printed body."""
_CONTACT = {"NAM", "PHONE_1", "EMAIL_ADRS_1", "ADRS_1", "ADRS_2", "CITY", "STATE", "ZIP_COD"} | {
    "CNTRY"
}


@cache
def _endpoints() -> list[tuple[str, re.Pattern[str], dict[str, Any]]]:
    listed = json.loads((contracts_dir("counterpoint") / "endpoints.json").read_text())
    found = []
    for endpoint in listed["endpoints"]:
        pattern = re.sub(r"\{\w+\}", "[^/]+", endpoint["path"])
        found.append((endpoint["verb"], re.compile(pattern, re.IGNORECASE), endpoint))
    return found


@cache
def sample(name: str) -> Any:
    """One printed body."""
    return json.loads((contracts_dir("counterpoint", "samples") / f"{name}.json").read_text())


def faults_of(request: HttpRequest) -> list[str]:
    """Everything in a request that the vendor's guide does not know."""
    fits = [
        endpoint
        for verb, pattern, endpoint in _endpoints()
        if verb == request.method and pattern.fullmatch(request.path)
    ]
    if not fits:
        return [f"Counterpoint has no {request.method} {request.path}"]
    endpoint = min(fits, key=lambda one: one["path"].count("{"))
    known = {one["name"] for one in endpoint["params"] if one["in"] == "query"}
    faults = [f"query {name} is unknown" for name in set(request.params) - known]
    if ("Page" in request.params) != ("Rows" in request.params):
        faults.append("Page and Rows: both or neither")
    if isinstance(request.json, dict):
        faults += _body_faults(endpoint["path"], request.json)
    return faults


def _body_faults(path: str, body: dict[str, Any]) -> list[str]:
    if path == "/Document":
        return _document_faults(body)
    printed = {
        "/Document/{DocId}/Note": {"PS_DOC_NOTE"},
        "/Document/{DocId}/Payments": {"PS_DOC_PMT"},
    }
    strange = set(body) - printed[path]
    return [f"body.{name} is unknown" for name in strange]


def _document_faults(body: dict[str, Any]) -> list[str]:
    header = body["PS_DOC_HDR"]
    printed = sample("POST_Document.request")["PS_DOC_HDR"]
    faults = [f"{name} is unknown" for name in set(body) - {"PS_DOC_HDR", "PS_TAX"}]
    known = set(printed) | _KNOWN_FROM_GUIDE["PS_DOC_HDR"]
    faults += [f"PS_DOC_HDR.{name} is unknown" for name in set(header) - known]
    for child in ("PS_DOC_NOTE", "PS_DOC_LIN", "PS_DOC_TAX"):
        columns = set(printed[child][0])
        for row in header[child]:
            extra = {one for one in row if not re.fullmatch(r"DIM_[123]_UPR", one)} - columns
            faults += [f"{child}.{name} is unknown" for name in extra]
            faults += [
                f"{child}.{name} should be text" for name in row if type(row[name]) is not str
            ]
    for contact in ("BILL_TO_CONTACT", "SHIP_TO_CONTACT"):
        strange = set(header.get(contact, {})) - _CONTACT
        faults += [f"{contact}.{name} is unknown" for name in strange]
    return faults
