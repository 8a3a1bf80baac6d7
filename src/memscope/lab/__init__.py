"""Starts, feeds, watches and always reaps sample programs."""
