select coalesce(max(id), 0) from release where failure is null
