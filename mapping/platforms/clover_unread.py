"""Clover's records that pass by: every field accounted for, and next to nothing kept.

A category is known by its name on the items that are in it; employees are never asked for. The
tables are for whoever looks at a payload (`voicetill mapping check`) and for the recorded samples.
"""

from __future__ import annotations

from typing import Any

from mapping.converters import identifier, text
from mapping.engine import Field, Map

_STAFF = "staff are not kept"

CATEGORY: Map[dict[str, Any]] = Map(
    dict,
    fields=(Field("name", "name", text),),
    ignored={
        "id": "a category goes by its name",
        "href": "built from the id",
        "items": "each item names its categories",
        **dict.fromkeys(("sortOrder", "colorCode"), "for the register's screen"),
        "deleted": "items lose it by themselves",
        "modifiedTime": "items tell when they changed",
        "canonical": "the franchise's own id",
        "menuSection": "Clover's own online ordering",
    },
)

EMPLOYEE: Map[dict[str, Any]] = Map(
    dict,
    fields=(Field("platform_id", "id", identifier),),
    ignored={
        **dict.fromkeys(("name", "nickname", "customId", "email", "role", "roles"), _STAFF),
        **dict.fromkeys(("pin", "unhashedPin", "employeeCards"), "secrets of the register"),
        **dict.fromkeys(("inviteSent", "claimedTime", "deletedTime", "isOwner"), _STAFF),
        **dict.fromkeys(("shifts", "payments", "orders"), "read as what they are"),
        "merchant": "known from the connection",
        "href": "built from the id",
    },
)
