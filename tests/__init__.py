"""The tests of svh_core; they mirror the source."""
