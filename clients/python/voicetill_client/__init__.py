"""Python client of the Voicetill REST API; see `Voicetill`."""

from voicetill_client.client import Voicetill as Voicetill
from voicetill_client.errors import NoAnswerError as NoAnswerError
from voicetill_client.errors import ProblemError as ProblemError
from voicetill_client.errors import UnexpectedAnswerError as UnexpectedAnswerError
from voicetill_client.errors import VoicetillError as VoicetillError
from voicetill_client.errors import WebhookRefusedError as WebhookRefusedError
from voicetill_client.webhooks import WebhookMessage as WebhookMessage
from voicetill_client.webhooks import verify_webhook as verify_webhook
