"""Who works here: accounts, PINs, acting supervisors, absences, roster, opening hours."""
