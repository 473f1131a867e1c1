"""Money, addresses, attributes, the shop itself, apps and jobs."""

from __future__ import annotations

from typing import Any

from sandbox.kit.people import TIMEZONE
from sandbox.shopify.access import SCOPE_TEXTS
from sandbox.shopify.engine.run import Arguments, Resolvers, Run
from sandbox.shopify.ids import gid
from sandbox.shopify.metafields import OWNER_TYPES, digest, json_value
from sandbox.shopify.money import CURRENCY
from sandbox.shopify.places import full_name
from sandbox.shopify.resolvers.support import (
    const,
    context_of,
    ids,
    legacy_ids,
    metafields,
    of,
    shop_of,
    with_shop,
)
from sandbox.shopify.rows import Location, MailingAddress
from sandbox.shopify.shop import APP_ID, SHOP_EMAIL, SHOP_ID, SHOP_NAME, Shop
from sandbox.shopify.versions import SERVED, STABLE, display_name


def formatted_address(address: Any, *, with_name: bool, with_company: bool) -> list[str]:
    """The lines one would write on an envelope."""
    name = full_name(address.first_name, address.last_name) if with_name else None
    company = address.company if with_company else None
    town = " ".join(part for part in (address.city, address.province_code, address.zip) if part)
    lines = [name, company, address.address1, address.address2, town, address.country]
    return [line for line in lines if line]


def _formatted(source: MailingAddress, arguments: Arguments, _run: Run) -> list[str]:
    return formatted_address(
        source,
        with_name=bool(arguments.get("withName")),
        with_company=arguments.get("withCompany") is not False,
    )


def _area(source: MailingAddress) -> str | None:
    parts = [source.city, source.province_code, source.country]
    return ", ".join(part for part in parts if part) or None


def _rank_one(shop: Shop) -> Location:
    return min(shop.books.locations, key=lambda each: each.rank)


def _retail(shop: Shop) -> Location:
    """The shop's own address: its first location with a till."""
    return next((each for each in shop.books.locations if each.pickup), _rank_one(shop))


def _granted(_source: Any, _arguments: Arguments, run: Run) -> list[dict[str, str]]:
    return [
        {"handle": scope, "description": SCOPE_TEXTS.get(scope, scope.replace("_", " "))}
        for scope in sorted(context_of(run).caller.scopes)
    ]


def _domain(_source: Any, _arguments: Arguments, run: Run) -> dict[str, Any]:
    host = shop_of(run).options.shop_domain
    return {
        "id": gid("Domain", 1),
        "host": host,
        "url": f"https://{host}",
        "sslEnabled": True,
    }


def app_of(_source: Any, _arguments: Arguments, run: Run) -> dict[str, Any]:
    """The app that asks."""
    return {
        "id": gid("App", APP_ID),
        "title": "Voice gateway",
        "handle": "voice-gateway",
        "apiKey": context_of(run).caller.client_id,
        "embedded": False,
        "webhookApiVersion": STABLE,
    }


def api_versions() -> list[dict[str, Any]]:
    """`publicApiVersions`."""
    return [
        {"handle": handle, "displayName": display_name(handle), "supported": supported}
        for handle, supported in SERVED
    ]


def _cents(value: Any) -> int:
    """Money is plain cents, except where a union needs to be told its type."""
    return int(value["cents"] if isinstance(value, dict) else value)


BASICS: Resolvers = {
    "MoneyBag": {"shopMoney": of(lambda cents: cents), "presentmentMoney": of(lambda cents: cents)},
    "MoneyV2": {"amount": of(_cents), "currencyCode": const(CURRENCY)},
    "Shop": {
        "id": const(gid("Shop", SHOP_ID)),
        "name": const(SHOP_NAME),
        "email": const(SHOP_EMAIL),
        "contactEmail": const(SHOP_EMAIL),
        "description": const(None),
        "myshopifyDomain": with_shop(lambda _source, shop: shop.options.shop_domain),
        "primaryDomain": _domain,
        "url": with_shop(lambda _source, shop: f"https://{shop.options.shop_domain}"),
        "currencyCode": const(CURRENCY),
        "enabledPresentmentCurrencies": const([CURRENCY]),
        "ianaTimezone": const(TIMEZONE),
        "timezoneAbbreviation": const("PST"),
        "timezoneOffset": const("-0800"),
        "timezoneOffsetMinutes": const(-480),
        "weightUnit": const("OUNCES"),
        "unitSystem": const("IMPERIAL_SYSTEM"),
        "taxesIncluded": const(False),
        "taxShipping": const(True),
        "plan": of(lambda source: source),
        "shopAddress": with_shop(lambda _source, shop: _retail(shop)),
        "shopOwnerName": const("Robin Castillo"),
        "createdAt": with_shop(lambda _source, shop: _rank_one(shop).created_at),
        "updatedAt": with_shop(lambda _source, shop: _rank_one(shop).created_at),
        "setupRequired": const(False),
    },
    "ShopPlan": {
        "displayName": with_shop(lambda _source, shop: _plan(shop)),
        "publicDisplayName": with_shop(lambda _source, shop: _plan(shop)),
        "partnerDevelopment": with_shop(lambda _source, shop: shop.options.is_development),
        "shopifyPlus": with_shop(lambda _source, shop: shop.options.is_plus),
    },
    "ShopAddress": {
        "id": const(gid("ShopAddress", SHOP_ID)),
        "address2": const(None),
        "company": const(SHOP_NAME),
        "countryCodeV2": of(lambda location: location.country_code),
        "formatted": of(
            lambda location: [
                SHOP_NAME,
                location.address1,
                f"{location.city} {location.province_code} {location.zip}",
                location.country,
            ]
        ),
    },
    "AppInstallation": {
        **ids("AppInstallation"),
        **metafields(),
        "accessScopes": _granted,
        "app": app_of,
        "launchUrl": with_shop(
            lambda _source, shop: f"https://{shop.options.shop_domain}/admin/apps/voice-gateway"
        ),
        "uninstallUrl": const(None),
    },
    "MailingAddress": {
        **ids("MailingAddress"),
        "countryCodeV2": of(lambda row: row.country_code),
        "name": of(lambda row: full_name(row.first_name, row.last_name)),
        "formatted": _formatted,
        "formattedArea": of(_area),
        "coordinatesValidated": const(False),
    },
    "Metafield": {
        **legacy_ids("Metafield"),
        "jsonValue": of(json_value),
        "compareDigest": of(digest),
        "ownerType": of(lambda row: OWNER_TYPES[row.owner_type]),
        "sizeInBytes": of(lambda row: len(row.value.encode())),
    },
    "Weight": {
        "value": of(lambda grams: round(grams / 28.349523125, 2)),
        "unit": const("OUNCES"),
    },
    "Job": {"id": of(lambda job: gid("Job", job.id))},
    "OrderCancelJobResult": {"order": with_shop(lambda source, shop: _job_order(source, shop))},
    "OrderCreateMandatePaymentJobResult": {
        "order": with_shop(lambda source, shop: _job_order(source, shop))
    },
}
"""Resolvers of types that many others use."""


def _plan(shop: Shop) -> str:
    if shop.options.is_plus:
        return "Shopify Plus"
    return "Development" if shop.options.is_development else "Grow"


def _job_order(source: Any, shop: Shop) -> Any:
    return shop.books.orders.get(source["order"])
