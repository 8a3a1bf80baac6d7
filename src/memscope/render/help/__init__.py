"""What things on the screen mean: glossary, signs, and the page that says so."""
