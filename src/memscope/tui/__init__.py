"""The Textual screens; they draw what they are handed."""
