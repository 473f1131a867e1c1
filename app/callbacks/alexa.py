"""`POST /callbacks/alexa/<merchant>`: verify, converse, render."""

from __future__ import annotations

from typing import cast

import orjson
import structlog
from flask import Blueprint, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from app.ops.metrics import UNEXPECTED_ERRORS
from app.voice.channels import alexa
from app.voice.conversation import Conversation
from app.voice.prompts.catalog import say
from app.voice.reply import Reply
from app.voice.services import ShopServices
from app.voice.turn import Turn
from domain.errors import IntakeError
from domain.ids import MerchantId

blueprint = Blueprint("alexa", __name__)
_LOG = structlog.get_logger(__name__)
_NO_TURN = Turn(channel=alexa.CHANNEL, merchant_id=MerchantId("-"), session_id="-", user_id="-")


@blueprint.post("/callbacks/alexa/<merchant>")
def converse(merchant: str) -> Response:
    """One turn of a skill's session: 400 unless it is proven to be Amazon's, else 200 and words."""
    services = cast(ShopServices, current_app.extensions["voicetill"])
    request.max_content_length = alexa.MAX_REQUEST_BYTES
    body = request.get_data(cache=False)
    turn = alexa.receive(services.voice, MerchantId(merchant), request.headers, body)
    g.alexa_turn = turn
    structlog.contextvars.bind_contextvars(channel=turn.channel)
    reply = Conversation(shop=services).answer(turn)
    return _spoken(turn, reply)


@blueprint.errorhandler(IntakeError)
def refuse(error: IntakeError) -> Response:
    """A request that does not prove its origin is refused with 400, as Amazon demands."""
    _LOG.warning("voice.request_refused", channel=alexa.CHANNEL, reason=str(error))
    problem = {
        "type": "/problems/alexa-request-refused",
        "title": "The request does not prove that it comes from Alexa",
        "status": 400,
        "detail": str(error),
    }
    return Response(orjson.dumps(problem), status=400, mimetype="application/problem+json")


@blueprint.errorhandler(Exception)
def apologize(error: Exception) -> Response | HTTPException:
    """The last handler: whatever broke, the shopper hears an apology instead of silence."""
    if isinstance(error, HTTPException):
        return error
    _LOG.error("voice.turn_failed", channel=alexa.CHANNEL, exc_info=error)
    UNEXPECTED_ERRORS.labels(alexa.CHANNEL).inc()
    return _spoken(g.get("alexa_turn", _NO_TURN), Reply(say=say("trouble.unknown"), end=True))


def _spoken(turn: Turn, reply: Reply) -> Response:
    return Response(alexa.render(turn, reply), mimetype="application/json")
