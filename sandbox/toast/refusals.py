"""What Toast refuses of a payment, a guest or an address. Raises: ToastError 400, 404."""

from __future__ import annotations

from sandbox.kit.web import JsonObject
from sandbox.toast.amounts import exact
from sandbox.toast.errors import bad_request, not_found
from sandbox.toast.restaurant import PAYMENT_TYPES

_LONGEST_EMAIL = 53


def check_payment(payment: JsonObject) -> None:
    """Only OTHER, with amount and tip, by a payment type of the restaurant."""
    if payment.get("type") == "CREDIT":
        raise bad_request("The CREDIT payment was not authorized", code=10080)
    if payment.get("type") != "OTHER":
        raise bad_request("Only OTHER and CREDIT payments are supported")
    if payment.get("amount") is None:
        raise bad_request("Payment amount cannot be empty", code=10025)
    if payment.get("tipAmount") is None or exact(payment["amount"]) <= 0:
        raise bad_request("Payment tipAmount must be given and amount be positive", code=10025)
    wanted = (payment.get("otherPayment") or {}).get("guid")
    if wanted not in [one["guid"] for one in PAYMENT_TYPES]:
        raise not_found(f"AlternatePaymentType {wanted}")


def check_customer(customer: JsonObject | None) -> None:
    """Takeout and delivery need the whole guest."""
    needed = ("firstName", "lastName", "phone", "email")
    if not customer or not all(customer.get(name) for name in needed):
        raise bad_request("customer with firstName, lastName, phone and email is required")
    email = customer["email"]
    if len(email) > _LONGEST_EMAIL or not email.isascii() or "@" not in email:
        raise bad_request("customer.email must be ASCII and at most 53 characters")
    if sum(letter.isdecimal() for letter in customer["phone"]) != 10:
        raise bad_request("customer.phone must have ten digits")


def check_delivery(delivery: JsonObject | None) -> None:
    """Delivery needs the whole address."""
    needed = ("address1", "city", "state", "zipCode")
    if not delivery or not all(delivery.get(name) for name in needed):
        raise bad_request("deliveryInfo with address1, city, state and zipCode is required")
