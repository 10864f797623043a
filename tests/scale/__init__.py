"""What a casebook of a city or a country takes: measured on one that this machine can make, and reckoned on.

`python -m tests.scale` makes one, measures it and writes the tables of docs/explanation/scale.md. Here `made` makes
casebooks, `alone` does one thing in a process of its own, `measuring` has everything measured, `paper` reckons, `page`
writes.
"""
