"""`Server-Timing` on every answer that asked a POS: what of the wait was the platform's."""

from __future__ import annotations

from flask import Flask, Response, g

from adapters.meter import metered


def time_pos_calls(app: Flask) -> None:
    """Meter the platform calls of each request; the answer tells their sum in milliseconds."""

    def begin() -> None:
        g.pos_meter_scope = metered()
        g.pos_meter = g.pos_meter_scope.__enter__()

    def tell(response: Response) -> Response:
        meter = g.get("pos_meter")
        if meter is not None and meter.calls:
            response.headers["Server-Timing"] = (
                f"pos;dur={meter.spent_ms:.1f}, budget;dur={meter.waited_ms:.1f}"
            )
        return response

    def end(_error: BaseException | None) -> None:
        scope = g.pop("pos_meter_scope", None)
        if scope is not None:
            scope.__exit__(None, None, None)

    app.before_request(begin)
    app.after_request(tell)
    app.teardown_request(end)
