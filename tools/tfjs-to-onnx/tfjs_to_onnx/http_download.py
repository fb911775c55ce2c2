"""One download over HTTP: bounded in size, given up when nothing comes, never led astray."""

from __future__ import annotations

import http.client
import ipaddress
import ssl
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import __version__
from .errors import ConversionError

#: Without a byte for so long, a download is given up.
STALLED_SECONDS = 30.0
BLOCK = 2**18


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to https, where files are often kept elsewhere, or on the same server; no others."""

    max_redirections = 5

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.scheme != "https" and (new.scheme, new.netloc) != (old.scheme, old.netloc):
            raise ConversionError(
                "BAD_REDIRECT",
                f"{req.full_url} redirects to {newurl}, which is neither https nor the same server"[:500],
                "give the address that it redirects to, if you trust it",
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def check_address(address: str) -> None:
    """Raises ConversionError unless an address is https, or http on this machine."""
    try:
        parts = urlsplit(address)
        host, credentials = parts.hostname, parts.username
        _ = parts.port
    except ValueError as error:
        raise ConversionError("BAD_ADDRESS", f"{address} is not an address: {error}"[:300]) from error
    if not host or parts.scheme not in ("http", "https"):
        raise ConversionError(
            "BAD_ADDRESS",
            f"{address} is not an http or https address"[:300],
            "give an address, a file or a folder",
        )
    if credentials is not None:
        raise ConversionError(
            "BAD_ADDRESS",
            "an address with a name and password in it is not used",
            "download the files yourself",
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise ConversionError(
            "BAD_ADDRESS",
            f"{address} is plain http, so anyone on the way could change the model"[:300],
            "use https, or download the files yourself",
        )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def download(address: str, path: Path, most: int, what: str) -> None:
    """Writes what an address gives into a file, up to `most` bytes; what is longer is cut off there.

    Raises ConversionError when the server cannot be reached, refuses, stalls, or breaks off.
    """
    loopback = is_loopback(urlsplit(address).hostname or "")
    proxies = urllib.request.ProxyHandler({}) if loopback else urllib.request.ProxyHandler()
    opener = urllib.request.build_opener(proxies, _Redirects())
    opener.addheaders = [("User-Agent", f"tfjs-to-onnx/{__version__}"), ("Accept-Encoding", "identity")]
    try:
        with opener.open(address, timeout=STALLED_SECONDS) as answer, open(path, "wb") as file:
            declared = answer.length
            if declared is not None and declared > most:
                declared = None  # no more than `most` are read, and the reader will say so
            done = 0
            while done < most and (block := answer.read(min(BLOCK, most - done))):
                file.write(block)
                done += len(block)
            if declared is not None and done < declared:
                raise http.client.IncompleteRead(b"", declared - done)
    except urllib.error.HTTPError as error:
        raise ConversionError(
            "DOWNLOAD_FAILED",
            f"{address} answers {error.code} {error.reason}, where the {what} was expected"[:500],
            "check the address in a browser" if error.code in (401, 403, 404, 410) else "try again later",
        ) from error
    except TimeoutError as error:
        raise _stalled(address) from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise _stalled(address) from error
        raise ConversionError(
            "DOWNLOAD_FAILED", f"{address} cannot be reached: {_reason(error.reason)}", "are you online?"
        ) from error
    except (http.client.HTTPException, ConnectionError, ssl.SSLError) as error:
        raise ConversionError(
            "DOWNLOAD_FAILED", f"{address} broke off before the {what} was whole", "try again"
        ) from error
    except OSError as error:
        raise ConversionError("DOWNLOAD_FAILED", f"cannot download {address}: {_reason(error)}") from error


def _stalled(address: str) -> ConversionError:
    return ConversionError(
        "DOWNLOAD_FAILED", f"{address} sent nothing for {STALLED_SECONDS:g} seconds", "try again later"
    )


def _reason(error: Any) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split())[:200]
