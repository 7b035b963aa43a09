"""The fields of a component and of a group in the settings, each declared once."""

from __future__ import annotations

from outspoken.model.field import Field, Need, Type

ID_LIMIT = 64
"""How many characters the id of a component or group has at most."""

COMPONENT = (
    Field(
        name="id",
        type=Type.LINE,
        need=Need.ALWAYS,
        limit=ID_LIMIT,
        example="checkout",
        help="its name in URLs and files; do not change it later",
    ),
    Field(
        name="name",
        type=Type.LINE,
        limit=80,
        example="Checkout",
        help="what customers call it; default: the id",
    ),
    Field(
        name="description",
        type=Type.TEXT,
        limit=500,
        example="Cart and payment",
        help="what the component does",
    ),
    Field(
        name="aliases",
        type=Type.LINES,
        example="[Check-out]",
        help="former ids and names that are still accepted",
    ),
    Field(
        name="since",
        type=Type.DAY,
        example="2024-05-01",
        help="the first day that counts for uptime; by default that of the oldest incident",
    ),
    Field(name="retired", type=Type.DAY, example="2026-01-31", help="the first day that no longer counts"),
    Field(
        name="operated_by",
        type=Type.LINE,
        limit=80,
        example="Stripe",
        help="the company that runs it, if that is not you: shown apart, in no group and in no uptime figure",
    ),
)
GROUP = (
    Field(
        name="group",
        type=Type.LINE,
        need=Need.ALWAYS,
        limit=80,
        example="Storefront",
        help="the group's name",
    ),
    Field(
        name="id",
        type=Type.LINE,
        limit=ID_LIMIT,
        example="storefront",
        help="its name in URLs; do not change it later; default: made from the group's name",
    ),
    Field(
        name="aliases",
        type=Type.LINES,
        example="[shop]",
        help="former ids and names, whose addresses are kept",
    ),
    Field(name="components", type=Type.RECORDS, need=Need.ALWAYS, fields=COMPONENT, help="its components"),
)
