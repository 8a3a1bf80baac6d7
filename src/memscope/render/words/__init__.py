"""Facts in the reader's language: one file for each thing that is put into words."""
