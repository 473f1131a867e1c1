"""Square's transfer orders: drafted, read and called off. Staff start and receive them."""

from __future__ import annotations

from adapters.square.client import SquareClient, platform_key
from adapters.square.reading import read_one
from adapters.wire import JsonObject
from domain.errors import RejectedError
from domain.ids import IdempotencyKey, PlatformId
from domain.transfers import PosTransfer, TransferState, TransferWish
from mapping.platforms import square_transfers as table
from mapping.report import MappingReport

_PATH = "/v2/transfer-orders"


def create(
    client: SquareClient, wish: TransferWish, report: MappingReport, *, key: IdempotencyKey
) -> PosTransfer:
    """A DRAFT: no count changes. The same key gives the same transfer order."""
    request = {
        "idempotency_key": platform_key(key, "transfer"),
        "transfer_order": table.transfer_request(wish),
    }
    return _read(client.write(_PATH, "transfers.create", request), "transfers.create", report)


def get(client: SquareClient, platform_id: PlatformId, report: MappingReport) -> PosTransfer | None:
    """One transfer order, or None: staff may delete a draft."""
    body = client.find(f"{_PATH}/{platform_id}", "transfers.get")
    return None if body is None else _read(body, "transfers.get", report)


def cancel(
    client: SquareClient, platform_id: PlatformId, report: MappingReport, *, key: IdempotencyKey
) -> PosTransfer:
    """A draft is deleted, a started one canceled: its goods go back to where they came from."""
    known = get(client, platform_id, report)
    if known is None or known.state is TransferState.CANCELED:
        return PosTransfer(platform_id=platform_id, state=TransferState.CANCELED)
    if known.state is TransferState.REQUESTED:
        return _delete(client, platform_id, report)
    body = client.write(
        f"{_PATH}/{platform_id}/cancel",
        "transfers.cancel",
        {"idempotency_key": platform_key(key, "transfer-cancel")},
    )
    return _read(body, "transfers.cancel", report)


def _delete(client: SquareClient, platform_id: PlatformId, report: MappingReport) -> PosTransfer:
    try:
        client.write(f"{_PATH}/{platform_id}", "transfers.delete", method="DELETE")
    except RejectedError:
        if get(client, platform_id, report) is not None:  # else a repeat of ours that was lost
            raise
    return PosTransfer(platform_id=platform_id, state=TransferState.CANCELED)


def _read(body: JsonObject, operation: str, report: MappingReport) -> PosTransfer:
    return read_one(table.TRANSFER, body.get("transfer_order"), operation, report)
