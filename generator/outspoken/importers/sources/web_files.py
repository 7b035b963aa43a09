"""Reads the files of another page over HTTP: with limits on time and size, and a few retries."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from outspoken.channels.sending.http_client import Answer, Call, Lost, exchange
from outspoken.importers.import_request import SourceError

# The same limit as for a file on disk.
LONGEST = 64 * 1024 * 1024
# Seconds before each retry, increasing, since the server may be overloaded.
WAITS = (1.0, 4.0, 10.0)
# Names are from the root of the page, and people paste the address of its API.
_API = re.compile(r"/api/v2/$")
_READ_SECONDS = 60.0
_GONE = (404, 410)
# Statuses of a server that is busy or was interrupted: all others would be the same again.
_AGAIN = (408, 425, 429, 500, 502, 503, 504)


class WebFiles:
    """The files of the page at an http(s) address; `pause` waits for a number of seconds.

    The address may be that of the page, of its API (`…/api/v2`), or of one file.
    """

    def __init__(self, url: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._pause = pause
        last = urlsplit(url).path.rpartition("/")[2]
        # A last part with a dot is a file; everything else is a folder, with or without a slash.
        self._names = (last,) if "." in last else ()
        self._folder = urljoin(url, ".") if self._names else url.rstrip("/") + "/"

    def names(self) -> tuple[str, ...]:
        """Return the file that the address itself names, if it names one."""
        return self._names

    @property
    def address(self) -> str:
        """Return the address of the page."""
        return _API.sub("/", self._folder)

    def read(self, name: str) -> bytes | None:
        """Return the answer's body; None for 404. Raises SourceError if the server gives no usable answer."""
        url = urljoin(self._folder if name in self._names else self.address, name)
        for wait in (*WAITS, None):
            answer = exchange(Call(method="GET", url=url), read=_READ_SECONDS, redirects=True, most=LONGEST)
            is_final = isinstance(answer, Answer) and answer.status not in _AGAIN
            if is_final or wait is None:
                return _body(url, answer)
            self._pause(wait)
        return None


def _body(url: str, answer: Answer | Lost) -> bytes | None:
    if isinstance(answer, Lost):
        reason = answer.why
    elif answer.status in _GONE:
        return None
    elif not answer.is_good:
        reason = f"the server answers {answer.status}"
    elif answer.body is None:
        reason = f"the answer is incomplete or longer than {LONGEST >> 20} MiB"
    else:
        return answer.body
    message = f"{url} cannot be read: {reason}"
    raise SourceError(message)
