"""The language of `/`: read `parse`, `predicates`, `grounds`, `matching`."""
