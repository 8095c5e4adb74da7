-- Remarks and followed series are about any series: filters tell which part, one "dimension:value" a line.
alter table annotation add column filters text not null default '';
create table followed_series (
    account_id bigint not null references account (id),
    indicator text not null,
    territory text not null,
    filters text not null,
    since bigint not null,
    primary key (account_id, indicator, territory, filters)
);
insert into followed_series (account_id, indicator, territory, filters, since)
select account_id, indicator, territory, '', since
from followed;
drop table followed;
alter table followed_series rename to followed;
