"""The tutor's desk: take in what was handed in, mark it, keep the marks, give feedback."""
