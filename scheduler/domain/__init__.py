"""The words of family medicine: frozen dataclasses on the standard library alone."""
