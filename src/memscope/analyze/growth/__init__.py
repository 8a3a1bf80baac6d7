"""What grew: differences over a span, rates, and what looks like a leak."""
