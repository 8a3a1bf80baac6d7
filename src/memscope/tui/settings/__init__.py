"""What the reader chose and finds again: record, toml, file, asked, start."""
