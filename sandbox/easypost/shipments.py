"""EasyPost's shipments and refunds as its documentation describes them (API v2, read 2026-11-22).

They are rated when they are created, bought once, and given back while unused. What comes of a
refund the carrier decides later (`decide`): "submitted" becomes "refunded" or "rejected"; one that
was rejected may be asked for again. A carrier that charges on scan answers "not_applicable".

Three carriers' rates are made up from the weight; a return's addresses are turned round, as the
vendor does it. `lose` names calls whose work is done and whose answer is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sandbox.easypost.trackers import moment, tracker

Answer: TypeAlias = tuple[str, dict[str, Any]]

_CREATED, _OK = "201 Created", "200 OK"
_REFUSED, _LOST = "422 Unprocessable Entity", "504 Gateway Timeout"
_FIELDS = {
    *("to_address", "from_address", "return_address", "buyer_address", "parcel", "customs_info"),
    *("is_return", "options", "reference", "carrier_accounts", "insurance", "tax_identifiers"),
    *("service", "carrier"),
}
_ADDRESS = {
    *("name", "company", "street1", "street2", "city", "state", "zip", "country", "phone", "email"),
    *("residential", "federal_tax_id", "state_tax_id", "carrier_facility"),
}
_SIDES = ("length", "width", "height")
_PARCEL = {*_SIDES, "weight", "predefined_package"}
_HEAVIEST_OZ = 70 * 16
"""Of USPS, the only carrier every account has."""
_UNSCANNED = ("unknown", "pre_transit")
_RATES = (("Express", 2815), ("Priority", 742), ("GroundAdvantage", 607))


@dataclass
class Shipments:
    """Shipments in memory."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Whose label the carrier has scanned."""
    lose: list[str] = field(default_factory=list)
    """Calls (create, buy, refund) whose next answer is lost."""
    undecided: list[str] = field(default_factory=list)
    """Codes that the next purchases are answered with, nothing being bought."""
    on_scan: set[str] = field(default_factory=set)
    """Whose carrier charges when a label is scanned, so that there is nothing to refund."""
    trackers: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By tracking code; every label that is bought has one."""
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The Refund object of a shipment, once it was asked for."""

    def answer(self, method: str, path: str, body: dict[str, Any]) -> Answer | None:
        """One request under /v2/shipments; None: there is no such thing."""
        parts = path.removeprefix("/v2/shipments").strip("/").split("/")
        if parts == [""]:
            return self._kept_to(self._create(body), "create") if method == "POST" else None
        found = self.kept.get(parts[0])
        if found is None:
            return None
        match (method, parts[1:]):
            case ("GET", []):
                return _OK, found
            case ("POST", ["buy"]):
                return self._kept_to(self._buy(found, body), "buy")
            case ("POST", ["refund"]):
                return self._kept_to(self._refund(found), "refund")
        return None

    @property
    def bought(self) -> list[dict[str, Any]]:
        """Shipments that were paid for."""
        return [each for each in self.kept.values() if each["postage_label"] is not None]

    def _kept_to(self, answer: Answer, call: str) -> Answer:
        if call in self.lose:
            self.lose.remove(call)
            return _LOST, refusal("TIMEOUT", "The request timed out.")
        return answer

    def _create(self, body: dict[str, Any]) -> Answer:
        asked = body.get("shipment")
        if not isinstance(asked, dict) or not asked:
            return _missing("shipment")
        fault = _fault_of(asked)
        if fault is not None:
            return fault
        name = f"shp_{len(self.kept) + 1:032x}"
        there, back = _address(asked["to_address"]), _address(asked["from_address"])
        if asked.get("is_return"):
            there, back = back, there
        heavy = float(asked["parcel"]["weight"]) > _HEAVIEST_OZ
        told = {"carrier": "USPS", "type": "rate_error", "message": "weight is over 70 lb"}
        self.kept[name] = {
            **dict.fromkeys(_NOTHING),
            "id": name,
            "object": "Shipment",
            "mode": "test",
            "created_at": self._moment(),
            "updated_at": self._moment(),
            "is_return": bool(asked.get("is_return")),
            "reference": asked.get("reference"),
            "options": {"currency": "USD", "date_advance": 0, **(asked.get("options") or {})},
            "status": "unknown",
            "to_address": there,
            "from_address": back,
            "return_address": back,
            "buyer_address": there,
            "parcel": {each: asked["parcel"].get(each) for each in sorted(_PARCEL)},
            "rates": [] if heavy else [self._rate(name, *each) for each in _RATES],
            "messages": [told] if heavy else [],
            "forms": [],
            "fees": [],
        }
        return _CREATED, self.kept[name]

    def _rate(self, shipment: str, service: str, cents: int) -> dict[str, Any]:
        price = f"{cents / 100:.2f}"
        days = {"Express": 1, "Priority": 2}.get(service, 3)
        return {
            "id": f"rate_{service.lower()}_{shipment[-8:]}",
            "object": "Rate",
            "mode": "test",
            "created_at": self._moment(),
            "updated_at": self._moment(),
            "service": service,
            "carrier": "USPS",
            "carrier_account_id": "ca_usps",
            "shipment_id": shipment,
            "rate": price,
            "currency": "USD",
            "retail_rate": price,
            "retail_currency": "USD",
            "list_rate": price,
            "list_currency": "USD",
            "billing_type": "easypost",
            "delivery_days": days,
            "est_delivery_days": days,
            "delivery_date": None,
            "delivery_date_guaranteed": False,
        }

    def _buy(self, shipment: dict[str, Any], body: dict[str, Any]) -> Answer:
        if shipment["postage_label"] is not None:
            return _REFUSED, refusal("SHIPMENT.POSTAGE.EXISTS", "Postage already exists.")
        if self.undecided:
            return _REFUSED, refusal(self.undecided.pop(0), "The carrier did not respond in time.")
        wanted = (body.get("rate") or {}).get("id")
        rate = next((each for each in shipment["rates"] if each["id"] == wanted), None)
        if rate is None:
            return _missing("rate")
        number = len(self.bought) + 1
        shipment["selected_rate"] = rate
        shipment["tracking_code"] = f"94001002083031{number:08d}"
        code = shipment["tracking_code"]
        shipment["tracker"] = self.trackers[code] = tracker(
            code, "unknown", rate["carrier"], now=self.now, shipment_id=shipment["id"]
        )
        kind = str(shipment["options"].get("label_format", "PNG")).lower()
        shipment["postage_label"] = {
            **dict.fromkeys(("label_pdf_url", "label_zpl_url", "label_epl2_url")),
            "id": f"pl_{number:032x}",
            "object": "PostageLabel",
            "created_at": self._moment(),
            "updated_at": self._moment(),
            "date_advance": 0,
            "integrated_form": "none",
            "label_date": self._moment(),
            "label_resolution": 300,
            "label_size": "4x6",
            "label_type": "default",
            "label_file": None,
            "label_file_type": "application/pdf" if kind == "pdf" else f"image/{kind}",
            "label_url": f"https://files.easypost.example/postage_label/{number}.{kind}",
        }
        shipment["fees"] = [
            {
                "object": "Fee",
                "type": "PostageFee",
                "amount": f"{rate['rate']}000",
                "charged": True,
                "refunded": False,
            }
        ]
        return _OK, shipment

    def _refund(self, shipment: dict[str, Any]) -> Answer:
        if shipment["postage_label"] is None:
            return _REFUSED, refusal("SHIPMENT.POSTAGE.REQUIRED", "Postage is required.")
        if shipment["id"] in self.used or shipment["status"] not in _UNSCANNED:
            told = "Unable to request refund. The parcel has been shipped."
            return _REFUSED, refusal("SHIPMENT.REFUND.UNAVAILABLE", told)
        if shipment["refund_status"] not in (None, "rejected"):
            told = "Unable to request refund. It was requested before."
            return _REFUSED, refusal("SHIPMENT.REFUND.UNAVAILABLE", told)
        self._decide(shipment, "not_applicable" if shipment["id"] in self.on_scan else "submitted")
        return _OK, shipment

    def decide(self, shipment_id: str, status: str) -> dict[str, Any]:
        """Let the carrier answer a refund it was asked for; the Refund object."""
        shipment = self.kept[shipment_id]
        if shipment["refund_status"] != "submitted" or status not in ("refunded", "rejected"):
            raise ValueError(f"{shipment['refund_status']} does not become {status}")
        if status == "refunded":
            for fee in shipment["fees"]:
                fee["refunded"] = True
        return self._decide(shipment, status)

    def _decide(self, shipment: dict[str, Any], status: str) -> dict[str, Any]:
        shipment["refund_status"], shipment["updated_at"] = status, self._moment()
        known = self.refunds.get(shipment["id"], {})
        made = self.refunds[shipment["id"]] = {
            "id": f"rfnd_{len(self.refunds) + 1:032x}",
            "object": "Refund",
            "created_at": self._moment(),
            "tracking_code": shipment["tracking_code"],
            "confirmation_number": None,
            "carrier": shipment["selected_rate"]["carrier"],
            "shipment_id": shipment["id"],
            **known,
            "status": status,
            "updated_at": self._moment(),
        }
        return made

    def _moment(self) -> str:
        return moment(self.now)


_NOTHING = (
    *("batch_id", "batch_message", "batch_status", "customs_info", "insurance", "order_id"),
    *("postage_label", "refund_status", "scan_form", "selected_rate", "tracker"),
    *("tracking_code", "usps_zone"),
)
"""Fields of a shipment that has nothing of them yet."""


def refusal(code: str, message: str, *errors: dict[str, str]) -> dict[str, Any]:
    """An error's body."""
    return {"error": {"code": code, "message": message, "errors": list(errors)}}


def _missing(name: str) -> Answer:
    told = {"field": name, "message": "cannot be blank"}
    return _REFUSED, refusal("PARAMETER.REQUIRED", "Missing required parameter.", told)


def _invalid(name: str, message: str) -> Answer:
    told = {"field": name, "message": message}
    return _REFUSED, refusal("SHIPMENT.INVALID_PARAMS", "Unable to create shipment.", told)


def _fault_of(asked: dict[str, Any]) -> Answer | None:
    """What the vendor would not take."""
    for name in sorted(asked.keys() - _FIELDS):
        return _invalid(name, "is not a parameter")
    for side in ("to_address", "from_address"):
        address = asked.get(side)
        if not isinstance(address, dict):
            return _missing(side)
        for name in sorted(address.keys() - _ADDRESS):
            return _invalid(f"{side}.{name}", "is not a parameter")
        for name in ("street1", "city", "zip", "country"):
            if not address.get(name):
                return _missing(f"{side}.{name}")
        if not (address.get("name") or address.get("company")):
            return _missing(f"{side}.name")
    return _parcel_fault(asked.get("parcel"))


def _parcel_fault(parcel: Any) -> Answer | None:
    if not isinstance(parcel, dict):
        return _missing("parcel")
    for name in sorted(parcel.keys() - _PARCEL):
        return _invalid(f"parcel.{name}", "is not a parameter")
    weight = parcel.get("weight")
    if not isinstance(weight, int | float) or isinstance(weight, bool) or weight <= 0:
        return _missing("parcel.weight")
    told = [each for each in _SIDES if parcel.get(each) is not None]
    if told and len(told) < len(_SIDES):
        missing = next(each for each in _SIDES if each not in told)
        return _missing(f"parcel.{missing}")
    return None


def _address(told: dict[str, Any]) -> dict[str, Any]:
    return {"object": "Address", "verifications": {}, **dict.fromkeys(sorted(_ADDRESS)), **told}
