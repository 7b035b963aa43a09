"""Computes the id that Statusfy uses for an incident without one: a hash of its file's name."""

from __future__ import annotations


def statusfy_id(file_name: str) -> str:
    """Return the id in the old address, as hash-sum 2.0.0 makes it of a text."""
    number = 0
    # hash-sum adds the key, the class and the type before the value itself.
    for part in ("", "[object String]", "string", file_name):
        number = _fold(number, part)
    return f"{number:x}".rjust(8, "0")


def _fold(number: int, text: str) -> int:
    if not text:
        return number
    units = text.encode("utf-16-le")
    for place in range(0, len(units), 2):
        code = int.from_bytes(units[place : place + 2], "little")
        # In JavaScript, the shift works on 32 bits, and the addition on doubles.
        number = _signed(_signed(number << 5) - number + code)
    return number * -2 if number < 0 else number


def _signed(number: int) -> int:
    low = number & 0xFFFFFFFF
    return low - (1 << 32) if low & 0x80000000 else low
