"""One old text becomes dated messages."""
