"""The settings of one restaurant's connection, which no answer of Toast's can tell."""

from __future__ import annotations

from adapters.keys import ConnectionOption
from adapters.toast.keys import GUID

PICKUP = "pickup_dining_option"
DELIVERY = "delivery_dining_option"
DELIVERY_CHARGE = "delivery_charge"
PAYMENT_TYPE = "payment_type"
FALLBACK_EMAIL = "fallback_email"
NAMING = "naming_authority"
HISTORY_DAYS = "history_days"

OPTIONS = (
    ConnectionOption(
        name=PICKUP,
        help="GUID of the dining option for takeout; empty: the first one with that behavior.",
        pattern=GUID,
    ),
    ConnectionOption(
        name=DELIVERY,
        help="GUID of the dining option for delivery; empty: the first one with that behavior.",
        pattern=GUID,
    ),
    ConnectionOption(
        name=DELIVERY_CHARGE,
        help="GUID of the open service charge that carries a delivery fee; without it, orders "
        "with a fee are refused.",
        pattern=GUID,
    ),
    ConnectionOption(
        name=PAYMENT_TYPE,
        help="GUID of the alternate payment type for orders paid by voice; empty: the only one "
        "there is. Make one under Payments, Other payment options in Toast Web.",
        pattern=GUID,
    ),
    ConnectionOption(
        name=FALLBACK_EMAIL,
        help="The restaurant's own e-mail address, for guests who gave none: Toast takes no order "
        "without. All of them become one guest in Toast. Empty: such orders are refused.",
        pattern=r"[!-?A-~]{1,40}@[!-?A-~]{3,52}",
    ),
    ConnectionOption(
        name=NAMING,
        help="The naming authority that Toast assigned for external ids: capitals and digits.",
        default="VOICETILL",
        pattern=r"[A-Z][A-Z0-9_-]{1,30}",
    ),
    ConnectionOption(
        name=HISTORY_DAYS,
        help="How many days back orders and guests are read in a full run: 1 to 730.",
        default="90",
        pattern=r"[1-9]\d{0,2}",
    ),
)
