"""The laws of the library, each with a test that fails when it is broken; `mutants` breaks them to see that it does."""
