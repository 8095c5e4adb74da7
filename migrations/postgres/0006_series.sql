-- Remarks and followed series are about any series: filters tell which part, one "dimension:value" a line.
alter table annotation add column filters text not null default '';
alter table followed add column filters text not null default '';
alter table followed drop constraint followed_pkey;
alter table followed add primary key (account_id, indicator, territory, filters);
