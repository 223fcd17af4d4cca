"""One file a use case: the only place where the stages meet."""
