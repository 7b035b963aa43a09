"""Renders a message as a mail: the same bytes at every attempt, and no text can become a header."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from outspoken.channels.message import dedup_of
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.message import Message, Thread

_UNDISCLOSED = "undisclosed-recipients:;"


def mail_bytes(message: Message, channel: Channel, to: tuple[str, ...]) -> bytes:
    """Return the mail's bytes, with text and HTML parts. `to` are the recipients that all others may see."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _line(_option(channel, "from"))
    # A header may only have ASCII addresses.
    mail["To"] = _line(", ".join(one for one in to if parseaddr(one)[1].isascii())) or _UNDISCLOSED
    mail["Subject"] = _line(message.subject)
    # The time of the update, not of the attempt: a second copy has the same bytes.
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = message_id(message.key, message.site_url)
    _thread(mail, message.thread, message.site_url)
    if reply_to := _line(_option(channel, "reply_to")):
        mail["Reply-To"] = reply_to
    _unsubscribe(mail, _line(_option(channel, "unsubscribe")))
    # So that no absence notice answers it (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text + "\n", cte="quoted-printable")
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
        # Python's own boundary is random, and would differ at every attempt.
        mail.set_boundary(f"={message.dedup[:32]}=")
    return mail.as_bytes()


def message_id(key: str, site_url: str) -> str:
    """Return the Message-ID of a ledger key; it never changes."""
    return f"<{dedup_of(key)}@{urlsplit(site_url).hostname or 'localhost'}>"


def _thread(mail: EmailMessage, thread: Thread | None, site_url: str) -> None:
    """Refer to the first and to the newest mail; without an id in the receipt, it is made from the key."""
    if thread is None:
        return
    root = thread.root_id or (message_id(thread.root_key, site_url) if thread.root_key else "")
    parent = thread.parent_id or (message_id(thread.parent_key, site_url) if thread.parent_key else root)
    if parent:
        mail["In-Reply-To"] = _line(parent)
        mail["References"] = _line(" ".join(dict.fromkeys(filter(None, (root, parent)))))


def _unsubscribe(mail: EmailMessage, address: str) -> None:
    """Add the headers to unsubscribe: with one click (RFC 8058) for a web address."""
    if not address:
        return
    mail["List-Unsubscribe"] = f"<{address}>"
    # RFC 8058 allows the one-click header only for https.
    if address.startswith("https://"):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _option(channel: Channel, name: str) -> str:
    value = channel.options.get(name, "")
    return value if isinstance(value, str) else ", ".join(value)


def _line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
