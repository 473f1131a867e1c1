"""Posting to an address that somebody else chose: a merchant's webhook, a chat's.

The same guard as for platforms: public addresses over TLS, judged after the name is resolved and
before anything is sent; redirects are not followed; little of the answer is read.
"""

from __future__ import annotations

from collections.abc import Mapping

from adapters.destinations import DestinationPolicy, is_address, origin_of, target_of
from adapters.exchange import BrokenExchangeError, Exchanger, Outgoing, UnreadableAnswerError
from adapters.tls import tls_context
from adapters.wire import HttpResponse
from domain.calls import Deadline
from domain.errors import ConfigurationError, UnavailableError

_CONNECT_S = 3.0
_READ_S = 10.0
_MOST_BYTES = 64 * 1024
_OK = 200


class OutwardPoster:
    """Posts bodies; thread-safe."""

    def __init__(
        self,
        *,
        allow_loopback: bool,
        on_premises: bool = False,
        user_agent: str = "Voicetill/0.1",
    ) -> None:
        """`allow_loopback`: receivers on this machine, which production has none of.
        `on_premises`: merchants' own servers, marked as such: private addresses are fine."""
        self._policy = DestinationPolicy(allow_loopback=allow_loopback, on_premises=on_premises)
        self._user_agent = user_agent
        self._exchanger = Exchanger(
            tls_context, connect_s=_CONNECT_S, read_s=_READ_S, max_body=_MOST_BYTES, max_line=0
        )

    def check(self, url: str) -> None:
        """Raises ConfigurationError unless the address, as it is written, may be posted to."""
        origin = origin_of(url)
        self._policy.check(origin)
        if is_address(origin.host) and not self._policy.permits(origin.host, origin.host):
            raise ConfigurationError(f"{origin.host} is an address that may not be called")

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: Deadline) -> int:
        """The answer's status. Raises ConfigurationError if the address is none that may be called,
        UnavailableError if no answer came."""
        return self._exchanged("POST", url, headers, body, deadline).status

    def ask(
        self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: Deadline
    ) -> tuple[int, bytes]:
        """As `post`, with what it says beside the status, at most 64 KiB."""
        answer = self._exchanged("POST", url, headers, body, deadline)
        return answer.status, answer.body

    def get(
        self, url: str, *, deadline: Deadline, headers: Mapping[str, str] | None = None
    ) -> bytes:
        """What stands at an address, at most 64 KiB. Raises ConfigurationError as `post`,
        UnavailableError if no answer came, or another one than 200."""
        wanted = {"Accept": "application/json", **(headers or {})}
        answer = self._exchanged("GET", url, wanted, None, deadline)
        if answer.status != _OK:
            raise UnavailableError(
                f"HTTP {answer.status}", platform="webhook", operation="get", status=answer.status
            )
        return answer.body

    def _exchanged(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        deadline: Deadline,
    ) -> HttpResponse:
        outgoing = Outgoing(
            method=method,
            origin=origin_of(url),
            target=target_of(url, {}),
            headers={"User-Agent": self._user_agent, **headers},
            body=body,
        )
        try:
            return self._exchanger.exchange(outgoing, deadline=deadline, policy=self._policy)
        except (BrokenExchangeError, UnreadableAnswerError) as failure:
            raise UnavailableError(
                f"no answer: {failure}", platform="webhook", operation=method.lower()
            ) from failure

    def close(self) -> None:
        """Close idle connections."""
        self._exchanger.close()
