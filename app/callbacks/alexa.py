"""`POST /callbacks/alexa/<merchant>`: verify, converse, render."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import orjson
import structlog
from flask import Blueprint, Response, current_app, request

from app.callbacks.lane import Answer, Environ, Lane, raise_lane_failure
from app.ops.headers import Wsgi
from app.ops.metrics import UNEXPECTED_ERRORS
from app.rollout.words import note_served
from app.voice.channels import alexa
from app.voice.channels.alexa import Envelope
from app.voice.channels.alexa_progress import while_working
from app.voice.channels.alexa_requests import answered
from app.voice.channels.alexa_signature import Headers
from app.voice.conversation import Conversation
from app.voice.prompts.catalog import say
from app.voice.reply import Reply
from app.voice.services import ShopServices
from app.voice.turn import Turn
from domain.errors import IntakeError
from domain.ids import MerchantId
from domain.log_fields import add_to_lines

ROUTE = "/callbacks/alexa/<merchant>"
_JSON = "application/json"

blueprint = Blueprint("alexa", __name__)
_LOG = structlog.get_logger(__name__)
_NO_TURN = Turn(channel=alexa.CHANNEL, merchant_id=MerchantId("-"), session_id="-", user_id="-")


@dataclass(frozen=True, slots=True)
class _LaneHeaders:
    """The headers of a WSGI environment, at a fifth of what werkzeug's cost."""

    environ: Environ

    def get(self, key: str, default: str) -> str:
        """One header, or the default."""
        value: str = self.environ.get("HTTP_" + key.upper().replace("-", "_"), default)
        return value


@blueprint.post(ROUTE)
def converse(merchant: str) -> Response:
    """One turn of a skill's session: 400 unless it is proven to be Amazon's, else 200 and words."""
    raise_lane_failure()
    services = cast(ShopServices, current_app.extensions["voicetill"])
    request.max_content_length = alexa.MAX_REQUEST_BYTES
    body = request.get_data(cache=False)
    answer = _answer(services, MerchantId(merchant), request.headers, body)
    return Response(answer.body, status=answer.status, content_type=answer.content_type)


def voice_lane(app: Wsgi, services: ShopServices) -> Lane:
    """The lane that takes turns."""

    def answer(names: tuple[str, ...], environ: Environ, body: bytes) -> Answer:
        return _answer(services, MerchantId(names[0]), _LaneHeaders(environ), body)

    return Lane(app=app, route=ROUTE, max_bytes=alexa.MAX_REQUEST_BYTES, answer=answer)


def _answer(
    services: ShopServices, merchant_id: MerchantId, headers: Headers, body: bytes
) -> Answer:
    """The last handler too: whatever broke, the shopper hears an apology instead of silence."""
    turn = _NO_TURN
    try:
        envelope = alexa.receive(services.voice, merchant_id, headers, body)
        turn = envelope.turn
        add_to_lines(channel=turn.channel)
        return _answered(services, envelope)
    except IntakeError as error:
        return _refused(error)
    except Exception as error:  # noqa: BLE001 - the last handler of a turn
        _LOG.error("voice.turn_failed", channel=alexa.CHANNEL, exc_info=error)
        UNEXPECTED_ERRORS.labels(alexa.CHANNEL).inc()
        note_served(services.voice.rollout, turn, failed=True)
        return _spoken(turn, Reply(say=say("trouble.unknown"), end=True))


def _answered(services: ShopServices, envelope: Envelope) -> Answer:
    """What a believed request is answered: by rote, or by the conversation."""
    plain = answered(envelope, services)
    if plain is not None:
        return Answer(body=plain, content_type=_JSON)
    turn, voice = envelope.turn, services.voice
    with while_working(voice.patience, envelope):
        reply = Conversation(shop=services).answer(turn)
    names = voice.names.of(turn.merchant_id) if voice.names and turn.new_session else ()
    body = alexa.render(turn, reply, envelope, directives=names)
    return Answer(body=body, content_type=_JSON)


def _refused(error: IntakeError) -> Answer:
    """A request that does not prove its origin is refused with 400, as Amazon demands."""
    _LOG.warning("voice.request_refused", channel=alexa.CHANNEL, reason=str(error))
    problem = {
        "type": "/problems/alexa-request-refused",
        "title": "The request does not prove that it comes from Alexa",
        "status": 400,
        "detail": str(error),
    }
    return Answer(status=400, body=orjson.dumps(problem), content_type="application/problem+json")


def _spoken(turn: Turn, reply: Reply) -> Answer:
    return Answer(body=alexa.render(turn, reply), content_type=_JSON)
