"""Looking for something: read asked, patterns, scope, ground, matches, twins."""
