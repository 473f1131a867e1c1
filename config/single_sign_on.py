"""Where operators of the console may sign in besides here: an OpenID Connect provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.environment import EnvironmentReader
from config.secret import Secret

_ROLES = ("viewer", "operator", "admin")
_REMEDY = (
    "write pairs such as admin=till-admins,operator=till-staff; roles: viewer, operator, admin"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleSignOn:
    """Our registration at the provider, and who gets which role."""

    issuer: str
    """As the provider writes it, without trailing slash."""
    client_id: str
    client_secret: Secret | None
    """None: a public client, proven by PKCE alone."""
    role_claim: str
    """The claim that names a person's groups."""
    roles: Mapping[str, str]
    """Group to role; who is in none of them is not let in."""
    title: str
    """What the button calls the provider."""


def read_single_sign_on(env: EnvironmentReader, *, production: bool) -> SingleSignOn | None:
    """None where no issuer is given; faults are noted."""
    issuer = env.url("OIDC_ISSUER", None, ("https",) if production else ("https", "http"))
    client_id = env.optional("OIDC_CLIENT_ID")
    secret, claim = env.secret("OIDC_CLIENT_SECRET"), env.text("OIDC_ROLE_CLAIM", "groups")
    roles = _roles(env, env.text("OIDC_ROLES"))
    title = env.text("OIDC_TITLE", "single sign-on")
    if issuer is None:
        return None
    if client_id is None:
        env.fault("OIDC_CLIENT_ID", "give the client id that the provider issued")
    if not roles:
        env.fault("OIDC_ROLES", _REMEDY)
    return SingleSignOn(
        issuer=issuer,
        client_id=client_id or "",
        client_secret=secret,
        role_claim=claim,
        roles=roles,
        title=title,
    )


def _roles(env: EnvironmentReader, text: str) -> Mapping[str, str]:
    found = {}
    for pair in filter(None, (each.strip() for each in text.split(","))):
        role, equals, group = (each.strip() for each in pair.partition("="))
        if role not in _ROLES or not equals or not group:
            env.fault("OIDC_ROLES", _REMEDY, value=text)
            return {}
        found[group] = role
    return found
