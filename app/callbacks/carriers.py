"""`POST /webhooks/carriers/<carrier>/<account>`: a carrier's event, proved before it is read."""

from __future__ import annotations

from typing import Protocol, cast

from flask import Blueprint, Response, current_app, request

from app.carriers.desk import ParcelDesk

MAX_BYTES = 1024 * 1024
blueprint = Blueprint("carriers", __name__)


class HasParcelDesk(Protocol):
    """What the callback reaches of the carriers' parts."""

    @property
    def desk(self) -> ParcelDesk:
        """Parcels."""
        ...


class CarrierCallbackServices(Protocol):
    """What the callback reaches."""

    @property
    def carriers(self) -> HasParcelDesk:
        """The carriers' parts."""
        ...


@blueprint.post("/webhooks/carriers/<carrier>/<account_id>")
def receive(carrier: str, account_id: str) -> Response:
    """Apply the event in one transaction, then 204; it is a few rows, so it is not put off."""
    services = cast(CarrierCallbackServices, current_app.extensions["voicetill"])
    request.max_content_length = MAX_BYTES
    headers = {name.lower(): value for name, value in request.headers.items()}
    services.carriers.desk.receive(carrier, account_id, headers, request.get_data())
    return Response(status=204)
