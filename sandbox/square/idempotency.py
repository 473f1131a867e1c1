"""Idempotency keys: the same key and body give the first answer, another body is refused."""

from __future__ import annotations

from hashlib import blake2b

import orjson

from sandbox.kit.clock import Clock
from sandbox.kit.web import Answer, JsonObject, json_answer
from sandbox.square.calls import Call, Route
from sandbox.square.errors import SquareError, missing
from sandbox.square.store import State

_JSON = {"Content-Type": "application/json"}


def fingerprint(call: Call) -> str:
    """What must be equal for a key to be repeated: path parameters and body."""
    body = {name: value for name, value in call.body.items() if name != "idempotency_key"}
    said = orjson.dumps([call.params, body], option=orjson.OPT_SORT_KEYS)
    return blake2b(said, digest_size=16).hexdigest()


class Keys:
    """Answers by application, endpoint and key."""

    def __init__(self, state: State, clock: Clock) -> None:
        """Remember in `state`."""
        self._state = state
        self._clock = clock

    def once(self, route: Route, call: Call, client_id: str) -> Answer:
        """Run the endpoint, or repeat what its key got before. Raises: SquareError."""
        key = call.body.get("idempotency_key") if route.key_length else None
        if key is None:
            if route.key_required:
                raise missing("idempotency_key")
            return _answer(route.endpoint(call))
        if len(key) > route.key_length:
            detail = f"Field must not be greater than {route.key_length} in length"
            raise SquareError("VALUE_TOO_LONG", detail, field="idempotency_key")
        place = f"{client_id} {route.operation} {key}"
        said = fingerprint(call)
        known = self._state.keys.get(place)
        if known is not None:
            return self._repeat(route, call, known, said)
        return self._run(route, call, place, said)

    def _repeat(self, route: Route, call: Call, known: JsonObject, said: str) -> Answer:
        if known["said"] != said:
            detail = "Different request parameters used for the same idempotency_key."
            raise SquareError("IDEMPOTENCY_KEY_REUSED", detail, field="idempotency_key")
        if route.repeats is not None and known["status"] == 200:
            return _answer(route.repeats(call))
        return Answer(status=known["status"], body=known["body"].encode(), headers=dict(_JSON))

    def _run(self, route: Route, call: Call, place: str, said: str) -> Answer:
        try:
            answer = _answer(route.endpoint(call))
        except SquareError as error:
            if not error.kept:
                raise
            answer = json_answer(error.body, status=error.status)
        row = {
            "said": said,
            "status": answer.status,
            "body": answer.body.decode(),
            "at": self._clock.timestamp(),
        }
        self._state.keys.put(place, row)
        return answer


def _answer(result: JsonObject | Answer) -> Answer:
    return result if isinstance(result, Answer) else json_answer(result)
