"""Anonymous memory by what was written there: arenas, blocks, runtimes, V8's pages."""
