"""The end of an installation: the last message, then no tokens and no subscriptions."""

from __future__ import annotations

from typing import Any

from sandbox.kit.people import TIMEZONE
from sandbox.shopify.hooks import Hooks
from sandbox.shopify.money import CURRENCY
from sandbox.shopify.oauth import OAuth
from sandbox.shopify.payloads.shared import local
from sandbox.shopify.shop import SHOP_EMAIL, SHOP_ID, SHOP_NAME, Shop


def uninstall(shop: Shop, hooks: Hooks, oauth: OAuth) -> None:
    """Remove the app: `app/uninstalled` still goes out, everything else ends."""
    shop.emit("app/uninstalled", shop_body(shop))
    hooks.flush()
    hooks.forget_all()
    oauth.uninstall()


def shop_body(shop: Shop) -> dict[str, Any]:
    """The shop as REST shapes have it, the body of `app/uninstalled`."""
    place = next(each for each in shop.books.locations if each.pickup)
    money = "${{amount}}"
    return {
        "id": SHOP_ID,
        "name": SHOP_NAME,
        "email": SHOP_EMAIL,
        "domain": shop.options.shop_domain,
        "province": place.province,
        "country": place.country_code,
        "address1": place.address1,
        "zip": place.zip,
        "city": place.city,
        "source": None,
        "phone": place.phone,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "primary_locale": "en",
        "address2": None,
        "created_at": local(place.created_at),
        "updated_at": local(place.updated_at),
        "country_code": place.country_code,
        "country_name": place.country,
        "currency": CURRENCY,
        "customer_email": SHOP_EMAIL,
        "timezone": "(GMT-08:00) Pacific Time (US & Canada)",
        "iana_timezone": TIMEZONE,
        "shop_owner": "Robin Castillo",
        "money_format": money,
        "money_with_currency_format": f"{money} {CURRENCY}",
        "weight_unit": "oz",
        "province_code": place.province_code,
        "taxes_included": False,
        "auto_configure_tax_inclusivity": None,
        "tax_shipping": True,
        "county_taxes": True,
        "plan_display_name": "Grow",
        "plan_name": "professional",
        "has_discounts": True,
        "has_gift_cards": False,
        "myshopify_domain": shop.options.shop_domain,
        "google_apps_domain": None,
        "google_apps_login_enabled": None,
        "money_in_emails_format": money,
        "money_with_currency_in_emails_format": f"{money} {CURRENCY}",
        "eligible_for_payments": True,
        "requires_extra_payments_agreement": False,
        "password_enabled": False,
        "has_storefront": True,
        "finances": True,
        "primary_location_id": place.id,
        "checkout_api_supported": True,
        "multi_location_enabled": True,
        "setup_required": False,
        "pre_launch_enabled": False,
        "enabled_presentment_currencies": [CURRENCY],
        "marketing_sms_consent_enabled_at_checkout": False,
        "transactional_sms_disabled": False,
    }
