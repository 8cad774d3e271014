"""The own profile: details, language, picture."""
