"""The answer to whoever has just been signed in."""

from typing import Any

from litestar import Request, Response

from matinee.access.callers import csrf_token
from matinee.access.cookies import session_cookie
from matinee.access.records import SignedIn
from matinee.access.service import people
from matinee.access.service.desk import SignInDesk
from matinee.access.service.me import me_of
from matinee.access.service.signin import Opened
from matinee.kit.db import Connection


async def signed_in_answer(  # noqa: PLR0913 - how the token travels is three plain facts
    request: Request[Any, Any, Any],
    tx: Connection,
    desk: SignInDesk,
    opened: Opened,
    *,
    in_cookie: bool,
    in_answer: bool,
    status_code: int | None = None,
) -> Response[SignedIn]:
    """Tell who it is, with the token in the answer, in a cookie, or both."""
    user = await people.get(tx, opened.account_id)
    csrf = csrf_token(opened.token)
    renewable = opened.refresh_token is not None
    answer = SignedIn(
        token=opened.token if in_answer else None,
        user=me_of(user, desk.options, csrf),
        csrf_token=csrf,
        refresh_token=opened.refresh_token,
        expires_in_s=int(desk.options.access_token_lifetime.total_seconds()) if renewable else None,
    )
    headers = {"cache-control": "no-store"}
    if in_cookie:
        over_tls = request.scope["scheme"] == "https"
        headers["set-cookie"] = session_cookie(opened.token, desk.options.session_lifetime, over_tls=over_tls)
    return Response(answer, headers=headers, status_code=status_code)
