"""Lists of the first screen: processes."""
