"""Pages for a browser: shell around a report of table, rows, totals, steps; SVG."""
