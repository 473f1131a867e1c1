"""No secret and no guest of a Toast transcript survives, and what is worth reading does."""

from __future__ import annotations

import json
from typing import Any

from domain.redaction import redact

LOGIN: dict[str, Any] = {
    "request": {
        "path": "/authentication/v1/authentication/login",
        "body": {
            "clientId": "VKuhk4NaLedOcjZpJM8grvdrsFi3MlcM",
            "clientSecret": "eS960aiKdvgbSDcLUCk68HR2CJKwwHNO2HKfgxjCWxoj27KIp6jFAi2XOOc_oCuv",
            "userAccessType": "TOAST_MACHINE_CLIENT",
        },
    },
    "answer": {
        "token": {
            "tokenType": "Bearer",
            "expiresIn": 86400,
            "accessToken": "eyJhbGciOi.eyJzY29.x-y",
        },
        "status": "SUCCESS",
    },
}
ORDER: dict[str, Any] = {
    "request": {
        "headers": {
            "Authorization": "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzY29wZSI6Im0ifQ.c2ln",
            "Toast-Restaurant-External-ID": "0cd990c9-fd74-461d-8468-de2a0919ccbb",
        },
        "body": {
            "externalId": "VOICETILL:vt-1",
            "deliveryInfo": {"address1": "401 Park Drive", "city": "Boston", "zipCode": "02215"},
            "checks": [
                {
                    "customer": {
                        "firstName": "Severe",
                        "lastName": "Thibault",
                        "phone": "555-555-0142",
                        "email": "severe@example.com",
                    }
                }
            ],
        },
    },
    "webhook": {"Toast-Signature": "8B44FsdnvuZb0eVzdRuhlY7kZX/MtUVYcESMRdC9OC8="},
    "error": {"status": 400, "code": 10025, "message": "no guest severe@example.com, 555-555-0142"},
}


def test_neither_secret_nor_token_nor_signature_survives() -> None:
    shown = json.dumps([redact(LOGIN), redact(ORDER)])

    for secret in ("eS960aiKdvgb", "eyJhbGciOi", "8B44Fsdn"):
        assert secret not in shown


def test_no_guest_survives_not_even_in_an_errors_words() -> None:
    shown = json.dumps(redact(ORDER))

    for personal in ("Severe", "Thibault", "0142", "example.com", "401 Park", "02215", "Boston"):
        assert personal not in shown


def test_what_support_needs_is_still_there() -> None:
    shown = json.dumps([redact(LOGIN), redact(ORDER)])

    for told in ("VOICETILL:vt-1", "10025", "TOAST_MACHINE_CLIENT", "SUCCESS", "0cd990c9"):
        assert told in shown
