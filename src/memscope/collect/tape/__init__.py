"""Looks kept: writer and film record, reel keeps what is watched, replay plays."""
