"""Start, look, claim, check; never draws."""
