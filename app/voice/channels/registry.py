"""Every voice channel but Alexa, which has a callback of its own."""

from __future__ import annotations

from collections.abc import Mapping

from app.voice.channels.actions import ActionsBuilder
from app.voice.channels.browser import Browser
from app.voice.channels.chat_model import ChatModel
from app.voice.channels.dialogflow import Dialogflow
from app.voice.channels.lex import Lex
from app.voice.channels.port import Channel
from app.voice.channels.proofs import GoogleTokens
from app.voice.channels.twilio import Telephone
from app.voice.channels.voice_agents import Retell, Vapi
from app.voice.channels.voicexml import VoiceXml


def channels(tokens: GoogleTokens) -> Mapping[str, Channel]:
    """By name."""
    known: tuple[Channel, ...] = (
        Dialogflow(tokens),
        ActionsBuilder(tokens),
        Telephone(),
        VoiceXml(),
        Lex(),
        Vapi(),
        Retell(),
        ChatModel(),
        Browser(),
    )
    return {each.name: each for each in known}
