"""Marks for other programs: spreadsheets, Moodle, Canvas, Blackboard and nbgrader."""
