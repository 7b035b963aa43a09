"""Splits one old text into dated messages."""
