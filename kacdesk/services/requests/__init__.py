"""What people ask for and complain of: e-mails, feedback, contesting, e-services for another person."""
