"""Recordings as bytes: encoder writes, reader finds a moment, delta lies between."""
