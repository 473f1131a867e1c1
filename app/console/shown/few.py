"""Lists of what is few: accounts, their mapping, API keys, operators, and the worst letters."""

from __future__ import annotations

from dataclasses import dataclass

from app.connections.desk import ConnectionView
from app.console.lists import Filter
from app.console.short_lists import ShortColumn, ShortList
from app.console.shown.cells import CONNECTION, states
from storage.api_keys import ApiKey
from storage.dead_letters import DeadLetter, Impact, Source
from storage.merchants import PosConnection
from storage.operators import Operator

CONNECTIONS: ShortList[ConnectionView] = ShortList(
    name="connections",
    title="Connections",
    hint="The accounts on platforms, and how each stands.",
    empty="No account is connected yet. Choose a platform below.",
    search="account, platform",
    columns=(
        ShortColumn(name="account", title="Account", value=lambda one: one.connection.account_name),
        ShortColumn(name="platform", title="Platform", value=lambda one: one.title),
        ShortColumn(name="state", title="State", value=lambda one: one.connection.status.value),
        ShortColumn(name="token_ends_at", title="Token", value=lambda one: one.access_ends_at),
        ShortColumn(
            name="person_needed_by", title="Person needed by", value=lambda one: one.reauthorize_by
        ),
        ShortColumn(
            name="api_version", title="API version", value=lambda one: one.connection.api_version
        ),
    ),
    filters=(Filter(name="platform", title="Platform"), Filter(name="state", title="State")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedAccount:
    """An account and how many fields it fills its own way."""

    row: PosConnection
    own_fields: int


MAPPINGS: ShortList[MappedAccount] = ShortList(
    name="mapping",
    title="Mapping",
    hint="What each platform's fields become, what is dropped and why, and the fields that an "
    "account fills its own way.",
    empty="No account is connected yet. Connect one, then its mapping stands here.",
    search="account, platform",
    columns=(
        ShortColumn(name="account", title="Account", value=lambda one: one.row.account_name),
        ShortColumn(name="platform", title="Platform", value=lambda one: one.row.platform),
        ShortColumn(name="state", title="State", value=lambda one: one.row.status.value),
        ShortColumn(
            name="own_fields", title="Own fields", value=lambda one: one.own_fields, numeric=True
        ),
    ),
    filters=(Filter(name="platform", title="Platform"), Filter(name="state", title="State")),
    more=("Records that do not map",),
)

KEYS: ShortList[ApiKey] = ShortList(
    name="keys",
    title="API keys",
    hint="Who may call the REST API. A key's text is shown once and kept nowhere.",
    empty="No key yet. Make one below for whoever calls the REST API.",
    search="name, scope",
    columns=(
        ShortColumn(name="name", title="Name", value=lambda one: one.name),
        ShortColumn(
            name="begins_with",
            title="Begins with",
            value=lambda one: f"vt_{one.environment}_{one.prefix}",
        ),
        ShortColumn(name="scopes", title="Scopes", value=lambda one: ", ".join(sorted(one.scopes))),
        ShortColumn(name="last_used_at", title="Used", value=lambda one: one.last_used_at),
        ShortColumn(
            name="state",
            title="State",
            value=lambda one: "active" if one.revoked_at is None else "revoked",
        ),
    ),
    filters=(Filter(name="state", title="State"),),
    more=("End it",),
)

OPERATORS: ShortList[Operator] = ShortList(
    name="operators",
    title="Operators",
    hint="Who may come in here, and what they may do.",
    empty="Nobody may come in.",
    search="login, name",
    columns=(
        ShortColumn(name="login", title="Login", value=lambda one: one.login),
        ShortColumn(name="name", title="Name", value=lambda one: one.name),
        ShortColumn(name="role", title="Role", value=lambda one: one.role.value),
        ShortColumn(
            name="merchants",
            title="Merchants",
            value=lambda one: (
                "all" if one.merchant_ids is None else ", ".join(sorted(one.merchant_ids))
            ),
        ),
        ShortColumn(
            name="second_factor",
            title="Second factor",
            value=lambda one: "active" if one.has_second_factor else "off",
        ),
        ShortColumn(name="last_login_at", title="Last here", value=lambda one: one.last_login_at),
    ),
    filters=(
        Filter(name="role", title="Role"),
        Filter(name="second_factor", title="Second factor"),
    ),
    more=("Change",),
)

LETTERS: ShortList[DeadLetter] = ShortList(
    name="dead-letters",
    title="Dead letters",
    hint="What no retry will mend by itself, the worst first: orders and payments, then stock, "
    "then the catalog. Each deed is shown before it is done.",
    empty="There are none. What fails is tried again by itself, and comes here when that is of no "
    "use.",
    search="",  # what is done to "all of these" is done to all that the page narrowed to
    columns=(
        ShortColumn(name="id", title="Letter", value=lambda one: one.id),
        ShortColumn(name="connection_id", title="From", value=lambda one: one.connection_id),
        ShortColumn(name="topic", title="About", value=lambda one: one.topic),
        ShortColumn(name="reason", title="Why", value=lambda one: one.reason),
        ShortColumn(
            name="attempts", title="Attempts", value=lambda one: one.attempts, numeric=True
        ),
        ShortColumn(name="first_seen_at", title="First seen", value=lambda one: one.first_seen_at),
        ShortColumn(name="last_seen_at", title="Last seen", value=lambda one: one.last_seen_at),
    ),
    filters=(
        Filter(
            name="impact",
            title="Touches",
            choices=[(each.name.lower(), each.name.lower()) for each in Impact],
        ),
        Filter(name="source", title="Kind", choices=states(Source)),
        CONNECTION,
    ),
    narrowing=("code", "topic", "letter"),
)
