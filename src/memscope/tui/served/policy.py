"""What a page may load, ask, and tell: nothing beyond this server."""

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from memscope.i18n import _


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let no page of another server in, and no page of ours out."""
    try:
        if not is_of_ours(request.headers.get("Origin"), request.host):
            raise web.HTTPForbidden
        response = await handler(request)
    except web.HTTPForbidden:
        response = web.Response(status=403)
    except web.HTTPNotFound:
        text = _("Open the address that memscope printed, all of it.")
        response = web.Response(status=404, text=f"{text}\n")
    if not response.prepared:
        response.headers.update(policy(request.host))
    return response


def is_of_ours(origin: str | None, host: str) -> bool:
    """Tell whether a request comes from a page of ours, or from no page at all.

    Args:
        origin: What the browser says of the page; None: nothing.
        host: What the request calls this server.
    """
    return origin is None or urlsplit(origin).netloc == host


def policy(host: str) -> dict[str, str]:
    """Return the headers of all that this server sends."""
    sockets = f"ws://{host} wss://{host}" if not set(host) & set("; ,'\"") else ""
    return {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            f"font-src 'self'; img-src 'self' data:; connect-src 'self' {sockets}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
