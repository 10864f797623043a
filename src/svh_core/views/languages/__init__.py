"""Dutch and English: one phrase for every event, one word for every value."""
