"""What the kinds of channel share: requests, outcomes, secrets."""
