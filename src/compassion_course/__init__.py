"""Compassion at Work: the Python behind the course.

Parts, from the ground up; each imports only from those before it: ``corpus``, ``models``,
``analysis``, ``exercises``, ``desk``, ``widgets``, ``site``, ``cli``.

Importing this package loads neither pandas nor Altair: most of what the command does
needs neither, and a tutor who marks twenty sheets should not wait for them.
"""

__version__ = "0.2.0"
