"""This package is the place where papers that leave the centre are put together, sent and confirmed."""
