"""Two to four processes beside each other: objects, rows, what is shared, pages.

Read in this order: `objects`, `merge`, `rows`, `compared`, `together`, `linked`.
"""
