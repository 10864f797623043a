"""What is true and what may be decided: events, rules, the case, standing. Imports attrs and the standard library only."""
