"""From records to lines, pictures and files; draws, never reads."""
