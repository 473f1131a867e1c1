"""Customers and their contacts, phone numbers as somebody once typed them."""

from __future__ import annotations

from datetime import timedelta

from sandbox.kit.clock import Clock
from sandbox.kit.people import SeedCustomer
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject
from sandbox.lightspeed.store import State
from sandbox.lightspeed.wire import moment, one_or_many

_WRITTEN = ("({0}) {1}-{2}", "{0} {1} {2}", "{0}-{1}-{2}", "+1 {0} {1} {2}", "{0}{1}{2}")
_PHONE_FIELDS = {
    "Mobile": "mobile",
    "Home": "phoneHome",
    "Work": "phoneWork",
    "Pager": "pager",
    "Fax": "fax",
}


class People:
    """The account's customers."""

    def __init__(self, seed: SeedShop, state: State, clock: Clock) -> None:
        """Take customers from `seed`."""
        self._seed = seed
        self._state = state
        self._clock = clock

    def write(self) -> dict[str, str]:
        """Add every customer; gives their ids by the seed's keys."""
        return {
            customer.key: self._add(customer, number)
            for number, customer in enumerate(self._seed.customers)
        }

    def _add(self, customer: SeedCustomer, number: int) -> str:
        at = moment(self._clock.now() - timedelta(days=300 - number))
        row = self.add(
            customer.given_name,
            customer.family_name,
            phones=[[_written(customer.phone, number), _kind(number)]],
            emails=[[customer.email, "Primary"]],
            address={
                "address1": customer.street,
                "address2": "",
                "city": customer.city,
                "state": "Washington",
                "stateCode": "WA",
                "zip": customer.postal_code,
                "country": "United States",
                "countryCode": "US",
            },
        )
        row.update(createTime=at, timeStamp=at)
        found: str = row["customerID"]
        return found

    def add(
        self,
        given: str,
        family: str,
        *,
        phones: list[list[str]],
        emails: list[list[str]],
        address: JsonObject | None = None,
    ) -> JsonObject:
        """A new customer; phones and e-mails with what they are used for."""
        now = moment(self._clock.now())
        return self._state["customers"].add(
            {
                "firstName": given,
                "lastName": family,
                "title": "",
                "company": "",
                "companyRegistrationNumber": "",
                "vatNumber": "",
                "creditAccountID": "0",
                "customerTypeID": "0",
                "discountID": "0",
                "taxCategoryID": "0",
                "createTime": now,
                "timeStamp": now,
                "archived": "false",
                "_phones": phones,
                "_emails": emails,
                "_address": address or {"address1": "", "city": "", "country": ""},
            }
        )

    def contact_of(self, row: JsonObject) -> JsonObject:
        """A customer's Contact, with hidden fields by which it can be searched."""
        phones = [{"number": number, "useType": kind} for number, kind in row["_phones"]]
        emails = [{"address": address, "useType": kind} for address, kind in row["_emails"]]
        by_field = {
            name: [number for number, kind in row["_phones"] if kind == use]
            for use, name in _PHONE_FIELDS.items()
        }
        return {
            "custom": "",
            "noEmail": "false",
            "noPhone": "false",
            "noMail": "false",
            "Addresses": {"ContactAddress": row["_address"]},
            "Phones": {"ContactPhone": one_or_many(phones)} if phones else "",
            "Emails": {"ContactEmail": one_or_many(emails)} if emails else "",
            "Websites": "",
            "timeStamp": row["timeStamp"],
            **{f"_{name}": numbers for name, numbers in by_field.items()},
            "_email": [address for address, _ in row["_emails"]],
        }


def _written(phone: str, number: int) -> str:
    digits = phone.removeprefix("+1")
    style = _WRITTEN[number % len(_WRITTEN)]
    return style.format(digits[:3], digits[3:6], digits[6:])


def _kind(number: int) -> str:
    """Mostly mobile; the demo shopper's is."""
    return ("Mobile", "Mobile", "Home", "Mobile", "Work")[number % 5]
