"""The kinds of channel: each module declares one as `KIND`, and adding a module adds the kind."""
