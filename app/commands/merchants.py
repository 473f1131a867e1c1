"""`voicetill merchants …`: who sells here, and what they decide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from app.commands.context import at_work, print_json
from app.commands.tables import plain, print_table

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.merchants import Merchant

_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_LOCALE = click.option(
    "--locale", default=None, metavar="LOCALE",
    help="What shoppers are spoken and written to in where nothing tells, as de-DE; '' takes it "
    "back.",
)  # fmt: skip
_ACTOR: Final = "command line"
_ID: Final = r"[a-z0-9][a-z0-9-]{0,39}"
"""It stands in addresses, so it is short and plain."""


@click.group()
def merchants() -> None:
    """Who sells here, and what they decide."""


@merchants.command("add")
@click.argument("merchant")
@click.option("--name", required=True, help="As shoppers know it.")
@click.option("--currency", required=True, help="Three letters (ISO 4217).")
@click.option("--country", required=True, help="Two letters (ISO 3166).")
@click.option("--timezone", required=True, help="Such as America/Los_Angeles.")
@_LOCALE
@_JSON
def add(merchant: str, as_json: bool, locale: str | None, **told: str) -> None:
    """Let MERCHANT sell here; the word stands in addresses (a-z, 0-9, hyphens)."""
    from app.voice.locales import checked_locale
    from domain.ids import MerchantId
    from storage import audit
    from storage import merchants as kept

    with at_work() as services, services.database.write() as tx:
        _require_new(tx, merchant)
        made = kept.Merchant(
            id=MerchantId(merchant),
            created_at=services.clock.now(),
            **_checked(told),
            settings={"locale": checked_locale(locale)} if locale else {},
        )
        kept.add_merchant(tx, made)
        audit.record(
            tx,
            merchant_id=made.id,
            actor=_ACTOR,
            action="merchant.added",
            subject=made.id,
            at=made.created_at,
        )
    _tell(made, as_json=as_json)


@merchants.command("list")
@_JSON
def list_merchants(as_json: bool) -> None:
    """List who sells here."""
    from storage import merchants as kept

    with at_work() as services, services.database.read() as tx:
        found = kept.merchants(tx)
    if as_json:
        print_json([_view(each) for each in found])
        return
    print_table(
        ("merchant", "currency", "country", "time zone", "name"),
        ((each.id, each.currency, each.country, each.timezone, each.name) for each in found),
    )
    if not found:
        click.echo("No merchant yet. voicetill merchants add MERCHANT")


@merchants.command("show")
@click.argument("merchant")
@_JSON
def show(merchant: str, as_json: bool) -> None:
    """Show MERCHANT and every policy that is set."""
    from storage import merchants as kept

    with at_work() as services, services.database.read() as tx:
        found = kept.merchant(tx, merchant)
    _tell(found, as_json=as_json)


@merchants.command("set")
@click.argument("merchant")
@click.option("--name", default=None, help="As shoppers know it.")
@click.option("--timezone", default=None, help="Such as America/Los_Angeles.")
@click.option("--pay-through", metavar="CONNECTION", help="Charges cards where the till cannot.")
@click.option("--ship-from", metavar="CONNECTION", help="The till of orders that are shipped.")
@click.option("--order-limit", type=int, metavar="MINOR", help="Highest total; 0: no limit.")
@click.option(
    "--policy", "policies", multiple=True, metavar="NAME=JSON",
    help="returns, orders, order_news, subscriptions, parcels, transfers, split_orders, identity "
    "or orphan_authorizations; NAME= takes the defaults again; repeat.",
)  # fmt: skip
@_LOCALE
@_JSON
def change(merchant: str, policies: tuple[str, ...], as_json: bool, **told: Any) -> None:
    """Change what is told of MERCHANT; a policy that cannot be read is refused."""
    from app.ops.merchant_policies import set_policies
    from app.voice.locales import choose_locale
    from storage import merchants as kept

    with at_work() as services, services.database.write() as tx:
        found, now = kept.merchant(tx, merchant), services.clock.now()
        facts = replace(
            found,
            **_checked({name: told[name] for name in ("name", "timezone") if told[name]}),
            **_tills(tx, found, told),
        )
        changed = set_policies(tx, facts, _by_name(policies), actor=_ACTOR, now=now)
        if told["locale"] is not None:
            changed = choose_locale(tx, changed, told["locale"] or None, actor=_ACTOR, now=now)
    _tell(changed, as_json=as_json)


def _require_new(tx: Connection, merchant: str) -> None:
    import re

    from domain.errors import InvalidInputError
    from storage import merchants as kept

    if re.fullmatch(_ID, merchant) is None:
        raise InvalidInputError("merchant", merchant, "use a-z, 0-9 and hyphens, 40 at most")
    if any(each.id == merchant for each in kept.merchants(tx)):
        raise InvalidInputError("merchant", merchant, "it is there: voicetill merchants show")


def _checked(told: dict[str, str]) -> dict[str, Any]:
    """The facts as they are stored. Raises InvalidInputError naming the one that is none."""
    from zoneinfo import available_timezones

    from babel.core import get_global
    from babel.numbers import list_currencies

    from domain.errors import InvalidInputError

    known = {
        "currency": list_currencies(),
        "country": get_global("territory_languages").keys(),
        "timezone": available_timezones(),
    }
    values = {n: v.upper() if n in ("currency", "country") else v for n, v in told.items()}
    for name, value in values.items():
        if name in known and value not in known[name]:
            raise InvalidInputError(name, value, "use a code or name of the standard")
    return values


def _tills(tx: Connection, found: Merchant, told: dict[str, Any]) -> dict[str, Any]:
    """The connections and the limit that were told, each one the merchant's own."""
    from domain.errors import NotFoundError
    from domain.ids import ConnectionId
    from domain.money import Money
    from storage import merchants as kept

    values: dict[str, Any] = {}
    wanted = {"payment": told["pay_through"], "shipping": told["ship_from"]}
    for role, connection in wanted.items():
        if connection is None:
            continue
        account = kept.connection(tx, ConnectionId(connection))
        if account.merchant_id != found.id:
            raise NotFoundError("connection", connection)
        if role == "payment":
            _require_payer(account.platform, connection)
        values[f"{role}_connection_id"] = ConnectionId(connection)
    limit = told["order_limit"]
    if limit is not None:
        values["order_limit"] = Money(limit, found.currency) if limit > 0 else None
    return values


def _require_payer(platform: str, connection: str) -> None:
    """Raises InvalidInputError for an account that charges nothing for other tills' orders."""
    from adapters.registry import PLATFORMS
    from domain.capabilities import Capability, Support
    from domain.errors import InvalidInputError

    if platform not in PLATFORMS:
        return
    charge = PLATFORMS[platform].capabilities[Capability.CHARGE]
    if charge.support is Support.NONE or charge.own_orders_only:
        title = PLATFORMS[platform].title
        what = "for its own orders only" if charge.own_orders_only else "no cards"
        raise InvalidInputError(
            "pay-through", connection, f"{title} charges {what}; name an account such as Square's"
        )


def _by_name(policies: tuple[str, ...]) -> dict[str, str]:
    return {name: told for name, _, told in (text.partition("=") for text in policies)}


def _view(merchant: Merchant) -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(merchant), "settings": dict(merchant.settings)}


def _tell(merchant: Merchant, *, as_json: bool) -> None:
    told = _view(merchant)
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        if value not in (None, "", [], {}):
            click.echo(f"{name:<24} {plain(value)}")
