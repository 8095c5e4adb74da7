delete from session where account_id in (select id from account where subject like 'demonstration:%')
