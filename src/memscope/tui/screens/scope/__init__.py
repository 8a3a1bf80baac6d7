"""The main screen: `screen` owns the parts, `host` is what they ask of it."""
