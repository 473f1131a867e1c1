"""Sending mail over the operator's own server, encrypted unless that is this machine."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from domain.calls import Clock
from domain.errors import ConfigurationError

_TIMEOUT_S: Final = 15.0
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS: Final = {"smtp": 587, "smtps": 465}


class MailRefusedError(Exception):
    """The server did not take the message; it may later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in."""

    host: str
    port: int
    is_implicit: bool
    """TLS from the first byte (smtps); otherwise by STARTTLS."""
    user: str | None
    password: str | None = field(repr=False)
    sender: str

    @classmethod
    def parse(cls, url: str, sender: str) -> MailServer:
        """From `smtp://user:password@host:587` or `smtps://…`. Raises ConfigurationError."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ConfigurationError("the mail server is given as smtp://user:password@host:port")
        if "@" not in sender or any(c in sender for c in "\r\n"):
            raise ConfigurationError("the sender of mail is a mail address")
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            is_implicit=parts.scheme == "smtps",
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            sender=sender,
        )

    @property
    def is_local(self) -> bool:
        """Whether what is sent never leaves this machine."""
        return self.host in _LOOPBACK


class Mailer:
    """Hands messages in, one connection for each; thread-safe."""

    def __init__(
        self, server: MailServer, clock: Clock, make_context: Callable[[], ssl.SSLContext]
    ) -> None:
        self._server = server
        self._clock = clock
        self._make_context = make_context

    def send(self, to: str, *, subject: str, text: str, key: str) -> None:
        """Send a plain text. The same `key` gives the same Message-ID, by which a mailbox knows a
        message that was handed in twice. Raises MailRefusedError."""
        message = self._message(to, subject, text, key)
        try:
            with self._connected() as smtp:
                smtp.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            raise MailRefusedError(f"{self._server.host}: {type(error).__name__}") from error

    def _message(self, to: str, subject: str, text: str, key: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._server.sender
        message["To"] = to
        message["Subject"] = " ".join(subject.split())
        message["Date"] = format_datetime(self._clock.now())
        domain = self._server.sender.rpartition("@")[2]
        message["Message-ID"] = f"<{key}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.is_implicit:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=_TIMEOUT_S, context=self._make_context()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_S)
        try:
            self._secure(smtp)
            if server.user is not None:
                smtp.login(server.user, server.password or "")
        except (smtplib.SMTPException, OSError):
            smtp.close()
            raise
        return smtp

    def _secure(self, smtp: smtplib.SMTP) -> None:
        """STARTTLS, without which nothing leaves this machine."""
        if self._server.is_implicit:
            return
        smtp.ehlo()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=self._make_context())
            smtp.ehlo()
        elif not self._server.is_local:
            raise smtplib.SMTPNotSupportedError("the server offers no STARTTLS")
