"""Random bytes for every place that reads what strangers write (`make fuzz`); what was found once is tried in every test run."""
