"""Settings of one Lightspeed connection that save calls or cannot be read from the account."""

from __future__ import annotations

from adapters.keys import ConnectionOption

OPTIONS = (
    ConnectionOption(
        name="payment_type_id",
        help="The number of the payment type that money taken elsewhere is recorded under "
        '(Settings, Payment types). Without it, the type named "Voicetill" is looked up.',
        pattern=r"[1-9]\d*",
    ),
    ConnectionOption(
        name="employee_id",
        help="The number of the employee that voice orders are rung up by. Without it, the one "
        "who agreed to connect.",
        pattern=r"[1-9]\d*",
    ),
    ConnectionOption(
        name="registers",
        help="The register of each shop that voice orders are rung up on, as shop=register, e.g. "
        "1=3,2=5. Without it, the shop's first register.",
        pattern=r"\d+=\d+(,\d+=\d+)*",
    ),
    ConnectionOption(
        name="shipping_item_id",
        help="The number of a non-inventory item that stands for shipping, so that its tax class "
        "applies. Without it, shipping is an untaxed charge.",
        pattern=r"[1-9]\d*",
    ),
    ConnectionOption(
        name="currency",
        help="The account's currency (ISO 4217); saves asking for it with each call.",
        pattern=r"[A-Z]{3}",
    ),
)
