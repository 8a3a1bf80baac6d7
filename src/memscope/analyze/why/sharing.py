"""fork and sharing: what workers share, and what they copy."""
