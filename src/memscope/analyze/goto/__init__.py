"""Where `g` may lead: read `destination`, then `destinations`."""
