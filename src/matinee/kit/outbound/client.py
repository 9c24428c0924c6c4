"""The client: one for the process, put together when somebody first asks another server something."""

import asyncio
import ssl
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import SplitResult, urlencode, urlsplit
from weakref import WeakValueDictionary

from matinee import __version__
from matinee.kit.outbound.asking import Answer, Ask
from matinee.kit.outbound.errors import AnswerTooLarge, CallFailed, CertificateNotTrusted, UrlRefused

if TYPE_CHECKING:
    import httpcore2

    from matinee.kit.outbound.guarded import Resolve

_AT_ONCE = 8
"""Calls to one host at the same time."""
_CONNECTIONS = 40
_KEPT_S = 15.0
_USER_AGENT = f"Matinee/{__version__}"


class Outbound:
    """Calls other servers. Trusts the system's certificates, and those of `ca_file` besides."""

    def __init__(self, *, ca_file: Path | None = None, resolve: "Resolve | None" = None) -> None:
        self._ca_file = ca_file
        self._resolve = resolve
        self._tls: ssl.SSLContext | None = None
        self._public: httpcore2.AsyncConnectionPool | None = None
        self._places: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._closing = AsyncExitStack()

    async def fetch(self, ask: Ask) -> Answer:
        """Ask and read the whole answer; an `OutboundFault` says why there is none. Redirects are answers, too."""
        url, host = _address(ask)
        place = self._places.setdefault(host, asyncio.Semaphore(_AT_ONCE))
        try:
            async with asyncio.timeout(ask.within.total_seconds()), place, AsyncExitStack() as opened:
                pool = await self._pool(url, ask, opened)
                return await _answered(pool, ask, host)
        except TimeoutError:
            raise CallFailed(f"{host} did not answer in time.") from None

    async def _pool(self, url: SplitResult, ask: Ask, opened: AsyncExitStack) -> "httpcore2.AsyncConnectionPool":
        """Give connections to public addresses, kept; or those of an admitted host, for this call only.

        What an admitted host's connection may reach is never lent to a call that did not admit it.
        """
        if ask.private_host is not None and url.hostname == ask.private_host.lower():
            return await opened.enter_async_context(self._made(admitted=True, plain=url.scheme == "http"))
        if url.scheme != "https":
            raise UrlRefused(f"{url.hostname} must be asked over https.")
        if self._public is None:
            self._public = await self._closing.enter_async_context(self._made(admitted=False, plain=False))
        return self._public

    def _made(self, *, admitted: bool, plain: bool) -> "httpcore2.AsyncConnectionPool":
        import httpcore2  # noqa: PLC0415 - half a second of a start for what most homes never use

        from matinee.kit.outbound.guarded import GuardedBackend, judge_of, resolve  # noqa: PLC0415 - imports the same

        if self._tls is None:
            self._tls = ssl.create_default_context()
            if self._ca_file is not None:
                self._tls.load_verify_locations(self._ca_file)
        return httpcore2.AsyncConnectionPool(
            ssl_context=self._tls,
            max_connections=_CONNECTIONS,
            keepalive_expiry=_KEPT_S,
            network_backend=GuardedBackend(judge_of(admitted=admitted, plain=plain), self._resolve or resolve),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._closing.aclose()


def _address(ask: Ask) -> tuple[SplitResult, str]:
    try:
        url = urlsplit(ask.url)
        host, _ = url.hostname, url.port
    except ValueError:
        host, url = None, SplitResult("", "", "", "", "")
    if url.scheme not in {"http", "https"} or not host or url.username is not None or not ask.url.isascii():
        raise UrlRefused("This is not the address of a server.")
    return url, host


async def _answered(pool: "httpcore2.AsyncConnectionPool", ask: Ask, host: str) -> Answer:
    import httpcore2  # noqa: PLC0415 - see above

    headers = {"User-Agent": _USER_AGENT, "Accept-Encoding": "identity", "Accept": "application/json", **ask.headers}
    content = None
    if ask.form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        content = urlencode(ask.form).encode()
        headers["Content-Length"] = str(len(content))
    try:
        async with pool.stream(ask.method, ask.url, headers=list(headers.items()), content=content) as response:
            said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            body = bytearray()
            async for piece in response.aiter_stream():
                body += piece
                if len(body) > ask.at_most_bytes:
                    raise AnswerTooLarge(f"{host} answered with more than {ask.at_most_bytes} bytes.")
            return Answer(status=response.status, headers=said, body=bytes(body))
    except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError, ssl.SSLError) as failed:
        raise _why(failed, host) from failed
    except (httpcore2.UnsupportedProtocol, httpcore2.ProxyError, ValueError, UnicodeError) as refused:
        raise UrlRefused("This is not the address of a server.") from refused


def _why(failed: Exception, host: str) -> CallFailed:
    """Tell a certificate that is not trusted from a server that is not there: the remedies differ."""
    cause: BaseException | None = failed
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return CallFailed(f"{host} cannot be reached.")
    return CertificateNotTrusted(
        f"The certificate of {host} is not trusted: {cause.verify_message}. "
        "One of a private authority needs the setting `ca_file` (MATINEE_CA_FILE)."
    )
