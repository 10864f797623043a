"""All cases at once: what is kept of each, so that a list over them need not load every case.

It is made of the entries, can be made of them again, and holds no words. What is kept stands in `holding`, keeping it
up to date in `keeping_up`, and what apps ask of it in `overview`.
"""
