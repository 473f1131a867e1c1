"""Lightspeed sends no webhooks: changes are polled by their time stamps.

Source: developers.lightspeedhq.com/retail documents none (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.errors import BadSignatureError
from domain.events import Delivery, Ignored, PosEvent


class LightspeedWebhooks:
    """Takes nothing in: whatever claims to come from Lightspeed does not."""

    def verify(
        self,
        *,
        headers: Mapping[str, str],  # noqa: ARG002 (nothing could prove it)
        body: bytes,  # noqa: ARG002
        secrets: Sequence[str],  # noqa: ARG002
        url: str,  # noqa: ARG002
    ) -> Delivery:
        """Refused. Raises BadSignatureError."""
        raise BadSignatureError("Lightspeed Retail (R-Series) sends no webhooks")

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:  # noqa: ARG002
        """Nothing to tell."""
        return [Ignored(reason="Lightspeed Retail (R-Series) sends no webhooks")]
