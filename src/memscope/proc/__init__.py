"""The only folder that opens /proc or makes system calls."""
