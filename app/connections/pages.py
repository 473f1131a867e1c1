"""`/oauth/{platform}/callback`: where a platform sends the merchant back with a grant."""

from __future__ import annotations

from typing import Protocol, cast

from flask import Blueprint, Response, current_app, render_template_string, request

from app.connections.connect import Connector

blueprint = Blueprint("oauth", __name__)

_DONE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Connected</title>
<body><h1>{{ account.name }} is connected</h1>
<p>Connection {{ connection.id }} on {{ connection.platform }}.</p>
{% if account.missing_scopes %}<p>Not granted, so some things will not work:
{{ account.missing_scopes | sort | join(", ") }}.</p>{% endif %}
<p>You can close this page.</p></body></html>"""


class HasConnector(Protocol):
    """The part of the services this surface reaches."""

    @property
    def connector(self) -> Connector:
        """Connects accounts."""
        ...


@blueprint.get("/oauth/<platform>/callback")
def oauth_callback(platform: str) -> Response:
    """Finish a grant; the state we issued says whose it is."""
    connector = cast(HasConnector, current_app.extensions["voicetill"]).connector
    done = connector.finish(platform, request.args.to_dict())
    page = render_template_string(_DONE, account=done.account, connection=done.connection)
    return Response(
        page,
        content_type="text/html; charset=utf-8",
        headers={"X-Voicetill-Connection": done.connection.id},
    )
