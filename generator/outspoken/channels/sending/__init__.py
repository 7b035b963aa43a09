"""Parts that several senders share: HTTP, outcomes, secrets, recipients."""
