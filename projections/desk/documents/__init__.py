"""Printed documents: accessible PDF in the language of the family."""
