"""What every plugin has to promise, as checks that can be run without anything but this library."""
