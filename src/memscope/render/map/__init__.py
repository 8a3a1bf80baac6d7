"""An address space as lines: exact or textbook, of rows; card, tree, totals beside."""
