"""One address space drawn on one axis: rail, table, region, history."""
