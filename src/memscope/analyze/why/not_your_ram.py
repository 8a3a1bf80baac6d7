"""It is not only your RAM: promised, dropped at once, or counted more than once."""
