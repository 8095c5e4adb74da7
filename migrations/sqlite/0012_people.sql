-- The people's file holds no figures (ADR 16).
drop view public_cell;
drop view public_series;
drop view public_coverage;
drop table public_measure;
drop table release_stale;
drop table release_coverage;
drop table release_block;
drop table release;
drop table motif_category;
drop table coverage;
drop table record;
drop table observation;
drop table series;
drop table rejected_row;
drop table run;
