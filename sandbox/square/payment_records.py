"""Payment objects and the tenders they leave on orders."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.kit.clock import rfc3339
from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.catalog_objects import money
from sandbox.square.instruments import Instrument

_KEPT = (
    "customer_id",
    "reference_id",
    "note",
    "buyer_email_address",
    "billing_address",
    "shipping_address",
    "app_fee_money",
    "tip_money",
    "statement_description_identifier",
    "team_member_id",
)
_RISKS = {2222: "MODERATE", 3333: "HIGH"}
"""Documented test amounts (docs/devtools/sandbox/payments): 22.22 and 33.33."""
_SOURCE_TYPES = {"SQUARE_GIFT_CARD": "CARD"}
_TENDER_TYPES = {"CASH": "CASH", "EXTERNAL": "OTHER", "BANK_ACCOUNT": "BANK_ACCOUNT"}


def new_payment(
    *,
    body: JsonObject,
    instrument: Instrument,
    amount: int,
    location_id: str,
    client_id: str,
    now: datetime,
    delay: timedelta,
) -> JsonObject:
    """An APPROVED payment, before it is captured, refused or left waiting."""
    at = rfc3339(now)
    payment_id = ids.mixed(29, ending="ZY")
    tip = body.get("tip_money", {}).get("amount", 0)
    payment: JsonObject = {
        "id": payment_id,
        "created_at": at,
        "updated_at": at,
        "amount_money": money(amount),
        "total_money": money(amount + tip),
        "approved_money": money(amount + tip),
        "status": "APPROVED",
        "delay_duration": body.get("delay_duration", "PT168H"),
        "delay_action": body.get("delay_action", "CANCEL"),
        "delayed_until": rfc3339(now + delay),
        "source_type": _SOURCE_TYPES.get(instrument.kind, instrument.kind),
        "location_id": location_id,
        "risk_evaluation": {"created_at": at, "risk_level": _RISKS.get(amount, "NORMAL")},
        "application_details": {"square_product": "ECOMMERCE_API", "application_id": client_id},
        "capabilities": ["EDIT_AMOUNT_UP", "EDIT_AMOUNT_DOWN", "EDIT_TIP_AMOUNT_UP"],
        "receipt_number": payment_id[:4],
        "receipt_url": f"https://squareupsandbox.com/receipt/preview/{payment_id}",
    }
    payment.update({name: body[name] for name in _KEPT if name in body})
    payment.update(_source_details(body, instrument, at))
    restamp(payment, now)
    return payment


def _source_details(body: JsonObject, instrument: Instrument, at: str) -> JsonObject:
    if instrument.kind in ("CARD", "SQUARE_GIFT_CARD"):
        return {"card_details": _card_details(instrument, at)}
    if instrument.kind == "BANK_ACCOUNT":
        details = {"bank_name": "Sandbox Bank", "transfer_type": "ACH", "country": "US"}
        return {"bank_account_details": details}
    if instrument.kind == "WALLET":
        return {"wallet_details": {"status": "AUTHORIZED", "brand": "CASH_APP"}}
    if instrument.kind == "CASH":
        return {"cash_details": body["cash_details"]}
    return {"external_details": body["external_details"]}


def _card_details(instrument: Instrument, at: str) -> JsonObject:
    return {
        "status": "AUTHORIZED",
        "card": card_of(instrument),
        "entry_method": "ON_FILE" if instrument.stored else "KEYED",
        "cvv_status": "CVV_ACCEPTED",
        "avs_status": "AVS_ACCEPTED",
        "statement_description": "SQ *NORTHWIND OUTFITTERS",
        "card_payment_timeline": {"authorized_at": at},
    }


def card_of(instrument: Instrument) -> JsonObject:
    """What a payment shows of its card."""
    return {
        "card_brand": instrument.brand,
        "last_4": instrument.last_4,
        "exp_month": instrument.exp_month,
        "exp_year": instrument.exp_year,
        "fingerprint": "sq-1-" + ids.fixed("fingerprint", instrument.brand + instrument.last_4),
        "card_type": "CREDIT",
        "prepaid_type": "NOT_PREPAID",
        "bin": instrument.bin,
    }


def restamp(payment: JsonObject, now: datetime) -> None:
    """Note a change: a new time and a new version token."""
    payment["updated_at"] = rfc3339(now)
    payment["version_token"] = ids.mixed(45)


def capture(payment: JsonObject, now: datetime) -> None:
    """Take the money."""
    payment["status"] = "COMPLETED"
    payment.setdefault("approved_money", payment["total_money"])
    _settle(payment, "CAPTURED", "captured_at", now)


def void(payment: JsonObject, now: datetime) -> None:
    """Let the authorization go."""
    payment["status"] = "CANCELED"
    _settle(payment, "VOIDED", "voided_at", now)


def _settle(payment: JsonObject, status: str, stamp: str, now: datetime) -> None:
    restamp(payment, now)
    payment.pop("capabilities", None)
    if "card_details" in payment:
        payment["card_details"]["status"] = status
        payment["card_details"]["card_payment_timeline"][stamp] = rfc3339(now)
    if "wallet_details" in payment:
        payment["wallet_details"]["status"] = status


def tender_of(payment: JsonObject) -> JsonObject:
    """The tender that a payment leaves on its order; its id is the payment's."""
    tender: JsonObject = {
        "id": payment["id"],
        "location_id": payment["location_id"],
        "transaction_id": payment["order_id"],
        "created_at": payment["created_at"],
        "amount_money": payment["total_money"],
        "type": _TENDER_TYPES.get(payment["source_type"], "CARD"),
        "payment_id": payment["id"],
    }
    if payment["source_type"] == "WALLET":
        tender["type"] = "WALLET"
    if "customer_id" in payment:
        tender["customer_id"] = payment["customer_id"]
    if "tip_money" in payment:
        tender["tip_money"] = payment["tip_money"]
    if "cash_details" in payment:
        tender["cash_details"] = {
            "buyer_tendered_money": payment["cash_details"]["buyer_supplied_money"],
            "change_back_money": payment["cash_details"].get("change_back_money", money(0)),
        }
    if "card_details" in payment:
        tender["card_details"] = {
            "status": _tender_status(payment),
            "card": payment["card_details"]["card"],
            "entry_method": payment["card_details"]["entry_method"],
        }
    elif payment["status"] != "COMPLETED":
        tender["card_details"] = {"status": _tender_status(payment)}
    return tender


def _tender_status(payment: JsonObject) -> str:
    statuses = {"COMPLETED": "CAPTURED", "CANCELED": "VOIDED", "FAILED": "VOIDED"}
    return statuses.get(payment["status"], "AUTHORIZED")
