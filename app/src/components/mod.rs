//! Pieces of pages: one file, one job.

pub mod breadcrumb;
pub mod chart_card;
pub mod copy_link;
pub mod footer;
pub mod header;
pub mod islands;
pub mod picker;
pub mod service_view;
pub mod simulated;
pub mod table;
pub mod territory_list;
