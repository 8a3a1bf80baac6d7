"""One look: snapshot asks process, that address_space, that maps, stacks, regions."""
