"""Failures as the Counterpoint REST server words them: an HTTP status and an `ErrorCode`."""

from __future__ import annotations

from sandbox.kit.web import Answer, json_answer


class CounterpointError(Exception):
    """A refused request."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        """Keep what the answer carries."""
        super().__init__(message)
        self.code = code
        self.status = status

    def answer(self) -> Answer:
        """The refusal on the wire."""
        body = {"ErrorCode": self.code, "Message": str(self)}
        return json_answer(body, status=self.status)


def not_found(what: str) -> CounterpointError:
    """404: no such record (or, for a document, posted already)."""
    return CounterpointError("ERROR_RECORD_NOT_FOUND", f"{what} not found", status=404)


def missing(what: str) -> CounterpointError:
    """400: a value that is needed was left out."""
    return CounterpointError("ERROR_MISSING_REQUIRED_DATA", f"{what} is required")


def unknown(message: str, *, status: int = 500) -> CounterpointError:
    """500: what the server says of anything it did not foresee."""
    return CounterpointError("ERROR_UNKNOWN", message, status=status)


def misconfigured(message: str) -> CounterpointError:
    """500: the document names a store, station or code that does not exist or fit."""
    return CounterpointError("ERROR_INVALID_CONFIGURATION", message, status=500)
