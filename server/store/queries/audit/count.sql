select count(*) from audit
