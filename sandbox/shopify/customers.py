"""Customers: lookup by phone, e-mail or id, and upserts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.shopify.answers import Payload, UserError, done, failed, refused, user_error
from sandbox.shopify.ids import number_of
from sandbox.shopify.places import read_address, read_email, read_phone
from sandbox.shopify.rows import Customer, MailingAddress
from sandbox.shopify.shop import Shop
from sandbox.shopify.tags import read_tags

Input = Mapping[str, Any]


def find_customer(
    shop: Shop, *, email: str | None = None, phone: str | None = None
) -> Customer | None:
    """The one customer with an e-mail address or phone number."""
    for customer in shop.books.customers:
        if email is not None and customer.email == email:
            return customer
        if phone is not None and customer.phone == phone:
            return customer
    return None


def by_identifier(shop: Shop, identifier: Input) -> Customer | None:
    """`customerByIdentifier`: exact, not through the search index."""
    if identifier.get("emailAddress"):
        return find_customer(shop, email=read_email(identifier["emailAddress"]) or "")
    if identifier.get("phoneNumber"):
        return find_customer(shop, phone=read_phone(identifier["phoneNumber"]) or "")
    return shop.books.customers.get(number_of(identifier.get("id"), "Customer"))


def set_customer(shop: Shop, arguments: Input) -> Payload:
    """`customerSet`: create without an identifier, update by id, upsert by e-mail or phone."""
    given: Input = arguments["input"]
    identifier: Input = arguments.get("identifier") or {}
    problem = _identifier_problem(identifier, given)
    if problem is not None:
        return failed([problem])
    customer = _identified(shop, identifier, given)
    if customer is None and (identifier.get("id") or given.get("id")):
        message = "Resource matching the identifier was not found."
        return refused(["input"], message, "NOT_FOUND")
    errors = _problems(shop, given, customer)
    if errors:
        return failed(errors)
    if customer is None:
        customer = _created(shop, given)
        shop.emit("customers/create", customer)
    else:
        _apply(shop, customer, given)
        shop.changed(customer)
        shop.emit("customers/update", customer)
    return done(customer=customer)


def _identifier_problem(identifier: Input, given: Input) -> UserError | None:
    if identifier and given.get("id"):
        message = "The id field is not allowed if identifier is provided."
        return user_error(["input", "id"], message, "ID_NOT_ALLOWED")
    readers = {"email": read_email, "phone": read_phone}
    for name, read in readers.items():
        wanted = identifier.get(name)
        if wanted is None:
            continue
        if given.get(name) is None:
            message = f"The input field corresponding to the identifier is required: {name}."
            return user_error(["input"], message, "MISSING_FIELD_REQUIRED")
        if read(wanted) != read(given[name]):
            message = "The identifier value does not match the value of the field in the input."
            return user_error(["input"], message, "INPUT_MISMATCH")
    return None


def _identified(shop: Shop, identifier: Input, given: Input) -> Customer | None:
    wanted_id = identifier.get("id") or given.get("id")
    if wanted_id:
        return shop.books.customers.get(number_of(wanted_id, "Customer"))
    if identifier.get("email"):
        return find_customer(shop, email=read_email(identifier["email"]) or "")
    if identifier.get("phone"):
        return find_customer(shop, phone=read_phone(identifier["phone"]) or "")
    return None


def _problems(shop: Shop, given: Input, customer: Customer | None) -> list[UserError]:
    errors: list[UserError] = []
    named = ("firstName", "lastName", "email", "phone")
    if customer is None and not any(given.get(name) for name in named):
        text = "A name, phone number, or email address must be present"
        errors.append(user_error(None, text, "INVALID"))
    email, phone = given.get("email"), given.get("phone")
    if email:
        errors += _contact_problems(
            "email", read_email(email), find_customer(shop, email=read_email(email)), customer
        )
    if phone:
        errors += _contact_problems(
            "phone", read_phone(phone), find_customer(shop, phone=read_phone(phone)), customer
        )
    return errors


def _contact_problems(
    name: str, value: str | None, holder: Customer | None, customer: Customer | None
) -> list[UserError]:
    label = name.capitalize()
    if value is None:
        return [user_error(["input", name], f"{label} is invalid", "INVALID")]
    if holder is not None and holder is not customer:
        return [user_error(["input", name], f"{label} has already been taken", "TAKEN")]
    return []


def _created(shop: Shop, given: Input) -> Customer:
    customer = Customer(
        id=shop.new_id("Customer"),
        first_name=None,
        last_name=None,
        email=None,
        phone=None,
        created_at=shop.now(),
        updated_at=shop.now(),
    )
    _apply(shop, customer, given)
    shop.added(customer)
    return customer


_TEXTS = {
    "firstName": "first_name",
    "lastName": "last_name",
    "note": "note",
    "locale": "locale",
    "taxExempt": "tax_exempt",
}


def _apply(shop: Shop, customer: Customer, given: Input) -> None:
    for name, attribute in _TEXTS.items():
        if name in given:
            setattr(customer, attribute, given[name])
    if "email" in given:
        customer.email = read_email(given["email"]) if given["email"] else None
    if "phone" in given:
        customer.phone = read_phone(given["phone"]) if given["phone"] else None
    if "tags" in given:
        customer.tags = read_tags(given["tags"])
    if "addresses" in given:
        customer.addresses = _addresses(shop, given["addresses"] or [])


def _addresses(shop: Shop, given: list[Input]) -> list[MailingAddress]:
    read = (read_address(shop, entry) for entry in given)
    return [address for address in read if address is not None]


def upsert_for_order(shop: Shop, given: Input) -> tuple[Customer | None, list[UserError]]:
    """The customer that `orderCreate(order.customer.toUpsert)` names, made if need be."""
    known = shop.books.customers.get(number_of(given.get("id"), "Customer"))
    if known is None and given.get("email"):
        known = find_customer(shop, email=read_email(given["email"]))
    if known is None and given.get("phone"):
        known = find_customer(shop, phone=read_phone(given["phone"]))
    errors = _problems(shop, given, known)
    if errors:
        return None, errors
    if known is None:
        known = _created(shop, given)
        shop.emit("customers/create", known)
    else:
        _apply(shop, known, given)
        shop.changed(known)
    return known, []
