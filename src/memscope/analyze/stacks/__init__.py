"""Which memory is whose stack: read find, then proofs before guesses, spans, signal."""
