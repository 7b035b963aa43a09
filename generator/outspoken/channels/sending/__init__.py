"""What several senders share: HTTP, outcomes, secrets, recipients."""
