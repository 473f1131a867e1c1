"""What a platform's refusal means for the person who is connecting it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.platform import Platform
from domain.errors import ConnectRefusedError, MalformedResponseError, NotAuthorizedError
from domain.ports.pos import Account


@contextmanager
def explained(platform: Platform, *, by_keys: bool) -> Iterator[None]:
    """Turn refusals of first calls into words with a remedy. Raises ConnectRefusedError."""
    try:
        yield
    except NotAuthorizedError as error:
        raise _refused(platform, error, by_keys=by_keys) from error
    except MalformedResponseError as error:
        raise ConnectRefusedError(
            platform.title,
            f"what answers there does not speak as {platform.title} does",
            "check the address",
        ) from error


def permissions_missing(platform: Platform, account: Account) -> dict[str, str]:
    """Each permission that was asked for and not given, with what it is for."""
    return {name: platform.every_scope.get(name, "") for name in sorted(account.missing_scopes)}


def missing_words(platform: Platform, account: Account) -> str | None:
    """The same in one line with the remedy; None if all were given."""
    missing = permissions_missing(platform, account)
    if not missing:
        return None
    listed = ", ".join(
        f"{name} ({why.rstrip('.')})" if why else name for name, why in missing.items()
    )
    return f"not permitted: {listed}; permit it on {platform.title} and connect again"


def _refused(
    platform: Platform, error: NotAuthorizedError, *, by_keys: bool
) -> ConnectRefusedError:
    scope = error.missing_scope
    if scope is not None:
        why = platform.every_scope.get(scope, "")
        return ConnectRefusedError(
            platform.title,
            f"the permission {scope} is missing" + (f" ({why.rstrip('.')})" if why else ""),
            f"permit it on {platform.title} and connect again",
        )
    told = f" ({error.platform_code})" if error.platform_code else ""
    if by_keys:
        return ConnectRefusedError(
            platform.title,
            f"it refuses these keys{told}",
            "copy them again, and check that they are enabled for this account",
        )
    return ConnectRefusedError(
        platform.title,
        f"it refuses the access it has just granted{told}",
        "check that our application is still installed there, and connect again",
    )
