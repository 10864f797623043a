"""One small patch per law, each breaking it on purpose."""
