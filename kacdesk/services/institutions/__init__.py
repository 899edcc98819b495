"""Institutions at the centre: who is present when, notices, rule 20.8/20.9, referrals, receptions."""
