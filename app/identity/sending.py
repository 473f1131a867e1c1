"""Sends one-time codes at once: by the merchant's SMS service, else by mail.

Not by the outbox: a code lives five minutes, and is written down nowhere but as a digest.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import structlog

from app.ops.mail import Mailer, MailRefusedError
from app.ops.notify import Poster
from app.voice.prompts.catalog import say
from app.voice.speech import shown
from domain.calls import Deadline
from domain.errors import ConfigurationError, NotFoundError, UnavailableError
from domain.ids import MerchantId
from storage.customers import CustomerView
from storage.engine import Database
from storage.shopper_notices import ShopperChannel, ShopperChannelKind, ShopperChannels

_LOG = structlog.get_logger(__name__)
_SMS_S: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMessages:
    """`CodeSender` over the merchant's channels to shoppers."""

    database: Database
    channels: ShopperChannels
    poster: Poster
    mailer: Mailer | None

    def send(self, merchant_id: MerchantId, person: CustomerView, code: str, locale: str) -> bool:
        """Whether it was handed on; False: the shop has no way to this person just now."""
        text = shown(say("notice.code", code=code), locale)
        try:
            if person.phone and self._by_sms(merchant_id, person.phone, text):
                return True
            return bool(person.email) and self._by_mail(person.email or "", locale, text)
        except (MailRefusedError, UnavailableError, ConfigurationError) as error:
            _LOG.warning("identity.code_not_sent", error=type(error).__name__)
            return False

    def _by_sms(self, merchant_id: MerchantId, phone: str, text: str) -> bool:
        channel = self._sms_channel(merchant_id)
        if channel is None:
            return False
        credentials = base64.b64encode(f"{channel.user}:{channel.secret}".encode()).decode()
        headers = {
            "Authorization": f"Basic {credentials}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        form = urlencode({"To": phone, "From": channel.sender, "Body": text})
        status = self.poster.post(
            channel.url, headers=headers, body=form.encode(), deadline=Deadline.after(_SMS_S)
        )
        return 200 <= status < 300

    def _sms_channel(self, merchant_id: MerchantId) -> ShopperChannel | None:
        with self.database.read() as tx:
            try:
                return self.channels.get(tx, merchant_id, ShopperChannelKind.SMS)
            except NotFoundError:
                return None

    def _by_mail(self, address: str, locale: str, text: str) -> bool:
        if self.mailer is None:
            return False
        subject = shown(say("notice.code.subject"), locale)
        key = "otc_" + hashlib.sha256(text.encode()).hexdigest()[:32]
        self.mailer.send(address, subject=subject, text=f"{text}\n", key=key)
        return True
