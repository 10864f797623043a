"""Who may see what: default deny."""
