"""This package is the place where an installation is looked after: what the doctor looks at, what support is given."""
