"""Why it is so large, whether that is bad, what to do: rules over what was seen."""
