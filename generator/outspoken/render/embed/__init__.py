"""The state to embed in other websites: a strip for an iframe, and a banner for the product's own pages."""
