"""The screen, by Textual: draws what it is handed."""
