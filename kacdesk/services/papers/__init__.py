"""Papers and files: custody, batches, letters, slips, stamps, attachments, scans."""
