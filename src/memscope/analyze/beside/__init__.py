"""Two to four processes beside each other: objects, rows, what is shared, pages.

Read in this order: `objects`, `builds`, `merge`, `rows`, `compared`, `abreast`,
`pages`, `linked`.
"""
