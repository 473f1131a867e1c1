"""Refusals as Revel words them: not uniform, by surface.

Tastypie answers `{"error": "…"}`; the cart calls answer HTTP 200 with a `status` of their own, or
`{"error": {"details": {"message": "…"}}}`; the web-order surface answers 403 and 404 with a page.
"""

from __future__ import annotations

from sandbox.kit.web import Answer, JsonObject, html_answer, json_answer


class RevelError(Exception):
    """A refusal that carries its answer."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer to send."""
        super().__init__(answer.body.decode("utf-8", "replace"))
        self.answer = answer


def tastypie(message: str, *, status: int = 400) -> RevelError:
    """`{"error": message}`, as the resources answer."""
    return RevelError(json_answer({"error": message}, status=status))


def unauthorized() -> RevelError:
    """401 without a body, as Tastypie answers."""
    return RevelError(Answer(status=401, headers={"Content-Type": "text/html; charset=utf-8"}))


def not_found() -> RevelError:
    """404 without a body, as Tastypie answers for a missing record."""
    return RevelError(Answer(status=404, headers={"Content-Type": "text/html; charset=utf-8"}))


def page(status: int, title: str) -> RevelError:
    """A refusal as a page, as the web-order surface answers 403 and 404."""
    return RevelError(html_answer(f"<h1>{status} {title}</h1>", status=status))


def cart_status(status: str, message: str, data: object = None) -> RevelError:
    """HTTP 200 with a status other than OK."""
    body: JsonObject = {"status": status, "errorMsg": message}
    if data is not None:
        body["responseJSON"] = data
    return RevelError(json_answer(body))


def cart_fault(message: str) -> RevelError:
    """A cart that cannot be understood: 400 with a nested message."""
    return RevelError(json_answer({"error": {"details": {"message": message}}}, status=400))
