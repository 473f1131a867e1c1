"""The skill's manifest and its account linking, generated from the same definitions.

Source: Alexa documentation "Skill Manifest Schema", "Account Linking Schemas" and "Implement
CanFulfillIntentRequest", and the enumerations of ask-smapi-model 1.36 (read 2026-11-22). Icons and
legal pages are the merchant's own to add.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.voice.channels.agent_values import language_of_agent
from app.voice.channels.alexa import SCOPES
from app.voice.channels.alexa_model import LOCALES
from app.voice.reply import Permission
from domain.errors import InvalidInputError

PERMISSIONS: Final[Mapping[Permission, str]] = {
    **SCOPES,
    Permission.ADDRESS: "alexa::devices:all:address:full:read",
}
"""As a manifest names what cards ask consent for: the address has another name there."""
_NAME_FREE: Final = "en-US"
"""Where Alexa asks skills that were not named whether they can help."""
EVENTS: Final = (
    *("SKILL_ENABLED", "SKILL_DISABLED", "SKILL_PERMISSION_ACCEPTED"),
    *("SKILL_PERMISSION_CHANGED", "SKILL_ACCOUNT_LINKED", "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED"),
)
_MAX_NAME: Final = 50
_MAX_SUMMARY: Final = 160
_MAX_DESCRIPTION: Final = 4_000
_MAX_PHRASE: Final = 200
_PHRASES: Final = {
    "en": ("Alexa, open {name}", "Alexa, ask {name} where is my order", "order my usual"),
    "es": ("Alexa, abre {name}", "Alexa, pregunta a {name} dónde está mi pedido", "lo de siempre"),
    "fr": ("Alexa, ouvre {name}", "Alexa, demande à {name} où est ma commande", "comme d'habitude"),
    "de": ("Alexa, öffne {name}", "Alexa, frage {name} wo ist meine bestellung", "das übliche"),
}
_COUNTRIES: Final = {
    "en-US": "US", "en-GB": "GB", "en-CA": "CA", "en-AU": "AU", "en-IN": "IN", "es-ES": "ES",
    "es-MX": "MX", "es-US": "US", "fr-FR": "FR", "fr-CA": "CA", "de-DE": "DE",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillFacts:
    """What a manifest needs to know of a merchant's skill."""

    shop: str
    endpoint: str
    """The callback's public address."""
    invocation_name: str
    locales: Sequence[str]
    privacy_url: str | None = None
    terms_url: str | None = None


def manifest(facts: SkillFacts) -> dict[str, Any]:
    """The manifest as `ask smapi` takes it. Raises InvalidInputError."""
    _check(facts)
    endpoint = {"uri": facts.endpoint, "sslCertificateType": "Trusted"}
    return {
        "manifest": {
            "manifestVersion": "1.0",
            "publishingInformation": {
                "locales": {locale: _published(facts, locale) for locale in facts.locales},
                "isAvailableWorldwide": False,
                "distributionCountries": sorted({_COUNTRIES[each] for each in facts.locales}),
                "distributionMode": "PUBLIC",
                "category": "SHOPPING",
                "testingInstructions": "Link the test account, then say: order a mug.",
            },
            "privacyAndCompliance": _privacy(facts),
            "permissions": [{"name": name} for name in PERMISSIONS.values()],
            "events": {
                "endpoint": endpoint,
                "subscriptions": [{"eventName": name} for name in EVENTS],
            },
            "apis": {
                "custom": {
                    "endpoint": endpoint,
                    "interfaces": [
                        {
                            "type": "ALEXA_PRESENTATION_APL",
                            "supportedViewports": [
                                {
                                    "mode": "HUB",
                                    "shape": "RECTANGLE",
                                    "minWidth": 960,
                                    "maxWidth": 1279,
                                    "minHeight": 600,
                                    "maxHeight": 799,
                                }
                            ],
                        },
                        *(
                            [{"type": "CAN_FULFILL_INTENT_REQUEST"}]
                            if _NAME_FREE in facts.locales
                            else []
                        ),
                    ],
                }
            },
        }
    }


def account_linking(base: str, *, client_id: str, scopes: Sequence[str]) -> dict[str, Any]:
    """The account linking as `ask smapi update-account-linking-info` takes it, without the secret.

    `base` is the address of the pages that link. Alexa sends PKCE only where it is switched on,
    which is done on the skill's page: neither Amazon's "Account Linking Schemas" nor its own client
    (ask-smapi-model 1.36) names a field for it (read 2026-11-22).
    """
    return {
        "accountLinkingRequest": {
            "type": "AUTH_CODE",
            "authorizationUrl": f"{base}/authorize",
            "accessTokenUrl": f"{base}/token",
            "clientId": client_id,
            "clientSecret": "",
            "accessTokenScheme": "HTTP_BASIC",
            "scopes": list(scopes),
            "domains": [],
            "skipOnEnablement": True,
        }
    }


def _check(facts: SkillFacts) -> None:
    if not facts.endpoint.startswith("https://"):
        raise InvalidInputError("endpoint", facts.endpoint, "Alexa calls https addresses only")
    if not facts.locales or not set(facts.locales) <= set(LOCALES):
        told = ", ".join(facts.locales) or "none"
        raise InvalidInputError("locale", told, f"use some of {', '.join(LOCALES)}")
    if not 2 <= len(facts.shop) <= _MAX_NAME:
        raise InvalidInputError("name", facts.shop, f"2 to {_MAX_NAME} characters")


def _published(facts: SkillFacts, locale: str) -> Mapping[str, Any]:
    language = language_of_agent(locale)
    phrases = _PHRASES[locale.partition("-")[0]]
    return {
        "name": facts.shop,
        "summary": language.summary.format(shop=facts.shop)[:_MAX_SUMMARY],
        "description": language.description.format(shop=facts.shop)[:_MAX_DESCRIPTION],
        "examplePhrases": [
            each.format(name=facts.invocation_name)[:_MAX_PHRASE] for each in phrases
        ],
        "keywords": list(language.keywords),
    }


def _privacy(facts: SkillFacts) -> Mapping[str, Any]:
    pages = {"privacyPolicyUrl": facts.privacy_url, "termsOfUseUrl": facts.terms_url}
    known = {name: address for name, address in pages.items() if address}
    told: dict[str, Any] = {
        "allowsPurchases": True,
        "usesPersonalInfo": True,
        "isChildDirected": False,
        "isExportCompliant": True,
        "containsAds": False,
    }
    return {**told, "locales": dict.fromkeys(facts.locales, known)} if known else told
