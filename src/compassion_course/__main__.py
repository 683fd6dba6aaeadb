"""``python -m compassion_course``: the same as the command ``compassion-course``."""

from .cli import main

main(prog_name="compassion-course")
