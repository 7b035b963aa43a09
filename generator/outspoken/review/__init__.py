"""What a change does to the published page, before it is merged."""
