"""Measurements that anyone can repeat; speed is told here and never asserted by a test."""
