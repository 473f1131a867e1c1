"""EasyPost's trackers and shipments over HTTP (API v2); the key is the user of Basic proof."""

from __future__ import annotations

import base64
from http import HTTPStatus
from typing import Any, Final

import orjson

from adapters.destinations import DestinationPolicy, origin_of, target_of
from adapters.easypost.fields import NAME
from adapters.easypost.labels import EXISTS, label_of, offer_of, refund_of, shipment_of
from adapters.easypost.parcels import parcel_of
from adapters.exchange import BrokenExchangeError, Exchanger, Outgoing, UnreadableAnswerError
from adapters.tls import tls_context
from adapters.wire import HttpResponse
from domain.calls import Deadline
from domain.errors import (
    AmbiguousOutcomeError,
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from domain.parcels import Parcel
from domain.return_labels import Label, LabelOffer, LabelRefund, LabelWish

BASE_URL: Final = "https://api.easypost.com"
_CONNECT_S, _READ_S = 3.0, 10.0
_SPENDS: Final = frozenset({"buy label", "refund label"})
"""What may have been done where no answer came."""
_MOST_BYTES: Final = 2 * 1024 * 1024
_UNDECIDED: Final = frozenset(
    {
        "SHIPMENT.POSTAGE.NO_RESPONSE",
        "SHIPMENT.POSTAGE.TIMED_OUT",
        "SHIPMENT.PURCHASE.IN_PROGRESS",
    }
)
"""Refusals after which a label may be bought all the same: the carrier behind did not answer."""


class EasyPost:
    """One merchant's account; thread-safe. Implements `domain.ports.carriers.CarrierPort`.

    Creating a tracker twice for one number and carrier gives the one there is (within three
    months), so a lost answer may simply be asked for again.
    """

    def __init__(self, exchanger: Exchanger, base_url: str, key: str, *, loopback: bool) -> None:
        """`loopback`: the account may be a stand-in on this machine."""
        self._exchanger = exchanger
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._policy = DestinationPolicy(allow_loopback=loopback)

    def track(self, number: str, carrier: str | None, deadline: Deadline) -> Parcel:
        """Follow a parcel from now on. Raises PlatformError."""
        wanted = {"tracking_code": number, **({"carrier": carrier} if carrier else {})}
        body = orjson.dumps({"tracker": wanted})
        return parcel_of(self._call("POST", "/v2/trackers", body, deadline, "track"))

    def parcel(self, tracker_id: str, deadline: Deadline) -> Parcel:
        """How a followed parcel stands. Raises PlatformError."""
        return parcel_of(self._call("GET", f"/v2/trackers/{tracker_id}", None, deadline, "parcel"))

    # --- labels ------------------------------------------------------------------------------

    def offer_return(self, wish: LabelWish, deadline: Deadline) -> LabelOffer:
        """What the cheapest label costs; a shipment that nothing is bought of costs nothing.

        Raises PlatformError.
        """
        body = orjson.dumps(shipment_of(wish))
        return offer_of(self._call("POST", "/v2/shipments", body, deadline, "offer label"))

    def buy_label(self, shipment_id: str, rate_id: str, deadline: Deadline) -> Label:
        """Buy it; a shipment has one label, so a repeat gives the one there is.

        Raises PlatformError.
        """
        path, body = f"/v2/shipments/{shipment_id}/buy", orjson.dumps({"rate": {"id": rate_id}})
        try:
            bought = label_of(self._call("POST", path, body, deadline, "buy label"))
        except RejectedError as error:
            if error.platform_code != EXISTS:
                raise
            bought = self.bought_label(shipment_id, deadline)
        if bought is None:
            raise AmbiguousOutcomeError(
                "the label is not there yet", platform=NAME, operation="buy label"
            )
        return bought

    def bought_label(self, shipment_id: str, deadline: Deadline) -> Label | None:
        """The label of a shipment, if one was bought. Raises PlatformError."""
        return label_of(self._shipment(shipment_id, deadline))

    def refund_label(self, shipment_id: str, deadline: Deadline) -> LabelRefund:
        """Ask for the money; where that was done before, how it stands; once more where it was
        refused.

        Raises PlatformError: RejectedError where it is not even taken.
        """
        path = f"/v2/shipments/{shipment_id}/refund"
        try:
            told = refund_of(self._call("POST", path, b"{}", deadline, "refund label"))
        except RejectedError:  # asked for before, or used: the shipment says which
            told = self.label_refund(shipment_id, deadline)
            if told is None:
                raise
        return told or LabelRefund.ASKED

    def label_refund(self, shipment_id: str, deadline: Deadline) -> LabelRefund | None:
        """How giving it back stands; None: it was not asked for. Raises PlatformError."""
        return refund_of(self._shipment(shipment_id, deadline))

    def _shipment(self, shipment_id: str, deadline: Deadline) -> Any:
        return self._call("GET", f"/v2/shipments/{shipment_id}", None, deadline, "label")

    def _call(
        self, method: str, path: str, body: bytes | None, deadline: Deadline, operation: str
    ) -> Any:
        url = f"{self._base_url}{path}"
        proof = base64.b64encode(f"{self._key}:".encode()).decode()
        outgoing = Outgoing(
            method=method,
            origin=origin_of(url),
            target=target_of(url, {}),
            headers={
                "Authorization": f"Basic {proof}",
                "Content-Type": "application/json",
                "Accept": "application/json",
                "User-Agent": "Voicetill/0.1",
            },
            body=body,
        )
        try:
            answer = self._exchanger.exchange(outgoing, deadline=deadline, policy=self._policy)
        except (BrokenExchangeError, UnreadableAnswerError) as failure:
            lost = AmbiguousOutcomeError if operation in _SPENDS else UnavailableError
            raise lost(f"no answer: {failure}", platform=NAME, operation=operation) from failure
        if not 200 <= answer.status < 300:
            raise _error_of(answer, operation)
        try:
            return orjson.loads(answer.body)
        except orjson.JSONDecodeError as error:
            raise MalformedResponseError(
                "the answer is not JSON", platform=NAME, operation=operation
            ) from error


def new_exchanger() -> Exchanger:
    """The connections that all accounts of a process share."""
    return Exchanger(
        tls_context, connect_s=_CONNECT_S, read_s=_READ_S, max_body=_MOST_BYTES, max_line=0
    )


def _error_of(answer: HttpResponse, operation: str) -> PlatformError:
    status = answer.status
    code, words = _told_by(answer.body)
    told: dict[str, Any] = {
        "platform": NAME,
        "operation": operation,
        "status": status,
        "platform_code": code,
    }
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return NotAuthorizedError("the API key is not taken; set another one", **told)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = answer.headers.get("retry-after", "")
        return RateLimitedError(
            "too many requests", retry_after=float(wait) if wait.isdecimal() else None, **told
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        lost = AmbiguousOutcomeError if operation in _SPENDS else UnavailableError
        return lost(f"it answered {status}", **told)
    if code in _UNDECIDED:
        return AmbiguousOutcomeError(f"the carrier did not answer ({code})", **told)
    return RejectedError(f"it was refused ({code or status}){words}", **told)


def _told_by(body: bytes) -> tuple[str | None, str]:
    """`error.code` of an error's body, such as TRACKER.CREATE.ERROR, and what is said of fields."""
    try:
        error = orjson.loads(body)["error"]
        code = str(error["code"])[:80]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None, ""
    fields = [each for each in error.get("errors") or () if isinstance(each, dict)]
    words = "; ".join(f"{each.get('field')}: {each.get('message')}" for each in fields)
    words = words or str(error.get("message") or "")
    return code, f": {words}"[:200] if words else ""
