select measure, first_period, last_period from release_coverage
