"""The language of `/`: read `parse`, then `predicates`, `matching`, `completion`."""
