"""`/oauth/{platform}/callback`: where a platform sends the merchant back with a grant."""

from __future__ import annotations

from typing import Protocol, cast

from flask import Blueprint, Response, current_app, render_template_string, request

from app.connections.connect import Connector
from domain.errors import ConnectRefusedError, InvalidInputError, NotAuthorizedError

blueprint = Blueprint("oauth", __name__)

_DONE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Connected</title>
<body><h1>{{ account.name }} is connected</h1>
<p>Connection {{ connection.id }} on {{ connection.platform }}.</p>
{% if account.missing_scopes %}<p>Not granted, so some things will not work:
{{ account.missing_scopes | sort | join(", ") }}.</p>{% endif %}
<p>You can close this page.</p></body></html>"""

_REFUSED = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Not connected</title>
<body><h1>Nothing was connected</h1>
<p>{{ platform }} did not give us access: the request was declined, or its answer was used before.
Start connecting again if that was not meant.</p></body></html>"""


_NOT_PROVEN = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Not connected</title>
<body><h1>{{ error.platform }} is not connected yet</h1>
<p>Because {{ error.reason }}. What to do: {{ error.remedy }}.</p></body></html>"""


_NOT_YOURS = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Not connected</title>
<body><h1>Nothing was connected</h1>
<p>This account cannot be connected as it is: {{ remedy }}.</p></body></html>"""


class HasConnector(Protocol):
    """The part of the services this surface reaches."""

    @property
    def connector(self) -> Connector:
        """Connects accounts."""
        ...


@blueprint.get("/oauth/<platform>/callback")
def oauth_callback(platform: str) -> Response:
    """Finish a grant; the state we issued says whose it is. 403 where nothing was granted."""
    connector = cast(HasConnector, current_app.extensions["voicetill"]).connector
    try:
        done = connector.finish(platform, request.args.to_dict())
    except NotAuthorizedError as error:
        page = render_template_string(_REFUSED, platform=error.platform.title())
        return Response(page, status=403, content_type="text/html; charset=utf-8")
    except ConnectRefusedError as error:
        page = render_template_string(_NOT_PROVEN, error=error)
        return Response(page, status=403, content_type="text/html; charset=utf-8")
    except InvalidInputError as error:
        page = render_template_string(_NOT_YOURS, remedy=error.remedy)
        return Response(page, status=422, content_type="text/html; charset=utf-8")
    connector.try_to_subscribe(done.connection.id)
    page = render_template_string(_DONE, account=done.account, connection=done.connection)
    return Response(
        page,
        content_type="text/html; charset=utf-8",
        headers={"X-Voicetill-Connection": done.connection.id},
    )
