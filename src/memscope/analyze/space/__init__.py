"""The rows of an address space: groups, regions, holes, in one order."""
