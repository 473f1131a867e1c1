"""`/callbacks/<channel>/<merchant>`: every voice channel but Alexa, proven before it is read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol, cast

import structlog
from flask import Blueprint, Response, current_app, request

from app.api import problem_types as types
from app.api.problems import problem
from app.callbacks.streaming import begun, streamed
from app.ops.metrics import UNEXPECTED_ERRORS
from app.rollout.words import note_served
from app.voice.channel_desk import ChannelDesk
from app.voice.channels.port import MAX_BYTES, Answer, Channel, Incoming, Scene, Settings, Streamed
from app.voice.conversation import Conversation
from app.voice.patience import AFTER_S
from app.voice.prompts.catalog import say
from app.voice.reply import Reply
from app.voice.services import ShopServices
from app.voice.turn import Turn
from domain.cards import holds_card_number
from domain.errors import BadSignatureError, IntakeError, NotFoundError
from domain.ids import MerchantId
from domain.log_fields import add_to_lines

blueprint = Blueprint("voice", __name__)
_LOG = structlog.get_logger(__name__)


class VoiceCallbackServices(ShopServices, Protocol):
    """What the callback reaches."""

    @property
    def channel_desk(self) -> ChannelDesk:
        """The merchants' channels."""
        ...


@blueprint.route("/callbacks/<channel>/<merchant>", methods=["GET", "POST"])
@blueprint.post("/callbacks/<channel>/<merchant>/chat/completions")
def converse(channel: str, merchant: str) -> Response:
    """One turn: 400 unless it is proven to be the channel's, else 200 and words."""
    services = cast(VoiceCallbackServices, current_app.extensions["voicetill"])
    spoken = services.channel_desk.known.get(channel)
    if spoken is None:
        raise NotFoundError("channel", channel[:40])
    request.max_content_length = MAX_BYTES
    merchant_id = MerchantId(merchant)
    opened = services.channel_desk.settings(merchant_id, channel)
    return answer_spoken(services, spoken, opened, merchant_id)


def answer_spoken(
    services: VoiceCallbackServices,
    spoken: Channel,
    opened: Sequence[Settings],
    merchant_id: MerchantId,
) -> Response:
    """What the request in hand is answered, on one of the merchant's `opened` channels."""
    incoming = _incoming(services)
    add_to_lines(channel=spoken.name)
    try:
        settings = _proven(spoken, incoming, opened)
        turns = spoken.turns(incoming, settings, merchant_id)
        _check_names(turns)
    except IntakeError as error:
        _LOG.warning("voice.request_refused", channel=spoken.name, reason=str(error))
        return problem(types.CHANNEL_REFUSED, str(error))
    scene = Scene(incoming=incoming, settings=settings, words=services.voice.words.of(merchant_id))
    if isinstance(spoken, Streamed) and spoken.streams(incoming):
        work = begun(partial(_reply, services, turns[0]))
        return _sent(streamed(spoken, turns[0], work, scene, after_s=AFTER_S))
    replies = [_reply(services, turn) for turn in turns]
    return _sent(spoken.render(turns, replies, scene))


def _incoming(services: VoiceCallbackServices) -> Incoming:
    """The request, its address as the outside world knows it."""
    body = request.get_data(cache=True, parse_form_data=False)
    is_form = request.mimetype == "application/x-www-form-urlencoded"
    query = request.query_string.decode("ascii", errors="replace")
    base = services.channel_desk.public_url
    return Incoming(
        url=f"{base}{request.path}{'?' if query else ''}{query}",
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        form=request.form.to_dict(flat=False) if is_form else {},
        query=request.args.to_dict(),
        now=services.voice.clock.now(),
    )


def _proven(channel: Channel, incoming: Incoming, all_settings: Sequence[Settings]) -> Settings:
    """Of several channels of one kind the one whose proof fits. Raises IntakeError."""
    failure: IntakeError = BadSignatureError("this merchant has no such channel")
    for settings in all_settings:
        try:
            channel.prove(incoming, settings)
        except IntakeError as error:
            failure = error
        else:
            return settings
    raise failure


def _check_names(turns: Sequence[Turn]) -> None:
    """What a turn is remembered by is written down, so it may not be a card number."""
    for turn in turns:
        if any(map(holds_card_number, (turn.session_id, turn.request_id))):
            raise BadSignatureError("the request is named like a card number")


def _reply(services: VoiceCallbackServices, turn: Turn) -> Reply:
    """The last handler too: whatever broke, the shopper hears an apology instead of silence."""
    try:
        return Conversation(shop=services).answer(turn)
    except Exception as error:  # noqa: BLE001 - the last handler of a turn
        _LOG.error("voice.turn_failed", channel=turn.channel, exc_info=error)
        UNEXPECTED_ERRORS.labels(turn.channel).inc()
        note_served(services.voice.rollout, turn, failed=True)
        return Reply(say=say("trouble.unknown"), end=True)


def _sent(answer: Answer) -> Response:
    if isinstance(answer.body, bytes):
        return Response(answer.body, status=answer.status, content_type=answer.content_type)
    return Response(iter(answer.body), status=answer.status, content_type=answer.content_type)
