"""What sealing, forgetting and destroying promise, tried on casebooks in files."""
