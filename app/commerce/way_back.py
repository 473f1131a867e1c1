"""How goods come back, as shoppers and callers are told: the label, and where its parcel is.

All of it as it was written down; nobody is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from app.commerce.addressee import addressee
from app.commerce.parcel_views import with_news
from domain.ids import MerchantId
from domain.orders import Tracking
from domain.return_labels import LabelNews, LabelState
from storage import parcels, return_labels, shopper_notices
from storage.returns import StoredReturn


def label_news(tx: Connection, stored: StoredReturn) -> LabelNews | None:
    """What the shopper may be told of a return's label; None where none is bought for it."""
    label = return_labels.find(tx, stored.merchant_id, stored.id)
    if label is None:
        return None
    has = addressee(tx, stored.merchant_id, stored.order_id).has
    is_reached = bool(shopper_notices.ways_to_tell(tx, stored.merchant_id, has))
    match label.state:
        case LabelState.BOUGHT if label.written_to:
            return LabelNews.SENT
        case LabelState.WANTED | LabelState.BUYING if is_reached:
            return LabelNews.COMING
        case LabelState.WANTED | LabelState.BUYING | LabelState.BOUGHT | LabelState.FAILED:
            return LabelNews.FROM_SHOP
    return None


def parcels_back(
    tx: Connection, merchant_id: MerchantId, stored: Sequence[StoredReturn]
) -> Mapping[str, Tracking]:
    """Where the parcels of returns are, by the return's id; days by the clock of the order's
    store."""
    followed = parcels.of_returns(tx, merchant_id, [each.id for each in stored])
    if not followed:
        return {}
    zones = parcels.zones(tx, merchant_id, {each.order_id for each in followed.values()})
    return {
        its_id: with_news(
            Tracking(carrier=each.carrier, number=each.number), each, zones[each.order_id]
        )
        for its_id, each in followed.items()
    }
