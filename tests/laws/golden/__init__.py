"""What earlier releases promised: names, and logs as they were written."""
